/*
 * sqlite_feedback.c - what was sent and what came of it, in SQLite.
 */
#include "store/sqlite.h"

static enum status
sent_add(void *db, int64_t bucket, int64_t key, int64_t seq, struct err *err_r)
{
	struct sqlite_cursor cursor = sqlite_use(db, SQL_SENT_ADD);

	sqlite_int(&cursor, 1, bucket);
	sqlite_int(&cursor, 2, key);
	sqlite_int(&cursor, 3, seq);
	return sqlite_run(&cursor, NULL, err_r);
}

/* The one number that a statement gives; -1 where it is NULL. */
static enum status
bucket_read(struct sqlite_cursor *cursor, int64_t *bucket_r, struct err *err_r)
{
	enum status status;
	bool row;

	*bucket_r = -1;
	status = sqlite_next(cursor, &row, err_r);
	if (status == STATUS_OK && row && sqlite_column(cursor, 0).ptr != NULL)
		*bucket_r = sqlite_column_int(cursor, 0);
	sqlite_done(cursor);
	return status;
}

static enum status
sent_first(void *db, int64_t *bucket_r, struct err *err_r)
{
	struct sqlite_cursor cursor = sqlite_use(db, SQL_SENT_FIRST);

	return bucket_read(&cursor, bucket_r, err_r);
}

static enum status
sent_last(void *db, int64_t before, int64_t *bucket_r, struct err *err_r)
{
	struct sqlite_cursor cursor = sqlite_use(db, SQL_SENT_LAST);

	sqlite_int(&cursor, 1, before);
	return bucket_read(&cursor, bucket_r, err_r);
}

static enum status
sent_purge(void *db, int64_t bucket, int64_t most, struct err *err_r)
{
	struct sqlite_cursor cursor = sqlite_use(db, SQL_SENT_PURGE);

	sqlite_int(&cursor, 1, bucket);
	sqlite_int(&cursor, 2, most);
	return sqlite_run(&cursor, NULL, err_r);
}

static enum status
sent_find(void *db, int64_t bucket, int64_t key, int64_t *seqs, size_t *n_r,
    struct err *err_r)
{
	struct sqlite_cursor cursor = sqlite_use(db, SQL_SENT_FIND);
	enum status status;
	size_t n = 0;
	bool row;

	sqlite_int(&cursor, 1, bucket);
	sqlite_int(&cursor, 2, key);
	sqlite_int(&cursor, 3, (int64_t)*n_r);
	for (;;) {
		status = sqlite_next(&cursor, &row, err_r);
		if (status != STATUS_OK || !row)
			break;
		seqs[n++] = sqlite_column_int(&cursor, 0);
	}
	*n_r = n;
	return status;
}

static enum status
feedback_add(
    void *db, const struct feedback_row *row, bool *new_r, struct err *err_r)
{
	struct sqlite_cursor cursor = sqlite_use(db, SQL_FEEDBACK_ADD);
	enum status status;
	int changed = 0;

	sqlite_cstr(&cursor, 1, row->kind);
	sqlite_int(&cursor, 2, row->time_us);
	sqlite_text(&cursor, 3, row->agent);
	sqlite_text(&cursor, 4, row->workflow);
	sqlite_text(&cursor, 5, row->template);
	sqlite_text(&cursor, 6, row->tier);
	sqlite_text(&cursor, 7, row->account);
	sqlite_text(&cursor, 8, row->about);
	sqlite_int(&cursor, 9, row->who);
	status = sqlite_run(&cursor, &changed, err_r);
	*new_r = changed > 0;
	return status;
}

_Static_assert(SQL_FEEDBACK_COUNT_ACCOUNT - SQL_FEEDBACK_COUNT ==
	FEEDBACK_PER_ACCOUNT - FEEDBACK_PER_ALL,
    "a statement for each scope");

static enum status
count(void *db, const struct feedback_query *query, int64_t *count_r,
    struct err *err_r)
{
	struct sqlite_cursor cursor = sqlite_use(
	    db, (enum sql)(SQL_FEEDBACK_COUNT + (unsigned)query->per));
	enum status status;
	bool row;

	*count_r = 0;
	sqlite_cstr(&cursor, 1,
	    query->kind == FEEDBACK_COMPLAINT ? "complaint" : "bounce");
	sqlite_text(&cursor, 2, query->value);
	sqlite_int(&cursor, 3, query->since_us);
	status = sqlite_next(&cursor, &row, err_r);
	if (status == STATUS_OK && row)
		*count_r = sqlite_column_int(&cursor, 0);
	sqlite_done(&cursor);
	return status;
}

const struct feedback_ops sqlite_feedback_ops = {
	.sent_add = sent_add,
	.sent_first = sent_first,
	.sent_last = sent_last,
	.sent_purge = sent_purge,
	.sent_find = sent_find,
	.add = feedback_add,
	.count = count,
};
