/*
 * tier.c - a message takes the strictest tier of its recipients.
 */
#include "policy/policy.h"

size_t
policy_tier(const struct policy_facts *facts, const struct policy_state *state)
{
	size_t i, tier = facts->settings->ntiers;

	for (i = 0; i < facts->nrcpts; i++)
		if (state->accounts[i].tier < tier)
			tier = state->accounts[i].tier;
	if (tier == facts->settings->ntiers)
		tier = facts->settings->unknown_tier;
	return tier;
}
