/*
 * Trips on a test clock: what crosses a bound, what a switch and a resume do,
 * and what a factor is measured against.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/clock.h"
#include "pipeline/trips.h"
#include "store/switches.h"
#include "store/tally.h"
#include "store_case.h"

#define SECONDS CLOCK_SECOND
#define HOUR (3600 * SECONDS)
#define DAY (24 * HOUR)
#define WEEK (7 * DAY)

static struct settings_trip trip;
static struct settings settings;

static struct trips_case
happening(struct store_case *c, int64_t time_us)
{
	static const struct slice account[] = { SLICE_INIT("A1") };

	settings = (struct settings){ .trips = &trip, .ntrips = 1 };
	return (struct trips_case){ .store = c->store,
		.settings = &settings,
		.about = { SLICE("cowork"), SLICE("intro"), SLICE("t1"),
		    SLICE("cold"), account, 1 },
		.more = { .messages = 1 },
		.now_us = CASE_TIME + time_us,
		.arena = c->arena };
}

static void
note(struct store_case *c, const struct trips_case *happened)
{
	assert_ok(store_begin(c->store, &case_err));
	assert_ok(trips_note(happened, &case_err));
	assert_ok(store_commit(c->store, &case_err));
}

/* One message, refused or not, so long after the start. */
static void
message(struct store_case *c, int64_t time_us, bool rejected)
{
	struct trips_case happened = happening(c, time_us);

	happened.more.rejected = rejected;
	note(c, &happened);
}

/* What stands between the scope's mail and the relay; "" for nothing. */
static struct store_switch
stopped(struct store_case *c)
{
	struct store_switch *switches;
	size_t n;

	assert_ok(
	    store_switch_list(c->store, c->arena, &switches, &n, &case_err));
	assert_true(n <= 1);
	return n == 1 ? switches[0] : (struct store_switch){ .time_us = 0 };
}

static bool
is_stopped(struct store_case *c)
{
	return stopped(c).time_us != 0;
}

static void
resume(struct store_case *c, const char *scope)
{
	assert_ok(store_switch_off(c->store, slice_cstr(scope), SLICE("looked"),
	    SLICE("ana"), &case_err));
}

#define assert_text(got, wanted) \
	assert_true(slice_equal((got), slice_cstr(wanted)))

static void
a_rate_needs_enough_messages(void **state)
{
	struct store_case *c = *state;
	struct store_switch sw;

	trip = (struct settings_trip){ .name = "rejections",
		.watch = SETTINGS_WATCH_REJECT_RATE,
		.per = SETTINGS_PER_WORKFLOW,
		.max = 0.2,
		.in = 3600,
		.least = 10 };
	message(c, 0, true);
	message(c, 1, true);
	for (int i = 2; i < 9; i++)
		message(c, i, false);
	assert_false(is_stopped(c)); /* nine messages */
	message(c, 9, false);
	assert_false(is_stopped(c)); /* 2 of 10 is not more than 0.2 */
	message(c, 10, true);
	sw = stopped(c);
	assert_text(sw.scope, "workflow=intro");
	assert_text(sw.mode, "hold");
	assert_text(sw.actor, "trip rejections");
	assert_text(
	    sw.reason, "3 of 11 messages rejected in 3600 s: more than 0.2");
	assert_int_equal(store_case_number(c,
			     "SELECT count(*) FROM journal"
			     " WHERE public LIKE '%\"event\":\"trip\"%'"),
	    1);
}

static void
what_was_resumed_trips_no_more_by_old_figures(void **state)
{
	struct store_case *c = *state;

	trip = (struct settings_trip){ .name = "complaint",
		.watch = SETTINGS_WATCH_COMPLAINTS,
		.per = SETTINGS_PER_AGENT,
		.mode = SETTINGS_ACT_REJECT,
		.max = 1,
		.in = 24 * 3600 };
	for (int i = 0; i < 2; i++) {
		struct trips_case happened = happening(c, i);

		assert_false(is_stopped(c));
		happened.more = (struct policy_tally){ .complaints = 1 };
		note(c, &happened);
	}
	assert_text(stopped(c).scope, "agent=cowork");
	assert_text(stopped(c).mode, "reject");
	assert_text(stopped(c).reason, "2 complaints in 86400 s: more than 1");
	/* as if a human had looked at it a minute later */
	resume(c, "agent=cowork");
	store_case_sql(c, "UPDATE resumed SET time_us = 1790000060000000");
	message(c, 61 * SECONDS, false);
	assert_false(is_stopped(c));
	for (int i = 62; i < 64; i++) {
		struct trips_case happened = happening(c, i * SECONDS);

		happened.more = (struct policy_tally){ .complaints = 1 };
		assert_false(is_stopped(c));
		note(c, &happened);
	}
	assert_true(is_stopped(c));
}

static void
a_window_ends(void **state)
{
	struct store_case *c = *state;

	trip = (struct settings_trip){ .name = "volume",
		.watch = SETTINGS_WATCH_VOLUME,
		.per = SETTINGS_PER_ALL,
		.max = 2,
		.in = 60 };
	message(c, 0, false);
	message(c, 1 * SECONDS, false);
	message(
	    c, 61 * SECONDS, false); /* the first has left, the second not */
	assert_false(is_stopped(c));
	message(c, 61 * SECONDS, false);
	assert_text(stopped(c).scope, "all");
	/* rows that no window needs are gone */
	message(c, DAY, false);
	message(c, 2 * DAY, false);
	assert_int_equal(store_case_number(c, "SELECT count(*) FROM tally"), 2);
}

static void
monitoring_records_and_stops_nothing(void **state)
{
	struct store_case *c = *state;

	trip = (struct settings_trip){ .name = "volume",
		.watch = SETTINGS_WATCH_VOLUME,
		.per = SETTINGS_PER_TIER,
		.max = 4,
		.in = 60,
		.monitor = true };
	for (int i = 0; i < 12; i++)
		message(c, i * SECONDS, false);
	assert_false(is_stopped(c));
	assert_int_equal(store_case_number(c,
			     "SELECT count(*) FROM journal"
			     " WHERE public LIKE '%\"mode\":\"monitor\"%'"),
	    2);
}

static void
a_humans_switch_stays(void **state)
{
	struct store_case *c = *state;
	const struct store_switch sw = { SLICE("account=A1"), SLICE("tempfail"),
		SLICE("by hand"), SLICE("ana"), CASE_TIME };

	trip = (struct settings_trip){ .name = "volume",
		.watch = SETTINGS_WATCH_VOLUME,
		.per = SETTINGS_PER_ACCOUNT,
		.max = 0,
		.in = 60 };
	assert_ok(store_switch_on(c->store, &sw, &case_err));
	message(c, 1, false);
	assert_text(stopped(c).mode, "tempfail");
	assert_text(stopped(c).actor, "ana");
}

/* Messages at a steady pace. */
static void
steadily(struct store_case *c, int64_t from_us, int64_t to_us, int64_t step_us)
{
	for (int64_t at = from_us; at < to_us; at += step_us)
		message(c, at, false);
}

static void
use_factor(void)
{
	trip = (struct settings_trip){ .name = "spike",
		.watch = SETTINGS_WATCH_VOLUME,
		.per = SETTINGS_PER_AGENT,
		.max = 3,
		.max_is_factor = true,
		.in = 600,
		.least = 5,
		.baseline = 7 * 24 * 3600 };
}

static void
a_factor_needs_something_usual(void **state)
{
	struct store_case *c = *state;

	use_factor();
	/* a newcomer has no usual pace */
	steadily(c, 0, 100 * SECONDS, SECONDS);
	assert_false(is_stopped(c));
}

static void
more_than_the_usual_pace(void **state)
{
	struct store_case *c = *state;
	int64_t at;
	int n = 0;

	use_factor();
	/* two in ten minutes for a day: six is three times that */
	steadily(c, 0, DAY, 300 * SECONDS);
	assert_false(is_stopped(c));
	for (at = DAY; !is_stopped(c) && n < 100; at += SECONDS, n++)
		message(c, at, false);
	/* one is in the window still, and the seventh is too much */
	assert_int_equal(n, 6);
	assert_true(slice_starts(stopped(c).reason,
	    SLICE("7 messages in 600 s: more than 3x the usual 2")));
}

static void
weekday_and_hour_count_after_two_weeks(void **state)
{
	struct store_case *c = *state;
	int week;

	use_factor();
	/* sixty in an hour of one day a week, hardly anything else */
	for (week = 0; week < 4; week++) {
		steadily(c, week * WEEK, week * WEEK + DAY, 6 * HOUR);
		/* the first weeks' own burst is not what is asked about */
		trip.least = week < 3 ? 1000 : 5;
		steadily(c, week * WEEK + DAY, week * WEEK + DAY + HOUR,
		    60 * SECONDS);
	}
	assert_false(is_stopped(c));
	/* the same burst at another hour is unusual */
	steadily(
	    c, 3 * WEEK + 2 * DAY, 3 * WEEK + 2 * DAY + HOUR, 60 * SECONDS);
	assert_true(is_stopped(c));
}

static void
tone_is_a_mean(void **state)
{
	struct store_case *c = *state;

	trip = (struct settings_trip){ .name = "tone",
		.watch = SETTINGS_WATCH_TONE,
		.per = SETTINGS_PER_TEMPLATE,
		.max = 2,
		.in = 600,
		.least = 2 };
	for (int i = 0; i < 3; i++) {
		struct trips_case happened = happening(c, i);

		assert_false(is_stopped(c));
		happened.more.tone = i == 2 ? 5 : 1;
		note(c, &happened);
	}
	assert_text(
	    stopped(c).reason, "7 of 3 messages' tone in 600 s: more than 2");
}

/* Every write of it that fails takes all of it back. */
static void
a_failed_write_leaves_nothing(void **state)
{
	struct store_case *c = *state;
	struct trips_case happened;
	unsigned long nth = 0;
	enum status status;

	trip = (struct settings_trip){ .name = "volume",
		.watch = SETTINGS_WATCH_VOLUME,
		.per = SETTINGS_PER_AGENT,
		.max = 0,
		.in = 60 };
	do {
		happened = happening(c, 0);
		assert_ok(store_begin(c->store, &case_err));
		store_fault_set(c->store, ++nth);
		status = trips_note(&happened, &case_err);
		store_fault_set(c->store, 0);
		if (status != STATUS_OK) {
			store_rollback(c->store);
			assert_false(is_stopped(c));
		}
	} while (status != STATUS_OK && nth < 100);
	assert_in_range(nth, 4, 10);
	assert_ok(store_commit(c->store, &case_err));
	assert_true(is_stopped(c));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name)                       \
	cmocka_unit_test_setup_teardown( \
	    name, store_case_setup, store_case_teardown)
		TEST(a_rate_needs_enough_messages),
		TEST(what_was_resumed_trips_no_more_by_old_figures),
		TEST(a_window_ends),
		TEST(monitoring_records_and_stops_nothing),
		TEST(a_humans_switch_stays),
		TEST(a_factor_needs_something_usual),
		TEST(more_than_the_usual_pace),
		TEST(weekday_and_hour_count_after_two_weeks),
		TEST(tone_is_a_mean),
		TEST(a_failed_write_leaves_nothing),
#undef TEST
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
