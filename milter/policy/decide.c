/*
 * decide.c - every question asked, the first answer that stands in the way
 * decides.
 */
#include "policy/evaluate.h"

/* What the store knows can only make a good approval bad. */
static enum approval_result
approval_now(const struct policy_facts *facts, const struct policy_state *state)
{
	if (facts->approval != APPROVAL_VALID)
		return facts->approval;
	if (state->key_revoked)
		return APPROVAL_KEY_REVOKED;
	return state->jti_used ? APPROVAL_USED : APPROVAL_VALID;
}

enum status
evaluation_findings(struct evaluation *e, struct findings *kept)
{
	const struct policy_facts *facts = e->facts;
	struct finding *place;
	size_t i;

	for (i = 0; facts->findings != NULL && i < facts->findings->len; i++) {
		if (!policy_finding_applies(
			&facts->findings->items[i], facts, e->state))
			continue;
		place = VEC_PUSH(e->arena, kept);
		if (place == NULL)
			return STATUS_NOMEM;
		*place = facts->findings->items[i];
	}
	return STATUS_OK;
}

/* Why nothing held it: the last reason of an accepted message. */
static enum status
add_acceptance(struct evaluation *e)
{
	const struct settings_tier *tier = &e->facts->settings->tiers[e->tier];
	struct policy_reason reason = { .cause = POLICY_CAUSE_ACCEPT,
		.verdict = POLICY_ACCEPT };

	if (e->released)
		reason.text = SLICE("released by a reviewer");
	else if (e->approval == APPROVAL_VALID)
		reason.text = slice_cstr(arena_printf(e->arena,
		    "approved by %.*s", SLICE_ARG(e->facts->claims.sub)));
	else if (tier->review == SETTINGS_REVIEW_SAMPLE)
		reason.text = slice_cstr(arena_printf(e->arena,
		    "tier %s: not drawn for review at %.3g", tier->name,
		    e->state->share));
	else
		reason.text = slice_cstr(
		    arena_printf(e->arena, "tier %s: no review", tier->name));
	return reason.text.len == 0 ? STATUS_NOMEM : evaluation_add(e, &reason);
}

/* The code and status of the contract's table. */
static void
set_reply(struct policy_decision *decision)
{
	decision->code = 250;
	decision->status = "2.0.0";
	if (decision->verdict == POLICY_REJECT) {
		decision->code = 550;
		decision->status = "5.7.1";
	} else if (decision->verdict == POLICY_TEMPFAIL) {
		decision->code = 451;
		decision->status =
		    decision->cause == POLICY_CAUSE_LIMIT ? "4.7.28" : "4.3.2";
	}
}

static void
take_deciding(struct policy_decision *decision)
{
	const struct policy_reason *first = &decision->reasons.items[0];

	decision->verdict = first->verdict;
	decision->cause = first->cause;
	decision->what = first->what;
	decision->tell = first->tell;
	set_reply(decision);
}

enum status
policy_decide(const struct policy_facts *facts,
    const struct policy_state *state, struct arena *arena,
    struct policy_decision *decision_r)
{
	struct evaluation e = { .facts = facts,
		.state = state,
		.arena = arena,
		.reasons = &decision_r->reasons,
		.findings = &decision_r->findings,
		.tier = policy_tier(facts, state),
		.approval = approval_now(facts, state),
		.released = state->release == POLICY_RELEASE_VALID };
	enum status status;
	size_t i;

	*decision_r = (struct policy_decision){ .tier = e.tier };
	status = evaluation_findings(&e, &decision_r->findings);
	for (i = 0; status == STATUS_OK && policy_evaluators[i] != NULL; i++)
		status = policy_evaluators[i](&e);
	if (status == STATUS_OK &&
	    (decision_r->reasons.len == 0 ||
		decision_r->reasons.items[0].verdict == POLICY_ACCEPT))
		status = add_acceptance(&e);
	if (status != STATUS_OK)
		return status;
	take_deciding(decision_r);
	decision_r->approved = e.approval == APPROVAL_VALID;
	decision_r->by_release = e.released;
	return STATUS_OK;
}
