/*
 * ladder.c - how much of a sampled tier's mail is still held for review.
 */
#include "policy/ladder.h"

#include <math.h>

#define Z 1.959963984540054 /* of 95 %, two-sided */

double
policy_wilson(int64_t passed, int64_t reviews)
{
	const double n = (double)reviews, p = (double)passed / n;
	double middle, spread;

	if (reviews <= 0)
		return 0;
	middle = p + Z * Z / (2 * n);
	spread = Z * sqrt(p * (1 - p) / n + Z * Z / (4 * n * n));
	return fmax(0, (middle - spread) / (1 + Z * Z / n));
}

static double
clamp(double share, const struct settings_tier *tier)
{
	return fmax(fmin(share, tier->sample_start), tier->sample_floor);
}

/* With n more passes; what is older than the memory falls out as a pass. */
static bool
reached(const struct settings_step *step, const struct policy_reviews *reviews,
    int64_t n)
{
	int64_t failed = reviews->reviews - reviews->passed;
	int64_t all = reviews->reviews + n;

	if (all > LADDER_MEMORY) {
		/* the oldest go, and with them in the end all failures */
		if (n >= LADDER_MEMORY)
			failed = 0;
		all = LADDER_MEMORY;
	}
	return reviews->since + n >= step->reviews &&
	    policy_wilson(all - failed, all) >= step->passed;
}

/* The fewest passes that reach it; more of them never lead away. */
static int64_t
passes_to(
    const struct settings_step *step, const struct policy_reviews *reviews)
{
	int64_t low = 0, high = step->reviews + LADDER_MEMORY;

	while (low < high) {
		int64_t middle = low + (high - low) / 2;

		if (reached(step, reviews, middle))
			high = middle;
		else
			low = middle + 1;
	}
	return reached(step, reviews, low) ? low : -1;
}

struct policy_standing
policy_ladder(const struct settings *settings, const struct settings_tier *tier,
    const struct policy_reviews *reviews)
{
	struct policy_standing standing = {
		.share = clamp(1, tier),
		.bound = policy_wilson(reviews->passed, reviews->reviews),
	};
	size_t i;

	for (i = 0; i < settings->nladder; i++) {
		const struct settings_step *step = &settings->ladder[i];
		double share = clamp(step->share, tier);

		if (share >= standing.share)
			continue;
		if (!reached(step, reviews, 0)) {
			standing.next = step;
			standing.needed = passes_to(step, reviews);
			break;
		}
		standing.share = share;
		standing.step = i + 1;
	}
	return standing;
}
