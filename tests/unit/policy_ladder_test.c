/*
 * The ladder: Wilson's bound against published values, the steps, the floor.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "policy/ladder.h"

static const struct settings_step steps[] = {
	{ 20, 0.8, 0.5 },
	{ 50, 0.9, 0.2 },
	{ 100, 0.95, 0.01 },
};
static const struct settings settings = { .ladder = steps, .nladder = 3 };
static const struct settings_tier cold = { .name = "cold",
	.review = SETTINGS_REVIEW_SAMPLE,
	.sample_start = 1.0,
	.sample_floor = 0.05 };

static struct policy_standing
stands(int64_t passed, int64_t reviews, int64_t since)
{
	const struct policy_reviews r = { reviews, passed, since };

	return policy_ladder(&settings, &cold, &r);
}

static void
assert_near(double got, double wanted)
{
	if (fabs(got - wanted) > 0.0001)
		fail_msg("%f is not %f", got, wanted);
}

static void
wilsons_bound(void **state)
{
	(void)state;
	assert_near(policy_wilson(0, 0), 0);
	assert_near(policy_wilson(0, 10), 0);
	/* R. G. Newcombe, Statistics in Medicine 17 (1998), table I, method 3 */
	assert_near(policy_wilson(81, 263), 0.2553);
	assert_near(policy_wilson(15, 148), 0.0624);
	assert_near(policy_wilson(1, 29), 0.0061);
	/* all passed: n / (n + z^2) */
	assert_near(policy_wilson(50, 50), 50 / (50 + 3.8415));
}

static void
it_comes_down_by_steps_and_never_under_the_floor(void **state)
{
	(void)state;
	assert_near(stands(0, 0, 0).share, 1.0);
	assert_near(stands(19, 19, 19).share, 1.0);
	assert_int_equal(stands(19, 19, 19).needed, 1);
	assert_near(stands(20, 20, 20).share, 0.5);
	assert_int_equal(stands(20, 20, 20).step, 1);
	assert_int_equal(stands(20, 20, 20).needed, 30);
	assert_near(stands(50, 50, 50).share, 0.2);
	assert_near(stands(100, 100, 100).share, 0.05);
	assert_null(stands(100, 100, 100).next);
	assert_near(stands(500, 500, 5000).share, 0.05);
}

static void
a_fall_starts_it_anew(void **state)
{
	struct policy_standing at;

	(void)state;
	/* one failure among many: all the way up, whatever the bound */
	at = stands(199, 200, 0);
	assert_near(at.share, 1.0);
	assert_int_equal(at.needed, 20);
	assert_near(stands(219, 220, 20).share, 0.5);
	/* many failures: reviews alone do not do */
	at = stands(30, 60, 20);
	assert_near(at.share, 1.0);
	assert_true(at.needed > 30);
	/* and so many passes do lead there, one fewer do not */
	assert_near(
	    stands(30 + at.needed, 60 + at.needed, 20 + at.needed).share, 0.5);
	assert_near(
	    stands(29 + at.needed, 59 + at.needed, 19 + at.needed).share, 1.0);
}

static void
the_start_bounds_it_too(void **state)
{
	struct settings_tier tier = cold;
	const struct policy_reviews none = { 0, 0, 0 };
	const struct policy_reviews some = { 20, 20, 20 };

	(void)state;
	tier.sample_start = 0.3;
	assert_near(policy_ladder(&settings, &tier, &none).share, 0.3);
	/* a step that holds more than the start is no step */
	assert_near(policy_ladder(&settings, &tier, &some).share, 0.3);
	assert_near(policy_ladder(&settings, &tier, &none).next->share, 0.2);
	tier.sample_floor = 0.4;
	assert_near(policy_ladder(&settings, &tier, &none).share, 0.4);
	assert_null(policy_ladder(&settings, &tier, &none).next);
}

static void
what_no_record_reaches_is_said(void **state)
{
	static const struct settings_step dream[] = { { 5, 0.999, 0.1 } };
	const struct settings s = { .ladder = dream, .nladder = 1 };
	const struct policy_reviews all = { 500, 500, 900 };

	(void)state;
	assert_int_equal(policy_ladder(&s, &cold, &all).needed, -1);
	assert_near(policy_ladder(&s, &cold, &all).share, 1.0);
}

/* More passes never mean more review, one failure never less. */
static void
it_is_monotonic(void **state)
{
	(void)state;
	for (int64_t failed = 0; failed < 20; failed += 3) {
		double share = 2;

		for (int64_t n = failed; n <= 500; n++) {
			double now = stands(n - failed, n, n - failed).share;

			assert_true(now <= share);
			share = now;
			assert_near(stands(n - failed, n, 0).share, 1.0);
		}
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(wilsons_bound),
		cmocka_unit_test(
		    it_comes_down_by_steps_and_never_under_the_floor),
		cmocka_unit_test(a_fall_starts_it_anew),
		cmocka_unit_test(the_start_bounds_it_too),
		cmocka_unit_test(what_no_record_reaches_is_said),
		cmocka_unit_test(it_is_monotonic),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
