/*
 * tally.h - what happened in each scope over time, for trips.
 *
 * A scope is a kill switch's ("agent=cowork").  Each happening is a row with
 * its time and the scope's running sums, so that what lies in any time is a
 * difference of two rows.  Rows of a scope have distinct times; a clock that
 * goes back makes nothing older.  Read and written in the transaction of what
 * happened.
 */
#ifndef STORE_TALLY_H
#define STORE_TALLY_H

#include "policy/trip.h"
#include "store/store.h"

/* Adds to the scope; what is older than keep_us before now may be dropped. */
enum status tally_add(struct store *store, struct slice scope,
    const struct policy_tally *more, int64_t now_us, int64_t keep_us,
    struct err *err_r);

/* What happened from since_us on and before until_us. */
enum status tally_sum(struct store *store, struct slice scope, int64_t since_us,
    int64_t until_us, struct policy_tally *sum_r, struct err *err_r);

/* Since when the scope is known; 0: it is not. */
enum status tally_first(struct store *store, struct slice scope,
    int64_t *time_us_r, struct err *err_r);

/* When a trip last found the scope over its bound; 0: never. */
enum status tally_tripped(struct store *store, struct slice trip,
    struct slice scope, int64_t *time_us_r, struct err *err_r);

/* A trip found the scope over its bound: that, and its record. */
struct tally_trip {
	struct slice name, scope;
	struct slice mode;    /* a switch's, or "monitor" */
	struct slice figures; /* in words */
	int64_t time_us;
};
enum status tally_trip(
    struct store *store, const struct tally_trip *trip, struct err *err_r);

#endif
