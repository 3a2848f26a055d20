/*
 * held.c - rows of the quarantine to entries.
 *
 * Envelope addresses are kept byte for byte beside the journal's record, whose
 * JSON may have had to mend them.
 */
#include "store/held.h"

#include <string.h>

#include "base/clock.h"
#include "store/handle.h"
#include "store/journal_parts.h"
#include "store/json.h"
#include "store/pack.h"

#define HELD_EXTRA_MAX ((size_t)1 << 16)

enum status
held_copy(const struct quarantine_row *row, int64_t now_us, struct arena *arena,
    struct held *held_r, struct err *err_r)
{
	struct quarantine_entry *entry = &held_r->entry;
	struct slice *const texts[] = {
		&entry->id,
		&entry->state,
		&entry->where,
		&entry->queue_id,
		&entry->agent,
		&entry->workflow,
		&entry->prompt,
		&entry->tier,
		&entry->template,
		&entry->digest,
		&entry->rules,
		&entry->reasons,
		&entry->sender,
		&entry->subject,
		&entry->answer,
	};
	struct slice rcpts, accounts;
	enum status status;
	size_t i;

	*entry = row->entry;
	held_r->claimed_us = row->claimed_us;
	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		*texts[i] = arena_copy(arena, *texts[i]);
	rcpts = arena_copy(arena, row->rcpts);
	accounts = arena_copy(arena, row->accounts);
	entry->json = SLICE_EMPTY;
	if (arena_failed(arena))
		return err_nomem(err_r);
	if (slice_equal(entry->state, SLICE("releasing")) &&
	    held_r->claimed_us < now_us - HELD_CLAIM_US)
		entry->state = SLICE("unknown");
	status = pack_read(rcpts, arena, &entry->rcpts, &entry->nrcpts, err_r);
	if (status != STATUS_OK)
		return status;
	return pack_read(
	    accounts, arena, &entry->accounts, &entry->naccounts, err_r);
}

struct held_find {
	struct arena *arena;
	struct held *held;
	int64_t now_us;
};

static enum status
held_found(const struct quarantine_row *row, void *arg, struct err *err_r)
{
	struct held_find *find = arg;

	return held_copy(row, find->now_us, find->arena, find->held, err_r);
}

enum status
held_load(struct store *store, struct slice id, int64_t now_us,
    struct arena *arena, struct held *held_r, struct err *err_r)
{
	struct held_find find = { arena, held_r, now_us };

	return store->engine->quarantine->find(
	    store->db, id, held_found, &find, err_r);
}

enum status
held_line(struct store *store, struct arena *arena,
    struct quarantine_entry *entry, struct err *err_r)
{
	char time[CLOCK_TEXT_MAX];
	struct buf extra;
	enum status status;

	buf_init(&extra, HELD_EXTRA_MAX);
	json_open_object(&extra, NULL);
	json_add_text(&extra, "state", entry->state);
	json_add_text(&extra, "store", entry->where);
	json_add_text_or_null(&extra, "queue_id", entry->queue_id);
	if (entry->expires_us > 0)
		json_add_text(&extra, "expires",
		    slice_cstr(clock_format(entry->expires_us, time)));
	else
		json_add_null(&extra, "expires");
	json_add_text_or_null(
	    &extra, "answer", slice_sub(entry->answer, 0, HELD_EXTRA_MAX / 16));
	json_close_object(&extra);
	status = buf_failed(&extra) ?
	    err_nomem(err_r) :
	    journal_line(store, entry->id, "quarantine", buf_slice(&extra),
		arena, &entry->json, err_r);
	buf_free_wiped(&extra);
	return status;
}
