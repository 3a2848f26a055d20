/*
 * trip.h - does a figure stand over the bound of a trip?
 *
 * Pure, as all of policy/.  A figure is a count (volume, complaints, bounces)
 * or a mean over messages (reject-rate, quarantine-rate, tone: the mean score
 * of the pack called "tone").  A bound is a number, or a factor of what is
 * usual: of what the same scope had at other times.
 */
#ifndef POLICY_TRIP_H
#define POLICY_TRIP_H

#include "policy/policy.h"

/* What happened in a scope, or in a time of it. */
struct policy_tally {
	int64_t messages; /* judged, but for what a switch stopped and what
	                     was told to come again */
	int64_t rejected, held; /* of them */
	int64_t tone;           /* their scores, summed */
	int64_t complaints, bounces;
};

/* Adds, or takes away, one from the other. */
void policy_tally_add(
    struct policy_tally *tally, const struct policy_tally *more);
void policy_tally_take(
    struct policy_tally *tally, const struct policy_tally *less);

struct policy_trip_figures {
	struct policy_tally now;   /* in the window */
	struct policy_tally usual; /* at other times ... */
	double windows; /* ... so many times as long; 0: nothing is known */
};

/*
 * *text_r says what passed the bound ("21 of 40 messages rejected in 3600 s:
 * more than 0.2"), in the arena; it is empty where nothing did: below `least`
 * messages, or with a factor and no other time to compare with.
 */
enum status policy_trip(const struct settings_trip *trip,
    const struct policy_trip_figures *figures, struct arena *arena,
    struct slice *text_r);

#endif
