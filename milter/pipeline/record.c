/*
 * record.c - a case and its decision as the journal's record, and what goes
 * with it in the same transaction.
 */
#include <stdlib.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/log.h"
#include "pipeline/limits.h"
#include "pipeline/record.h"
#include "pipeline/trips.h"
#include "store/approvals.h"
#include "store/feedback.h"
#include "store/quarantine.h"
#include "store/runaway.h"

#define TONE_PACK "tone" /* whose scores are a message's tone */

/* The lists that the journal and the quarantine share. */
struct lists {
	struct slice *accounts; /* distinct, sorted */
	size_t naccounts;
	struct slice *reasons;
	size_t nreasons;
	struct slice rules; /* ids of the findings' rules, joined by "," */
};

static int
compare_slices(const void *a, const void *b)
{
	return slice_compare(
	    *(const struct slice *)a, *(const struct slice *)b);
}

static bool
list_accounts(const struct record_params *params, struct lists *lists)
{
	const struct settle_case *c = params->settled;
	size_t i, n = c->envelope->rcpts.len, kept = 0;
	struct slice *keys;

	keys = arena_calloc(c->arena, n + 1, sizeof(*keys));
	if (keys == NULL)
		return false;
	for (i = 0; i < n; i++)
		keys[i] = params->state->accounts[i].key;
	qsort(keys, n, sizeof(*keys), compare_slices);
	for (i = 0; i < n; i++)
		if (kept == 0 || !slice_equal(keys[kept - 1], keys[i]))
			keys[kept++] = keys[i];
	lists->accounts = keys;
	lists->naccounts = kept;
	return true;
}

static bool
list_reasons(const struct settle_case *c, struct lists *lists)
{
	const struct policy_decision *decision = &c->decision;
	size_t i;

	lists->nreasons = decision->reasons.len;
	lists->reasons = arena_calloc(
	    c->arena, lists->nreasons + 1, sizeof(*lists->reasons));
	if (lists->reasons == NULL)
		return false;
	for (i = 0; i < lists->nreasons; i++)
		lists->reasons[i] = decision->reasons.items[i].text;
	return true;
}

/* items joined by sep, in the arena; ptr NULL when out of memory. */
static struct slice
join(struct arena *arena, const struct slice *items, size_t n, const char *sep)
{
	struct slice out;
	struct buf buf;
	size_t i;

	buf_init(&buf, (size_t)1 << 20);
	for (i = 0; i < n; i++) {
		if (i > 0)
			buf_add_cstr(&buf, sep);
		buf_add(&buf, items[i]);
	}
	/* past the ceiling the list is cut, and the journal has it all */
	out = arena_copy(arena, buf_slice(&buf));
	buf_free(&buf);
	return out;
}

static size_t
distinct_rules(
    const struct policy_decision *decision, const struct rule **rules)
{
	size_t i, k, n = 0;

	for (i = 0; i < decision->findings.len; i++) {
		const struct rule *rule = decision->findings.items[i].rule;

		for (k = 0; k < n && rules[k] != rule; k++)
			continue;
		if (k == n)
			rules[n++] = rule;
	}
	return n;
}

static struct slice
join_rules(const struct policy_decision *decision, struct arena *arena)
{
	const struct rule **rules;
	struct slice *ids;
	size_t i, n;

	rules = arena_calloc(arena, decision->findings.len + 1, sizeof(*rules));
	if (rules == NULL)
		return SLICE_EMPTY;
	n = distinct_rules(decision, rules);
	ids = arena_calloc(arena, n + 1, sizeof(*ids));
	if (ids == NULL)
		return SLICE_EMPTY;
	for (i = 0; i < n; i++)
		ids[i] = slice_cstr(rules[i]->id);
	return join(arena, ids, n, ",");
}

/* How much of the message is kept with its record. */
static enum journal_content
content_kind(const struct settle_case *c)
{
	const struct settings *settings = c->snapshot->settings;
	enum settings_keep keep = SETTINGS_KEEP_NONE;

	switch (c->decision.verdict) {
	case POLICY_QUARANTINE:
		return JOURNAL_CONTENT_FULL; /* it is what gets released */
	case POLICY_ACCEPT:
		keep = settings->keep_accepted;
		break;
	case POLICY_REJECT:
		keep = settings->keep_rejected;
		break;
	case POLICY_TEMPFAIL:
		break; /* it will come again */
	}
	switch (keep) {
	case SETTINGS_KEEP_FULL:
		return JOURNAL_CONTENT_FULL;
	case SETTINGS_KEEP_TEXT:
		return JOURNAL_CONTENT_TEXT;
	case SETTINGS_KEEP_NONE:
		break;
	}
	return JOURNAL_CONTENT_NONE;
}

static void
fill_content(const struct settle_case *c, struct journal_verdict *verdict)
{
	verdict->content_kind = content_kind(c);
	verdict->content = SLICE_EMPTY;
	if (verdict->content_kind == JOURNAL_CONTENT_FULL)
		verdict->content = c->raw;
	else if (verdict->content_kind == JOURNAL_CONTENT_TEXT)
		verdict->content = inspect_kept_text(c->inspection, c->arena);
}

static void
fill_approval(const struct policy_facts *facts, struct journal_verdict *verdict)
{
	verdict->approval_jti = SLICE_EMPTY;
	verdict->approval_approver = SLICE_EMPTY;
	verdict->approval_kid = SLICE_EMPTY;
	/* what an invalid token claims is nobody's word */
	if (facts->approval != APPROVAL_VALID)
		return;
	verdict->approval_jti = facts->claims.jti;
	verdict->approval_approver = facts->claims.sub;
	verdict->approval_kid = facts->claims.kid;
}

static void
fill_message(const struct settle_case *c, struct journal_verdict *verdict)
{
	const struct policy_facts *facts = &c->inspection->facts;

	verdict->queue_id = c->envelope->queue_id;
	verdict->agent =
	    slice_cstr(facts->agent != NULL ? facts->agent->id : NULL);
	verdict->workflow = facts->metadata.workflow;
	verdict->prompt = facts->metadata.prompt;
	verdict->sources = facts->metadata.sources.items;
	verdict->nsources = facts->metadata.sources.len;
	verdict->sender = c->envelope->sender;
	verdict->rcpts = c->envelope->rcpts.items;
	verdict->nrcpts = c->envelope->rcpts.len;
	verdict->subject = c->inspection->subject;
	verdict->message_id = c->inspection->message_id;
	verdict->digest = slice_cstr(c->inspection->digest.hex);
	verdict->client = c->envelope->client;
	verdict->login = c->envelope->login;
	verdict->coverage = facts->coverage;
}

static void
fill_decision(const struct record_params *params, const struct lists *lists,
    struct journal_verdict *verdict)
{
	const struct settle_case *c = params->settled;
	const struct policy_decision *decision = &c->decision;
	const struct snapshot *snapshot = c->snapshot;

	verdict->id = slice_cstr(c->id);
	verdict->time_us = params->now_us;
	verdict->accounts = lists->accounts;
	verdict->naccounts = lists->naccounts;
	verdict->tier =
	    slice_cstr(snapshot->settings->tiers[decision->tier].name);
	verdict->template = params->state->template;
	verdict->verdict = policy_verdict_name(decision->verdict);
	verdict->reasons = lists->reasons;
	verdict->nreasons = lists->nreasons;
	verdict->findings = decision->findings.items;
	verdict->nfindings = decision->findings.len;
	verdict->release_of = params->found->release_of;
	verdict->rules_digest = slice_cstr(ruleset_digest(snapshot->rules));
	verdict->settings_digest = slice_cstr(snapshot->settings->digest);
	verdict->took_us = clock_monotonic_us() - c->started_us;
}

static enum status
hold(const struct record_params *params, const struct lists *lists,
    const struct journal_verdict *verdict, struct err *err_r)
{
	const struct settle_case *c = params->settled;
	const struct settings *settings = c->snapshot->settings;
	struct quarantine_entry entry = {
		.id = verdict->id,
		.state = SLICE("held"),
		.where = settings->store == SETTINGS_STORE_MTA ? SLICE("mta") :
								 SLICE("spool"),
		.queue_id = verdict->queue_id,
		.time_us = params->now_us,
		.expires_us = settings->expire == 0 ?
		    0 :
		    params->now_us + settings->expire * CLOCK_SECOND,
		.agent = verdict->agent,
		.workflow = verdict->workflow,
		.tier = verdict->tier,
		.template = verdict->template,
		.sender = verdict->sender,
		.subject = verdict->subject,
		.digest = verdict->digest,
		.prompt = verdict->prompt,
		.rcpts = c->envelope->rcpts.items,
		.nrcpts = c->envelope->rcpts.len,
		.accounts = lists->accounts,
		.naccounts = lists->naccounts,
		.rules = lists->rules,
		.reasons =
		    join(c->arena, lists->reasons, lists->nreasons, "; "),
		.eight_bit = c->envelope->eight_bit,
		.smtputf8 = c->envelope->smtputf8,
		.answer = SLICE_EMPTY,
		.json = SLICE_EMPTY,
	};

	if (arena_failed(c->arena))
		return err_nomem(err_r);
	return quarantine_add(params->store, &entry, c->raw, err_r);
}

/* A token, a release record and limits are used up by accepted mail alone. */
static enum status
use_up(const struct record_params *params, struct err *err_r)
{
	const struct settle_case *c = params->settled;
	const struct policy_decision *decision = &c->decision;
	const struct approval_claims *claims = &c->inspection->facts.claims;
	const struct limits_case limits = { params->store,
		&c->inspection->facts, params->state, params->now_us,
		c->arena };
	enum status status = STATUS_OK;

	if (decision->approved)
		status = store_jti_use(params->store, claims->kid, claims->jti,
		    claims->exp * CLOCK_SECOND, err_r);
	if (status == STATUS_OK && decision->by_release)
		status = release_use(
		    params->store, c->inspection->release_token, err_r);
	return status == STATUS_OK ? limits_use(&limits, err_r) : status;
}

/* What trips watch; a message that comes back was counted when it was held. */
static enum status
move_figures(const struct record_params *params,
    const struct journal_verdict *verdict, struct err *err_r)
{
	const struct settle_case *c = params->settled;
	const struct policy_decision *decision = &c->decision;
	struct trips_case trips = {
		.store = params->store,
		.settings = c->snapshot->settings,
		.about = { verdict->agent, verdict->workflow, verdict->template,
		    verdict->tier, verdict->accounts, verdict->naccounts },
		.more = { .messages = 1,
		    .rejected = decision->verdict == POLICY_REJECT,
		    .held = decision->verdict == POLICY_QUARANTINE },
		.now_us = params->now_us,
		.arena = c->arena,
	};

	if (trips.settings->ntrips == 0 || verdict->agent.len == 0 ||
	    decision->by_release || decision->cause == POLICY_CAUSE_KILL ||
	    decision->verdict == POLICY_TEMPFAIL)
		return STATUS_OK;
	if (policy_score(&decision->findings, TONE_PACK, c->arena,
		&trips.more.tone) != STATUS_OK)
		return err_nomem(err_r);
	return trips_note(&trips, err_r);
}

/* For `status`: whoever wrote such a rule must hear of it. */
static enum status
note_runaways(const struct record_params *params, struct err *err_r)
{
	const struct settle_case *c = params->settled;
	const struct findings *findings = &c->decision.findings;
	enum status status = STATUS_OK;

	for (size_t i = 0; status == STATUS_OK && i < findings->len; i++) {
		const struct runaway runaway = {
			.rule = slice_cstr(findings->items[i].rule->id),
			.time_us = params->now_us,
			.id = slice_cstr(c->id),
		};

		if (findings->items[i].incomplete)
			status = runaway_note(params->store, &runaway, err_r);
	}
	return status;
}

/*
 * What leaves now, or may be released, can be found again when somebody
 * complains about it or it comes back.
 */
static enum status
index_sent(const struct record_params *params, struct err *err_r)
{
	const struct settle_case *c = params->settled;
	const struct feedback_sent sent = {
		.message_id = c->inspection->message_id,
		.rcpts = c->envelope->rcpts.items,
		.nrcpts = c->envelope->rcpts.len,
		.time_us = params->now_us,
		.retain_us = c->snapshot->settings->retain * CLOCK_SECOND,
	};

	if (c->decision.verdict != POLICY_ACCEPT &&
	    c->decision.verdict != POLICY_QUARANTINE)
		return STATUS_OK;
	return feedback_sent_add(params->store, &sent, c->arena, err_r);
}

enum status
record_case(const struct record_params *params, struct err *err_r)
{
	const struct settle_case *c = params->settled;
	struct journal_verdict verdict = { .id = SLICE_EMPTY };
	struct lists lists = { .rules = SLICE_EMPTY };
	enum status status;

	if (!list_accounts(params, &lists) || !list_reasons(c, &lists))
		return err_nomem(err_r);
	lists.rules = join_rules(&c->decision, c->arena);
	fill_message(c, &verdict);
	fill_decision(params, &lists, &verdict);
	fill_approval(&c->inspection->facts, &verdict);
	fill_content(c, &verdict);
	if (arena_failed(c->arena))
		return err_nomem(err_r);
	status = journal_append_verdict(params->store, &verdict, err_r);
	if (status == STATUS_OK)
		status = template_state_keep(params->store, params->state,
		    &params->found->template, params->now_us, err_r);
	if (status == STATUS_OK)
		status = index_sent(params, err_r);
	if (status != STATUS_OK)
		return status;
	if (c->decision.verdict == POLICY_QUARANTINE)
		status = hold(params, &lists, &verdict, err_r);
	else if (c->decision.verdict == POLICY_ACCEPT)
		status = use_up(params, err_r);
	if (status == STATUS_OK)
		status = move_figures(params, &verdict, err_r);
	return status == STATUS_OK ? note_runaways(params, err_r) : status;
}

/* Whoever wrote such a rule must hear of it. */
static void
log_rule_limits(const struct settle_case *c)
{
	const struct findings *findings = &c->decision.findings;

	for (size_t i = 0; i < findings->len; i++)
		if (findings->items[i].incomplete)
			log_warning("id=%s rule=%s ran into its limit: make "
				    "its pattern simpler",
			    c->id, findings->items[i].rule->id);
}

void
record_log(const struct settle_case *c)
{
	const struct policy_facts *facts = &c->inspection->facts;
	struct slice rules = join_rules(&c->decision, c->arena);

	log_info("id=%s queue_id=%.*s verdict=%s cause=%s rules=%.*s "
		 "agent=%s took_us=%lld",
	    c->id, SLICE_ARG(c->envelope->queue_id),
	    policy_verdict_name(c->decision.verdict),
	    policy_cause_name(c->decision.cause), SLICE_ARG(rules),
	    facts->agent != NULL ? facts->agent->id : "",
	    (long long)(clock_monotonic_us() - c->started_us));
	log_rule_limits(c);
}
