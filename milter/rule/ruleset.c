/*
 * ruleset.c - packs into one rule set, whole or not at all.
 *
 * A folder stands for its *.yaml in the order of their names.  Every error of
 * every file is said; with one, there is no set.
 */
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/mem.h"
#include "crypt/crypt.h"
#include "base/hex.h"
#include "rule/pack.h"

#define SET_MEMORY_MAX ((size_t)1 << 30)
#define FILES_MAX 1000 /* packs of one set */

struct loading {
	struct ruleset *set;
	struct diag_list *diags;
	struct crypt_hash *hash;
	struct VEC(const char *) files;
};

static void
set_free(struct ruleset *set)
{
	rule_matchers_free(set);
	rule_prefilter_free(&set->prefilter);
	rule_engine_close(&set->engine);
	arena_free(set->arena);
	(void)pthread_mutex_destroy(&set->lock);
	mem_free(set);
}

static struct ruleset *
set_new(void)
{
	struct ruleset *set = mem_calloc(1, sizeof(*set));

	if (set == NULL)
		return NULL;
	set->arena = arena_new(SET_MEMORY_MAX);
	if (set->arena == NULL || rule_engine_open(&set->engine) != STATUS_OK ||
	    pthread_mutex_init(&set->lock, NULL) != 0) {
		arena_free(set->arena);
		rule_engine_close(&set->engine);
		mem_free(set);
		return NULL;
	}
	atomic_init(&set->refs, 1);
	atomic_init(&set->prefilter.state, RULE_PREFILTER_UNMADE);
	return set;
}

static enum status
add_file(struct loading *l, const char *path)
{
	const char **file;

	if (l->files.len == FILES_MAX) {
		diag_error(l->diags, (struct diag_place){ path, 0, 0 },
		    "more than %d packs", FILES_MAX);
		return STATUS_OK;
	}
	file = VEC_PUSH(l->set->arena, &l->files);
	if (file != NULL)
		*file = arena_cstr(l->set->arena, slice_cstr(path));
	return file != NULL && *file != NULL ? STATUS_OK : STATUS_NOMEM;
}

static int
compare_files(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static enum status
add_entry(struct loading *l, const char *folder, const char *name)
{
	const char *path;

	if (*name == '.' ||
	    !slice_ends_nocase(slice_cstr(name), SLICE(".yaml")))
		return STATUS_OK;
	path = arena_printf(l->set->arena, "%s/%s", folder, name);
	return path == NULL ? STATUS_NOMEM : add_file(l, path);
}

static enum status
add_folder(struct loading *l, const char *folder)
{
	struct diag_place place = { folder, 0, 0 };
	size_t first = l->files.len;
	enum status status = STATUS_OK;
	struct dirent *entry;
	DIR *dir = opendir(folder);

	if (dir == NULL) {
		diag_error(l->diags, place, "%s", strerror(errno));
		return STATUS_OK;
	}
	/* no other thread reads this stream */
	/* cppcheck-suppress readdirCalled */
	while (status == STATUS_OK && (entry = readdir(dir)) != NULL)
		status = add_entry(l, folder, entry->d_name);
	(void)closedir(dir);
	if (l->files.len == first && status == STATUS_OK)
		diag_warning(l->diags, place, "no *.yaml in this folder");
	if (l->files.len > first + 1)
		qsort(l->files.items + first, l->files.len - first,
		    sizeof(*l->files.items), compare_files);
	return status;
}

static const char *
folder_of(struct arena *arena, const char *path)
{
	size_t slash = slice_rindex(slice_cstr(path), '/');

	if (slash == SLICE_NONE)
		return ".";
	return arena_cstr(arena, slice_make(path, slash == 0 ? 1 : slash));
}

static enum status
load_file(struct loading *l, const char *path)
{
	struct pack_parse parse = {
		.set = l->set, .diags = l->diags, .hash = l->hash
	};
	struct yaml_node *root = NULL;
	enum status status;
	struct slice text;

	status = yaml_file_text(path, l->set->arena, l->diags, &text);
	if (status != STATUS_OK)
		return status == STATUS_NOMEM ? status : STATUS_OK;
	if (!crypt_hash_add(l->hash, text))
		return STATUS_INTERNAL;
	if (yaml_read_text(path, text, l->set->arena, l->diags, &root) ==
	    STATUS_NOMEM)
		return STATUS_NOMEM;
	parse.folder = folder_of(l->set->arena, path);
	if (parse.folder == NULL)
		return STATUS_NOMEM;
	if (root != NULL)
		rule_pack_read(&parse, root);
	else if (text.len <= YAML_FILE_MAX)
		diag_warning(l->diags, (struct diag_place){ path, 0, 0 },
		    "no rules in this file");
	return parse.nomem ? STATUS_NOMEM : STATUS_OK;
}

static int
compare_rules(const void *a, const void *b)
{
	const struct rule *x = *(const struct rule *const *)a;
	const struct rule *y = *(const struct rule *const *)b;
	int order = strcmp(x->id, y->id);

	if (order == 0)
		return x < y ? -1 : x > y; /* as loaded */
	return order;
}

/* Says each id that an earlier rule has, in any pack. */
static enum status
check_ids(struct loading *l)
{
	struct ruleset *set = l->set;
	const struct rule **sorted =
	    arena_calloc(set->arena, set->rules.len, sizeof(*sorted));
	size_t len = 0;

	if (sorted == NULL)
		return STATUS_NOMEM;
	for (size_t i = 0; i < set->rules.len; i++)
		if (set->rules.items[i].id != NULL)
			sorted[len++] = &set->rules.items[i];
	if (len > 1)
		qsort(sorted, len, sizeof(*sorted), compare_rules);
	for (size_t i = 1; i < len; i++) {
		const struct rule *rule = sorted[i];

		if (strcmp(rule->id, sorted[i - 1]->id) == 0)
			diag_error(l->diags,
			    (struct diag_place){
				rule->file, rule->line, rule->column },
			    "id: \"%s\" is also at %s:%u", rule->id,
			    sorted[i - 1]->file, sorted[i - 1]->line);
	}
	return STATUS_OK;
}

static enum status
load_paths(struct loading *l, const char *const *paths, size_t npaths)
{
	enum status status = STATUS_OK;
	unsigned char digest[CRYPT_SHA256_LEN];
	struct stat st;

	for (size_t i = 0; i < npaths && status == STATUS_OK; i++) {
		if (stat(paths[i], &st) == -1)
			diag_error(l->diags,
			    (struct diag_place){ paths[i], 0, 0 }, "%s",
			    strerror(errno));
		else if (S_ISDIR(st.st_mode))
			status = add_folder(l, paths[i]);
		else
			status = add_file(l, paths[i]);
	}
	for (size_t i = 0; i < l->files.len && status == STATUS_OK; i++)
		status = load_file(l, l->files.items[i]);
	if (status == STATUS_OK)
		status = check_ids(l);
	if (status == STATUS_OK && !crypt_hash_end(l->hash, digest))
		status = STATUS_INTERNAL;
	if (status == STATUS_OK)
		hex_encode(digest, sizeof(digest), l->set->digest);
	return status;
}

/* The status with its words, once everything was read. */
static enum status
load_outcome(enum status status, size_t errors, struct err *err_r)
{
	if (status == STATUS_NOMEM)
		return err_nomem(err_r);
	if (status != STATUS_OK)
		return err_set(err_r, status, "rules: SHA-256 failed");
	if (errors > 0)
		return err_set(err_r, STATUS_CONFIG, "rules: %zu %s", errors,
		    errors == 1 ? "error" : "errors");
	return STATUS_OK;
}

enum status
ruleset_load(const char *const *paths, size_t npaths, struct diag_list *diags,
    struct ruleset **set_r, struct err *err_r)
{
	struct loading l = { .diags = diags };
	struct diag_list own;
	enum status status = STATUS_NOMEM;
	size_t before;

	*set_r = NULL;
	diag_init(&own);
	if (l.diags == NULL)
		l.diags = &own;
	before = l.diags->errors;
	l.set = set_new();
	l.hash = crypt_hash_new();
	if (l.set != NULL && l.hash != NULL)
		status = load_paths(&l, paths, npaths);
	status = load_outcome(status, l.diags->errors - before, err_r);
	crypt_hash_free(l.hash);
	diag_free(&own);
	if (status == STATUS_OK)
		*set_r = l.set;
	else
		ruleset_unref(l.set);
	return status;
}

void
ruleset_prefilter(struct ruleset *set, enum ruleset_prefilter when,
    const struct ruleset_cache *cache)
{
	rule_prefilter_make(set, when == RULESET_PREFILTER_NEVER ? NULL : cache,
	    when == RULESET_PREFILTER_NOW);
}

struct ruleset *
ruleset_ref(struct ruleset *set)
{
	atomic_fetch_add_explicit(&set->refs, 1, memory_order_relaxed);
	return set;
}

void
ruleset_unref(struct ruleset *set)
{
	if (set != NULL &&
	    atomic_fetch_sub_explicit(&set->refs, 1, memory_order_acq_rel) == 1)
		set_free(set);
}

size_t
ruleset_count(const struct ruleset *set)
{
	return set->rules.len;
}

const struct rule *
ruleset_rule(const struct ruleset *set, size_t index)
{
	return &set->rules.items[index];
}

const char *
ruleset_digest(const struct ruleset *set)
{
	return set->digest;
}
