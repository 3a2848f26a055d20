/*
 * evaluate.c - one function a question, and the table that orders them.
 *
 * The order of the table is the contract's order of the verdict; which reason
 * decides follows from it and from nothing else.
 */
#include "policy/evaluate.h"

#include <stdlib.h>
#include <string.h>

#define SKIPS_SAID 3 /* of a message's unread parts, named in the reason */

enum status
evaluation_add(struct evaluation *e, const struct policy_reason *reason)
{
	struct policy_reason *place = VEC_PUSH(e->arena, e->reasons);

	if (place == NULL || reason->text.ptr == NULL)
		return STATUS_NOMEM;
	*place = *reason;
	return STATUS_OK;
}

/* A reason whose text is its reply's: "what: tell". */
static enum status
add_rejection(struct evaluation *e, enum policy_cause cause, const char *what,
    const char *tell)
{
	struct policy_reason reason = { .cause = cause,
		.verdict = POLICY_REJECT,
		.what = slice_cstr(what),
		.tell = slice_cstr(tell) };

	if (tell == NULL)
		return STATUS_NOMEM;
	reason.text = slice_cstr(arena_printf(e->arena, "%s: %s", what, tell));
	if (reason.text.len == 0)
		return STATUS_NOMEM;
	return evaluation_add(e, &reason);
}

static enum status
add_hold(struct evaluation *e, enum policy_cause cause, const char *text)
{
	struct policy_reason reason = { .cause = cause,
		.verdict = POLICY_QUARANTINE,
		.text = slice_cstr(text),
		.what = slice_cstr(policy_cause_name(cause)),
		.tell = SLICE("held for review") };

	return text == NULL ? STATUS_NOMEM : evaluation_add(e, &reason);
}

/* 1. kill switches ------------------------------------------------------- */

static enum status
add_kill(struct evaluation *e, const struct policy_kill *kill)
{
	static const struct {
		const char *name;
		enum policy_verdict verdict;
	} modes[] = {
		[POLICY_KILL_HOLD] = { "hold", POLICY_QUARANTINE },
		[POLICY_KILL_TEMPFAIL] = { "tempfail", POLICY_TEMPFAIL },
		[POLICY_KILL_REJECT] = { "reject", POLICY_REJECT },
	};
	const char *text = arena_printf(e->arena, "paused: %.*s (%s)",
	    SLICE_ARG(kill->scope), modes[kill->mode].name);
	struct policy_reason reason = { .cause = POLICY_CAUSE_KILL,
		.verdict = modes[kill->mode].verdict,
		.text = slice_cstr(text),
		.what = SLICE("paused"),
		.tell = kill->scope };

	return text == NULL ? STATUS_NOMEM : evaluation_add(e, &reason);
}

/* Strictest mode first, so that it decides where several are in scope. */
static enum status
ask_kills(struct evaluation *e)
{
	static const enum policy_kill_mode order[] = { POLICY_KILL_REJECT,
		POLICY_KILL_TEMPFAIL, POLICY_KILL_HOLD };
	enum status status = STATUS_OK;
	size_t m, i;

	if (e->facts->match == AGENT_NONE && !e->released)
		return STATUS_OK;
	for (m = 0; m < sizeof(order) / sizeof(order[0]); m++)
		for (i = 0; status == STATUS_OK && i < e->state->nkills; i++)
			if (e->state->kills[i].mode == order[m] &&
			    policy_kill_covers(
				&e->state->kills[i], e->facts, e->state))
				status = add_kill(e, &e->state->kills[i]);
	return status;
}

/* 2. and 6. findings ----------------------------------------------------- */

static int
by_rule_id(const void *a, const void *b)
{
	const struct rule *const *x = a, *const *y = b;

	return strcmp((*x)->id, (*y)->id);
}

static enum status
add_rule(struct evaluation *e, const struct rule *rule,
    const struct policy_reason *like)
{
	struct policy_reason reason = *like;
	const char *text = arena_printf(e->arena, "rule %s (%s)", rule->id,
	    rule_action_name(rule_effect(rule)));

	reason.text = slice_cstr(text);
	reason.what = slice_cstr(rule->id);
	if (rule->tell != NULL && rule->tell[0] != '\0')
		reason.tell = slice_cstr(rule->tell);
	return text == NULL ? STATUS_NOMEM : evaluation_add(e, &reason);
}

/*
 * One reason for each rule with a finding of that action, in the order of
 * their ids, so that the order of the findings makes no difference.
 */
static enum status
ask_findings(struct evaluation *e, enum rule_action action,
    const struct policy_reason *like)
{
	const struct rule **rules;
	enum status status = STATUS_OK;
	size_t i, n = 0;

	if (e->findings->len == 0)
		return STATUS_OK;
	rules = arena_calloc(e->arena, e->findings->len, sizeof(*rules));
	if (rules == NULL)
		return STATUS_NOMEM;
	for (i = 0; i < e->findings->len; i++)
		if (e->findings->items[i].action == action &&
		    !e->findings->items[i].incomplete)
			rules[n++] = e->findings->items[i].rule;
	qsort(rules, n, sizeof(*rules), by_rule_id);
	for (i = 0; status == STATUS_OK && i < n; i++)
		if (i == 0 || strcmp(rules[i]->id, rules[i - 1]->id) != 0)
			status = add_rule(e, rules[i], like);
	return status == STATUS_OK ? evaluation_scores(e, action, like) :
				     status;
}

static enum status
ask_blocks(struct evaluation *e)
{
	static const struct policy_reason like = { .cause =
						       POLICY_CAUSE_RULE_BLOCK,
		.verdict = POLICY_REJECT,
		.tell = { "The message holds what must not leave.", 38 } };

	return ask_findings(e, RULE_ACTION_BLOCK, &like);
}

static enum status
ask_quarantines(struct evaluation *e)
{
	static const struct policy_reason like = {
		.cause = POLICY_CAUSE_RULE_QUARANTINE,
		.verdict = POLICY_QUARANTINE,
		.tell = { "held for review", 15 }
	};

	if (e->approval == APPROVAL_VALID || e->released)
		return STATUS_OK;
	return ask_findings(e, RULE_ACTION_QUARANTINE, &like);
}

static enum status
ask_flags(struct evaluation *e)
{
	static const struct policy_reason like = { .cause = POLICY_CAUSE_ACCEPT,
		.verdict = POLICY_ACCEPT };

	return ask_findings(e, RULE_ACTION_FLAG, &like);
}

/* 3. whom and how -------------------------------------------------------- */

static enum status
ask_suppressed(struct evaluation *e)
{
	if (e->state->nsuppressed == 0)
		return STATUS_OK;
	return add_rejection(e, POLICY_CAUSE_SUPPRESSED, "suppressed",
	    "A recipient must not be written to.");
}

static bool
tier_in_reach(const struct settings_agent *agent, const char *tier)
{
	size_t i;

	for (i = 0; i < agent->reach_tiers.len; i++)
		if (strcmp(agent->reach_tiers.items[i], tier) == 0)
			return true;
	return false;
}

static enum status
ask_reach_tiers(struct evaluation *e)
{
	const struct settings_agent *agent = e->facts->agent;
	const char *tier;
	size_t i;

	if (agent == NULL || !agent->has_reach_tiers || e->released)
		return STATUS_OK;
	for (i = 0; i < e->facts->nrcpts; i++) {
		tier =
		    e->facts->settings->tiers[e->state->accounts[i].tier].name;
		if (!tier_in_reach(agent, tier))
			return add_rejection(e, POLICY_CAUSE_REACH_TIER,
			    policy_cause_name(POLICY_CAUSE_REACH_TIER),
			    arena_printf(e->arena,
				"This agent may not write to tier %s.", tier));
	}
	return STATUS_OK;
}

static bool
source_in_reach(const struct settings_agent *agent, struct slice source)
{
	size_t i;

	for (i = 0; i < agent->reach_sources.len; i++)
		if (slice_equal_nocase(
			source, slice_cstr(agent->reach_sources.items[i])))
			return true;
	return false;
}

static enum status
ask_reach_sources(struct evaluation *e)
{
	const struct settings_agent *agent = e->facts->agent;
	const struct policy_slices *sources = &e->facts->metadata.sources;
	size_t i;

	if (agent == NULL || !agent->has_reach_sources || e->released)
		return STATUS_OK;
	for (i = 0; i < sources->len; i++)
		if (!source_in_reach(agent, sources->items[i]))
			return add_rejection(e, POLICY_CAUSE_REACH_SOURCE,
			    policy_cause_name(POLICY_CAUSE_REACH_SOURCE),
			    "A declared source is out of this agent's reach.");
	return STATUS_OK;
}

static enum status
ask_origin(struct evaluation *e)
{
	if (e->released)
		return STATUS_OK;
	if (e->facts->match == AGENT_MISMATCH)
		return add_rejection(e, POLICY_CAUSE_MISMATCH,
		    policy_cause_name(POLICY_CAUSE_MISMATCH),
		    "This login may not submit from here.");
	if (e->facts->match == AGENT_NONE && e->facts->metadata.any)
		return add_rejection(e, POLICY_CAUSE_FORGED,
		    policy_cause_name(POLICY_CAUSE_FORGED),
		    "X-Agent headers are for agents alone.");
	if (e->facts->match == AGENT_NONE &&
	    e->facts->settings->unmatched_reject)
		return add_rejection(e, POLICY_CAUSE_UNMATCHED,
		    policy_cause_name(POLICY_CAUSE_UNMATCHED),
		    "No agent of this relay sends so.");
	return STATUS_OK;
}

static enum status
ask_headers(struct evaluation *e, const struct policy_slices *names,
    enum policy_cause cause, const char *tell)
{
	enum status status = STATUS_OK;
	size_t i;

	for (i = 0; status == STATUS_OK && i < names->len; i++)
		status = add_rejection(e, cause, policy_cause_name(cause),
		    arena_printf(
			e->arena, "%.*s %s", SLICE_ARG(names->items[i]), tell));
	return status;
}

static bool
account_is(const struct policy_account *account, struct slice declared)
{
	return slice_equal(account->id, declared) ||
	    slice_equal_nocase(account->name, declared);
}

/*
 * The account that is declared, by its id or its name, must be that of each
 * recipient who is in one: an agent that takes one company for another says so
 * here.
 */
static enum status
ask_account(struct evaluation *e)
{
	const struct slice declared = e->facts->metadata.account;
	const struct policy_account *account;

	if (e->released || e->facts->agent == NULL || declared.len == 0)
		return STATUS_OK;
	for (size_t i = 0; i < e->facts->nrcpts; i++) {
		account = &e->state->accounts[i];
		if (account->known && !account_is(account, declared))
			return add_rejection(e, POLICY_CAUSE_METADATA_ACCOUNT,
			    policy_cause_name(POLICY_CAUSE_METADATA_ACCOUNT),
			    "X-Agent-Account is not the account of every "
			    "recipient.");
	}
	return STATUS_OK;
}

static enum status
ask_metadata(struct evaluation *e)
{
	const struct policy_metadata *m = &e->facts->metadata;
	enum status status;

	if (e->released || e->facts->agent == NULL)
		return STATUS_OK;
	status = ask_headers(e, &m->duplicate, POLICY_CAUSE_METADATA_DUPLICATE,
	    "stands more than once.");
	if (status == STATUS_OK)
		status = ask_headers(e, &m->missing,
		    POLICY_CAUSE_METADATA_MISSING, "is required.");
	if (status == STATUS_OK)
		status = ask_headers(e, &m->malformed,
		    POLICY_CAUSE_METADATA_MALFORMED, "can't be used.");
	if (status == STATUS_OK)
		status = ask_account(e);
	return status;
}

static enum status
ask_release(struct evaluation *e)
{
	if (!e->facts->release_presented || e->released)
		return STATUS_OK;
	return add_rejection(e, POLICY_CAUSE_RELEASE,
	    policy_cause_name(POLICY_CAUSE_RELEASE),
	    "There is no such release, or it was used.");
}

/* 4. limits -------------------------------------------------------------- */

enum policy_verdict
evaluation_over(const struct settings_limit *limit)
{
	static const enum policy_verdict verdicts[] = {
		[SETTINGS_ACT_QUARANTINE] = POLICY_QUARANTINE,
		[SETTINGS_ACT_REJECT] = POLICY_REJECT,
		[SETTINGS_ACT_TEMPFAIL] = POLICY_TEMPFAIL,
	};

	return verdicts[limit->over];
}

static enum status
add_limit(struct evaluation *e, const struct policy_limit_over *over)
{
	const char *what =
	    arena_printf(e->arena, "limit %s", over->limit->name);
	const char *tell =
	    arena_printf(e->arena, "retry in %lld s", (long long)over->retry);
	struct policy_reason reason = { .cause = POLICY_CAUSE_LIMIT,
		.verdict = evaluation_over(over->limit),
		.text = slice_cstr(what),
		.what = slice_cstr(what),
		.tell = slice_cstr(tell) };

	if (what == NULL || tell == NULL)
		return STATUS_NOMEM;
	return evaluation_add(e, &reason);
}

static enum status
ask_limits(struct evaluation *e)
{
	enum status status = STATUS_OK;
	size_t i;

	for (i = 0; status == STATUS_OK && i < e->state->nlimits; i++)
		status = add_limit(e, &e->state->limits[i]);
	return status;
}

/* 5. the approval -------------------------------------------------------- */

static enum status
ask_approval(struct evaluation *e)
{
	if (e->released || e->approval == APPROVAL_NONE ||
	    e->approval == APPROVAL_VALID)
		return STATUS_OK;
	return add_rejection(e, POLICY_CAUSE_APPROVAL,
	    approval_result_name(e->approval),
	    approval_result_tell(e->approval));
}

/* 6. what was not read --------------------------------------------------- */

static const char *
skips_to_text(const struct evaluation *e)
{
	const struct text_coverage *coverage = e->facts->coverage;
	const char *text = policy_cause_name(POLICY_CAUSE_NOT_INSPECTED);
	size_t i;

	if (e->facts->cut)
		text =
		    arena_printf(e->arena, "%s: over the size ceiling", text);
	for (i = 0; text != NULL && coverage != NULL &&
	     i < coverage->skipped.len && i < SKIPS_SAID;
	     i++)
		text = arena_printf(e->arena, "%s%s part %s: %s", text,
		    i == 0 && !e->facts->cut ? ":" : ",",
		    coverage->skipped.items[i].part,
		    coverage->skipped.items[i].why);
	return text;
}

static bool
any_incomplete(const struct findings *findings)
{
	size_t i;

	for (i = 0; i < findings->len; i++)
		if (findings->items[i].incomplete &&
		    findings->items[i].action != RULE_ACTION_MONITOR)
			return true;
	return false;
}

static enum status
ask_rule_limits(struct evaluation *e)
{
	if (e->approval == APPROVAL_VALID || e->released ||
	    !any_incomplete(e->findings))
		return STATUS_OK;
	return add_hold(
	    e, POLICY_CAUSE_NOT_INSPECTED, POLICY_REASON_RULE_LIMIT);
}

enum status
evaluation_rules(struct evaluation *e)
{
	enum status status = ask_blocks(e);

	if (status == STATUS_OK)
		status = ask_rule_limits(e);
	if (status == STATUS_OK)
		status = ask_quarantines(e);
	return status == STATUS_OK ? ask_flags(e) : status;
}

static enum status
ask_inspected(struct evaluation *e)
{
	const struct text_coverage *coverage = e->facts->coverage;

	if (e->approval == APPROVAL_VALID || e->released)
		return STATUS_OK;
	if (e->facts->cut || (coverage != NULL && coverage->skipped.len > 0))
		return add_hold(
		    e, POLICY_CAUSE_NOT_INSPECTED, skips_to_text(e));
	return ask_rule_limits(e);
}

/* 7. review -------------------------------------------------------------- */

static enum status
review_always(struct evaluation *e, const struct settings_tier *tier)
{
	const char *text =
	    arena_printf(e->arena, "tier %s: approval required", tier->name);

	if (text == NULL)
		return STATUS_NOMEM;
	if (tier->unapproved == SETTINGS_ACT_QUARANTINE)
		return add_hold(e, POLICY_CAUSE_REVIEW, text);
	return add_rejection(e, POLICY_CAUSE_REVIEW,
	    policy_cause_name(POLICY_CAUSE_REVIEW),
	    arena_printf(e->arena,
		"Mail to tier %s needs an approval token in "
		"X-Agent-Approval.",
		tier->name));
}

static enum status
ask_review(struct evaluation *e)
{
	const struct settings_tier *tier = &e->facts->settings->tiers[e->tier];

	if (e->approval == APPROVAL_VALID || e->released ||
	    e->facts->match == AGENT_NONE)
		return STATUS_OK;
	if (tier->review == SETTINGS_REVIEW_ALWAYS)
		return review_always(e, tier);
	if (tier->review == SETTINGS_REVIEW_SAMPLE &&
	    e->state->draw < e->state->share)
		return add_hold(e, POLICY_CAUSE_SAMPLE,
		    arena_printf(e->arena, "tier %s: drawn for review at %.3g",
			tier->name, e->state->share));
	return STATUS_OK;
}

static enum status
ask_template(struct evaluation *e)
{
	if (!e->state->template_new || e->approval == APPROVAL_VALID ||
	    e->released)
		return STATUS_OK;
	return add_hold(e, POLICY_CAUSE_TEMPLATE,
	    "the first sends of a new template are reviewed");
}

evaluator *const policy_evaluators[] = {
	ask_kills,
	ask_blocks,
	ask_suppressed,
	ask_reach_tiers,
	ask_reach_sources,
	ask_origin,
	ask_metadata,
	ask_release,
	ask_limits,
	ask_approval,
	ask_inspected,
	ask_quarantines,
	ask_review,
	ask_template,
	ask_flags,
	NULL,
};
