/*
 * feedback_find.c - the record of a message that was sent.
 *
 * A record whose personal half was erased is taken by its key alone, which is
 * 63 bits of a keyed hash.
 */
#include "store/feedback.h"

#include <jansson.h>

#include "store/book_row.h"
#include "store/feedback_key.h"
#include "store/handle.h"
#include "store/journal_parts.h"

#define FIND_MOST 64 /* records of one key and bucket that are looked at */

/* Who is looked for; either may be "". */
struct wanted {
	struct slice message_id, rcpt;
};

static struct slice
member(const json_t *record, const char *key, struct arena *arena)
{
	const json_t *value = json_object_get(record, key);

	if (!json_is_string(value))
		return SLICE_EMPTY;
	return arena_copy(arena,
	    slice_make(json_string_value(value), json_string_length(value)));
}

static const struct slice *
members(const json_t *record, const char *key, struct arena *arena, size_t *n_r)
{
	const json_t *list = json_object_get(record, key), *value;
	size_t n = json_array_size(list);
	struct slice *items = arena_calloc(arena, n + 1, sizeof(*items));

	*n_r = 0;
	for (size_t i = 0; items != NULL && i < n; i++) {
		value = json_array_get(list, i);
		if (json_is_string(value))
			items[(*n_r)++] = arena_copy(arena,
			    slice_make(json_string_value(value),
				json_string_length(value)));
	}
	return items;
}

/* Did it leave, as far as the record knows? */
static bool
was_sent(const json_t *record)
{
	const json_t *decision = json_object_get(record, "decision");
	const char *verdict =
	    json_string_value(json_object_get(record, "verdict"));
	const char *kind = json_string_value(json_object_get(decision, "kind"));

	if (verdict == NULL)
		return false;
	if (slice_equal(slice_cstr(verdict), SLICE("accept")))
		return true;
	return kind != NULL && slice_starts(slice_cstr(kind), SLICE("release"));
}

static bool
has_rcpt(const struct feedback_original *original, struct slice rcpt,
    struct arena *arena)
{
	struct slice wanted = book_address_key(rcpt, arena);

	for (size_t i = 0; i < original->nrcpts; i++)
		if (slice_equal(
			book_address_key(original->rcpts[i], arena), wanted))
			return true;
	return false;
}

/* *fits_r: it was sent, and is what is wanted. */
static void
original_read(const json_t *record, const struct wanted *wanted,
    struct arena *arena, struct feedback_original *original_r, bool *fits_r)
{
	struct slice message_id = member(record, "message_id", arena);

	*original_r = (struct feedback_original){
		.id = member(record, "id", arena),
		.agent = member(record, "agent", arena),
		.workflow = member(record, "workflow", arena),
		.template = member(record, "template", arena),
		.tier = member(record, "tier", arena),
		.sender = member(record, "sender", arena),
	};
	original_r->rcpts =
	    members(record, "recipients", arena, &original_r->nrcpts);
	original_r->accounts =
	    members(record, "accounts", arena, &original_r->naccounts);
	*fits_r = was_sent(record);
	if (wanted->message_id.len > 0 && message_id.len > 0 &&
	    !slice_equal(wanted->message_id, message_id))
		*fits_r = false;
	if (wanted->rcpt.len > 0 && original_r->nrcpts > 0 &&
	    !has_rcpt(original_r, wanted->rcpt, arena))
		*fits_r = false;
}

/* STATUS_NOTFOUND where the id is of no record that fits. */
static enum status
original_load(struct store *store, struct slice id, const struct wanted *wanted,
    struct arena *arena, struct feedback_original *original_r,
    struct err *err_r)
{
	struct slice json;
	enum status status;
	json_t *record;
	bool fits = false;

	status =
	    journal_line(store, id, NULL, SLICE_EMPTY, arena, &json, err_r);
	if (status != STATUS_OK)
		return status;
	record = json_loadb(json.ptr, json.len, JSON_ALLOW_NUL, NULL);
	if (record != NULL)
		original_read(record, wanted, arena, original_r, &fits);
	json_decref(record);
	if (arena_failed(arena))
		return err_nomem(err_r);
	return fits ?
	    STATUS_OK :
	    err_set(err_r, STATUS_NOTFOUND, "no such message was sent");
}

struct found {
	struct arena *arena;
	struct slice id;
};

static enum status
found_copy(const struct journal_row *row, void *arg, struct err *err_r)
{
	struct found *found = arg;

	found->id = arena_copy(found->arena, row->id);
	return found->id.ptr == NULL ? err_nomem(err_r) : STATUS_OK;
}

static enum status
original_at(struct store *store, int64_t seq, const struct wanted *wanted,
    struct arena *arena, struct feedback_original *original_r,
    struct err *err_r)
{
	const struct journal_query query = {
		.after = seq - 1, .upto = seq, .limit = 1
	};
	struct found found = { arena, SLICE_EMPTY };
	enum status status;

	status = store->engine->journal->rows(
	    store->db, &query, found_copy, &found, err_r);
	if (status != STATUS_OK)
		return status;
	if (found.id.len == 0)
		return STATUS_NOTFOUND;
	return original_load(store, found.id, wanted, arena, original_r, err_r);
}

/* In one bucket; STATUS_NOTFOUND. */
static enum status
original_in(struct store *store, int64_t bucket, int64_t key,
    const struct wanted *wanted, struct arena *arena,
    struct feedback_original *original_r, struct err *err_r)
{
	int64_t seqs[FIND_MOST];
	size_t n = FIND_MOST;
	enum status status;

	status = store->engine->feedback->sent_find(
	    store->db, bucket, key, seqs, &n, err_r);
	for (size_t i = 0; status == STATUS_OK && i < n; i++) {
		status = original_at(
		    store, seqs[i], wanted, arena, original_r, err_r);
		if (status != STATUS_NOTFOUND)
			return status;
		status = STATUS_OK;
	}
	return status == STATUS_OK ? STATUS_NOTFOUND : status;
}

/* The latest bucket first; a year of 10,000 a day is about 800 of them. */
static enum status
original_by_key(struct store *store, int64_t key, const struct wanted *wanted,
    struct arena *arena, struct feedback_original *original_r,
    struct err *err_r)
{
	int64_t bucket = INT64_MAX;
	enum status status;

	for (;;) {
		status = store->engine->feedback->sent_last(
		    store->db, bucket, &bucket, err_r);
		if (status != STATUS_OK)
			return status;
		if (bucket < 0)
			return err_set(
			    err_r, STATUS_NOTFOUND, "no such message was sent");
		status = original_in(
		    store, bucket, key, wanted, arena, original_r, err_r);
		if (status != STATUS_NOTFOUND)
			return status;
	}
}

enum status
feedback_by_id(struct store *store, struct slice id, struct arena *arena,
    struct feedback_original *original_r, struct err *err_r)
{
	const struct wanted any = { SLICE_EMPTY, SLICE_EMPTY };
	struct id parsed;

	if (!id_parse(id, &parsed))
		return err_set(err_r, STATUS_NOTFOUND, "%.*s is no id",
		    SLICE_ARG(slice_sub(id, 0, 64)));
	return original_load(
	    store, slice_cstr(parsed.text), &any, arena, original_r, err_r);
}

enum status
feedback_by_message(struct store *store, struct slice message_id,
    struct arena *arena, struct feedback_original *original_r,
    struct err *err_r)
{
	const struct wanted wanted = { message_id, SLICE_EMPTY };
	enum status status;
	int64_t key = 0;

	status =
	    feedback_key(store, FEEDBACK_KEY_MESSAGE, message_id, &key, err_r);
	return status != STATUS_OK ?
	    status :
	    original_by_key(store, key, &wanted, arena, original_r, err_r);
}

enum status
feedback_by_rcpt(struct store *store, struct slice rcpt, struct arena *arena,
    struct feedback_original *original_r, struct err *err_r)
{
	const struct wanted wanted = { SLICE_EMPTY, rcpt };
	enum status status;
	int64_t key = 0;

	status = feedback_rcpt_key(store, rcpt, arena, &key, err_r);
	return status != STATUS_OK ?
	    status :
	    original_by_key(store, key, &wanted, arena, original_r, err_r);
}
