/*
 * sqlite_limits.c - the uses of limits in SQLite.
 */
#include "store/sqlite.h"

static struct sqlite_cursor
use_window(void *db, enum sql which, const struct limit_window *window)
{
	struct sqlite_cursor cursor = sqlite_use(db, which);

	sqlite_text(&cursor, 1, window->name);
	sqlite_text(&cursor, 2, window->key);
	return cursor;
}

/* The row's numbers; *row_r is false, and they stay, where there is none. */
static enum status
read_row(struct sqlite_cursor *cursor, int64_t *first_r, int64_t *second_r,
    bool *row_r, struct err *err_r)
{
	enum status status = sqlite_next(cursor, row_r, err_r);

	if (status == STATUS_OK && *row_r) {
		*first_r = sqlite_column_int(cursor, 0);
		if (second_r != NULL)
			*second_r = sqlite_column_int(cursor, 1);
	}
	sqlite_done(cursor);
	return status;
}

static enum status
limit_latest(void *db, const struct limit_window *window, int64_t *total_r,
    int64_t *time_us_r, struct err *err_r)
{
	struct sqlite_cursor cursor = use_window(db, SQL_LIMIT_LATEST, window);
	bool row;

	*total_r = *time_us_r = 0;
	return read_row(&cursor, total_r, time_us_r, &row, err_r);
}

static enum status
limit_before(void *db, const struct limit_window *window, int64_t since_us,
    int64_t *before_r, struct err *err_r)
{
	struct sqlite_cursor cursor = use_window(db, SQL_LIMIT_BEFORE, window);
	bool row;

	*before_r = -1;
	sqlite_int(&cursor, 3, since_us);
	return read_row(&cursor, before_r, NULL, &row, err_r);
}

static enum status
limit_reached(void *db, const struct limit_window *window, int64_t total,
    int64_t *time_us_r, struct err *err_r)
{
	struct sqlite_cursor cursor = use_window(db, SQL_LIMIT_REACHED, window);
	bool row;

	sqlite_int(&cursor, 3, total);
	return read_row(&cursor, time_us_r, NULL, &row, err_r);
}

static enum status
limit_add(void *db, const struct limit_window *window, int64_t total,
    int64_t amount, int64_t time_us, struct err *err_r)
{
	struct sqlite_cursor cursor = use_window(db, SQL_LIMIT_ADD, window);

	sqlite_int(&cursor, 3, total);
	sqlite_int(&cursor, 4, amount);
	sqlite_int(&cursor, 5, time_us);
	return sqlite_run(&cursor, NULL, err_r);
}

static enum status
limit_purge(void *db, const struct limit_window *window, int64_t before_us,
    struct err *err_r)
{
	struct sqlite_cursor cursor = use_window(db, SQL_LIMIT_PURGE, window);

	sqlite_int(&cursor, 3, before_us);
	return sqlite_run(&cursor, NULL, err_r);
}

static enum status
limit_items(void *db, const struct limit_window *window, int64_t since_us,
    int64_t *count_r, struct err *err_r)
{
	struct sqlite_cursor cursor = use_window(db, SQL_LIMIT_ITEMS, window);
	bool row;

	*count_r = 0;
	sqlite_int(&cursor, 3, since_us);
	return read_row(&cursor, count_r, NULL, &row, err_r);
}

static enum status
limit_item_there(void *db, const struct limit_window *window, struct slice item,
    int64_t since_us, bool *there_r, struct err *err_r)
{
	struct sqlite_cursor cursor = use_window(db, SQL_LIMIT_ITEM, window);

	sqlite_text(&cursor, 3, item);
	sqlite_int(&cursor, 4, since_us);
	return sqlite_there(&cursor, there_r, err_r);
}

/* The time of the nth oldest, from 1. */
static enum status
limit_item_nth(void *db, const struct limit_window *window, int64_t since_us,
    int64_t nth, int64_t *time_us_r, struct err *err_r)
{
	struct sqlite_cursor cursor =
	    use_window(db, SQL_LIMIT_ITEM_NTH, window);
	bool row;

	sqlite_int(&cursor, 3, since_us);
	sqlite_int(&cursor, 4, nth - 1);
	return read_row(&cursor, time_us_r, NULL, &row, err_r);
}

static enum status
limit_item_put(void *db, const struct limit_window *window, struct slice item,
    int64_t time_us, struct err *err_r)
{
	struct sqlite_cursor cursor =
	    use_window(db, SQL_LIMIT_ITEM_PUT, window);

	sqlite_text(&cursor, 3, item);
	sqlite_int(&cursor, 4, time_us);
	return sqlite_run(&cursor, NULL, err_r);
}

static enum status
limit_item_purge(void *db, const struct limit_window *window, int64_t before_us,
    struct err *err_r)
{
	struct sqlite_cursor cursor =
	    use_window(db, SQL_LIMIT_ITEM_PURGE, window);

	sqlite_int(&cursor, 3, before_us);
	return sqlite_run(&cursor, NULL, err_r);
}

static enum status
limit_top(void *db, struct slice name, bool distinct, int64_t since_us,
    void (*each)(struct slice key, int64_t used, void *arg), void *arg,
    struct err *err_r)
{
	struct sqlite_cursor cursor =
	    sqlite_use(db, distinct ? SQL_LIMIT_TOP_ITEMS : SQL_LIMIT_TOP);
	enum status status;
	bool row;

	sqlite_text(&cursor, 1, name);
	sqlite_int(&cursor, 2, since_us);
	sqlite_int(&cursor, 3, LIMITS_TOP);
	for (;;) {
		status = sqlite_next(&cursor, &row, err_r);
		if (status != STATUS_OK || !row)
			return status;
		each(sqlite_column(&cursor, 0), sqlite_column_int(&cursor, 1),
		    arg);
	}
}

const struct limit_ops sqlite_limit_ops = {
	.latest = limit_latest,
	.before = limit_before,
	.reached = limit_reached,
	.add = limit_add,
	.purge = limit_purge,
	.items = limit_items,
	.item_there = limit_item_there,
	.item_nth = limit_item_nth,
	.item_put = limit_item_put,
	.item_purge = limit_item_purge,
	.top = limit_top,
};
