/*
 * Limits: what lies in a window, when it will have left, distinct things, and
 * that no window, wherever it starts, ever holds more than was allowed.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/clock.h"
#include "store/limits.h"
#include "store_case.h"

#define HOUR (3600 * CLOCK_SECOND)

static struct limit_window
at(const char *key, int64_t in_us, int64_t now_us)
{
	return (struct limit_window){ SLICE("l"), slice_cstr(key), in_us,
		CASE_TIME + now_us };
}

static int64_t
used(struct store_case *c, const struct limit_window *window)
{
	int64_t n = -1;

	assert_ok(limits_used(c->store, window, &n, &case_err));
	return n;
}

static void
add(struct store_case *c, const struct limit_window *window, int64_t amount)
{
	assert_ok(store_begin(c->store, &case_err));
	assert_ok(limits_add(c->store, window, amount, &case_err));
	assert_ok(store_commit(c->store, &case_err));
}

static void
what_lies_in_a_window(void **state)
{
	struct store_case *c = *state;
	struct limit_window window = at("a", HOUR, 0);
	int64_t time_us;

	assert_int_equal(used(c, &window), 0);
	add(c, &window, 3);
	window = at("a", HOUR, 10);
	add(c, &window, 4);
	assert_int_equal(used(c, &window), 7);
	/* another key, another limit */
	window = at("b", HOUR, 10);
	assert_int_equal(used(c, &window), 0);
	window = at("a", HOUR, 10);
	window.name = SLICE("m");
	assert_int_equal(used(c, &window), 0);
	/* the ends of the window belong to it */
	window = at("a", HOUR, HOUR);
	assert_int_equal(used(c, &window), 7);
	assert_ok(limits_free_at(c->store, &window, 1, &time_us, &case_err));
	assert_int_equal(time_us, CASE_TIME + HOUR);
	assert_ok(limits_free_at(c->store, &window, 4, &time_us, &case_err));
	assert_int_equal(time_us, CASE_TIME + HOUR + 10);
	window = at("a", HOUR, HOUR + 1);
	assert_int_equal(used(c, &window), 4);
	add(c, &window, 1);
	assert_int_equal(used(c, &window), 5);
	window = at("a", HOUR, 3 * HOUR);
	assert_int_equal(used(c, &window), 0);
	add(c, &window, 2);
	assert_int_equal(used(c, &window), 2);
}

static void
a_clock_that_goes_back_frees_nothing(void **state)
{
	struct store_case *c = *state;
	struct limit_window window = at("a", HOUR, 5 * HOUR);

	add(c, &window, 3);
	window = at("a", HOUR, HOUR);
	assert_int_equal(used(c, &window), 3);
	add(c, &window, 1);
	assert_int_equal(used(c, &window), 4);
	window = at("a", HOUR, 6 * HOUR);
	assert_int_equal(used(c, &window), 4);
}

static void
distinct_things(void **state)
{
	struct store_case *c = *state;
	const struct slice ab[] = { SLICE("a"), SLICE("b") };
	const struct slice bc[] = { SLICE("b"), SLICE("c") };
	struct limit_window window = at("k", HOUR, 0);
	int64_t n, time_us;

	assert_ok(limits_distinct(c->store, &window, ab, 2, &n, &case_err));
	assert_int_equal(n, 2);
	assert_ok(store_begin(c->store, &case_err));
	assert_ok(limits_distinct_add(c->store, &window, ab, 2, &case_err));
	assert_ok(store_commit(c->store, &case_err));
	window = at("k", HOUR, 10);
	assert_ok(limits_distinct(c->store, &window, bc, 2, &n, &case_err));
	assert_int_equal(n, 3);
	assert_ok(store_begin(c->store, &case_err));
	assert_ok(limits_distinct_add(c->store, &window, bc, 2, &case_err));
	assert_ok(store_commit(c->store, &case_err));
	/* a leaves first; b was used again */
	assert_ok(
	    limits_distinct_free_at(c->store, &window, 1, &time_us, &case_err));
	assert_int_equal(time_us, CASE_TIME + HOUR);
	window = at("k", HOUR, HOUR + 1);
	assert_ok(limits_distinct(c->store, &window, ab, 1, &n, &case_err));
	assert_int_equal(n, 3);
	assert_ok(limits_distinct(c->store, &window, bc, 2, &n, &case_err));
	assert_int_equal(n, 2);
}

/* The most that any window of that length holds. */
static int64_t
fullest(const int64_t *times, const int64_t *amounts, size_t n, int64_t in_us)
{
	int64_t most = 0, sum;

	for (size_t i = 0; i < n; i++) {
		sum = 0;
		for (size_t j = i; j < n && times[j] <= times[i] + in_us; j++)
			sum += amounts[j];
		if (sum > most)
			most = sum;
	}
	return most;
}

/* The same ones at every run. */
static uint32_t
next_number(uint32_t *seed)
{
	*seed = *seed * 1103515245 + 12345;
	return *seed >> 16;
}

static void
no_window_holds_more(void **state)
{
	enum {
		TRIES = 2000,
		MAX = 20,
		IN = 1000
	};
	int64_t times[TRIES], amounts[TRIES];
	struct store_case *c = *state;
	size_t n = 0, refused = 0;
	int64_t now = 0, waited;
	uint32_t seed = 7;

	for (int i = 0; i < TRIES; i++) {
		int64_t amount = (int64_t)(next_number(&seed) % 7) + 1;
		struct limit_window window;

		now += (int64_t)(next_number(&seed) % 120);
		window = at("a", IN, now);
		if (used(c, &window) + amount <= MAX) {
			add(c, &window, amount);
			times[n] = now;
			amounts[n++] = amount;
			continue;
		}
		refused++;
		/* just after what was said, it fits; just then it does not */
		assert_ok(limits_free_at(c->store, &window,
		    used(c, &window) + amount - MAX, &waited, &case_err));
		window.now_us = waited;
		assert_true(used(c, &window) + amount > MAX);
		window.now_us = waited + 1;
		assert_true(used(c, &window) + amount <= MAX);
	}
	assert_true(n > 100 && refused > 100);
	assert_true(fullest(times, amounts, n, IN) <= MAX);
}

struct top {
	char text[256];
};

static void
top_each(struct slice key, int64_t amount, void *arg)
{
	struct top *top = arg;
	size_t len = strlen(top->text);

	(void)snprintf(top->text + len, sizeof(top->text) - len, "%.*s=%lld ",
	    SLICE_ARG(key), (long long)amount);
}

static void
the_fullest_keys(void **state)
{
	struct store_case *c = *state;
	struct limit_window window = at("a", HOUR, 0);
	const struct slice items[] = { SLICE("x"), SLICE("y") };
	struct top top = { "" };

	add(c, &window, 1);
	window.key = SLICE("b");
	add(c, &window, 5);
	assert_ok(limits_top(
	    c->store, SLICE("l"), false, CASE_TIME, top_each, &top, &case_err));
	assert_string_equal(top.text, "b=5 a=1 ");
	assert_ok(store_begin(c->store, &case_err));
	assert_ok(limits_distinct_add(c->store, &window, items, 2, &case_err));
	assert_ok(store_commit(c->store, &case_err));
	top.text[0] = '\0';
	assert_ok(limits_top(
	    c->store, SLICE("l"), true, CASE_TIME, top_each, &top, &case_err));
	assert_string_equal(top.text, "b=2 ");
}

#define case_test(function)              \
	cmocka_unit_test_setup_teardown( \
	    function, store_case_setup, store_case_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		case_test(what_lies_in_a_window),
		case_test(a_clock_that_goes_back_frees_nothing),
		case_test(distinct_things),
		case_test(no_window_holds_more),
		case_test(the_fullest_keys),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
