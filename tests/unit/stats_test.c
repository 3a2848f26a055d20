/*
 * Quantiles and the test for a trend, on cases that can be worked by hand.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/mem.h"
#include "base/stats.h"

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

static void
near(double value, double wanted)
{
	if (!(fabs(value - wanted) < 1e-6))
		fail_msg("%.9f, not %.9f", value, wanted);
}

static void
quantiles(void **state)
{
	static const struct {
		double values[5];
		size_t n;
		double p, wanted;
	} cases[] = {
		{ { 0 }, 0, 0.5, 0 },
		{ { 7 }, 1, 0.9, 7 },
		{ { 3, 1, 2 }, 3, 0.5, 2 },
		{ { 4, 3, 2, 1 }, 4, 0.5, 2 },
		{ { 5, 4, 3, 2, 1 }, 5, 0.9, 5 },
		{ { 5, 4, 3, 2, 1 }, 5, 0.8, 4 },
		{ { 5, 4, 3, 2, 1 }, 5, 0, 1 },
		{ { 5, 4, 3, 2, 1 }, 5, 1, 5 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		double values[5];

		for (size_t k = 0; k < 5; k++)
			values[k] = cases[i].values[k];
		near(stats_quantile(values, cases[i].n, cases[i].p),
		    cases[i].wanted);
	}
}

static void
trends(void **state)
{
	/* var(s) of n values is n (n - 1) (2 n + 5) / 18, less a like term for
	 * each run of equal ones; z is (s -+ 1) / sqrt(var) */
	static const struct {
		double values[10];
		size_t n;
		double s, variance, slope;
	} cases[] = {
		{ { 1, 2, 3, 4, 5, 6, 7, 8 }, 8, 28, 8.0 * 7 * 21 / 18, 1 },
		{ { 8, 7, 6, 5, 4, 3, 2, 1 }, 8, -28, 8.0 * 7 * 21 / 18, -1 },
		/* two runs of four: each takes 4 * 3 * 13 / 18 off */
		{ { 1, 1, 1, 1, 2, 2, 2, 2 }, 8, 16,
		    (8.0 * 7 * 21 - 2 * 4.0 * 3 * 13) / 18, 1.0 / 6 },
		{ { 3, 1, 2, 5, 4, 7, 6, 9, 8, 10 }, 10, 35, 10.0 * 9 * 25 / 18,
		    1 },
	};
	struct stats_trend trend;

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		double s = cases[i].s;
		double z = (s - (s > 0 ? 1 : -1)) / sqrt(cases[i].variance);

		assert_true(stats_trend(cases[i].values, cases[i].n, &trend));
		near(trend.s, s);
		near(trend.z, z);
		near(trend.p, erfc(fabs(z) / sqrt(2)));
		near(trend.slope, cases[i].slope);
	}
}

static void
no_trend(void **state)
{
	static const double same[9] = { 2, 2, 2, 2, 2, 2, 2, 2, 2 };
	struct stats_trend trend;

	(void)state;
	assert_true(stats_trend(same, COUNT(same), &trend));
	near(trend.s, 0);
	near(trend.p, 1);
	near(trend.slope, 0);
	assert_false(stats_trend(same, STATS_TREND_LEAST - 1, &trend));
	near(trend.p, 1);
	assert_false(stats_trend(same, STATS_TREND_MOST + 1, &trend));
	mem_fault_set(1);
	assert_false(stats_trend(same, COUNT(same), &trend));
	mem_fault_set(0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(quantiles),
		cmocka_unit_test(trends),
		cmocka_unit_test(no_trend),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
