/*
 * ladder.h - the reviews that the ladder stands on.
 *
 * Each review of a held message in a sampled tier is a row of running sums
 * under its agent, workflow and tier; a complaint is one that did not pass.
 * Written in the transaction of the decision; a share that changes by it is an
 * event ("ladder") in the journal.
 */
#ifndef STORE_LADDER_H
#define STORE_LADDER_H

#include "policy/ladder.h"
#include "store/store.h"

struct ladder_key {
	struct slice agent, workflow, tier;
};

/* All zero where there was no review yet. */
enum status ladder_load(struct store *store, const struct ladder_key *key,
    struct policy_reviews *reviews_r, struct err *err_r);

struct ladder_review {
	struct ladder_key key;
	bool passed;
	struct slice about; /* the held message, or the one complained about */
	struct slice actor;
	const char *why; /* "released", "rejected", "complaint" */
	int64_t time_us;
};

/*
 * Nothing where the tier is not sampled, or settings is NULL.  In the caller's
 * transaction.
 */
enum status ladder_review(struct store *store, const struct settings *settings,
    const struct ladder_review *review, struct err *err_r);

/* Every record, by agent, workflow and tier; stops where each gives false. */
enum status ladder_each(struct store *store,
    bool (*each)(const struct ladder_key *key,
	const struct policy_reviews *reviews, int64_t time_us, void *arg),
    void *arg, struct err *err_r);

#endif
