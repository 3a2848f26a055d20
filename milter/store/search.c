/*
 * search.c - taking records into what they are found by, and finding them.
 */
#include "store/search.h"

#define SEARCH_ARENA ((size_t)64 << 20) /* bytes of one record's members */

/* One record on its way in, or those that wait being read. */
struct waiting {
	struct store *store;
	const struct journal_query *query;
	struct search_record record;
	int64_t *seqs; /* that match; NULL: take them in */
	size_t n;
	int64_t last;
};

static enum status
waiting_each(const struct journal_row *row, void *arg, struct err *err_r)
{
	struct waiting *waiting = arg;
	const struct journal_search *search = &waiting->record.search;
	enum status status = search_record_read(row, &waiting->record, err_r);

	waiting->last = row->seq;
	if (status != STATUS_OK)
		return status;
	if (waiting->seqs == NULL)
		return waiting->store->engine->search->add(
		    waiting->store->db, search, err_r);
	if (search_record_is(search, waiting->query->filter))
		waiting->seqs[waiting->n++] = row->seq;
	return STATUS_OK;
}

static enum status
fold(struct store *store, int64_t upto, struct err *err_r)
{
	const struct journal_query query = { .after = store->search_upto,
		.upto = upto,
		.limit = SEARCH_AT_ONCE };
	struct waiting waiting = { .store = store,
		.record.arena = arena_new(SEARCH_ARENA),
		.last = upto };
	enum status status;

	if (waiting.record.arena == NULL)
		return err_nomem(err_r);
	status = store->engine->journal->rows(
	    store->db, &query, waiting_each, &waiting, err_r);
	arena_free(waiting.record.arena);
	return status == STATUS_OK ?
	    store->engine->search->upto_set(store->db, waiting.last, err_r) :
	    status;
}

/* Another process may have taken some in: what was seen is a lower bound. */
enum status
search_fold(struct store *store, struct err *err_r)
{
	enum status status;

	if (store->head.count - store->search_upto < SEARCH_BEHIND)
		return STATUS_OK;
	status =
	    store->engine->search->upto(store->db, &store->search_upto, err_r);
	if (status != STATUS_OK ||
	    store->head.count - store->search_upto < SEARCH_BEHIND)
		return status;
	return fold(store, store->head.count, err_r);
}

enum status
search_begin(
    struct store *store, struct journal_query *query, struct err *err_r)
{
	enum status status;

	status = store->engine->search->upto(store->db, &query->indexed, err_r);
	if (status == STATUS_OK)
		status = store->engine->journal->last(
		    store->db, &query->upto, err_r);
	return status;
}

/* Those that wait and match, oldest first, into an array of the arena. */
static enum status
waiting_find(struct waiting *waiting, struct arena *arena, struct err *err_r)
{
	const struct journal_query *query = waiting->query;
	struct journal_query range = {
		.after = query->after > query->indexed ? query->after :
							 query->indexed,
		.upto = query->upto,
		.limit = INT64_MAX,
	};

	if (range.after >= range.upto)
		return STATUS_OK;
	waiting->seqs = arena_calloc(
	    arena, (size_t)(range.upto - range.after), sizeof(*waiting->seqs));
	if (waiting->seqs == NULL)
		return err_nomem(err_r);
	return waiting->store->engine->journal->rows(
	    waiting->store->db, &range, waiting_each, waiting, err_r);
}

/* Hands out those that wait, in the query's order; how many in *limit. */
static enum status
waiting_hand_out(const struct waiting *waiting, int64_t *limit,
    search_each *each, void *arg, struct err *err_r)
{
	enum status status = STATUS_OK;
	size_t i;

	for (i = 0; status == STATUS_OK && i<waiting->n && * limit> 0; i++) {
		status = each(
		    waiting
			->seqs[waiting->query->down ? waiting->n - 1 - i : i],
		    arg, err_r);
		--*limit;
	}
	return status;
}

struct counted {
	search_each *each;
	void *arg;
	int64_t limit;
};

static enum status
counted_each(int64_t seq, void *arg, struct err *err_r)
{
	struct counted *counted = arg;

	counted->limit--;
	return counted->each(seq, counted->arg, err_r);
}

/* What the indexes give, up to where they end. */
static enum status
indexed_find(struct store *store, struct journal_query *query,
    struct counted *counted, struct err *err_r)
{
	int64_t upto = query->upto, limit = query->limit, after = query->after;
	enum status status;

	if (counted->limit <= 0 || query->after >= query->indexed)
		return STATUS_OK;
	if (query->upto > query->indexed)
		query->upto = query->indexed;
	query->limit = counted->limit;
	status = store->engine->search->find(
	    store->db, query, counted_each, counted, err_r);
	query->limit = limit;
	/* what it narrowed by time holds for the indexes alone */
	if (upto > query->indexed) {
		query->upto = upto;
		query->after = after;
		query->planned = false;
	}
	return status;
}

enum status
search_find(struct store *store, struct journal_query *query, search_each *each,
    void *arg, struct err *err_r)
{
	struct counted counted = { each, arg, query->limit };
	struct waiting waiting = { .store = store, .query = query };
	struct arena *arena = arena_new(SEARCH_ARENA);
	enum status status;

	waiting.record.arena = arena_new(SEARCH_ARENA);
	if (arena == NULL || waiting.record.arena == NULL)
		status = err_nomem(err_r);
	else
		status = waiting_find(&waiting, arena, err_r);
	if (status == STATUS_OK && query->down)
		status = waiting_hand_out(
		    &waiting, &counted.limit, each, arg, err_r);
	if (status == STATUS_OK)
		status = indexed_find(store, query, &counted, err_r);
	if (status == STATUS_OK && !query->down)
		status = waiting_hand_out(
		    &waiting, &counted.limit, each, arg, err_r);
	arena_free(waiting.record.arena);
	arena_free(arena);
	return status;
}
