/*
 * tally.c - what happened in each scope over time, and the trips of it.
 */
#include "store/tally.h"

#include <string.h>

#include "store/handle.h"

enum status
tally_add(struct store *store, struct slice scope,
    const struct policy_tally *more, int64_t now_us, int64_t keep_us,
    struct err *err_r)
{
	const struct tally_ops *ops = store->engine->tally;
	struct tally_row row;
	enum status status;

	assert(store->in_transaction);
	status = ops->before(store->db, scope, INT64_MAX, &row, err_r);
	if (status != STATUS_OK)
		return status;
	policy_tally_add(&row.sum, more);
	row.time_us = now_us > row.time_us ? now_us : row.time_us + 1;
	status = ops->add(store->db, scope, &row, err_r);
	return status == STATUS_OK ?
	    ops->purge(store->db, scope, now_us - keep_us, err_r) :
	    status;
}

enum status
tally_sum(struct store *store, struct slice scope, int64_t since_us,
    int64_t until_us, struct policy_tally *sum_r, struct err *err_r)
{
	const struct tally_ops *ops = store->engine->tally;
	struct tally_row from = { .time_us = 0 }, to = from;
	enum status status;

	memset(sum_r, 0, sizeof(*sum_r));
	status = ops->before(store->db, scope, since_us, &from, err_r);
	if (status == STATUS_OK)
		status = ops->before(store->db, scope, until_us, &to, err_r);
	if (status == STATUS_OK && since_us < until_us) {
		*sum_r = to.sum;
		policy_tally_take(sum_r, &from.sum);
	}
	return status;
}

enum status
tally_first(struct store *store, struct slice scope, int64_t *time_us_r,
    struct err *err_r)
{
	return store->engine->tally->first(store->db, scope, time_us_r, err_r);
}

enum status
tally_tripped(struct store *store, struct slice trip, struct slice scope,
    int64_t *time_us_r, struct err *err_r)
{
	return store->engine->tally->tripped(
	    store->db, trip, scope, time_us_r, err_r);
}

enum status
tally_trip(
    struct store *store, const struct tally_trip *trip, struct err *err_r)
{
	const struct journal_pair fields[] = {
		{ "trip", trip->name },
		{ "scope", trip->scope },
		{ "mode", trip->mode },
	};
	const struct journal_event event = {
		.event = "trip",
		.actor = SLICE("daemon"),
		.about = SLICE_EMPTY,
		.reason = trip->figures,
		.fields = fields,
		.nfields = sizeof(fields) / sizeof(fields[0]),
		.time_us = trip->time_us,
	};
	enum status status;

	assert(store->in_transaction);
	status = store->engine->tally->trip(store->db, trip, err_r);
	return status == STATUS_OK ?
	    journal_append_event(store, &event, NULL, err_r) :
	    status;
}
