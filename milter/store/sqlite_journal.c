/*
 * sqlite_journal.c - the journal's rows in SQLite.
 */
#include "store/sqlite.h"

#include <string.h>

/* A column of exactly CRYPT_SHA256_LEN bytes; anything else gives zeros. */
static void
column_hash(const struct sqlite_cursor *cursor, int at,
    unsigned char out[CRYPT_SHA256_LEN])
{
	struct slice value = sqlite_column(cursor, at);

	memset(out, 0, CRYPT_SHA256_LEN);
	if (value.len == CRYPT_SHA256_LEN)
		memcpy(out, value.ptr, CRYPT_SHA256_LEN);
}

/* A head from four columns. */
static void
column_head(
    const struct sqlite_cursor *cursor, int at, struct journal_head *head_r)
{
	head_r->count = sqlite_column_int(cursor, at);
	column_hash(cursor, at + 1, head_r->chain);
	column_hash(cursor, at + 2, head_r->mac);
	head_r->has_root = sqlite_column(cursor, at + 3).ptr != NULL;
	column_hash(cursor, at + 3, head_r->root.bytes);
}

static enum status
head_load(void *db, struct journal_head *head_r, struct err *err_r)
{
	struct sqlite_cursor cursor = sqlite_use(db, SQL_HEAD_LOAD);
	enum status status;
	bool row;

	status = sqlite_next(&cursor, &row, err_r);
	if (status != STATUS_OK)
		return status;
	if (!row)
		return STATUS_NOTFOUND;
	column_head(&cursor, 0, head_r);
	sqlite_done(&cursor);
	return STATUS_OK;
}

static enum status
head_save(void *db, const struct journal_head *head, struct err *err_r)
{
	struct sqlite_cursor cursor = sqlite_use(db, SQL_HEAD_SAVE);

	sqlite_int(&cursor, 1, head->count);
	sqlite_blob(&cursor, 2,
	    slice_make((const char *)head->chain, sizeof(head->chain)));
	sqlite_blob(
	    &cursor, 3, slice_make((const char *)head->mac, sizeof(head->mac)));
	if (head->has_root)
		sqlite_blob(&cursor, 4,
		    slice_make((const char *)head->root.bytes, MERKLE_LEN));
	return sqlite_run(&cursor, NULL, err_r);
}

static enum status
journal_extent(void *db, struct journal_head *head_r, int64_t *last_r,
    int64_t *rows_r, struct err *err_r)
{
	struct sqlite_cursor cursor = sqlite_use(db, SQL_JOURNAL_EXTENT);
	enum status status;
	bool row;

	status = sqlite_next(&cursor, &row, err_r);
	if (status != STATUS_OK || !row)
		return status;
	*last_r = sqlite_column_int(&cursor, 0);
	*rows_r = sqlite_column_int(&cursor, 1);
	head_r->count = sqlite_column(&cursor, 2).ptr == NULL ?
	    -1 :
	    sqlite_column_int(&cursor, 2);
	column_hash(&cursor, 3, head_r->chain);
	column_hash(&cursor, 4, head_r->mac);
	sqlite_done(&cursor);
	return STATUS_OK;
}

static enum status
journal_counts(void *db, struct journal_counts *counts_r, struct err *err_r)
{
	struct sqlite_cursor cursor = sqlite_use(db, SQL_JOURNAL_COUNTS);
	enum status status;
	bool row;

	memset(counts_r, 0, sizeof(*counts_r));
	status = sqlite_next(&cursor, &row, err_r);
	if (status != STATUS_OK || !row)
		return status;
	column_head(&cursor, 0, &counts_r->head);
	if (sqlite_column(&cursor, 0).ptr == NULL)
		counts_r->head.count = -1;
	counts_r->last = sqlite_column_int(&cursor, 4);
	counts_r->rows = sqlite_column_int(&cursor, 5);
	counts_r->content_first = sqlite_column_int(&cursor, 6);
	counts_r->content_last = sqlite_column_int(&cursor, 7);
	counts_r->tree_first = sqlite_column_int(&cursor, 8);
	counts_r->tree_last = sqlite_column_int(&cursor, 9);
	sqlite_done(&cursor);
	return STATUS_OK;
}

static enum status
journal_from(void *db, struct slice id, int64_t *seq_r, struct err *err_r)
{
	struct sqlite_cursor cursor = sqlite_use(db, SQL_JOURNAL_FROM);
	enum status status;
	bool row;

	*seq_r = 0;
	sqlite_text(&cursor, 1, id);
	status = sqlite_next(&cursor, &row, err_r);
	if (status == STATUS_OK && row)
		*seq_r = sqlite_column_int(&cursor, 0);
	sqlite_done(&cursor);
	return status;
}

static enum status
journal_insert(void *db, const struct journal_row *row, struct err *err_r)
{
	struct sqlite_cursor cursor = sqlite_use(db, SQL_JOURNAL_INSERT);
	enum status status;

	sqlite_int(&cursor, 1, row->seq);
	sqlite_text(&cursor, 2, row->id);
	sqlite_text_or_null(&cursor, 3, row->about);
	sqlite_text(&cursor, 4, row->public);
	sqlite_text_or_null(&cursor, 5, row->private);
	if (row->salt.len > 0)
		sqlite_blob(&cursor, 6, row->salt);
	sqlite_blob(&cursor, 7, row->chain);
	status = sqlite_run(&cursor, NULL, err_r);
	if (status != STATUS_OK || !row->has_content)
		return status;
	cursor = sqlite_use(db, SQL_CONTENT_INSERT);
	sqlite_int(&cursor, 1, row->seq);
	sqlite_blob(&cursor, 2, row->content_salt);
	sqlite_blob(&cursor, 3, row->content);
	return sqlite_run(&cursor, NULL, err_r);
}

static void
row_read(
    const struct sqlite_cursor *cursor, bool content, struct journal_row *row_r)
{
	memset(row_r, 0, sizeof(*row_r));
	row_r->seq = sqlite_column_int(cursor, 0);
	row_r->id = sqlite_column(cursor, 1);
	row_r->about = sqlite_column(cursor, 2);
	row_r->public = sqlite_column(cursor, 3);
	row_r->private = sqlite_column(cursor, 4);
	row_r->salt = sqlite_column(cursor, 5);
	row_r->chain = sqlite_column(cursor, 6);
	if (!content)
		return;
	row_r->has_content = sqlite_column(cursor, 7).ptr != NULL;
	row_r->content = sqlite_column(cursor, 8);
	row_r->content_salt = sqlite_column(cursor, 9);
}

static void
row_read_nodes(const struct sqlite_cursor *cursor, struct journal_row *row)
{
	if (sqlite3_column_count(cursor->statement) > 10)
		row->nodes = sqlite_column(cursor, 10);
}

/* Hands every row to each, until one fails. */
static enum status
rows_each(struct sqlite_cursor *cursor, bool content, journal_each *each,
    void *arg, struct err *err_r)
{
	struct journal_row row;
	enum status status;
	bool there;

	for (;;) {
		status = sqlite_next(cursor, &there, err_r);
		if (status != STATUS_OK || !there)
			return status;
		row_read(cursor, content, &row);
		row_read_nodes(cursor, &row);
		status = each(&row, arg, err_r);
		if (status != STATUS_OK) {
			sqlite_done(cursor);
			return status;
		}
	}
}

static enum status
journal_last(void *db, int64_t *seq_r, struct err *err_r)
{
	return sqlite_number(sqlite_use(db, SQL_JOURNAL_LAST), 0, seq_r, err_r);
}

static enum status
journal_rows(void *db, const struct journal_query *query, journal_each *each,
    void *arg, struct err *err_r)
{
	struct sqlite_cursor cursor = sqlite_use(db, SQL_JOURNAL_ROWS);

	sqlite_int(&cursor, 1, query->after);
	sqlite_int(&cursor, 2, query->upto);
	sqlite_int(&cursor, 3, query->limit);
	return rows_each(&cursor, false, each, arg, err_r);
}

static enum status
audit_rows(void *db, const struct journal_query *query, journal_each *each,
    void *arg, struct err *err_r)
{
	struct sqlite_cursor cursor = sqlite_use(db, SQL_JOURNAL_AUDIT);

	sqlite_int(&cursor, 1, query->after);
	sqlite_int(&cursor, 2, query->upto);
	sqlite_int(&cursor, 3, query->limit);
	return rows_each(&cursor, true, each, arg, err_r);
}

static enum status
journal_find(void *db, struct slice id, bool content, journal_each *each,
    void *arg, struct err *err_r)
{
	struct sqlite_cursor cursor = sqlite_use(db, SQL_JOURNAL_FIND);
	struct journal_row row;
	enum status status;
	bool there;

	sqlite_text(&cursor, 1, id);
	status = sqlite_next(&cursor, &there, err_r);
	if (status != STATUS_OK)
		return status;
	if (!there)
		return err_set(err_r, STATUS_NOTFOUND, "%.*s: no such record",
		    SLICE_ARG(id));
	row_read(&cursor, content, &row);
	status = each(&row, arg, err_r);
	sqlite_done(&cursor);
	return status;
}

static enum status
journal_about(
    void *db, struct slice id, journal_each *each, void *arg, struct err *err_r)
{
	struct sqlite_cursor cursor = sqlite_use(db, SQL_JOURNAL_ABOUT);

	sqlite_text(&cursor, 1, id);
	return rows_each(&cursor, false, each, arg, err_r);
}

static enum status
content_aged(void *db, struct slice before, bool *any_r, struct err *err_r)
{
	struct sqlite_cursor cursor = sqlite_use(db, SQL_CONTENT_AGED);

	sqlite_text(&cursor, 1, before);
	return sqlite_there(&cursor, any_r, err_r);
}

static enum status
content_age_rows(struct sqlite_db *db, struct slice before, int64_t limit,
    int64_t *n_r, struct err *err_r)
{
	static const enum sql others[] = { SQL_EDIT_AGE, SQL_RAW_AGE };
	struct sqlite_cursor cursor = sqlite_use(db, SQL_CONTENT_AGE);
	enum status status;
	int changed = 0;

	sqlite_text(&cursor, 1, before);
	sqlite_int(&cursor, 2, limit);
	status = sqlite_run(&cursor, &changed, err_r);
	*n_r = changed;
	for (size_t i = 0; status == STATUS_OK && i < 2; i++) {
		cursor = sqlite_use(db, others[i]);
		sqlite_text(&cursor, 1, before);
		status = sqlite_run(&cursor, NULL, err_r);
	}
	return status;
}

/* What is erased is overwritten with zeros; elsewhere that is not needed. */
static enum status
content_age(void *db, struct slice before, int64_t limit, int64_t *n_r,
    struct err *err_r)
{
	struct sqlite_db *sqlite = db;
	enum status status;

	*n_r = 0;
	status = sqlite_script(sqlite->db, "PRAGMA secure_delete = ON", err_r);
	if (status != STATUS_OK)
		return status;
	status = content_age_rows(sqlite, before, limit, n_r, err_r);
	(void)sqlite_script(sqlite->db, "PRAGMA secure_delete = OFF", NULL);
	return status;
}

const struct journal_ops sqlite_journal_ops = {
	.head_load = head_load,
	.head_save = head_save,
	.extent = journal_extent,
	.counts = journal_counts,
	.from = journal_from,
	.insert = journal_insert,
	.last = journal_last,
	.rows = journal_rows,
	.audit = audit_rows,
	.find = journal_find,
	.about = journal_about,
	.aged = content_aged,
	.age = content_age,
};
