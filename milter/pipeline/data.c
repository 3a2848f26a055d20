/*
 * data.c - the data sets and names that the rules ask for, as one object.
 */
#include "pipeline/data.h"

#include <string.h>

#include "base/hex.h"
#include "base/mem.h"
#include "rule/names.h"
#include "store/book.h"
#include "store/dataset.h"

#define DATA_ARENA_MAX ((size_t)64 << 20) /* for the list of data sets */
#define DATA_TRIES 5 /* lists that grew old while they were read */

/* What some rule asks for, of all that there is. */
struct wanted {
	struct dataset *sets;
	size_t n;
	struct book_info book; /* accounts 0: no rule asks, or there is none */
	char state[DATA_STATE_LEN];
};

static bool
is_wanted(const struct ruleset *rules, struct slice name)
{
	for (size_t i = 0; i < ruleset_count(rules); i++) {
		const struct rule *rule = ruleset_rule(rules, i);

		if (rule->kind == RULE_KIND_EXACT &&
		    slice_equal(slice_cstr(rule->dataset), name))
			return true;
	}
	return false;
}

static bool
names_are_wanted(const struct ruleset *rules)
{
	for (size_t i = 0; i < ruleset_count(rules); i++)
		if (ruleset_rule(rules, i)->kind == RULE_KIND_OTHERS)
			return true;
	return false;
}

/* One text for what is wanted and there: names and generations. */
static enum status
state_make(struct wanted *wanted, struct err *err_r)
{
	struct crypt_hash *hash = crypt_hash_new();
	unsigned char digest[CRYPT_SHA256_LEN];
	bool ok = hash != NULL &&
	    crypt_hash_add(hash, slice_cstr(wanted->book.generation));

	for (size_t i = 0; i < wanted->n && ok; i++)
		ok = crypt_hash_add(hash, wanted->sets[i].name) &&
		    crypt_hash_add(hash, SLICE("\n")) &&
		    crypt_hash_add(hash, wanted->sets[i].generation) &&
		    crypt_hash_add(hash, SLICE("\n"));
	ok = ok && crypt_hash_end(hash, digest);
	crypt_hash_free(hash);
	if (!ok)
		return err_nomem(err_r);
	hex_encode(digest, sizeof(digest), wanted->state);
	return STATUS_OK;
}

static enum status
wanted_find(struct store *store, const struct ruleset *rules,
    struct arena *arena, struct wanted *wanted_r, struct err *err_r)
{
	size_t n, kept = 0;
	enum status status;

	memset(wanted_r, 0, sizeof(*wanted_r));
	status = dataset_list(store, arena, &wanted_r->sets, &n, err_r);
	if (status != STATUS_OK)
		return status;
	for (size_t i = 0; i < n; i++)
		if (is_wanted(rules, wanted_r->sets[i].name))
			wanted_r->sets[kept++] = wanted_r->sets[i];
	wanted_r->n = kept;
	if (names_are_wanted(rules))
		status = book_info(store, &wanted_r->book, err_r);
	if (status != STATUS_OK)
		return status;
	return state_make(wanted_r, err_r);
}

void
data_free(struct data *data)
{
	if (data == NULL)
		return;
	exact_index_free(data->exact);
	names_index_free(data->names);
	mem_free(data);
}

static enum status
load_exact(struct store *store, const struct wanted *wanted, const char *keys,
    struct data *data, struct err *err_r)
{
	unsigned char secret[CRYPT_KEY_LEN];
	enum status status;

	if (wanted->n == 0)
		return STATUS_OK;
	status = crypt_secret_load(keys, CRYPT_SECRET_HASH, secret, err_r);
	if (status == STATUS_OK)
		status = dataset_load(store, wanted->sets, wanted->n, secret,
		    &data->exact, err_r);
	explicit_bzero(secret, sizeof(secret));
	data->find.exact = data->exact;
	return status;
}

/* The names of the book on their way into an index. */
struct naming {
	struct names_builder *builder;
	enum status status;
	struct err *err_r;
};

static bool
name_account(const struct book_account *account, void *arg)
{
	struct naming *naming = arg;
	struct slice rest = account->aliases, alias;

	naming->status =
	    names_builder_account(naming->builder, account->id, naming->err_r);
	if (naming->status == STATUS_OK)
		naming->status = names_builder_name(
		    naming->builder, account->name, naming->err_r);
	while (naming->status == STATUS_OK && account->aliases.len > 0 &&
	    slice_cut(&rest, ';', &alias))
		naming->status =
		    names_builder_name(naming->builder, alias, naming->err_r);
	return naming->status == STATUS_OK;
}

static enum status
load_names(struct store *store, const struct wanted *wanted, struct data *data,
    struct err *err_r)
{
	const struct book_filter everybody = { .limit = 0 };
	struct naming naming = { names_builder_new(), STATUS_OK, err_r };
	enum status status = STATUS_OK;

	if (naming.builder == NULL)
		return err_nomem(err_r);
	if (wanted->book.accounts > 0)
		status =
		    book_list(store, &everybody, name_account, &naming, err_r);
	if (status == STATUS_OK)
		status = naming.status;
	if (status == STATUS_OK)
		status = names_builder_end(naming.builder, &data->names, err_r);
	names_builder_free(naming.builder);
	data->find.names = data->names;
	return status;
}

static enum status
load_all(struct store *store, const struct ruleset *rules, const char *keys,
    struct data *data, struct err *err_r)
{
	struct arena *arena = arena_new(DATA_ARENA_MAX);
	enum status status = STATUS_NOTFOUND;
	struct wanted wanted;

	if (arena == NULL)
		return err_nomem(err_r);
	for (int tries = 0; status == STATUS_NOTFOUND && tries < DATA_TRIES;
	     tries++) {
		status = wanted_find(store, rules, arena, &wanted, err_r);
		if (status == STATUS_OK)
			status = load_exact(store, &wanted, keys, data, err_r);
	}
	if (status == STATUS_OK && names_are_wanted(rules))
		status = load_names(store, &wanted, data, err_r);
	memcpy(data->state, wanted.state, sizeof(wanted.state));
	arena_free(arena);
	/* it is named and not there */
	return status == STATUS_NOTFOUND ? STATUS_DATABASE : status;
}

enum status
data_load(struct store *store, const struct ruleset *rules, const char *keys,
    struct data **data_r, struct err *err_r)
{
	struct data *data = mem_calloc(1, sizeof(*data));
	enum status status;

	*data_r = NULL;
	if (data == NULL)
		return err_nomem(err_r);
	status = load_all(store, rules, keys, data, err_r);
	if (status != STATUS_OK) {
		data_free(data);
		return status;
	}
	*data_r = data;
	return STATUS_OK;
}

enum status
data_is_current(struct store *store, const struct ruleset *rules,
    const struct data *data, bool *same_r, struct err *err_r)
{
	struct arena *arena = arena_new(DATA_ARENA_MAX);
	struct wanted wanted;
	enum status status;

	*same_r = false;
	if (arena == NULL)
		return err_nomem(err_r);
	status = wanted_find(store, rules, arena, &wanted, err_r);
	*same_r = status == STATUS_OK && data != NULL &&
	    strcmp(wanted.state, data->state) == 0;
	arena_free(arena);
	return status;
}

void
data_missing(const struct data *data, const struct ruleset *rules,
    void (*say)(const struct rule *rule, void *arg), void *arg)
{
	const struct exact_index *exact =
	    data == NULL ? NULL : data->find.exact;

	for (size_t i = 0; i < ruleset_count(rules); i++) {
		const struct rule *rule = ruleset_rule(rules, i);

		if (rule->kind == RULE_KIND_EXACT &&
		    (exact == NULL ||
			exact_index_find(exact, rule->dataset) == SLICE_NONE))
			say(rule, arg);
	}
}
