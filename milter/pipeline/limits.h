/*
 * limits.h - the limits of the settings against what mail has used of them.
 *
 * Both halves run in the settle transaction of one case: the question before
 * it is decided, the use once it is accepted.
 */
#ifndef PIPELINE_LIMITS_H
#define PIPELINE_LIMITS_H

#include "policy/policy.h"
#include "store/store.h"

struct limits_case {
	struct store *store;
	const struct policy_facts *facts;
	const struct policy_state *state; /* with accounts and template */
	int64_t now_us;
	struct arena *arena;
};

/* Those that the message would exceed, in the settings' order, in the arena. */
enum status limits_check(const struct limits_case *c,
    const struct policy_limit_over **over_r, size_t *n_r, struct err *err_r);

/* Records that it was accepted. */
enum status limits_use(const struct limits_case *c, struct err *err_r);

#endif
