/*
 * sqlite_tally.c - what happened in each scope over time, in SQLite.
 */
#include <string.h>

#include "store/sqlite.h"

/* The columns of the running sums, in their order. */
static const size_t sums[] = {
	offsetof(struct policy_tally, messages),
	offsetof(struct policy_tally, rejected),
	offsetof(struct policy_tally, held),
	offsetof(struct policy_tally, tone),
	offsetof(struct policy_tally, complaints),
	offsetof(struct policy_tally, bounces),
};

#define SUMS ((int)(sizeof(sums) / sizeof(sums[0])))

/* A single number that may not be there. */
static enum status
read_time(struct sqlite_cursor *cursor, int64_t *time_us_r, struct err *err_r)
{
	enum status status;
	bool row;

	*time_us_r = 0;
	status = sqlite_next(cursor, &row, err_r);
	if (status == STATUS_OK && row)
		*time_us_r = sqlite_column_int(cursor, 0);
	sqlite_done(cursor);
	return status;
}

static enum status
tally_before(void *db, struct slice scope, int64_t time_us,
    struct tally_row *row_r, struct err *err_r)
{
	struct sqlite_cursor cursor = sqlite_use(db, SQL_TALLY_BEFORE);
	enum status status;
	int64_t value;
	bool row;

	memset(row_r, 0, sizeof(*row_r));
	sqlite_text(&cursor, 1, scope);
	sqlite_int(&cursor, 2, time_us);
	status = sqlite_next(&cursor, &row, err_r);
	if (status == STATUS_OK && row) {
		row_r->time_us = sqlite_column_int(&cursor, 0);
		for (int i = 0; i < SUMS; i++) {
			value = sqlite_column_int(&cursor, 1 + i);
			memcpy((char *)&row_r->sum + sums[i], &value,
			    sizeof(value));
		}
	}
	sqlite_done(&cursor);
	return status;
}

static enum status
tally_oldest(
    void *db, struct slice scope, int64_t *time_us_r, struct err *err_r)
{
	struct sqlite_cursor cursor = sqlite_use(db, SQL_TALLY_FIRST);

	sqlite_text(&cursor, 1, scope);
	return read_time(&cursor, time_us_r, err_r);
}

static enum status
tally_row_add(void *db, struct slice scope, const struct tally_row *row,
    struct err *err_r)
{
	struct sqlite_cursor cursor = sqlite_use(db, SQL_TALLY_ADD);
	int64_t value;

	sqlite_text(&cursor, 1, scope);
	sqlite_int(&cursor, 2, row->time_us);
	for (int i = 0; i < SUMS; i++) {
		memcpy(
		    &value, (const char *)&row->sum + sums[i], sizeof(value));
		sqlite_int(&cursor, 3 + i, value);
	}
	return sqlite_run(&cursor, NULL, err_r);
}

static enum status
tally_purge(void *db, struct slice scope, int64_t before_us, struct err *err_r)
{
	struct sqlite_cursor cursor = sqlite_use(db, SQL_TALLY_PURGE);

	sqlite_text(&cursor, 1, scope);
	sqlite_int(&cursor, 2, before_us);
	return sqlite_run(&cursor, NULL, err_r);
}

static enum status
tripped(void *db, struct slice trip, struct slice scope, int64_t *time_us_r,
    struct err *err_r)
{
	struct sqlite_cursor cursor = sqlite_use(db, SQL_TRIP_FIND);

	sqlite_text(&cursor, 1, trip);
	sqlite_text(&cursor, 2, scope);
	return read_time(&cursor, time_us_r, err_r);
}

static enum status
trip_put(void *db, const struct tally_trip *trip, struct err *err_r)
{
	struct sqlite_cursor cursor = sqlite_use(db, SQL_TRIP_PUT);

	sqlite_text(&cursor, 1, trip->name);
	sqlite_text(&cursor, 2, trip->scope);
	sqlite_int(&cursor, 3, trip->time_us);
	return sqlite_run(&cursor, NULL, err_r);
}

const struct tally_ops sqlite_tally_ops = {
	.before = tally_before,
	.first = tally_oldest,
	.add = tally_row_add,
	.purge = tally_purge,
	.tripped = tripped,
	.trip = trip_put,
};
