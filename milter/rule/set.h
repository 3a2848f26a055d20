/*
 * set.h - what a rule set is made of.  Private to rule/.
 */
#ifndef RULE_SET_H
#define RULE_SET_H

#include <pthread.h>
#include <stdatomic.h>

#include "base/vec.h"
#include "rule/match.h"
#include "rule/pattern.h"

#define RULE_MAX 10000 /* rules of one set */

struct hs_database;
struct hs_scratch;

/*
 * The first pass: one libhs database of every rule's rough pattern.  Made
 * once, under the set's lock; state says how that went, and what stands here is
 * immutable once state is no longer UNMADE.
 */
enum rule_prefilter_state {
	RULE_PREFILTER_UNMADE,
	RULE_PREFILTER_READY,
	RULE_PREFILTER_ABSENT /* not wanted, or libhs can't: ask every rule */
};

struct rule_prefilter {
	atomic_int state;             /* enum rule_prefilter_state */
	struct hs_database *database; /* NULL when no pattern could go in */
	struct hs_scratch *scratch;   /* cloned for each matcher */
	bool cached;                  /* it was on disk */
	size_t *always; /* rules that libhs does not know, by index */
	size_t nalways;
};

struct ruleset {
	struct arena *arena;
	struct rule_engine engine;
	struct VEC(struct rule) rules;
	char digest[65];
	atomic_uint refs;
	struct rule_prefilter prefilter;
	pthread_mutex_t lock; /* guards what follows and prefilter's making */
	struct rule_matcher *idle;
	size_t nidle;
};

/*
 * Makes the prefilter unless that was done, from the cache (may be NULL) or,
 * where it is wanted all the same, anew; safe on any thread.
 */
void rule_prefilter_make(
    struct ruleset *set, const struct ruleset_cache *cache, bool wanted);
void rule_prefilter_free(struct rule_prefilter *prefilter);

/*
 * Scans text with the database and *scratch (cloned at first use); false when
 * libhs failed, and then every rule must be asked.
 */
bool rule_prefilter_scan(const struct rule_prefilter *prefilter,
    struct hs_scratch **scratch, struct slice text,
    void (*ask)(size_t index, void *arg), void *arg);
void rule_prefilter_scratch_free(struct hs_scratch *scratch);

void rule_matchers_free(struct ruleset *set);

#endif
