/*
 * sqlite_suppress.c - suppressed addresses and domains in SQLite.
 */
#include "store/sqlite.h"

static enum status
suppress_put(void *db, const struct suppression *suppression, struct err *err_r)
{
	struct sqlite_cursor cursor = sqlite_use(db, SQL_SUPPRESS_PUT);

	sqlite_text(&cursor, 1, suppression->target);
	sqlite_text(&cursor, 2, suppression->reason);
	sqlite_text(&cursor, 3, suppression->source);
	sqlite_text(&cursor, 4, suppression->actor);
	sqlite_int(&cursor, 5, suppression->time_us);
	sqlite_int(&cursor, 6, suppression->until_us);
	return sqlite_run(&cursor, NULL, err_r);
}

static enum status
suppress_out(void *db, struct slice target, struct err *err_r)
{
	struct sqlite_cursor cursor = sqlite_use(db, SQL_SUPPRESS_REMOVE);
	enum status status;
	int changed = 0;

	sqlite_text(&cursor, 1, target);
	status = sqlite_run(&cursor, &changed, err_r);
	if (status == STATUS_OK && changed == 0)
		status = err_set(err_r, STATUS_NOTFOUND,
		    "%.*s is not suppressed", SLICE_ARG(target));
	return status;
}

static enum status
suppress_there(void *db, struct slice target, int64_t now_us, bool *there_r,
    struct err *err_r)
{
	struct sqlite_cursor cursor = sqlite_use(db, SQL_SUPPRESS_THERE);

	sqlite_text(&cursor, 1, target);
	sqlite_int(&cursor, 2, now_us);
	return sqlite_there(&cursor, there_r, err_r);
}

static enum status
suppress_list(void *db,
    bool (*each)(const struct suppression *suppression, void *arg), void *arg,
    struct err *err_r)
{
	struct sqlite_cursor cursor = sqlite_use(db, SQL_SUPPRESS_LIST);
	struct suppression suppression;
	enum status status;
	bool row;

	for (;;) {
		status = sqlite_next(&cursor, &row, err_r);
		if (status != STATUS_OK || !row)
			return status;
		suppression.target = sqlite_column(&cursor, 0);
		suppression.reason = sqlite_column(&cursor, 1);
		suppression.source = sqlite_column(&cursor, 2);
		suppression.actor = sqlite_column(&cursor, 3);
		suppression.time_us = sqlite_column_int(&cursor, 4);
		suppression.until_us = sqlite_column_int(&cursor, 5);
		if (!each(&suppression, arg))
			break;
	}
	sqlite_done(&cursor);
	return STATUS_OK;
}

const struct suppress_ops sqlite_suppress_ops = {
	.put = suppress_put,
	.remove = suppress_out,
	.there = suppress_there,
	.each = suppress_list,
};
