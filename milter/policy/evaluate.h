/*
 * evaluate.h - the questions that a decision asks, in the contract's order.
 *
 * Inside policy/ alone.  Each evaluator looks at one thing and adds a reason
 * for all of it that applies; none of them knows what the others said.
 */
#ifndef POLICY_EVALUATE_H
#define POLICY_EVALUATE_H

#include "policy/policy.h"

struct evaluation {
	const struct policy_facts *facts;
	const struct policy_state *state;
	struct arena *arena;
	struct policy_reasons *reasons;
	/* worked out before the first evaluator */
	const struct findings *findings; /* that apply */
	size_t tier;
	enum approval_result approval; /* with what the store knows of it */
	bool released; /* a human decided: known by its release record */
};

typedef enum status evaluator(struct evaluation *e);

/* In order; the list ends with NULL. */
extern evaluator *const policy_evaluators[];

/* What a message over the limit gets. */
enum policy_verdict evaluation_over(const struct settings_limit *limit);

/* Adds a reason; every slice must live as long as the decision. */
enum status evaluation_add(
    struct evaluation *e, const struct policy_reason *reason);

/* The findings of the facts whose conditions hold, appended to *kept. */
enum status evaluation_findings(struct evaluation *e, struct findings *kept);

/* Adds all that rules have to say: blocks, holds, limits of theirs, flags. */
enum status evaluation_rules(struct evaluation *e);

/*
 * Adds a reason like that for each pack whose scores have reached its
 * threshold, where that acts so.
 */
enum status evaluation_scores(struct evaluation *e, enum rule_action action,
    const struct policy_reason *like);

#endif
