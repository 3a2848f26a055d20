/*
 * ladder.c - the reviews that the ladder stands on.
 */
#include "store/ladder.h"

#include <math.h>

#include "store/handle.h"

#define LADDER_ARENA ((size_t)64 << 20)
#define SHARE_TEXT 16
#define SHARE_EPSILON 1e-9 /* shares are sums of nothing: equal or not */

static struct policy_reviews
reviews_of(const struct ladder_row *latest, const struct ladder_row *before)
{
	return (struct policy_reviews){ latest->n - before->n,
		latest->passed - before->passed, latest->n - latest->fallen };
}

static enum status
rows_load(struct store *store, const struct ladder_key *key,
    struct ladder_row *latest_r, struct policy_reviews *reviews_r,
    struct err *err_r)
{
	const struct ladder_ops *ops = store->engine->ladder;
	struct ladder_row before = { .n = 0 };
	enum status status;

	status = ops->row(store->db, key, INT64_MAX, latest_r, err_r);
	if (status == STATUS_OK && latest_r->n > LADDER_MEMORY)
		status = ops->row(store->db, key, latest_r->n - LADDER_MEMORY,
		    &before, err_r);
	if (status == STATUS_OK)
		*reviews_r = reviews_of(latest_r, &before);
	return status;
}

enum status
ladder_load(struct store *store, const struct ladder_key *key,
    struct policy_reviews *reviews_r, struct err *err_r)
{
	struct ladder_row latest;

	return rows_load(store, key, &latest, reviews_r, err_r);
}

static struct slice
share_text(double share, char out[SHARE_TEXT])
{
	(void)snprintf(out, SHARE_TEXT, "%.3g", share);
	return slice_cstr(out);
}

/* Each step is on record. */
static enum status
step_record(struct store *store, const struct ladder_review *review,
    const struct policy_standing *from, const struct policy_standing *to,
    struct err *err_r)
{
	char before[SHARE_TEXT], after[SHARE_TEXT];
	const struct journal_pair fields[] = {
		{ "agent", review->key.agent },
		{ "workflow", review->key.workflow },
		{ "tier", review->key.tier },
		{ "from", share_text(from->share, before) },
		{ "to", share_text(to->share, after) },
	};
	const struct journal_event event = {
		.event = "ladder",
		.actor = review->actor,
		.about = review->about,
		.reason = slice_cstr(review->why),
		.fields = fields,
		.nfields = sizeof(fields) / sizeof(fields[0]),
		.time_us = review->time_us,
	};

	return journal_append_event(store, &event, NULL, err_r);
}

enum status
ladder_review(struct store *store, const struct settings *settings,
    const struct ladder_review *review, struct err *err_r)
{
	const struct ladder_ops *ops = store->engine->ladder;
	size_t tier = settings == NULL ?
	    SLICE_NONE :
	    settings_tier_find(settings, review->key.tier);
	struct policy_reviews before, after;
	struct policy_standing from, to;
	struct ladder_row row;
	enum status status;

	assert(store->in_transaction);
	if (tier == SLICE_NONE || review->key.agent.len == 0 ||
	    settings->tiers[tier].review != SETTINGS_REVIEW_SAMPLE)
		return STATUS_OK;
	status = rows_load(store, &review->key, &row, &before, err_r);
	if (status != STATUS_OK)
		return status;
	row.n++;
	row.passed += review->passed;
	if (!review->passed)
		row.fallen = row.n;
	row.time_us = review->time_us;
	status = ops->add(
	    store->db, &review->key, &row, row.n - LADDER_MEMORY, err_r);
	if (status == STATUS_OK)
		status = rows_load(store, &review->key, &row, &after, err_r);
	if (status != STATUS_OK)
		return status;
	from = policy_ladder(settings, &settings->tiers[tier], &before);
	to = policy_ladder(settings, &settings->tiers[tier], &after);
	if (fabs(from.share - to.share) < SHARE_EPSILON)
		return STATUS_OK;
	return step_record(store, review, &from, &to, err_r);
}

enum status
ladder_each(struct store *store,
    bool (*each)(const struct ladder_key *key,
	const struct policy_reviews *reviews, int64_t time_us, void *arg),
    void *arg, struct err *err_r)
{
	struct arena *arena = arena_new(LADDER_ARENA);
	struct ladder_keys keys = VEC_INIT;
	struct policy_reviews reviews;
	struct ladder_row latest;
	enum status status;

	if (arena == NULL)
		return err_nomem(err_r);
	status = store->engine->ladder->keys(store->db, arena, &keys, err_r);
	for (size_t i = 0; status == STATUS_OK && i < keys.len; i++) {
		status =
		    rows_load(store, &keys.items[i], &latest, &reviews, err_r);
		if (status == STATUS_OK &&
		    !each(&keys.items[i], &reviews, latest.time_us, arg))
			break;
	}
	arena_free(arena);
	return status;
}
