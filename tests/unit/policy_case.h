/*
 * policy_case.h - a message that is accepted, for the policy's tests to spoil.
 */
#ifndef POLICY_CASE_H
#define POLICY_CASE_H

#include "policy/policy.h"

#define CASE_FINDINGS_MAX 16
#define CASE_RCPTS_MAX 4

enum case_tier {
	CASE_STRATEGIC, /* always, quarantine */
	CASE_STANDARD,  /* always, reject */
	CASE_SAMPLED,   /* sample */
	CASE_COLD,      /* none */
	CASE_TIERS
};

/* Everything a decision looks at, in one place. */
struct policy_case {
	struct arena *arena;
	struct settings settings;
	struct settings_tier tiers[CASE_TIERS];
	struct settings_agent agent;
	struct policy_facts facts;
	struct policy_state state;
	struct policy_account accounts[CASE_RCPTS_MAX];
	struct slice rcpts[CASE_RCPTS_MAX];
	struct text_coverage coverage;
	struct findings findings;
	struct finding finding_items[CASE_FINDINGS_MAX];
	struct rule rules[CASE_FINDINGS_MAX];
	char rule_ids[CASE_FINDINGS_MAX][16];
	struct policy_kill kills[2];
	struct settings_limit limit;
	struct policy_limit_over over;
	struct policy_decision decision;
};

/* An agent's mail to one cold account: nothing stands against it. */
void policy_case_init(struct policy_case *c);
void policy_case_free(struct policy_case *c);

/* One more finding, of a rule of its own called "rule-NN". */
struct finding *policy_case_finding(
    struct policy_case *c, enum rule_action action);

/* Decides; the verdict. */
enum policy_verdict policy_case_decide(struct policy_case *c);

#endif
