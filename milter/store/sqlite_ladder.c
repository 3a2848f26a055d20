/*
 * sqlite_ladder.c - reviews in SQLite.
 */
#include <string.h>

#include "store/sqlite.h"

static struct sqlite_cursor
use_key(void *db, enum sql which, const struct ladder_key *key)
{
	struct sqlite_cursor cursor = sqlite_use(db, which);

	sqlite_text(&cursor, 1, key->agent);
	sqlite_text(&cursor, 2, key->workflow);
	sqlite_text(&cursor, 3, key->tier);
	return cursor;
}

static enum status
ladder_row(void *db, const struct ladder_key *key, int64_t upto,
    struct ladder_row *row_r, struct err *err_r)
{
	struct sqlite_cursor cursor = use_key(db, SQL_LADDER_ROW, key);
	enum status status;
	bool row;

	memset(row_r, 0, sizeof(*row_r));
	sqlite_int(&cursor, 4, upto);
	status = sqlite_next(&cursor, &row, err_r);
	if (status == STATUS_OK && row) {
		row_r->n = sqlite_column_int(&cursor, 0);
		row_r->passed = sqlite_column_int(&cursor, 1);
		row_r->fallen = sqlite_column_int(&cursor, 2);
		row_r->time_us = sqlite_column_int(&cursor, 3);
	}
	sqlite_done(&cursor);
	return status;
}

static enum status
ladder_add(void *db, const struct ladder_key *key, const struct ladder_row *row,
    int64_t oldest, struct err *err_r)
{
	struct sqlite_cursor cursor = use_key(db, SQL_LADDER_ADD, key);
	enum status status;

	sqlite_int(&cursor, 4, row->n);
	sqlite_int(&cursor, 5, row->passed);
	sqlite_int(&cursor, 6, row->fallen);
	sqlite_int(&cursor, 7, row->time_us);
	status = sqlite_run(&cursor, NULL, err_r);
	if (status != STATUS_OK)
		return status;
	cursor = use_key(db, SQL_LADDER_PURGE, key);
	sqlite_int(&cursor, 4, oldest);
	return sqlite_run(&cursor, NULL, err_r);
}

static enum status
ladder_keys(
    void *db, struct arena *arena, struct ladder_keys *keys, struct err *err_r)
{
	struct sqlite_cursor cursor = sqlite_use(db, SQL_LADDER_KEYS);
	struct ladder_key *key;
	enum status status;
	bool row;

	for (;;) {
		status = sqlite_next(&cursor, &row, err_r);
		if (status != STATUS_OK || !row)
			return status;
		key = VEC_PUSH(arena, keys);
		if (key != NULL) {
			key->agent =
			    arena_copy(arena, sqlite_column(&cursor, 0));
			key->workflow =
			    arena_copy(arena, sqlite_column(&cursor, 1));
			key->tier =
			    arena_copy(arena, sqlite_column(&cursor, 2));
		}
		if (key == NULL || arena_failed(arena)) {
			sqlite_done(&cursor);
			return err_nomem(err_r);
		}
	}
}

const struct ladder_ops sqlite_ladder_ops = {
	.row = ladder_row,
	.add = ladder_add,
	.keys = ladder_keys,
};
