/*
 * sqlite_templates.c - templates and their band keys in SQLite.
 */
#include <stdlib.h>

#include "store/sqlite.h"

static void
row_read(const struct sqlite_cursor *cursor, struct template_row *row_r)
{
	row_r->id = sqlite_column(cursor, 0);
	row_r->sketch = sqlite_column(cursor, 1);
	row_r->released = sqlite_column_int(cursor, 2);
	row_r->time_us = sqlite_column_int(cursor, 3);
}

static enum status
rows_each(struct sqlite_cursor *cursor, template_each *each, void *arg,
    struct err *err_r)
{
	struct template_row row;
	enum status status;
	bool there;

	for (;;) {
		status = sqlite_next(cursor, &there, err_r);
		if (status != STATUS_OK || !there)
			return status;
		row_read(cursor, &row);
		status = each(&row, arg, err_r);
		if (status != STATUS_OK) {
			sqlite_done(cursor);
			return status;
		}
	}
}

static enum status
template_by_id(void *db, struct slice id, template_each *each, void *arg,
    struct err *err_r)
{
	struct sqlite_cursor cursor = sqlite_use(db, SQL_TEMPLATE_FIND);

	sqlite_text(&cursor, 1, id);
	return rows_each(&cursor, each, arg, err_r);
}

/* A template and how many keys it has in common with what is looked for. */
struct near {
	int64_t number;
	size_t shared;
};

struct near_list {
	struct near items[TEMPLATE_BANDS * TEMPLATES_BAND_MAX];
	size_t len;
};

/* The templates under one key, unless so many are that it tells nothing. */
static enum status
band_read(struct sqlite_db *db, uint64_t band, struct near_list *list,
    struct err *err_r)
{
	struct sqlite_cursor cursor = sqlite_use(db, SQL_TEMPLATE_BAND);
	size_t n = 0;
	enum status status;
	bool there;

	sqlite_int(&cursor, 1, (int64_t)band);
	sqlite_int(&cursor, 2, TEMPLATES_BAND_MAX);
	for (;;) {
		status = sqlite_next(&cursor, &there, err_r);
		if (status != STATUS_OK || !there)
			break;
		list->items[list->len + n++] =
		    (struct near){ sqlite_column_int(&cursor, 0), 1 };
	}
	if (n < TEMPLATES_BAND_MAX)
		list->len += n;
	return status;
}

static int
by_number(const void *a, const void *b)
{
	const struct near *x = a, *y = b;

	return x->number < y->number ? -1 : x->number > y->number;
}

static int
by_shared(const void *a, const void *b)
{
	const struct near *x = a, *y = b;

	if (x->shared != y->shared)
		return x->shared > y->shared ? -1 : 1;
	return by_number(a, b);
}

/* Each once, those with most keys in common first. */
static void
near_order(struct near_list *list)
{
	size_t kept = 0;

	qsort(list->items, list->len, sizeof(*list->items), by_number);
	for (size_t i = 0; i < list->len; i++) {
		if (kept > 0 &&
		    list->items[kept - 1].number == list->items[i].number)
			list->items[kept - 1].shared++;
		else
			list->items[kept++] = list->items[i];
	}
	list->len = kept;
	qsort(list->items, list->len, sizeof(*list->items), by_shared);
}

static enum status
template_near(void *opaque, const uint64_t bands[TEMPLATE_BANDS],
    template_each *each, void *arg, struct err *err_r)
{
	struct sqlite_db *db = opaque;
	struct near_list list = { .len = 0 };
	struct sqlite_cursor cursor;
	enum status status = STATUS_OK;

	for (size_t i = 0; status == STATUS_OK && i < TEMPLATE_BANDS; i++)
		status = band_read(db, bands[i], &list, err_r);
	near_order(&list);
	for (size_t i = 0;
	     status == STATUS_OK && i < list.len && i < TEMPLATES_NEAR_MAX;
	     i++) {
		cursor = sqlite_use(db, SQL_TEMPLATE_NUMBER);
		sqlite_int(&cursor, 1, list.items[i].number);
		status = rows_each(&cursor, each, arg, err_r);
	}
	return status;
}

static enum status
band_add(struct sqlite_db *db, uint64_t band, int64_t number, struct err *err_r)
{
	struct sqlite_cursor cursor = sqlite_use(db, SQL_TEMPLATE_BAND_ADD);

	sqlite_int(&cursor, 1, (int64_t)band);
	sqlite_int(&cursor, 2, number);
	sqlite_int(&cursor, 3, TEMPLATES_BAND_MAX);
	return sqlite_run(&cursor, NULL, err_r);
}

static enum status
template_add(void *opaque, const struct template_row *row,
    const uint64_t bands[TEMPLATE_BANDS], struct err *err_r)
{
	struct sqlite_db *db = opaque;
	struct sqlite_cursor cursor = sqlite_use(db, SQL_TEMPLATE_ADD);
	enum status status;
	int64_t number;
	int changed = 0;

	sqlite_text(&cursor, 1, row->id);
	sqlite_blob(&cursor, 2, row->sketch);
	sqlite_int(&cursor, 3, row->time_us);
	status = sqlite_run(&cursor, &changed, err_r);
	if (status != STATUS_OK || changed == 0)
		return status;
	number = sqlite3_last_insert_rowid(db->db);
	for (size_t i = 0; status == STATUS_OK && i < TEMPLATE_BANDS; i++)
		status = band_add(db, bands[i], number, err_r);
	return status;
}

static enum status
template_release(void *db, struct slice id, struct err *err_r)
{
	struct sqlite_cursor cursor = sqlite_use(db, SQL_TEMPLATE_RELEASE);

	sqlite_text(&cursor, 1, id);
	return sqlite_run(&cursor, NULL, err_r);
}

const struct template_ops sqlite_template_ops = {
	.by_id = template_by_id,
	.near = template_near,
	.add = template_add,
	.release = template_release,
};
