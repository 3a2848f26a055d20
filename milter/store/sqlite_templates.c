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

/* The row, if there is one; *enough_r is true where each said so. */
static enum status
row_each(struct sqlite_cursor *cursor, template_each *each, void *arg,
    bool *enough_r, struct err *err_r)
{
	struct template_row row;
	enum status status;
	bool there;

	*enough_r = false;
	status = sqlite_next(cursor, &there, err_r);
	if (status != STATUS_OK || !there)
		return status;
	row_read(cursor, &row);
	status = each(&row, arg, enough_r, err_r);
	sqlite_done(cursor);
	return status;
}

static enum status
template_by_id(void *db, struct slice id, template_each *each, void *arg,
    struct err *err_r)
{
	struct sqlite_cursor cursor = sqlite_use(db, SQL_TEMPLATE_FIND);
	bool enough;

	sqlite_text(&cursor, 1, id);
	return row_each(&cursor, each, arg, &enough, err_r);
}

/* A template and how many keys it has in common with what is looked for. */
struct near {
	int64_t number;
	size_t shared;
	bool asked; /* it was handed out */
};

/* A look-up on its way. */
struct near_course {
	struct sqlite_db *db;
	template_each *each;
	void *arg;
	struct near items[TEMPLATE_BANDS * TEMPLATES_BAND_MAX];
	size_t len;
	size_t asked;
	bool enough;
	struct err *err_r;
};

/* The templates under one key, unless so many are that it tells nothing. */
static enum status
band_read(struct near_course *c, uint64_t band,
    int64_t numbers[TEMPLATES_BAND_MAX], size_t *n_r)
{
	struct sqlite_cursor cursor = sqlite_use(c->db, SQL_TEMPLATE_BAND);
	enum status status;
	size_t n = 0;
	bool there;

	sqlite_int(&cursor, 1, (int64_t)band);
	sqlite_int(&cursor, 2, TEMPLATES_BAND_MAX);
	for (;;) {
		status = sqlite_next(&cursor, &there, c->err_r);
		if (status != STATUS_OK || !there)
			break;
		numbers[n++] = sqlite_column_int(&cursor, 0);
	}
	*n_r = n < TEMPLATES_BAND_MAX ? n : 0;
	return status;
}

static enum status
near_ask(struct near_course *c, struct near *near)
{
	struct sqlite_cursor cursor = sqlite_use(c->db, SQL_TEMPLATE_NUMBER);

	if (near->asked || c->asked == TEMPLATES_NEAR_MAX)
		return STATUS_OK;
	near->asked = true;
	c->asked++;
	sqlite_int(&cursor, 1, near->number);
	return row_each(&cursor, c->each, c->arg, &c->enough, c->err_r);
}

static struct near *
near_note(struct near_course *c, int64_t number)
{
	for (size_t i = 0; i < c->len; i++) {
		if (c->items[i].number == number) {
			c->items[i].shared++;
			return &c->items[i];
		}
	}
	c->items[c->len] = (struct near){ number, 1, false };
	return &c->items[c->len++];
}

/* Two keys in common are seldom chance: mostly the look-up ends here. */
static enum status
band_look(struct near_course *c, uint64_t band)
{
	int64_t numbers[TEMPLATES_BAND_MAX];
	struct near *near;
	size_t n;
	enum status status = band_read(c, band, numbers, &n);

	for (size_t i = 0; status == STATUS_OK && !c->enough && i < n; i++) {
		near = near_note(c, numbers[i]);
		if (near->shared > 1)
			status = near_ask(c, near);
	}
	return status;
}

static int
by_shared(const void *a, const void *b)
{
	const struct near *x = a, *y = b;

	if (x->shared != y->shared)
		return x->shared > y->shared ? -1 : 1;
	return x->number < y->number ? -1 : x->number > y->number;
}

static enum status
template_near(void *db, const uint64_t bands[TEMPLATE_BANDS],
    template_each *each, void *arg, struct err *err_r)
{
	struct near_course c = {
		.db = db, .each = each, .arg = arg, .err_r = err_r
	};
	enum status status = STATUS_OK;

	for (size_t i = 0;
	     status == STATUS_OK && !c.enough && i < TEMPLATE_BANDS; i++)
		status = band_look(&c, bands[i]);
	if (!c.enough)
		qsort(c.items, c.len, sizeof(*c.items), by_shared);
	for (size_t i = 0; status == STATUS_OK && !c.enough && i < c.len; i++)
		status = near_ask(&c, &c.items[i]);
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
