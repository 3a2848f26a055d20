/*
 * limits.c - the limits of the settings against what mail has used of them.
 *
 * A message has one key or several in a limit (its agent; each of its
 * accounts), and takes so much of it under each.
 */
#include "pipeline/limits.h"

#include "base/clock.h"
#include "message/envelope.h"
#include "store/limits.h"

/* What the message takes of one limit under one key. */
struct claim {
	struct slice key;
	int64_t amount;
	const struct slice *items; /* distinct ones, where those are counted */
	size_t nitems;
};

struct claims VEC(struct claim);

/* One limit on its way. */
struct course {
	const struct limits_case *c;
	const struct settings_limit *limit;
	struct claims claims;
	struct err *err_r;
};

static enum status
claim_add(struct course *course, struct slice key, size_t rcpts)
{
	struct claim *claim;

	if (key.len == 0)
		return STATUS_OK;
	for (size_t i = 0; i < course->claims.len; i++) {
		claim = &course->claims.items[i];
		if (slice_equal(claim->key, key)) {
			if (course->limit->count == SETTINGS_COUNT_RECIPIENTS)
				claim->amount += (int64_t)rcpts;
			return STATUS_OK;
		}
	}
	claim = VEC_PUSH(course->c->arena, &course->claims);
	if (claim == NULL)
		return STATUS_NOMEM;
	claim->key = key;
	claim->amount = course->limit->count == SETTINGS_COUNT_RECIPIENTS ?
	    (int64_t)rcpts :
	    1;
	return STATUS_OK;
}

/* One key for the whole message. */
static enum status
claim_message(struct course *course, struct slice key)
{
	return claim_add(course, key, course->c->facts->nrcpts);
}

static struct slice
key_of_rcpt(const struct course *course, size_t i)
{
	const struct limits_case *c = course->c;
	struct slice rcpt;

	if (course->limit->per == SETTINGS_PER_ACCOUNT)
		return c->state->accounts[i].key;
	rcpt = envelope_normal(c->facts->rcpts[i], c->arena);
	return course->limit->per == SETTINGS_PER_DOMAIN ?
	    envelope_domain(rcpt) :
	    rcpt;
}

static enum status
claims_of_rcpts(struct course *course)
{
	enum status status = STATUS_OK;

	for (size_t i = 0; status == STATUS_OK && i < course->c->facts->nrcpts;
	     i++)
		status = claim_add(course, key_of_rcpt(course, i), 1);
	return arena_failed(course->c->arena) ? STATUS_NOMEM : status;
}

static enum status
claims_make(struct course *course)
{
	const struct policy_facts *facts = course->c->facts;
	const struct policy_state *state = course->c->state;
	size_t tier;

	switch (course->limit->per) {
	case SETTINGS_PER_AGENT:
		return claim_message(course, slice_cstr(facts->agent->id));
	case SETTINGS_PER_WORKFLOW:
		return claim_message(course, facts->metadata.workflow);
	case SETTINGS_PER_TEMPLATE:
		return claim_message(course, state->template);
	case SETTINGS_PER_TIER:
		tier = policy_tier(facts, state);
		return claim_message(
		    course, slice_cstr(facts->settings->tiers[tier].name));
	case SETTINGS_PER_ALL:
		return claim_message(course, SLICE("all"));
	case SETTINGS_PER_ACCOUNT:
	case SETTINGS_PER_RECIPIENT:
	case SETTINGS_PER_DOMAIN:
		break;
	}
	return claims_of_rcpts(course);
}

/* The distinct accounts of the message. */
static enum status
items_make(struct course *course)
{
	const struct limits_case *c = course->c;
	struct slice *items =
	    arena_calloc(c->arena, c->facts->nrcpts + 1, sizeof(*items));
	size_t n = 0, j;

	if (items == NULL)
		return STATUS_NOMEM;
	for (size_t i = 0; i < c->facts->nrcpts; i++) {
		for (j = 0; j < n; j++)
			if (slice_equal(items[j], c->state->accounts[i].key))
				break;
		if (j == n)
			items[n++] = c->state->accounts[i].key;
	}
	for (size_t i = 0; i < course->claims.len; i++) {
		course->claims.items[i].items = items;
		course->claims.items[i].nitems = n;
	}
	return STATUS_OK;
}

static enum status
course_open(struct course *course, const struct limits_case *c,
    const struct settings_limit *limit, struct err *err_r)
{
	enum status status;

	*course = (struct course){ .c = c, .limit = limit, .err_r = err_r };
	status = claims_make(course);
	if (status == STATUS_OK && limit->count == SETTINGS_COUNT_ACCOUNTS)
		status = items_make(course);
	return status;
}

static struct limit_window
window_of(const struct course *course, const struct claim *claim)
{
	return (struct limit_window){ slice_cstr(course->limit->name),
		claim->key, course->limit->in * CLOCK_SECOND,
		course->c->now_us };
}

/* Seconds until it fits; at least one. */
static int64_t
seconds_until(int64_t time_us, int64_t now_us)
{
	int64_t wait = time_us - now_us;

	return wait <= 0 ? 1 : (wait + CLOCK_SECOND) / CLOCK_SECOND;
}

/* *retry_r is 0 where the claim fits. */
static enum status
claim_check(struct course *course, const struct claim *claim, int64_t *retry_r)
{
	const struct limits_case *c = course->c;
	struct limit_window window = window_of(course, claim);
	const bool distinct = course->limit->count == SETTINGS_COUNT_ACCOUNTS;
	int64_t used, over, time_us;
	enum status status;

	*retry_r = 0;
	if (distinct) {
		status = limits_distinct(c->store, &window, claim->items,
		    claim->nitems, &used, course->err_r);
	} else {
		status = limits_used(c->store, &window, &used, course->err_r);
		used += claim->amount;
	}
	over = used - course->limit->max;
	if (status != STATUS_OK || over <= 0)
		return status;
	status = distinct ?
	    limits_distinct_free_at(
		c->store, &window, over, &time_us, course->err_r) :
	    limits_free_at(c->store, &window, over, &time_us, course->err_r);
	*retry_r = seconds_until(time_us, c->now_us);
	return status;
}

/* The longest wait of its keys; 0 where all fit. */
static enum status
limit_check(struct course *course, int64_t *retry_r)
{
	enum status status = STATUS_OK;
	int64_t retry;

	*retry_r = 0;
	for (size_t i = 0; status == STATUS_OK && i < course->claims.len; i++) {
		status = claim_check(course, &course->claims.items[i], &retry);
		if (retry > *retry_r)
			*retry_r = retry;
	}
	return status;
}

enum status
limits_check(const struct limits_case *c,
    const struct policy_limit_over **over_r, size_t *n_r, struct err *err_r)
{
	const struct settings *settings = c->facts->settings;
	struct policy_limit_over *over;
	struct course course;
	enum status status = STATUS_OK;
	int64_t retry;

	*over_r = NULL;
	*n_r = 0;
	if (settings->nlimits == 0 || c->facts->agent == NULL)
		return STATUS_OK;
	over = arena_calloc(c->arena, settings->nlimits, sizeof(*over));
	if (over == NULL)
		return STATUS_NOMEM;
	for (size_t i = 0; status == STATUS_OK && i < settings->nlimits; i++) {
		status = course_open(&course, c, &settings->limits[i], err_r);
		if (status == STATUS_OK)
			status = limit_check(&course, &retry);
		if (status == STATUS_OK && retry > 0)
			over[(*n_r)++] =
			    (struct policy_limit_over){ &settings->limits[i],
				    retry };
	}
	*over_r = over;
	return status;
}

static enum status
claim_use(struct course *course, const struct claim *claim)
{
	struct limit_window window = window_of(course, claim);

	if (course->limit->count == SETTINGS_COUNT_ACCOUNTS)
		return limits_distinct_add(course->c->store, &window,
		    claim->items, claim->nitems, course->err_r);
	return limits_add(
	    course->c->store, &window, claim->amount, course->err_r);
}

enum status
limits_use(const struct limits_case *c, struct err *err_r)
{
	const struct settings *settings = c->facts->settings;
	struct course course;
	enum status status = STATUS_OK;

	if (c->facts->agent == NULL)
		return STATUS_OK;
	for (size_t i = 0; status == STATUS_OK && i < settings->nlimits; i++) {
		status = course_open(&course, c, &settings->limits[i], err_r);
		for (size_t j = 0; status == STATUS_OK && j < course.claims.len;
		     j++)
			status = claim_use(&course, &course.claims.items[j]);
	}
	return status == STATUS_NOMEM ? err_nomem(err_r) : status;
}
