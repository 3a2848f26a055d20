/*
 * report_figures.h - the figures of a report, counted from the journal's
 * records and what else is handed in.
 *
 * Pure: records and rows go in, counts come out; nothing is read or printed.
 * The journal's public halves are enough, so that a report knows no recipient,
 * subject or text.  Every list has a ceiling, past which what is new is counted
 * under no name of its own.
 */
#ifndef CLI_REPORT_FIGURES_H
#define CLI_REPORT_FIGURES_H

#include <jansson.h>

#include "base/arena.h"
#include "base/slice.h"
#include "base/vec.h"

#define FIGURES_KEYS_MAX 20000  /* names of one list */
#define FIGURES_TRIPS_MAX 50    /* the oldest in the time */
#define FIGURES_HELD_MAX 500000 /* held messages whose decision is awaited */

/*
 * Reading: 238 words a minute (Brysbaert, Journal of Memory and Language 109,
 * 2019), at six bytes a word; the mail's headers and markup are why no more
 * than so many bytes count.
 */
#define FIGURES_READ_BYTES_S 23.8
#define FIGURES_READ_MAX 4096

enum figures_verdict {
	FIGURES_ACCEPT,
	FIGURES_REJECT,
	FIGURES_QUARANTINE,
	FIGURES_TEMPFAIL,
	FIGURES_VERDICTS
};

/* A name and what was counted under it. */
struct tally {
	struct slice key;
	int64_t n[FIGURES_VERDICTS];
	int64_t total;
	int64_t mark; /* the list's own */
};

struct tallies {
	struct VEC(struct tally) items;
	size_t *slots; /* index + 1 */
	size_t nslots;
	size_t max;
	int64_t beyond; /* counted under no name */
};

/* A limit that is used. */
struct figures_limit {
	const char *name;
	struct slice key;
	int64_t used, max;
};

struct figures_trip {
	struct slice time, name, scope, mode, what;
};

/* Where a workflow stands. */
struct figures_step {
	struct slice agent, workflow, tier;
	double share, bound;
	int64_t reviews;
	int64_t needed; /* -1: nothing leads lower */
};

struct figures {
	struct arena *arena;
	int64_t since_us, until_us;
	int64_t records;
	int64_t verdicts[FIGURES_VERDICTS];
	struct tallies days, tiers, workflows, agents, rules, templates;
	struct tallies reasons;  /* of what was rejected or held: the first */
	struct tallies patterns; /* workflow TAB rule, of the same */
	struct tallies events;
	struct tallies codes;                  /* of rejections by reviewers */
	struct VEC(struct figures_trip) trips; /* the oldest first */
	struct VEC(struct figures_step) ladder;
	struct tallies reviewers; /* accept: released; reject; quarantine: too
	                             fast to have read it; mark: last time */
	struct tallies held;      /* by id; n[0]: bytes; mark: when */
	struct tallies tone_days; /* accept: messages, reject: with tone */
	struct tallies tone_workflows; /* workflow TAB day, likewise */
	struct VEC(double) decided_s;  /* seconds from hold to decision */
	int64_t released, refused, expired, fast;

	/* how things stand now, filled in by whoever knows */
	struct VEC(double) waiting_s;
	struct VEC(struct figures_limit) limits;
	int64_t suppressed;
	int64_t book_accounts, book_imported_us, book_max_age_s;
	int64_t review_every_s, signed_us, now_us;
	struct slice signed_by, signed_reason, owner;
};

/* All zero but for the arena and the times; false when out of memory. */
bool figures_init(struct figures *figures, struct arena *arena);

/*
 * Counts a record (its public half).  Those before since_us count for tone
 * and for what a decision is about, alone.
 */
void figures_add(struct figures *figures, const json_t *record);

/* The name's tally, made where it is new; NULL past the ceiling. */
struct tally *tallies_at(
    struct tallies *tallies, struct slice key, struct arena *arena);

/* A copy of the items, the largest (by what) first, then by name. */
enum tally_order {
	TALLY_BY_KEY,
	TALLY_BY_TOTAL,
	TALLY_BY_STOPPED /* rejected and held */
};
struct tally *tallies_sorted(
    const struct tallies *tallies, enum tally_order order, struct arena *arena);

#endif
