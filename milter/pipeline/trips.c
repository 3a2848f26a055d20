/*
 * trips.c - what happened moves the figures that trips watch.
 */
#include "pipeline/trips.h"

#include "base/clock.h"
#include "base/log.h"
#include "store/switches.h"
#include "store/tally.h"

#define DAY (24 * 3600 * CLOCK_SECOND)
#define WEEK (7 * DAY)
#define WEEKS 4                      /* looked back upon */
#define WEEKS_MIN 2                  /* before the weekday and the hour count */
#define AROUND (1800 * CLOCK_SECOND) /* before and after the same time */

/* The trips of one `per`, in one scope. */
struct course {
	const struct trips_case *c;
	enum settings_scope per;
	struct slice scope;
	struct err *err_r;
};

static int64_t
longest(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

/* How far back the trips of this `per` look. */
static int64_t
keep_of(const struct course *course)
{
	const struct settings *settings = course->c->settings;
	int64_t keep = 0;

	for (size_t i = 0; i < settings->ntrips; i++) {
		const struct settings_trip *trip = &settings->trips[i];
		int64_t back = 0;

		if (trip->per != course->per)
			continue;
		if (trip->max_is_factor)
			back = longest(trip->baseline * CLOCK_SECOND,
			    WEEKS * WEEK + AROUND);
		keep = longest(keep, trip->in * CLOCK_SECOND + back);
	}
	return keep;
}

/* The same hour of the same weekday; windows stays 0 where that is unknown. */
static enum status
usual_weeks(const struct course *course, int64_t in_us, int64_t first_us,
    struct policy_trip_figures *figures)
{
	const struct trips_case *c = course->c;
	struct policy_tally sum, usual = { .messages = 0 };
	enum status status = STATUS_OK;
	int weeks = 0;

	while (status == STATUS_OK && weeks < WEEKS) {
		int64_t then = c->now_us - (weeks + 1) * WEEK;
		int64_t from = then - in_us - AROUND;

		if (from < first_us)
			break;
		status = tally_sum(c->store, course->scope, from, then + AROUND,
		    &sum, course->err_r);
		policy_tally_add(&usual, &sum);
		weeks++;
	}
	if (weeks < WEEKS_MIN)
		return status;
	figures->usual = usual;
	figures->windows = weeks * (double)(in_us + 2 * AROUND) / (double)in_us;
	return status;
}

static enum status
usual_load(const struct course *course, const struct settings_trip *trip,
    struct policy_trip_figures *figures)
{
	const struct trips_case *c = course->c;
	int64_t in_us = trip->in * CLOCK_SECOND, first_us, from, to;
	enum status status;

	status = tally_first(c->store, course->scope, &first_us, course->err_r);
	if (status == STATUS_OK)
		status = usual_weeks(course, in_us, first_us, figures);
	if (status != STATUS_OK || figures->windows > 0)
		return status;
	to = c->now_us - in_us;
	from = longest(to - trip->baseline * CLOCK_SECOND, first_us);
	if (from >= to)
		return STATUS_OK;
	figures->windows = (double)(to - from) / (double)in_us;
	return tally_sum(
	    c->store, course->scope, from, to, &figures->usual, course->err_r);
}

static struct slice
mode_name(const struct settings_trip *trip)
{
	if (trip->monitor)
		return SLICE("monitor");
	if (trip->mode == SETTINGS_ACT_REJECT)
		return SLICE("reject");
	return trip->mode == SETTINGS_ACT_TEMPFAIL ? SLICE("tempfail") :
						     SLICE("hold");
}

static enum status
trip_act(const struct course *course, const struct settings_trip *trip,
    struct slice figures)
{
	const struct trips_case *c = course->c;
	const struct tally_trip row = { slice_cstr(trip->name), course->scope,
		mode_name(trip), figures, c->now_us };
	const char *actor = arena_printf(c->arena, "trip %s", trip->name);
	const struct store_switch sw = { course->scope, row.mode, figures,
		slice_cstr(actor), c->now_us };
	enum status status;

	if (actor == NULL)
		return STATUS_NOMEM;
	status = tally_trip(c->store, &row, course->err_r);
	if (status == STATUS_OK && !trip->monitor)
		status = store_switch_trip(c->store, &sw, course->err_r);
	if (status == STATUS_OK)
		log_warning("trip=%s scope=%.*s mode=%.*s: %.*s", trip->name,
		    SLICE_ARG(course->scope), SLICE_ARG(row.mode),
		    SLICE_ARG(figures));
	return status;
}

static enum status
trip_check(const struct course *course, const struct settings_trip *trip)
{
	const struct trips_case *c = course->c;
	struct policy_trip_figures figures = { .windows = 0 };
	int64_t since = c->now_us - trip->in * CLOCK_SECOND;
	int64_t resumed_us, tripped_us;
	struct slice text = SLICE_EMPTY;
	enum status status;
	bool stopped;

	status = store_switch_find(
	    c->store, course->scope, &stopped, &resumed_us, course->err_r);
	if (status != STATUS_OK || (stopped && !trip->monitor))
		return status;
	status = tally_tripped(c->store, slice_cstr(trip->name), course->scope,
	    &tripped_us, course->err_r);
	if (status != STATUS_OK)
		return status;
	/* what a human has looked at, or is on record, trips nothing again */
	since = longest(since, longest(resumed_us, tripped_us + 1));
	status = tally_sum(c->store, course->scope, since, INT64_MAX,
	    &figures.now, course->err_r);
	if (status == STATUS_OK && trip->max_is_factor)
		status = usual_load(course, trip, &figures);
	if (status == STATUS_OK)
		status = policy_trip(trip, &figures, c->arena, &text);
	return status == STATUS_OK && text.len > 0 ?
	    trip_act(course, trip, text) :
	    status;
}

/* Moves the figures of one scope and asks the trips of its kind. */
static enum status
scope_note(const struct trips_case *c, enum settings_scope per,
    const char *kind, struct slice name, struct err *err_r)
{
	struct course course = { .c = c, .per = per, .err_r = err_r };
	enum status status;

	if (name.len == 0)
		return STATUS_OK;
	course.scope =
	    slice_cstr(arena_printf(c->arena, "%s%.*s", kind, SLICE_ARG(name)));
	if (course.scope.len == 0)
		return STATUS_NOMEM;
	status = tally_add(c->store, course.scope, &c->more, c->now_us,
	    keep_of(&course), err_r);
	for (size_t i = 0; status == STATUS_OK && i < c->settings->ntrips; i++)
		if (c->settings->trips[i].per == per)
			status = trip_check(&course, &c->settings->trips[i]);
	return status;
}

static bool
any_trip(const struct settings *settings, enum settings_scope per)
{
	for (size_t i = 0; i < settings->ntrips; i++)
		if (settings->trips[i].per == per)
			return true;
	return false;
}

enum status
trips_note(const struct trips_case *c, struct err *err_r)
{
	const struct trips_about *about = &c->about;
	const struct {
		enum settings_scope per;
		const char *kind;
		const struct slice *names;
		size_t n;
	} scopes[] = {
		{ SETTINGS_PER_ALL, "", &SLICE("all"), 1 },
		{ SETTINGS_PER_AGENT, "agent=", &about->agent, 1 },
		{ SETTINGS_PER_WORKFLOW, "workflow=", &about->workflow, 1 },
		{ SETTINGS_PER_TEMPLATE, "template=", &about->template, 1 },
		{ SETTINGS_PER_TIER, "tier=", &about->tier, 1 },
		{ SETTINGS_PER_ACCOUNT, "account=", about->accounts,
		    about->naccounts },
	};
	enum status status = STATUS_OK;

	for (size_t i = 0; i < sizeof(scopes) / sizeof(scopes[0]); i++) {
		if (!any_trip(c->settings, scopes[i].per))
			continue;
		for (size_t j = 0; status == STATUS_OK && j < scopes[i].n; j++)
			status = scope_note(c, scopes[i].per, scopes[i].kind,
			    scopes[i].names[j], err_r);
	}
	return status == STATUS_NOMEM ? err_nomem(err_r) : status;
}
