/*
 * recast.c - a verdict on record decided once more, with other findings.
 *
 * What is on record of the rules is put aside; every other reason stands as it
 * was, read back from its text, and the contract's order decides again.
 */
#include "policy/evaluate.h"

/* How the reasons of evaluate.c begin, and what each decides alone. */
static const struct {
	struct slice before, within;
	enum policy_cause cause;
	enum policy_verdict verdict;
} texts[] = {
	{ SLICE_INIT("paused: "), SLICE_INIT(" (reject)"), POLICY_CAUSE_KILL,
	    POLICY_REJECT },
	{ SLICE_INIT("paused: "), SLICE_INIT(" (tempfail)"), POLICY_CAUSE_KILL,
	    POLICY_TEMPFAIL },
	{ SLICE_INIT("paused: "), SLICE_INIT(""), POLICY_CAUSE_KILL,
	    POLICY_QUARANTINE },
	{ SLICE_INIT("approval-required: "), SLICE_INIT(""),
	    POLICY_CAUSE_REVIEW, POLICY_REJECT },
	{ SLICE_INIT("approval-"), SLICE_INIT(""), POLICY_CAUSE_APPROVAL,
	    POLICY_REJECT },
	{ SLICE_INIT("not-fully-inspected"), SLICE_INIT(""),
	    POLICY_CAUSE_NOT_INSPECTED, POLICY_QUARANTINE },
	{ SLICE_INIT("tier "), SLICE_INIT(": approval required"),
	    POLICY_CAUSE_REVIEW, POLICY_QUARANTINE },
	{ SLICE_INIT("tier "), SLICE_INIT(": drawn for review"),
	    POLICY_CAUSE_SAMPLE, POLICY_QUARANTINE },
	{ SLICE_INIT("the first sends of a new template"), SLICE_INIT(""),
	    POLICY_CAUSE_TEMPLATE, POLICY_QUARANTINE },
	{ SLICE_INIT("tier "), SLICE_INIT(""), POLICY_CAUSE_ACCEPT,
	    POLICY_ACCEPT },
	{ SLICE_INIT("approved by "), SLICE_INIT(""), POLICY_CAUSE_ACCEPT,
	    POLICY_ACCEPT },
	{ SLICE_INIT("released by "), SLICE_INIT(""), POLICY_CAUSE_ACCEPT,
	    POLICY_ACCEPT },
};

/* What the rules' own reasons begin with. */
static bool
is_of_rules(struct slice text)
{
	return slice_starts(text, SLICE("rule ")) ||
	    slice_equal(text, slice_cstr(POLICY_REASON_RULE_LIMIT));
}

/* Those whose text is "CAUSE: what to do", which reject. */
static bool
recall_rejection(struct slice text, struct policy_reason *reason)
{
	for (int c = POLICY_CAUSE_SUPPRESSED; c <= POLICY_CAUSE_RELEASE; c++) {
		struct slice name =
		    slice_cstr(policy_cause_name((enum policy_cause)c));

		if (slice_starts(text, name) &&
		    slice_starts(slice_from(text, name.len), SLICE(": "))) {
			reason->cause = (enum policy_cause)c;
			reason->verdict = POLICY_REJECT;
			return true;
		}
	}
	return false;
}

static bool
recall_limit(struct slice text, const struct settings *settings,
    struct policy_reason *reason)
{
	struct slice name = slice_from(text, 6);

	if (!slice_starts(text, SLICE("limit ")))
		return false;
	for (size_t i = 0; i < settings->nlimits; i++)
		if (slice_equal(slice_cstr(settings->limits[i].name), name)) {
			reason->cause = POLICY_CAUSE_LIMIT;
			reason->verdict = evaluation_over(&settings->limits[i]);
			return true;
		}
	return false;
}

/* What one reason decided; one that nobody knows any more, as was decided. */
static struct policy_reason
recall(struct slice text, const struct policy_recorded *recorded,
    const struct settings *settings)
{
	struct policy_reason reason = { .cause = POLICY_CAUSE_LIMIT,
		.verdict = recorded->verdict,
		.text = text,
		.what = SLICE_EMPTY,
		.tell = SLICE_EMPTY };

	if (recall_rejection(text, &reason) ||
	    recall_limit(text, settings, &reason))
		return reason;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		if (slice_starts(text, texts[i].before) &&
		    (texts[i].within.len == 0 ||
			slice_find(text, texts[i].within) != SLICE_NONE)) {
			reason.cause = texts[i].cause;
			reason.verdict = texts[i].verdict;
			return reason;
		}
	return reason;
}

/* Reasons in the contract's order; those of one cause stay as they are. */
static void
sort_reasons(struct policy_reasons *reasons)
{
	struct policy_reason moved;
	size_t j;

	for (size_t i = 1; i < reasons->len; i++) {
		moved = reasons->items[i];
		for (j = i; j > 0 && reasons->items[j - 1].cause > moved.cause;
		     j--)
			reasons->items[j] = reasons->items[j - 1];
		reasons->items[j] = moved;
	}
}

enum status
policy_recast(const struct policy_recorded *recorded,
    const struct policy_facts *facts, const struct policy_state *state,
    struct arena *arena, struct policy_decision *decision_r)
{
	struct evaluation e = { .facts = facts,
		.state = state,
		.arena = arena,
		.reasons = &decision_r->reasons,
		.findings = &decision_r->findings,
		.tier = policy_tier(facts, state),
		.approval = recorded->approved ? APPROVAL_VALID : APPROVAL_NONE,
		.released = recorded->released };
	struct policy_reason reason;
	enum status status;

	*decision_r = (struct policy_decision){ .tier = e.tier };
	status = evaluation_findings(&e, &decision_r->findings);
	if (status == STATUS_OK)
		status = evaluation_rules(&e);
	for (size_t i = 0; status == STATUS_OK && i < recorded->nreasons; i++) {
		if (is_of_rules(recorded->reasons[i]))
			continue;
		reason =
		    recall(recorded->reasons[i], recorded, facts->settings);
		/* why it passed then says nothing about now */
		if (reason.cause != POLICY_CAUSE_ACCEPT)
			status = evaluation_add(&e, &reason);
	}
	if (status != STATUS_OK)
		return status;
	sort_reasons(&decision_r->reasons);
	decision_r->verdict = POLICY_ACCEPT;
	decision_r->cause = POLICY_CAUSE_ACCEPT;
	if (decision_r->reasons.len > 0) {
		decision_r->verdict = decision_r->reasons.items[0].verdict;
		decision_r->cause = decision_r->reasons.items[0].cause;
	}
	return STATUS_OK;
}
