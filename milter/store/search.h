/*
 * search.h - what records are found by, kept a little behind the journal.
 *
 * Putting a record into a dozen indexes by itself would cost more than all else
 * that is done for it, since each is a page to write; hundreds together share
 * the pages.  So a commit that finds SEARCH_BEHIND records waiting takes them
 * all in, in its own transaction, and a search reads those that still wait one
 * by one.  What is found is exact at every moment.
 */
#ifndef STORE_SEARCH_H
#define STORE_SEARCH_H

#include "store/handle.h"

#define SEARCH_BEHIND 512   /* records that may wait */
#define SEARCH_AT_ONCE 4096 /* records that one commit takes in at most */

/* In the transaction, after the last append. */
enum status search_fold(struct store *store, struct err *err_r);

/*
 * Sets query->upto to the last record, and where the indexes end.  The query's
 * filter is set, and `after`.
 */
enum status search_begin(
    struct store *store, struct journal_query *query, struct err *err_r);

/* The next seqs that match, at most query->limit, in the query's order. */
enum status search_find(struct store *store, struct journal_query *query,
    search_each *each, void *arg, struct err *err_r);

/* search_record.c: what a row is found by, read out of its halves. */
struct search_record {
	struct journal_search search;
	struct arena *arena; /* the caller's; reset at every read */
};
enum status search_record_read(const struct journal_row *row,
    struct search_record *record, struct err *err_r);
bool search_record_is(
    const struct journal_search *search, const struct journal_filter *filter);

#endif
