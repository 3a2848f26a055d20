/*
 * ladder.h - how much of a sampled tier's mail is still held for review.
 *
 * The record of an agent's workflow in a tier is its latest reviews (at most
 * LADDER_MEMORY): released as it was is a pass; a rejection or a complaint is
 * not, and sends it back to the tier's start.  From there it climbs by the
 * settings' steps: a step is reached with so many reviews since that fall, and
 * with the lower bound of Wilson's score interval (E. B. Wilson, 1927; 95 %)
 * of the share that passed.  The share is never under the tier's floor.
 */
#ifndef POLICY_LADDER_H
#define POLICY_LADDER_H

#include "config/settings.h"

#define LADDER_MEMORY 500 /* reviews that count */

struct policy_reviews {
	int64_t reviews, passed; /* of the latest */
	int64_t since;           /* reviews since the last fall, or in all */
};

struct policy_standing {
	double share; /* that is held */
	size_t step;  /* 0: the start; n: the ladder's nth */
	double bound; /* lower, of the share that passed */
	const struct settings_step
	    *next;      /* the next that holds less, or NULL */
	int64_t needed; /* passes in a row that lead there; -1: none do */
};

/* The lower bound of the 95 % interval; 0 without reviews. */
double policy_wilson(int64_t passed, int64_t reviews);

struct policy_standing policy_ladder(const struct settings *settings,
    const struct settings_tier *tier, const struct policy_reviews *reviews);

#endif
