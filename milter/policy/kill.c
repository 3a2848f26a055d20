/*
 * kill.c - which messages a kill switch stops.
 */
#include "policy/policy.h"

static const struct slice named_scopes[] = {
	{ "agent=", 6 },
	{ "workflow=", 9 },
	{ "account=", 8 },
	{ "template=", 9 },
	{ "tier=", 5 },
};

bool
policy_scope_valid(struct slice text)
{
	size_t i;

	if (slice_equal(text, SLICE("all")))
		return true;
	for (i = 0; i < sizeof(named_scopes) / sizeof(named_scopes[0]); i++)
		if (slice_starts(text, named_scopes[i]))
			return text.len > named_scopes[i].len;
	return false;
}

static bool
covers_account(struct slice name, const struct policy_facts *facts,
    const struct policy_state *state)
{
	size_t i;

	for (i = 0; i < facts->nrcpts; i++)
		if (slice_equal(state->accounts[i].id, name) ||
		    slice_equal(state->accounts[i].key, name))
			return true;
	return false;
}

/* Any recipient of the tier: the switch is about accounts, not messages. */
static bool
covers_tier(struct slice name, const struct policy_facts *facts,
    const struct policy_state *state)
{
	const struct settings *s = facts->settings;
	size_t i;

	for (i = 0; i < facts->nrcpts; i++)
		if (slice_equal(name,
			slice_cstr(s->tiers[state->accounts[i].tier].name)))
			return true;
	return false;
}

bool
policy_kill_covers(const struct policy_kill *kill,
    const struct policy_facts *facts, const struct policy_state *state)
{
	struct slice name = kill->scope, kind;

	if (slice_equal(kill->scope, SLICE("all")))
		return true;
	slice_cut(&name, '=', &kind);
	if (name.ptr == NULL || name.len == 0)
		return false;
	if (slice_equal(kind, SLICE("agent")))
		return facts->agent != NULL &&
		    slice_equal(name, slice_cstr(facts->agent->id));
	if (slice_equal(kind, SLICE("workflow")))
		return slice_equal(name, facts->metadata.workflow);
	if (slice_equal(kind, SLICE("template")))
		return slice_equal(name, state->template);
	if (slice_equal(kind, SLICE("account")))
		return covers_account(name, facts, state);
	if (slice_equal(kind, SLICE("tier")))
		return covers_tier(name, facts, state);
	return false;
}
