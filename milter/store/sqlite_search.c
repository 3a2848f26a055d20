/*
 * sqlite_search.c - what records are found by: a narrow row for each, narrow
 * tables of what one may have several of, and the choice of one of them.
 *
 * Of the filters of a listing the rarest leads, and each of its matches is
 * asked for the others.  How rare one is, is counted, up to a ceiling: that
 * many entries of an index are read in less than a millisecond, and of two filters
 * that are both that common, most pages are full soon.
 */
#include "store/sqlite.h"

#include <string.h>

#define PROBE_MAX 4000 /* entries counted of one filter */

static enum status
search_upto(void *db, int64_t *seq_r, struct err *err_r)
{
	return sqlite_number(sqlite_use(db, SQL_SEARCH_UPTO), 0, seq_r, err_r);
}

static enum status
search_upto_set(void *db, int64_t seq, struct err *err_r)
{
	struct sqlite_cursor cursor = sqlite_use(db, SQL_SEARCH_UPTO_SET);

	sqlite_int(&cursor, 1, seq);
	return sqlite_run(&cursor, NULL, err_r);
}

static enum status
name_run(struct sqlite_cursor cursor, struct slice name, int64_t seq,
    struct err *err_r)
{
	sqlite_text(&cursor, 1, name);
	sqlite_int(&cursor, 2, seq);
	return sqlite_run(&cursor, NULL, err_r);
}

static enum status
names_add(struct sqlite_db *db, const struct journal_search *search,
    struct err *err_r)
{
	const struct {
		enum sql sql;
		const struct slice *names;
		size_t n;
	} lists[] = {
		{ SQL_SEARCH_ACCOUNT, search->accounts, search->naccounts },
		{ SQL_SEARCH_RCPT, search->rcpts, search->nrcpts },
		{ SQL_SEARCH_RULE, search->rules, search->nrules },
	};
	enum status status = STATUS_OK;
	size_t i, k;

	for (i = 0; i < sizeof(lists) / sizeof(lists[0]); i++)
		for (k = 0; status == STATUS_OK && k < lists[i].n; k++)
			status = name_run(sqlite_use(db, lists[i].sql),
			    lists[i].names[k], search->seq, err_r);
	return status;
}

static enum status
search_add(void *db, const struct journal_search *search, struct err *err_r)
{
	struct sqlite_cursor cursor = sqlite_use(db, SQL_SEARCH_INSERT);
	enum status status;

	sqlite_int(&cursor, 1, search->seq);
	sqlite_int(&cursor, 2, search->time_us);
	sqlite_text_or_null(&cursor, 3, search->verdict);
	sqlite_text_or_null(&cursor, 4, search->event);
	sqlite_text_or_null(&cursor, 5, search->agent);
	sqlite_text_or_null(&cursor, 6, search->workflow);
	sqlite_text_or_null(&cursor, 7, search->tier);
	sqlite_text_or_null(&cursor, 8, search->template);
	status = sqlite_run(&cursor, NULL, err_r);
	return status == STATUS_OK ? names_add(db, search, err_r) : status;
}

static enum status
search_forget(void *db, int64_t seq, struct slice rcpt, struct err *err_r)
{
	return name_run(sqlite_use(db, SQL_SEARCH_FORGET), rcpt, seq, err_r);
}

/*
 * The first seq of (after, upto] by which the latest time so far is time_us or
 * more; upto + 1 where there is none.
 */
static enum status
seq_reached(struct sqlite_db *db, const struct journal_query *query,
    int64_t time_us, int64_t *seq_r, struct err *err_r)
{
	int64_t low = query->after + 1, high = query->upto + 1;
	enum status status = STATUS_OK;

	while (status == STATUS_OK && low < high) {
		int64_t middle = low + (high - low) / 2, reached;
		struct sqlite_cursor cursor =
		    sqlite_use(db, SQL_SEARCH_REACHED);

		sqlite_int(&cursor, 1, middle);
		status = sqlite_number(cursor, INT64_MAX, &reached, err_r);
		if (reached >= time_us)
			high = middle;
		else
			low = middle + 1;
	}
	*seq_r = low;
	return status;
}

/* Every record of the times asked for lies in the range that is left. */
static enum status
query_narrow(
    struct sqlite_db *db, struct journal_query *query, struct err *err_r)
{
	const struct journal_filter *filter = query->filter;
	int64_t first = query->after + 1, end = query->upto + 1, back = 0;
	struct sqlite_cursor cursor;
	enum status status = STATUS_OK;

	if (filter->since_us != 0)
		status =
		    seq_reached(db, query, filter->since_us, &first, err_r);
	if (status == STATUS_OK && filter->until_us != 0) {
		status = seq_reached(db, query, filter->until_us, &end, err_r);
		if (status != STATUS_OK)
			return status;
		cursor = sqlite_use(db, SQL_SEARCH_BACK);
		sqlite_int(&cursor, 1, filter->until_us);
		status = sqlite_number(cursor, 0, &back, err_r);
	}
	query->after = first - 1;
	if (end <= query->upto)
		query->upto = back >= end && back <= query->upto ? back :
		    back > query->upto                           ? query->upto :
								   end - 1;
	return status;
}

/* The filters' texts in the order of their plans. */
static void
query_texts(const struct journal_query *query, const char *texts[SEARCH_PLANS])
{
	const struct journal_filter *filter = query->filter;

	memset(texts, 0, SEARCH_PLANS * sizeof(*texts));
	if (filter == NULL)
		return;
	texts[SEARCH_AGENT] = filter->agent;
	texts[SEARCH_WORKFLOW] = filter->workflow;
	texts[SEARCH_VERDICT] = filter->verdict;
	texts[SEARCH_EVENT] = filter->event;
	texts[SEARCH_TIER] = filter->tier;
	texts[SEARCH_TEMPLATE] = filter->template;
	texts[SEARCH_RULE] = filter->rule;
	texts[SEARCH_ACCOUNT] = filter->account;
	texts[SEARCH_RCPT] = filter->rcpt;
}

static enum status
plan_choose(
    struct sqlite_db *db, struct journal_query *query, struct err *err_r)
{
	const struct journal_filter *filter = query->filter;
	const char *texts[SEARCH_PLANS];
	int64_t least = INT64_MAX, count;
	enum status status = STATUS_OK;
	int plan;

	query->plan =
	    filter == NULL || (filter->since_us == 0 && filter->until_us == 0) ?
	    SEARCH_ALL :
	    SEARCH_SCAN;
	query_texts(query, texts);
	for (plan = SEARCH_AGENT; status == STATUS_OK && plan < SEARCH_PLANS;
	     plan++) {
		struct sqlite_cursor cursor;

		if (texts[plan] == NULL)
			continue;
		cursor = sqlite_use(db, (enum sql)(SQL_SEARCH_PROBE + plan));
		sqlite_int(&cursor, 1, query->after);
		sqlite_int(&cursor, 2, query->upto);
		sqlite_int(&cursor, 3, PROBE_MAX);
		sqlite_cstr(&cursor, 2 + plan, texts[plan]);
		status = sqlite_number(cursor, 0, &count, err_r);
		if (count < least) {
			least = count;
			query->plan = plan;
		}
	}
	return status;
}

/* ?1 to ?3: after, upto, limit; then the texts; since and until. */
static void
query_bind(struct sqlite_cursor *cursor, const struct journal_query *query)
{
	const char *texts[SEARCH_PLANS];
	int plan;

	sqlite_int(cursor, 1, query->after);
	sqlite_int(cursor, 2, query->upto);
	sqlite_int(cursor, 3, query->limit);
	if (query->plan == SEARCH_ALL)
		return;
	query_texts(query, texts);
	for (plan = SEARCH_AGENT; plan < SEARCH_PLANS; plan++)
		sqlite_cstr(cursor, 2 + plan, texts[plan]);
	if (query->filter->since_us != 0)
		sqlite_int(cursor, 13, query->filter->since_us);
	if (query->filter->until_us != 0)
		sqlite_int(cursor, 14, query->filter->until_us);
}

static enum status
search_find(void *db, struct journal_query *query, search_each *each, void *arg,
    struct err *err_r)
{
	struct sqlite_cursor cursor;
	enum status status = STATUS_OK;
	bool row;

	if (!query->planned && query->filter != NULL)
		status = query_narrow(db, query, err_r);
	if (!query->planned && status == STATUS_OK)
		status = plan_choose(db, query, err_r);
	query->planned = true;
	if (status != STATUS_OK)
		return status;
	cursor = sqlite_use(db,
	    (enum sql)(
		(query->down ? SQL_SEARCH_DOWN : SQL_SEARCH_UP) + query->plan));
	query_bind(&cursor, query);
	for (;;) {
		status = sqlite_next(&cursor, &row, err_r);
		if (status != STATUS_OK || !row)
			return status;
		status = each(sqlite_column_int(&cursor, 0), arg, err_r);
		if (status != STATUS_OK) {
			sqlite_done(&cursor);
			return status;
		}
	}
}

const struct search_ops sqlite_search_ops = {
	.upto = search_upto,
	.upto_set = search_upto_set,
	.add = search_add,
	.find = search_find,
	.forget = search_forget,
};
