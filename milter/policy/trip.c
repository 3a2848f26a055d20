/*
 * trip.c - does a figure stand over the bound of a trip?
 */
#include "policy/trip.h"

#include <assert.h>
#include <string.h>

void
policy_tally_add(struct policy_tally *tally, const struct policy_tally *more)
{
	tally->messages += more->messages;
	tally->rejected += more->rejected;
	tally->held += more->held;
	tally->tone += more->tone;
	tally->complaints += more->complaints;
	tally->bounces += more->bounces;
}

void
policy_tally_take(struct policy_tally *tally, const struct policy_tally *less)
{
	tally->messages -= less->messages;
	tally->rejected -= less->rejected;
	tally->held -= less->held;
	tally->tone -= less->tone;
	tally->complaints -= less->complaints;
	tally->bounces -= less->bounces;
}

/* What each figure is made of, and what it is called. */
static const struct watch {
	size_t offset; /* of the count in a tally */
	bool mean;     /* it is divided by the messages */
	const char *what;
} watches[] = {
#define COUNT_OF(member) offsetof(struct policy_tally, member)
	[SETTINGS_WATCH_VOLUME] = { COUNT_OF(messages), false, "messages" },
	[SETTINGS_WATCH_REJECT_RATE] = { COUNT_OF(rejected), true,
	    "messages rejected" },
	[SETTINGS_WATCH_QUARANTINE_RATE] = { COUNT_OF(held), true,
	    "messages held" },
	[SETTINGS_WATCH_COMPLAINTS] = { COUNT_OF(complaints), false,
	    "complaints" },
	[SETTINGS_WATCH_BOUNCES] = { COUNT_OF(bounces), false, "bounces" },
	[SETTINGS_WATCH_TONE] = { COUNT_OF(tone), true, "messages' tone" },
#undef COUNT_OF
};

static int64_t
count_of(const struct watch *watch, const struct policy_tally *tally)
{
	int64_t count;

	memcpy(&count, (const char *)tally + watch->offset, sizeof(count));
	return count;
}

/* The figure over a time that holds so many windows. */
static double
value_of(
    const struct watch *watch, const struct policy_tally *tally, double windows)
{
	double over = watch->mean ? (double)tally->messages : windows;

	return over > 0 ? (double)count_of(watch, tally) / over : 0;
}

static const char *
value_text(const struct watch *watch, const struct settings_trip *trip,
    const struct policy_tally *now, struct arena *arena)
{
	long long count = (long long)count_of(watch, now);

	if (watch->mean)
		return arena_printf(arena, "%lld of %lld %s in %lld s", count,
		    (long long)now->messages, watch->what, (long long)trip->in);
	return arena_printf(arena, "%lld %s in %lld s", count, watch->what,
	    (long long)trip->in);
}

enum status
policy_trip(const struct settings_trip *trip,
    const struct policy_trip_figures *figures, struct arena *arena,
    struct slice *text_r)
{
	const struct watch *watch = &watches[trip->watch];
	double bound = trip->max, usual;
	const char *value, *text;

	assert((size_t)trip->watch < sizeof(watches) / sizeof(watches[0]));
	*text_r = SLICE_EMPTY;
	if (figures->now.messages < trip->least ||
	    (trip->max_is_factor && figures->windows <= 0))
		return STATUS_OK;
	usual = value_of(watch, &figures->usual, figures->windows);
	if (trip->max_is_factor)
		bound *= usual;
	if (value_of(watch, &figures->now, 1) <= bound)
		return STATUS_OK;
	value = value_text(watch, trip, &figures->now, arena);
	if (value == NULL)
		return STATUS_NOMEM;
	text = trip->max_is_factor ?
	    arena_printf(arena, "%s: more than %gx the usual %.3g", value,
		trip->max, usual) :
	    arena_printf(arena, "%s: more than %g", value, trip->max);
	*text_r = slice_cstr(text);
	return text == NULL ? STATUS_NOMEM : STATUS_OK;
}
