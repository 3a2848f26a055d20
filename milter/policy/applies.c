/*
 * applies.c - the conditions of a rule that only the whole case can answer:
 * for and unless, by tier, agent, workflow and recipient, and whose data it is.
 *
 * "unless" holds back a finding only where it holds for every recipient: one
 * who is excepted must not carry the others through.  So does ownership.
 */
#include "policy/policy.h"

#include "message/envelope.h"

static bool
list_has(const struct rule_list *list, struct slice text)
{
	size_t i;

	for (i = 0; i < list->len; i++)
		if (slice_equal(slice_cstr(list->items[i]), text))
			return true;
	return false;
}

static struct slice
agent_id(const struct policy_facts *facts)
{
	return slice_cstr(facts->agent != NULL ? facts->agent->id : NULL);
}

static struct slice
rcpt_tier(const struct policy_facts *facts, const struct policy_state *state,
    size_t i)
{
	return slice_cstr(facts->settings->tiers[state->accounts[i].tier].name);
}

static bool
any_rcpt_in_tiers(const struct rule_list *tiers,
    const struct policy_facts *facts, const struct policy_state *state)
{
	size_t i;

	for (i = 0; i < facts->nrcpts; i++)
		if (list_has(tiers, rcpt_tier(facts, state, i)))
			return true;
	return false;
}

static bool
every_rcpt_in_tiers(const struct rule_list *tiers,
    const struct policy_facts *facts, const struct policy_state *state)
{
	size_t i;

	for (i = 0; i < facts->nrcpts; i++)
		if (!list_has(tiers, rcpt_tier(facts, state, i)))
			return false;
	return facts->nrcpts > 0;
}

/* An address, or "@domain". */
static bool
list_has_rcpt(const struct rule_list *list, struct slice rcpt)
{
	struct slice entry;
	size_t i;

	for (i = 0; i < list->len; i++) {
		entry = slice_cstr(list->items[i]);
		if (slice_equal_nocase(entry, rcpt))
			return true;
		if (slice_starts(entry, SLICE("@")) &&
		    slice_equal_nocase(
			slice_from(entry, 1), envelope_domain(rcpt)))
			return true;
	}
	return false;
}

static bool
every_rcpt_listed(
    const struct rule_list *list, const struct policy_facts *facts)
{
	size_t i;

	for (i = 0; i < facts->nrcpts; i++)
		if (!list_has_rcpt(list, facts->rcpts[i]))
			return false;
	return facts->nrcpts > 0;
}

static bool
is_for(const struct rule *rule, const struct policy_facts *facts,
    const struct policy_state *state)
{
	if (rule->for_agents.len > 0 &&
	    !list_has(&rule->for_agents, agent_id(facts)))
		return false;
	if (rule->for_workflows.len > 0 &&
	    !list_has(&rule->for_workflows, facts->metadata.workflow))
		return false;
	return rule->for_tiers.len == 0 ||
	    any_rcpt_in_tiers(&rule->for_tiers, facts, state);
}

static bool
is_excepted(const struct rule_unless *unless, const struct policy_facts *facts,
    const struct policy_state *state)
{
	return list_has(&unless->agents, agent_id(facts)) ||
	    every_rcpt_in_tiers(&unless->tiers, facts, state) ||
	    every_rcpt_listed(&unless->rcpts, facts);
}

static bool
owns(const struct policy_account *account, const struct finding *finding)
{
	size_t i;

	for (i = 0; account->known && i < finding->nowners; i++)
		if (slice_equal(account->id, finding->owners[i]))
			return true;
	return false;
}

/* May each recipient see what was found, since it is their account's own? */
static bool
every_rcpt_owns(const struct finding *finding, const struct policy_facts *facts,
    const struct policy_state *state)
{
	size_t i;

	for (i = 0; i < facts->nrcpts; i++)
		if (!owns(&state->accounts[i], finding))
			return false;
	return facts->nrcpts > 0;
}

bool
policy_finding_applies(const struct finding *finding,
    const struct policy_facts *facts, const struct policy_state *state)
{
	return is_for(finding->rule, facts, state) &&
	    !every_rcpt_owns(finding, facts, state) &&
	    !is_excepted(&finding->rule->unless, facts, state);
}
