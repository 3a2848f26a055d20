#include "policy_case.h"

#include <assert.h>
#include <stdio.h>

static const struct settings_tier case_tiers[CASE_TIERS] = {
	{ "strategic", SETTINGS_REVIEW_ALWAYS, SETTINGS_ACT_QUARANTINE, 1, 0 },
	{ "standard", SETTINGS_REVIEW_ALWAYS, SETTINGS_ACT_REJECT, 1, 0 },
	{ "sampled", SETTINGS_REVIEW_SAMPLE, SETTINGS_ACT_QUARANTINE, 0.5,
	    0.02 },
	{ "cold", SETTINGS_REVIEW_NONE, SETTINGS_ACT_QUARANTINE, 1, 0 },
};

void
policy_case_init(struct policy_case *c)
{
	size_t i;

	*c = (struct policy_case){ 0 };
	c->arena = arena_new((size_t)16 << 20);
	assert(c->arena != NULL);
	for (i = 0; i < CASE_TIERS; i++)
		c->tiers[i] = case_tiers[i];
	c->settings.tiers = c->tiers;
	c->settings.ntiers = CASE_TIERS;
	c->settings.unknown_tier = CASE_STRATEGIC;
	c->agent.id = "cowork";
	c->accounts[0] = (struct policy_account){ .id = SLICE("A1"),
		.name = SLICE("Fernhill Dental"),
		.key = SLICE("A1"),
		.tier = CASE_COLD,
		.known = true };
	c->rcpts[0] = SLICE("pat@fernhill.example");
	c->findings.items = c->finding_items;
	c->findings.cap = CASE_FINDINGS_MAX;
	c->facts = (struct policy_facts){ .settings = &c->settings,
		.match = AGENT_MATCHED,
		.agent = &c->agent,
		.metadata.workflow = SLICE("cold-intro"),
		.metadata.any = true,
		.sender = SLICE("cowork@corp.example"),
		.rcpts = c->rcpts,
		.nrcpts = 1,
		.findings = &c->findings,
		.coverage = &c->coverage,
		.claims.sub = SLICE("ana@corp.example") };
	c->state = (struct policy_state){ .accounts = c->accounts,
		.kills = c->kills,
		.limits = &c->over,
		.draw = 0.9,
		.share = 0.5 };
	c->limit.name = "agent-hour";
	c->over = (struct policy_limit_over){ &c->limit, 30 };
}

void
policy_case_free(struct policy_case *c)
{
	arena_free(c->arena);
}

struct finding *
policy_case_finding(struct policy_case *c, enum rule_action action)
{
	size_t n = c->findings.len;
	struct rule *rule = &c->rules[n];
	struct finding *finding = &c->finding_items[n];

	assert(n < CASE_FINDINGS_MAX);
	snprintf(c->rule_ids[n], sizeof(c->rule_ids[n]), "rule-%02zu", n);
	*rule = (struct rule){ .id = c->rule_ids[n],
		.title = "A rule",
		.tell = "Mend it.",
		.action = action,
		.monitor = action == RULE_ACTION_MONITOR };
	*finding =
	    (struct finding){ .rule = rule, .action = action, .part = "1" };
	c->findings.len++;
	return finding;
}

enum policy_verdict
policy_case_decide(struct policy_case *c)
{
	enum status status =
	    policy_decide(&c->facts, &c->state, c->arena, &c->decision);

	assert(status == STATUS_OK);
	(void)status;
	return c->decision.verdict;
}
