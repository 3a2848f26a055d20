/*
 * explain.c - a decision in words for a person.
 */
#include "policy/policy.h"

#include "base/buf.h"

#define EXPLANATION_MAX ((size_t)64 << 10)

struct slice
policy_decision_to_text(const struct policy_decision *decision,
    const struct policy_facts *facts, struct arena *arena)
{
	struct slice text;
	struct buf buf;
	size_t i;

	buf_init(&buf, EXPLANATION_MAX);
	buf_printf(
	    &buf, "verdict  %s\n", policy_verdict_name(decision->verdict));
	buf_printf(&buf, "agent    %s\n",
	    facts->agent != NULL ? facts->agent->id : "none");
	buf_printf(
	    &buf, "tier     %s\n", facts->settings->tiers[decision->tier].name);
	for (i = 0; i < decision->reasons.len; i++)
		buf_printf(&buf, "%s%.*s\n", i == 0 ? "because  " : "and      ",
		    SLICE_ARG(decision->reasons.items[i].text));
	text = arena_copy(arena, buf_slice(&buf));
	buf_free(&buf);
	return text;
}
