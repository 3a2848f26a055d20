/*
 * edit.c - a reviewer's version of a held message.
 */
#include <stdio.h>

#include "store/handle.h"
#include "store/held.h"
#include "store/journal_parts.h"

#define EDIT_ARENA ((size_t)64 << 20)
#define NUMBER_MAX 24

static struct slice
number(int64_t value, char out[NUMBER_MAX])
{
	int len = snprintf(out, NUMBER_MAX, "%lld", (long long)value);

	return slice_make(out, (size_t)len);
}

/* The words themselves are a person's, as the message was. */
static enum status
edit_record(struct store *store, const struct quarantine_edit *edit,
    struct slice before, struct err *err_r)
{
	char words[NUMBER_MAX], changed[NUMBER_MAX];
	const struct journal_pair fields[] = {
		{ "digest", edit->digest },
		{ "digest_before", before },
		{ "words", number(edit->words, words) },
		{ "changed", number(edit->changed, changed) },
	};
	const struct journal_pair difference = { "difference",
		edit->difference };
	const struct journal_event event = {
		.event = "edit",
		.actor = edit->actor,
		.about = edit->id,
		.reason = edit->reason,
		.fields = fields,
		.nfields = sizeof(fields) / sizeof(fields[0]),
		.time_us = edit->time_us,
	};
	struct id id;

	return journal_event_add(store, &event, &difference, &id, err_r);
}

static enum status
edit_put(
    struct store *store, const struct quarantine_edit *edit, struct err *err_r)
{
	struct quarantine_edit_row row = {
		.id = edit->id,
		.digest = edit->digest,
		.subject = edit->subject,
		.time_us = edit->time_us,
	};
	enum status status =
	    compress_pack(store->compress, edit->raw, &row.raw, err_r);

	return status == STATUS_OK ?
	    store->engine->quarantine->edit_add(store->db, &row, err_r) :
	    status;
}

enum status
quarantine_edit(
    struct store *store, const struct quarantine_edit *edit, struct err *err_r)
{
	struct arena *arena = arena_new(EDIT_ARENA);
	struct held held = { .claimed_us = 0 };
	enum status status;

	assert(store->in_transaction);
	if (arena == NULL)
		return err_nomem(err_r);
	status = held_load(store, edit->id, edit->time_us, arena, &held, err_r);
	if (status == STATUS_OK &&
	    !slice_equal(held.entry.state, SLICE("held")))
		status = err_set(err_r, STATUS_CONFLICT, "%.*s is %.*s",
		    SLICE_ARG(edit->id), SLICE_ARG(held.entry.state));
	if (status == STATUS_OK)
		status = edit_record(store, edit, held.entry.digest, err_r);
	if (status == STATUS_OK)
		status = edit_put(store, edit, err_r);
	arena_free(arena);
	return status;
}
