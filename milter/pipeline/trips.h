/*
 * trips.h - what happened moves the figures that trips watch, and a figure
 * over its bound sets a kill switch.
 *
 * All in the transaction of what happened, so that the message that crosses
 * the bound is the last.  A trip is latched by its switch: only `resume` takes
 * it off, and what happened before that counts no more.  A trip in mode
 * monitor is recorded alone, and counts anew from then on.
 *
 * A factor is measured against the same hour of the same weekday in up to
 * four weeks before, once there are two such weeks; else against the trip's
 * baseline, as far as the scope is known.
 */
#ifndef PIPELINE_TRIPS_H
#define PIPELINE_TRIPS_H

#include "policy/trip.h"
#include "store/store.h"

/* Whose figures move; "" where there is none. */
struct trips_about {
	struct slice agent, workflow, template, tier;
	const struct slice *accounts; /* keys, each once */
	size_t naccounts;
};

struct trips_case {
	struct store *store;
	const struct settings *settings;
	struct trips_about about;
	struct policy_tally more;
	int64_t now_us;
	struct arena *arena;
};

enum status trips_note(const struct trips_case *c, struct err *err_r);

#endif
