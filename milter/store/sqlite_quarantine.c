/*
 * sqlite_quarantine.c - held messages and release records in SQLite.
 */
#include "store/sqlite.h"

#include <string.h>

static enum status
held_insert(void *db, const struct quarantine_row *row, struct err *err_r)
{
	const struct quarantine_entry *entry = &row->entry;
	struct sqlite_cursor cursor = sqlite_use(db, SQL_QUARANTINE_INSERT);

	sqlite_text(&cursor, 1, entry->id);
	sqlite_text(&cursor, 2, entry->where);
	sqlite_text_or_null(&cursor, 3, entry->queue_id);
	sqlite_int(&cursor, 4, entry->time_us);
	sqlite_int(&cursor, 5, entry->expires_us);
	sqlite_text_or_null(&cursor, 6, entry->agent);
	sqlite_text_or_null(&cursor, 7, entry->workflow);
	sqlite_text_or_null(&cursor, 8, entry->prompt);
	sqlite_text_or_null(&cursor, 9, entry->tier);
	sqlite_text_or_null(&cursor, 10, entry->template);
	sqlite_text_or_null(&cursor, 11, entry->digest);
	sqlite_text_or_null(&cursor, 12, entry->rules);
	sqlite_text_or_null(&cursor, 13, entry->reasons);
	sqlite_blob(&cursor, 14, entry->sender);
	sqlite_blob(&cursor, 15, entry->subject);
	sqlite_blob(&cursor, 16, row->rcpts);
	sqlite_blob(&cursor, 17, row->accounts);
	sqlite_int(&cursor, 18, entry->eight_bit);
	sqlite_int(&cursor, 19, entry->smtputf8);
	return sqlite_run(&cursor, NULL, err_r);
}

/* The column order of QUARANTINE_COLUMNS. */
static void
held_read(const struct sqlite_cursor *cursor, struct quarantine_row *row_r)
{
	struct quarantine_entry *entry = &row_r->entry;

	memset(row_r, 0, sizeof(*row_r));
	entry->id = sqlite_column(cursor, 0);
	entry->state = sqlite_column(cursor, 1);
	entry->where = sqlite_column(cursor, 2);
	entry->queue_id = sqlite_column(cursor, 3);
	entry->time_us = sqlite_column_int(cursor, 4);
	entry->expires_us = sqlite_column_int(cursor, 5);
	row_r->claimed_us = sqlite_column_int(cursor, 6);
	entry->agent = sqlite_column(cursor, 7);
	entry->workflow = sqlite_column(cursor, 8);
	entry->prompt = sqlite_column(cursor, 9);
	entry->tier = sqlite_column(cursor, 10);
	entry->template = sqlite_column(cursor, 11);
	entry->digest = sqlite_column(cursor, 12);
	entry->rules = sqlite_column(cursor, 13);
	entry->reasons = sqlite_column(cursor, 14);
	entry->sender = sqlite_column(cursor, 15);
	entry->subject = sqlite_column(cursor, 16);
	row_r->rcpts = sqlite_column(cursor, 17);
	row_r->accounts = sqlite_column(cursor, 18);
	entry->eight_bit = sqlite_column_int(cursor, 19) != 0;
	entry->smtputf8 = sqlite_column_int(cursor, 20) != 0;
	entry->answer = sqlite_column(cursor, 21);
}

static enum status
held_each(struct sqlite_cursor *cursor, quarantine_each *each, void *arg,
    struct err *err_r)
{
	struct quarantine_row row;
	enum status status;
	bool there;

	for (;;) {
		status = sqlite_next(cursor, &there, err_r);
		if (status != STATUS_OK || !there)
			return status;
		held_read(cursor, &row);
		status = each(&row, arg, err_r);
		if (status != STATUS_OK) {
			sqlite_done(cursor);
			return status;
		}
	}
}

static enum status
held_find(void *db, struct slice id, quarantine_each *each, void *arg,
    struct err *err_r)
{
	struct sqlite_cursor cursor = sqlite_use(db, SQL_QUARANTINE_FIND);
	struct quarantine_row row;
	enum status status;
	bool there;

	sqlite_text(&cursor, 1, id);
	status = sqlite_next(&cursor, &there, err_r);
	if (status != STATUS_OK)
		return status;
	if (!there)
		return err_set(err_r, STATUS_NOTFOUND,
		    "%.*s: not in quarantine", SLICE_ARG(id));
	held_read(&cursor, &row);
	status = each(&row, arg, err_r);
	sqlite_done(&cursor);
	return status;
}

static enum status
held_rows(void *db, struct slice after, bool open_only, int64_t limit,
    quarantine_each *each, void *arg, struct err *err_r)
{
	struct sqlite_cursor cursor = sqlite_use(
	    db, open_only ? SQL_QUARANTINE_OPEN : SQL_QUARANTINE_ALL);

	sqlite_text(&cursor, 1, after);
	sqlite_int(&cursor, 2, limit);
	return held_each(&cursor, each, arg, err_r);
}

static enum status
held_due(void *db, int64_t now_us, int64_t limit, quarantine_each *each,
    void *arg, struct err *err_r)
{
	struct sqlite_cursor cursor = sqlite_use(db, SQL_QUARANTINE_DUE);

	sqlite_int(&cursor, 1, now_us);
	sqlite_int(&cursor, 2, limit);
	return held_each(&cursor, each, arg, err_r);
}

static enum status
held_state_set(
    void *db, const struct quarantine_state *state, struct err *err_r)
{
	struct sqlite_cursor cursor = sqlite_use(db, SQL_QUARANTINE_STATE);

	sqlite_text(&cursor, 1, state->id);
	sqlite_cstr(&cursor, 2, state->state);
	sqlite_text_or_null(&cursor, 3, state->answer);
	sqlite_int(&cursor, 4, state->claimed_us);
	return sqlite_run(&cursor, NULL, err_r);
}

static enum status
raw_insert(void *db, struct slice id, struct slice raw, struct err *err_r)
{
	struct sqlite_cursor cursor = sqlite_use(db, SQL_QUARANTINE_RAW_INSERT);

	sqlite_text(&cursor, 1, id);
	sqlite_blob(&cursor, 2, raw);
	return sqlite_run(&cursor, NULL, err_r);
}

static enum status
data_load(void *db, enum sql which, struct slice id, struct arena *arena,
    struct slice *raw_r, struct err *err_r)
{
	struct sqlite_cursor cursor = sqlite_use(db, which);
	enum status status;
	bool there;

	sqlite_text(&cursor, 1, id);
	status = sqlite_next(&cursor, &there, err_r);
	if (status != STATUS_OK)
		return status;
	if (!there)
		return STATUS_NOTFOUND;
	*raw_r = arena_copy(arena, sqlite_column(&cursor, 0));
	sqlite_done(&cursor);
	return raw_r->ptr == NULL ? err_nomem(err_r) : STATUS_OK;
}

static enum status
raw_load(void *db, struct slice id, struct arena *arena, struct slice *raw_r,
    struct err *err_r)
{
	return data_load(db, SQL_QUARANTINE_RAW_LOAD, id, arena, raw_r, err_r);
}

static enum status
edit_load(void *db, struct slice id, struct arena *arena, struct slice *raw_r,
    struct err *err_r)
{
	return data_load(db, SQL_EDIT_LOAD, id, arena, raw_r, err_r);
}

static enum status
edit_add(void *db, const struct quarantine_edit_row *row, struct err *err_r)
{
	struct sqlite_cursor cursor = sqlite_use(db, SQL_EDIT_ADD);
	enum status status;

	sqlite_text(&cursor, 1, row->id);
	sqlite_int(&cursor, 2, row->time_us);
	sqlite_blob(&cursor, 3, row->raw);
	status = sqlite_run(&cursor, NULL, err_r);
	if (status != STATUS_OK)
		return status;
	cursor = sqlite_use(db, SQL_EDIT_APPLY);
	sqlite_text(&cursor, 1, row->id);
	sqlite_text(&cursor, 2, row->digest);
	sqlite_blob(&cursor, 3, row->subject);
	return sqlite_run(&cursor, NULL, err_r);
}

static struct slice
hash_slice(const unsigned char hash[CRYPT_SHA256_LEN])
{
	return slice_make((const char *)hash, CRYPT_SHA256_LEN);
}

static enum status
release_add(void *db, const struct release_row *row, struct err *err_r)
{
	struct sqlite_cursor cursor = sqlite_use(db, SQL_RELEASE_ADD);

	sqlite_blob(&cursor, 1, hash_slice(row->token));
	sqlite_text(&cursor, 2, row->id);
	sqlite_blob(&cursor, 3, hash_slice(row->fits));
	sqlite_int(&cursor, 4, row->expires_us);
	return sqlite_run(&cursor, NULL, err_r);
}

static enum status
release_load(void *db, const unsigned char token[CRYPT_SHA256_LEN],
    struct arena *arena, struct release_row *row_r, struct err *err_r)
{
	struct sqlite_cursor cursor = sqlite_use(db, SQL_RELEASE_LOAD);
	struct slice fits;
	enum status status;
	bool there;

	sqlite_blob(&cursor, 1, hash_slice(token));
	status = sqlite_next(&cursor, &there, err_r);
	if (status != STATUS_OK)
		return status;
	if (!there)
		return err_set(err_r, STATUS_NOTFOUND, "no such release");
	memset(row_r, 0, sizeof(*row_r));
	memcpy(row_r->token, token, sizeof(row_r->token));
	row_r->id = arena_copy(arena, sqlite_column(&cursor, 0));
	fits = sqlite_column(&cursor, 1);
	if (fits.len == sizeof(row_r->fits))
		memcpy(row_r->fits, fits.ptr, fits.len);
	row_r->expires_us = sqlite_column_int(&cursor, 2);
	row_r->used = sqlite_column_int(&cursor, 3) != 0 ||
	    fits.len != sizeof(row_r->fits);
	sqlite_done(&cursor);
	return row_r->id.ptr == NULL ? err_nomem(err_r) : STATUS_OK;
}

static enum status
release_mark(
    void *db, const unsigned char token[CRYPT_SHA256_LEN], struct err *err_r)
{
	struct sqlite_cursor cursor = sqlite_use(db, SQL_RELEASE_USE);
	enum status status;
	int changed = 0;

	sqlite_blob(&cursor, 1, hash_slice(token));
	status = sqlite_run(&cursor, &changed, err_r);
	if (status == STATUS_OK && changed == 0)
		status = err_set(err_r, STATUS_NOTFOUND, "no such release");
	return status;
}

static enum status
release_drop(void *db, struct slice id, struct err *err_r)
{
	struct sqlite_cursor cursor = sqlite_use(db, SQL_RELEASE_DROP);

	sqlite_text(&cursor, 1, id);
	return sqlite_run(&cursor, NULL, err_r);
}

const struct quarantine_ops sqlite_quarantine_ops = {
	.insert = held_insert,
	.raw_insert = raw_insert,
	.raw_load = raw_load,
	.edit_add = edit_add,
	.edit_load = edit_load,
	.find = held_find,
	.rows = held_rows,
	.due = held_due,
	.state_set = held_state_set,
	.release_add = release_add,
	.release_load = release_load,
	.release_use = release_mark,
	.release_drop = release_drop,
};
