/*
 * sqlite_runaway.c - rules that ran into a limit, in SQLite.
 */
#include "store/sqlite.h"

static enum status
runaway_add(void *db, const struct runaway *runaway, struct err *err_r)
{
	struct sqlite_cursor cursor = sqlite_use(db, SQL_RUNAWAY_ADD);

	sqlite_text(&cursor, 1, runaway->rule);
	sqlite_int(&cursor, 2, runaway->time_us);
	sqlite_text(&cursor, 3, runaway->id);
	return sqlite_run(&cursor, NULL, err_r);
}

static enum status
runaway_purge(void *db, int64_t before_us, struct err *err_r)
{
	struct sqlite_cursor cursor = sqlite_use(db, SQL_RUNAWAY_PURGE);

	sqlite_int(&cursor, 1, before_us);
	return sqlite_run(&cursor, NULL, err_r);
}

static enum status
runaway_each(void *db, int64_t since_us,
    void (*each)(const struct runaway *runaway, void *arg), void *arg,
    struct err *err_r)
{
	struct sqlite_cursor cursor = sqlite_use(db, SQL_RUNAWAY_LIST);
	struct runaway runaway;
	enum status status;
	bool row;

	sqlite_int(&cursor, 1, since_us);
	for (;;) {
		status = sqlite_next(&cursor, &row, err_r);
		if (status != STATUS_OK || !row)
			return status;
		runaway.rule = sqlite_column(&cursor, 0);
		runaway.count = sqlite_column_int(&cursor, 1);
		runaway.time_us = sqlite_column_int(&cursor, 2);
		runaway.id = sqlite_column(&cursor, 3);
		each(&runaway, arg);
	}
}

const struct runaway_ops sqlite_runaway_ops = {
	.add = runaway_add,
	.purge = runaway_purge,
	.each = runaway_each,
};
