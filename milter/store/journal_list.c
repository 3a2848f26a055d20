/*
 * journal_list.c - reading the journal back.
 *
 * A listing searches the numbers of the records that match, reads a page of
 * them, lets go of the database, and hands them out, so that a reader that
 * dawdles (a pager) holds up no checkpoint, and a callback may use the same
 * store.  The journal only grows, so pages fit together.
 */
#include <string.h>

#include "store/handle.h"
#include "store/journal_parts.h"
#include "store/record.h"
#include "store/search.h"

#define LIST_SEQS 4096                 /* numbers searched at once */
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

struct listing {
	struct store *store;
	bool bare;
	bool (*each)(struct slice json, void *arg);
	void *arg;
	struct arena *arena; /* of the numbers */
	struct page page;
	struct VEC(int64_t) seqs;
	bool more;
};

/* The callback's false ends the listing. */
static enum status
page_hand_out(struct listing *listing, struct err *err_r)
{
	const struct page *page = &listing->page;
	struct record_parts parts;
	struct slice json = SLICE_EMPTY;
	enum status status = STATUS_OK;
	size_t i;

	for (i = 0; i < page->rows.len && listing->more; i++) {
		memset(&parts, 0, sizeof(parts));
		parts.row = &page->rows.items[i];
		json = parts.row->public;
		if (!listing->bare)
			status = line_of(
			    listing->store, &parts, page->arena, &json, err_r);
		if (status != STATUS_OK)
			return status;
		listing->more = listing->each(json, listing->arg);
	}
	return STATUS_OK;
}

static enum status
seq_add(int64_t seq, void *arg, struct err *err_r)
{
	struct listing *listing = arg;
	int64_t *added = VEC_PUSH(listing->arena, &listing->seqs);

	if (added == NULL)
		return err_nomem(err_r);
	*added = seq;
	return STATUS_OK;
}

static void
seqs_reverse(struct listing *listing)
{
	int64_t *first = listing->seqs.items, *last, swap;

	if (listing->seqs.len == 0)
		return;
	for (last = first + listing->seqs.len - 1; first < last;) {
		swap = *first;
		*first++ = *last;
		*last-- = swap;
	}
}

static enum status
seq_read(struct listing *listing, int64_t seq, struct err *err_r)
{
	const struct journal_query one = {
		.after = seq - 1, .upto = seq, .limit = 1
	};

	return listing->store->engine->journal->rows(
	    listing->store->db, &one, page_add, &listing->page, err_r);
}

/* Reads and hands out the records of the numbers, a page at a time. */
static enum status
seqs_hand_out(struct listing *listing, struct err *err_r)
{
	struct page *page = &listing->page;
	enum status status = STATUS_OK;
	size_t i = 0, end;

	while (status == STATUS_OK && listing->more && i < listing->seqs.len) {
		arena_reset(page->arena);
		memset(&page->rows, 0, sizeof(page->rows));
		end = i + LIST_PAGE < listing->seqs.len ? i + LIST_PAGE :
							  listing->seqs.len;
		for (; status == STATUS_OK && i < end; i++)
			status =
			    seq_read(listing, listing->seqs.items[i], err_r);
		if (status == STATUS_OK)
			status = page_hand_out(listing, err_r);
	}
	return status;
}

/* The latest so many are found newest first, whatever the order asked for. */
static enum status
list_latest(
    struct listing *listing, struct journal_query *query, struct err *err_r)
{
	enum status status;

	query->limit = query->filter->limit;
	query->down = true;
	status = search_find(listing->store, query, seq_add, listing, err_r);
	if (status != STATUS_OK)
		return status;
	if (!query->filter->newest)
		seqs_reverse(listing);
	return seqs_hand_out(listing, err_r);
}

static enum status
list_all(
    struct listing *listing, struct journal_query *query, struct err *err_r)
{
	enum status status = STATUS_OK;
	size_t found = LIST_SEQS;

	query->limit = LIST_SEQS;
	query->down = query->filter->newest;
	while (status == STATUS_OK && listing->more && found == LIST_SEQS) {
		arena_reset(listing->arena);
		memset(&listing->seqs, 0, sizeof(listing->seqs));
		status =
		    search_find(listing->store, query, seq_add, listing, err_r);
		found = listing->seqs.len;
		if (status != STATUS_OK || found == 0)
			break;
		if (query->down)
			query->upto = listing->seqs.items[found - 1] - 1;
		else
			query->after = listing->seqs.items[found - 1];
		status = seqs_hand_out(listing, err_r);
	}
	return status;
}

enum status
journal_list(struct store *store, const struct journal_filter *filter,
    bool (*each)(struct slice json, void *arg), void *arg, struct err *err_r)
{
	struct journal_query query = { .filter = filter,
		.after = filter->after };
	struct listing listing = { .store = store,
		.bare = filter->bare,
		.each = each,
		.arg = arg,
		.arena = arena_new(LIST_ARENA),
		.page = { .arena = arena_new(LIST_ARENA) },
		.more = true };
	enum status status;

	if (listing.arena == NULL || listing.page.arena == NULL)
		status = err_nomem(err_r);
	else
		status = search_begin(store, &query, err_r);
	if (status == STATUS_OK)
		status = filter->limit > 0 ?
		    list_latest(&listing, &query, err_r) :
		    list_all(&listing, &query, err_r);
	arena_free(listing.page.arena);
	arena_free(listing.arena);
	return status;
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
