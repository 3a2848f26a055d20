/*
 * journal_list.c - reading the journal back.
 *
 * A listing reads a page of rows, lets go of the database, and hands them out,
 * so that a reader that dawdles (a pager) holds up no checkpoint, and a
 * callback may use the same store.  The journal only grows, so pages fit
 * together.
 */
#include <string.h>

#include "base/clock.h"
#include "store/handle.h"
#include "store/journal_parts.h"
#include "store/record.h"

#define LIST_PAGE 64                   /* rows */
#define LIST_ARENA ((size_t)512 << 20) /* bytes of a page */
#define EVENTS_MAX ((size_t)64 << 20)  /* bytes of journal_show's */

struct page {
	struct arena *arena;
	struct VEC(struct journal_row) rows;
};

/* Copies what a listing needs of a row. */
static enum status
page_add(const struct journal_row *row, void *arg, struct err *err_r)
{
	struct page *page = arg;
	struct journal_row *copy = VEC_PUSH(page->arena, &page->rows);

	if (copy == NULL)
		return err_nomem(err_r);
	copy->seq = row->seq;
	copy->id = arena_copy(page->arena, row->id);
	copy->about = arena_copy(page->arena, row->about);
	copy->public = arena_copy(page->arena, row->public);
	copy->private = arena_copy(page->arena, row->private);
	return arena_failed(page->arena) ? err_nomem(err_r) : STATUS_OK;
}

struct latest {
	struct arena *arena;
	struct slice public;
};

static enum status
latest_decision(const struct journal_row *row, void *arg, struct err *err_r)
{
	struct latest *latest = arg;

	if (!record_is_decision(row->public))
		return STATUS_OK;
	latest->public = arena_copy(latest->arena, row->public);
	return latest->public.ptr == NULL ? err_nomem(err_r) : STATUS_OK;
}

static enum status
line_of(struct store *store, struct record_parts *parts, struct arena *arena,
    struct slice *json_r, struct err *err_r)
{
	struct latest latest = { arena, SLICE_EMPTY };
	enum status status;

	status = store->engine->journal->about(
	    store->db, parts->row->id, latest_decision, &latest, err_r);
	if (status != STATUS_OK)
		return status;
	parts->decision = latest.public;
	return record_merge(parts, arena, json_r, err_r);
}

/* The callback's false ends the listing: *more_r. */
static enum status
page_hand_out(struct store *store, const struct page *page,
    bool (*each)(struct slice json, void *arg), void *arg, bool *more_r,
    struct err *err_r)
{
	struct record_parts parts;
	struct slice json = SLICE_EMPTY;
	enum status status;
	size_t i;

	for (i = 0; i < page->rows.len && *more_r; i++) {
		memset(&parts, 0, sizeof(parts));
		parts.row = &page->rows.items[i];
		status = line_of(store, &parts, page->arena, &json, err_r);
		if (status != STATUS_OK)
			return status;
		*more_r = each(json, arg);
	}
	return STATUS_OK;
}

/* Where the latest `limit` matches begin and where the journal ends now. */
static enum status
list_range(struct store *store, struct journal_query *query, long limit,
    struct err *err_r)
{
	struct journal_head head;
	int64_t rows, first = 0;
	enum status status;

	query->upto = INT64_MAX;
	status = store->engine->journal->extent(
	    store->db, &head, &query->upto, &rows, err_r);
	if (status != STATUS_OK || limit <= 0)
		return status;
	query->limit = limit;
	status = store->engine->journal->start(store->db, query, &first, err_r);
	query->after = first == 0 ? query->upto : first - 1;
	return status;
}

static enum status
list_pages(struct store *store, struct journal_query *query,
    bool (*each)(struct slice json, void *arg), void *arg, struct err *err_r)
{
	struct page page;
	enum status status = STATUS_OK;
	bool more = true;

	page.arena = arena_new(LIST_ARENA);
	if (page.arena == NULL)
		return err_nomem(err_r);
	query->limit = LIST_PAGE;
	while (status == STATUS_OK && more) {
		arena_reset(page.arena);
		memset(&page.rows, 0, sizeof(page.rows));
		status = store->engine->journal->rows(
		    store->db, query, page_add, &page, err_r);
		if (status != STATUS_OK || page.rows.len == 0)
			break;
		query->after = page.rows.items[page.rows.len - 1].seq;
		status = page_hand_out(store, &page, each, arg, &more, err_r);
		more = more && page.rows.len == LIST_PAGE;
	}
	arena_free(page.arena);
	return status;
}

enum status
journal_list(struct store *store, const struct journal_filter *filter,
    bool (*each)(struct slice json, void *arg), void *arg, struct err *err_r)
{
	char since[CLOCK_TEXT_MAX], until[CLOCK_TEXT_MAX];
	struct journal_query query = { .filter = filter };
	enum status status;

	if (filter->since_us != 0)
		query.since = clock_format(filter->since_us, since);
	if (filter->until_us != 0)
		query.until = clock_format(filter->until_us, until);
	status = list_range(store, &query, filter->limit, err_r);
	if (status != STATUS_OK)
		return status;
	return list_pages(store, &query, each, arg, err_r);
}

/* The row of an id, copied; STATUS_NOTFOUND. */
static enum status
row_of(
    struct store *store, struct slice id, struct page *page, struct err *err_r)
{
	memset(&page->rows, 0, sizeof(page->rows));
	return store->engine->journal->find(
	    store->db, id, false, page_add, page, err_r);
}

enum status
journal_line(struct store *store, struct slice id, const char *extra_key,
    struct slice extra, struct arena *arena, struct slice *json_r,
    struct err *err_r)
{
	struct page page = { .arena = arena };
	struct record_parts parts = { .extra_key = extra_key, .extra = extra };
	enum status status = row_of(store, id, &page, err_r);

	if (status != STATUS_OK)
		return status;
	parts.row = &page.rows.items[0];
	return line_of(store, &parts, arena, json_r, err_r);
}

/* The events about id, a line each. */
static enum status
events_of(struct store *store, struct slice id, struct arena *arena,
    struct slice *events_r, struct err *err_r)
{
	struct page page = { .arena = arena };
	struct record_parts parts;
	struct slice json = SLICE_EMPTY;
	struct buf lines;
	enum status status;
	size_t i;

	buf_init(&lines, EVENTS_MAX);
	status = store->engine->journal->about(
	    store->db, id, page_add, &page, err_r);
	for (i = 0; status == STATUS_OK && i < page.rows.len; i++) {
		memset(&parts, 0, sizeof(parts));
		parts.row = &page.rows.items[i];
		status = record_merge(&parts, arena, &json, err_r);
		(void)buf_add(&lines, json);
		(void)buf_add_byte(&lines, '\n');
	}
	if (status == STATUS_OK) {
		*events_r = arena_copy(arena, buf_slice(&lines));
		if (buf_failed(&lines) || events_r->ptr == NULL)
			status = err_nomem(err_r);
	}
	buf_free_wiped(&lines);
	return status;
}

enum status
journal_show(struct store *store, struct slice id, struct arena *arena,
    struct slice *json_r, struct slice *events_r, struct err *err_r)
{
	enum status status;

	status =
	    journal_line(store, id, NULL, SLICE_EMPTY, arena, json_r, err_r);
	if (status != STATUS_OK || events_r == NULL)
		return status;
	return events_of(store, id, arena, events_r, err_r);
}
