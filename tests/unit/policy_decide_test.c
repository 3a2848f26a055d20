/*
 * The order of the verdict, each cause alone and against the next one, and
 * the words of the reply.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "policy_case.h"

#define ID "01J00000000000000000000000"

static struct slice name_list[] = { { "X-Agent-Workflow", 16 } };
static struct text_skip skip_list[] = { { .part = "2",
    .why = "type not readable" } };
static struct slice suppressed_list[] = { { "pat@fernhill.example", 20 } };
static const char *const one_tier[] = { "sampled" };
static const char *const one_source[] = { "crm.accounts" };
static struct slice other_source[] = { { "deal.desk", 9 } };

/* Each spoils the accepted case in one way. */
static void
kill_all(struct policy_case *c, enum policy_kill_mode mode)
{
	c->kills[0] = (struct policy_kill){ SLICE("all"), mode };
	c->state.nkills = 1;
}

static void
kill_hold(struct policy_case *c)
{
	kill_all(c, POLICY_KILL_HOLD);
}

static void
kill_tempfail(struct policy_case *c)
{
	kill_all(c, POLICY_KILL_TEMPFAIL);
}

static void
kill_reject(struct policy_case *c)
{
	kill_all(c, POLICY_KILL_REJECT);
}

static void
block(struct policy_case *c)
{
	policy_case_finding(c, RULE_ACTION_BLOCK);
}

static void
suppressed(struct policy_case *c)
{
	c->state.suppressed = suppressed_list;
	c->state.nsuppressed = 1;
}

static void
reach_tier(struct policy_case *c)
{
	c->agent.has_reach_tiers = true;
	c->agent.reach_tiers = (struct settings_list){ one_tier, 1 };
}

static void
reach_source(struct policy_case *c)
{
	c->agent.has_reach_sources = true;
	c->agent.reach_sources = (struct settings_list){ one_source, 1 };
	c->facts.metadata.sources =
	    (struct policy_slices){ other_source, 1, 1 };
}

static void
mismatch(struct policy_case *c)
{
	c->facts.match = AGENT_MISMATCH;
}

static void
forged(struct policy_case *c)
{
	c->facts.match = AGENT_NONE;
	c->facts.agent = NULL;
}

static void
unmatched(struct policy_case *c)
{
	forged(c);
	c->facts.metadata.any = false;
	c->settings.unmatched_reject = true;
}

static void
duplicate(struct policy_case *c)
{
	c->facts.metadata.duplicate = (struct policy_slices){ name_list, 1, 1 };
}

static void
missing(struct policy_case *c)
{
	c->facts.metadata.missing = (struct policy_slices){ name_list, 1, 1 };
}

static void
malformed(struct policy_case *c)
{
	c->facts.metadata.malformed = (struct policy_slices){ name_list, 1, 1 };
}

static void
bad_release(struct policy_case *c)
{
	c->facts.release_presented = true;
	c->state.release = POLICY_RELEASE_INVALID;
}

static void
limit_tempfail(struct policy_case *c)
{
	c->limit.over = SETTINGS_ACT_TEMPFAIL;
	c->state.nlimits = 1;
}

static void
limit_reject(struct policy_case *c)
{
	limit_tempfail(c);
	c->limit.over = SETTINGS_ACT_REJECT;
}

static void
limit_quarantine(struct policy_case *c)
{
	limit_tempfail(c);
	c->limit.over = SETTINGS_ACT_QUARANTINE;
}

static void
expired(struct policy_case *c)
{
	c->facts.approval = APPROVAL_EXPIRED;
}

static void
used(struct policy_case *c)
{
	c->facts.approval = APPROVAL_VALID;
	c->state.jti_used = true;
}

static void
revoked(struct policy_case *c)
{
	c->facts.approval = APPROVAL_VALID;
	c->state.key_revoked = true;
}

static void
skipped(struct policy_case *c)
{
	c->coverage.skipped.items = skip_list;
	c->coverage.skipped.len = 1;
}

static void
cut(struct policy_case *c)
{
	c->facts.cut = true;
}

static void
incomplete(struct policy_case *c)
{
	policy_case_finding(c, RULE_ACTION_FLAG)->incomplete = true;
}

static void
quarantine(struct policy_case *c)
{
	policy_case_finding(c, RULE_ACTION_QUARANTINE);
}

static void
strategic(struct policy_case *c)
{
	c->accounts[0].tier = CASE_STRATEGIC;
}

static void
standard(struct policy_case *c)
{
	c->accounts[0].tier = CASE_STANDARD;
}

static void
other_account(struct policy_case *c)
{
	c->facts.metadata.account = SLICE("ACCT-9");
}

static void
drawn(struct policy_case *c)
{
	c->accounts[0].tier = CASE_SAMPLED;
	c->state.draw = 0.49;
}

static void
not_drawn(struct policy_case *c)
{
	c->accounts[0].tier = CASE_SAMPLED;
	c->state.draw = 0.5;
}

static void
new_template(struct policy_case *c)
{
	c->state.template_new = true;
}

static void
flag(struct policy_case *c)
{
	policy_case_finding(c, RULE_ACTION_FLAG);
}

static void
monitored(struct policy_case *c)
{
	policy_case_finding(c, RULE_ACTION_MONITOR);
}

static void
nothing(struct policy_case *c)
{
	(void)c;
}

/* In the contract's order: each row's cause decides over all rows below. */
static const struct {
	void (*spoil)(struct policy_case *c);
	enum policy_verdict verdict;
	enum policy_cause cause;
	const char *reply; /* NULL: the message was taken */
} rows[] = {
	{ kill_reject, POLICY_REJECT, POLICY_CAUSE_KILL, "paused: all" },
	{ kill_tempfail, POLICY_TEMPFAIL, POLICY_CAUSE_KILL, "paused: all" },
	{ kill_hold, POLICY_QUARANTINE, POLICY_CAUSE_KILL, NULL },
	{ block, POLICY_REJECT, POLICY_CAUSE_RULE_BLOCK, "rule-00: Mend it." },
	{ suppressed, POLICY_REJECT, POLICY_CAUSE_SUPPRESSED,
	    "suppressed: A recipient must not be written to." },
	{ reach_tier, POLICY_REJECT, POLICY_CAUSE_REACH_TIER,
	    "out-of-reach: This agent may not write to tier cold." },
	{ reach_source, POLICY_REJECT, POLICY_CAUSE_REACH_SOURCE,
	    "source-out-of-reach: A declared source is out of this agent's "
	    "reach." },
	{ mismatch, POLICY_REJECT, POLICY_CAUSE_MISMATCH,
	    "agent-mismatch: This login may not submit from here." },
	{ duplicate, POLICY_REJECT, POLICY_CAUSE_METADATA_DUPLICATE,
	    "duplicate-metadata: X-Agent-Workflow stands more than once." },
	{ missing, POLICY_REJECT, POLICY_CAUSE_METADATA_MISSING,
	    "missing-metadata: X-Agent-Workflow is required." },
	{ malformed, POLICY_REJECT, POLICY_CAUSE_METADATA_MALFORMED,
	    "malformed-metadata: X-Agent-Workflow can't be used." },
	{ other_account, POLICY_REJECT, POLICY_CAUSE_METADATA_ACCOUNT,
	    "account-mismatch: X-Agent-Account is not the account of every "
	    "recipient." },
	{ bad_release, POLICY_REJECT, POLICY_CAUSE_RELEASE,
	    "release-invalid: There is no such release, or it was used." },
	{ limit_tempfail, POLICY_TEMPFAIL, POLICY_CAUSE_LIMIT,
	    "limit agent-hour: retry in 30 s" },
	{ expired, POLICY_REJECT, POLICY_CAUSE_APPROVAL, "approval-expired" },
	{ cut, POLICY_QUARANTINE, POLICY_CAUSE_NOT_INSPECTED, NULL },
	{ skipped, POLICY_QUARANTINE, POLICY_CAUSE_NOT_INSPECTED, NULL },
	{ incomplete, POLICY_QUARANTINE, POLICY_CAUSE_NOT_INSPECTED, NULL },
	{ quarantine, POLICY_QUARANTINE, POLICY_CAUSE_RULE_QUARANTINE, NULL },
	{ strategic, POLICY_QUARANTINE, POLICY_CAUSE_REVIEW, NULL },
	{ drawn, POLICY_QUARANTINE, POLICY_CAUSE_SAMPLE, NULL },
	{ new_template, POLICY_QUARANTINE, POLICY_CAUSE_TEMPLATE, NULL },
	{ nothing, POLICY_ACCEPT, POLICY_CAUSE_ACCEPT, NULL },
	{ not_drawn, POLICY_ACCEPT, POLICY_CAUSE_ACCEPT, NULL },
	{ flag, POLICY_ACCEPT, POLICY_CAUSE_ACCEPT, NULL },
	{ monitored, POLICY_ACCEPT, POLICY_CAUSE_ACCEPT, NULL },
};

#define ROWS (sizeof(rows) / sizeof(rows[0]))

/* Those that exclude each other or stand outside the order. */
static const struct {
	void (*spoil)(struct policy_case *c);
	enum policy_verdict verdict;
	const char *reply;
} others[] = {
	{ forged, POLICY_REJECT, "forged-metadata: " },
	{ unmatched, POLICY_REJECT, "unmatched: " },
	{ limit_reject, POLICY_REJECT, "limit agent-hour: " },
	{ limit_quarantine, POLICY_QUARANTINE, NULL },
	{ used, POLICY_REJECT, "approval-used: " },
	{ revoked, POLICY_REJECT, "approval-key-revoked: " },
	{ standard, POLICY_REJECT, "approval-required: " },
};

static void
assert_reply(const struct policy_case *c, const char *want)
{
	char reply[POLICY_REPLY_MAX];
	const char *head = "sendgate " ID ": ";

	if (want == NULL)
		return;
	policy_reply(&c->decision, ID, reply);
	assert_memory_equal(reply, head, strlen(head));
	if (strncmp(reply + strlen(head), want, strlen(want)) != 0)
		fail_msg("reply is \"%s\", wanted \"%s\"", reply, want);
}

static void
test_each_cause(void **state)
{
	struct policy_case c;
	size_t i;

	(void)state;
	for (i = 0; i < ROWS; i++) {
		policy_case_init(&c);
		rows[i].spoil(&c);
		assert_int_equal(policy_case_decide(&c), rows[i].verdict);
		assert_int_equal(c.decision.cause, rows[i].cause);
		assert_true(c.decision.reasons.len > 0);
		assert_reply(&c, rows[i].reply);
		policy_case_free(&c);
	}
	for (i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		policy_case_init(&c);
		others[i].spoil(&c);
		assert_int_equal(policy_case_decide(&c), others[i].verdict);
		assert_reply(&c, others[i].reply);
		policy_case_free(&c);
	}
}

static bool
has_cause(const struct policy_case *c, enum policy_cause cause)
{
	size_t i;

	for (i = 0; i < c->decision.reasons.len; i++)
		if (c->decision.reasons.items[i].cause == cause)
			return true;
	return false;
}

/* Of two, the earlier row decides, and both are recorded. */
static void
test_order(void **state)
{
	struct policy_case c;
	size_t i, j;

	(void)state;
	for (i = 0; i < ROWS; i++)
		for (j = i + 1; j < ROWS; j++) {
			if (rows[i].cause == rows[j].cause ||
			    rows[i].spoil == drawn || rows[j].spoil == drawn ||
			    rows[j].spoil == not_drawn)
				continue;
			policy_case_init(&c);
			rows[j].spoil(&c);
			rows[i].spoil(&c);
			policy_case_decide(&c);
			assert_int_equal(c.decision.cause, rows[i].cause);
			assert_int_equal(c.decision.verdict, rows[i].verdict);
			assert_true(has_cause(&c, rows[i].cause));
			assert_true(rows[j].verdict == POLICY_ACCEPT ||
			    has_cause(&c, rows[j].cause));
			policy_case_free(&c);
		}
}

/* A valid approval covers review and doubt, and nothing else. */
static void
test_approval_covers(void **state)
{
	static void (*const covered[])(struct policy_case * c) = { skipped, cut,
		quarantine, incomplete, strategic, standard, drawn,
		new_template, nothing };
	static void (*const not_covered[])(struct policy_case * c) = { block,
		kill_hold, suppressed, reach_tier, missing, limit_tempfail };
	struct policy_case c;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(covered) / sizeof(covered[0]); i++) {
		policy_case_init(&c);
		c.facts.approval = APPROVAL_VALID;
		covered[i](&c);
		assert_int_equal(policy_case_decide(&c), POLICY_ACCEPT);
		assert_true(c.decision.approved);
		policy_case_free(&c);
	}
	for (i = 0; i < sizeof(not_covered) / sizeof(not_covered[0]); i++) {
		policy_case_init(&c);
		c.facts.approval = APPROVAL_VALID;
		not_covered[i](&c);
		assert_int_not_equal(policy_case_decide(&c), POLICY_ACCEPT);
		policy_case_free(&c);
	}
}

/* A reviewer's release covers review, and neither a block nor a kill. */
static void
test_release_covers(void **state)
{
	static const struct {
		void (*spoil)(struct policy_case *c);
		enum policy_verdict verdict;
	} cases[] = {
		{ nothing, POLICY_ACCEPT },
		{ strategic, POLICY_ACCEPT },
		{ standard, POLICY_ACCEPT },
		{ quarantine, POLICY_ACCEPT },
		{ skipped, POLICY_ACCEPT },
		{ missing, POLICY_ACCEPT },
		{ used, POLICY_ACCEPT },
		{ block, POLICY_REJECT },
		{ kill_tempfail, POLICY_TEMPFAIL },
		{ suppressed, POLICY_REJECT },
		{ limit_tempfail, POLICY_TEMPFAIL },
	};
	struct policy_case c;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		policy_case_init(&c);
		c.facts.release_presented = true;
		c.state.release = POLICY_RELEASE_VALID;
		cases[i].spoil(&c);
		assert_int_equal(policy_case_decide(&c), cases[i].verdict);
		assert_true(c.decision.by_release);
		policy_case_free(&c);
	}
}

static void
test_strictest_recipient(void **state)
{
	struct policy_case c;

	(void)state;
	policy_case_init(&c);
	c.rcpts[1] = SLICE("x@northwind.example");
	c.accounts[1] = (struct policy_account){ .id = SLICE_EMPTY,
		.name = SLICE_EMPTY,
		.key = SLICE("domain:northwind.example"),
		.tier = CASE_STRATEGIC };
	c.facts.nrcpts = 2;
	assert_int_equal(policy_case_decide(&c), POLICY_QUARANTINE);
	assert_int_equal(c.decision.tier, CASE_STRATEGIC);
	c.facts.nrcpts = 0;
	policy_case_decide(&c);
	assert_int_equal(c.decision.tier, c.settings.unknown_tier);
	policy_case_free(&c);
}

static void
test_scopes(void **state)
{
	static const struct {
		const char *scope;
		bool valid, covers;
	} cases[] = {
		{ "all", true, true },
		{ "agent=cowork", true, true },
		{ "agent=other", true, false },
		{ "workflow=cold-intro", true, true },
		{ "workflow=cold", true, false },
		{ "account=A1", true, true },
		{ "account=A", true, false },
		{ "tier=cold", true, true },
		{ "tier=strategic", true, false },
		{ "template=T1", true, false },
		{ "", false, false },
		{ "agent", false, false },
		{ "agent=", false, false },
		{ "everything", false, false },
		{ "ALL", false, false },
		{ "owner=ana", false, false },
	};
	struct policy_case c;
	size_t i;

	(void)state;
	policy_case_init(&c);
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct policy_kill kill = { slice_cstr(cases[i].scope),
			POLICY_KILL_REJECT };

		assert_int_equal(
		    policy_scope_valid(kill.scope), cases[i].valid);
		assert_int_equal(policy_kill_covers(&kill, &c.facts, &c.state),
		    cases[i].covers);
	}
	policy_case_free(&c);
}

/* An exception for one recipient must not carry the others through. */
static void
test_rule_conditions(void **state)
{
	static const char *const cold[] = { "cold" };
	static const char *const pat[] = { "@fernhill.example" };
	static const char *const flows[] = { "renewal" };
	struct policy_case c;
	struct rule *rule;

	(void)state;
	policy_case_init(&c);
	rule = &c.rules[0];
	policy_case_finding(&c, RULE_ACTION_BLOCK);
	rule->for_workflows = (struct rule_list){ flows, 1 };
	assert_int_equal(policy_case_decide(&c), POLICY_ACCEPT);
	assert_int_equal(c.decision.findings.len, 0);
	rule->for_workflows = (struct rule_list){ 0 };
	rule->unless.tiers = (struct rule_list){ cold, 1 };
	assert_int_equal(policy_case_decide(&c), POLICY_ACCEPT);
	rule->unless.tiers = (struct rule_list){ 0 };
	rule->unless.rcpts = (struct rule_list){ pat, 1 };
	assert_int_equal(policy_case_decide(&c), POLICY_ACCEPT);
	c.rcpts[1] = SLICE("x@elsewhere.example");
	c.accounts[1] = c.accounts[0];
	c.facts.nrcpts = 2;
	assert_int_equal(policy_case_decide(&c), POLICY_REJECT);
	rule->unless.rcpts = (struct rule_list){ 0 };
	rule->unless.tiers = (struct rule_list){ cold, 1 };
	c.accounts[1].tier = CASE_STRATEGIC;
	assert_int_equal(policy_case_decide(&c), POLICY_REJECT);
	policy_case_free(&c);
}

/* What is their own may be told to them, and to nobody beside them. */
static void
test_owned_findings(void **state)
{
	static const struct slice owners[] = { SLICE_INIT("A-1"),
		SLICE_INIT("A-2") };
	struct policy_case c;
	struct finding *finding;

	(void)state;
	policy_case_init(&c);
	finding = policy_case_finding(&c, RULE_ACTION_BLOCK);
	c.accounts[0].id = SLICE("A-2");
	c.accounts[0].known = true;
	assert_int_equal(policy_case_decide(&c), POLICY_REJECT);
	finding->owners = owners;
	finding->nowners = 2;
	assert_int_equal(policy_case_decide(&c), POLICY_ACCEPT);
	assert_int_equal(c.decision.findings.len, 0);
	finding->nowners = 1;
	assert_int_equal(policy_case_decide(&c), POLICY_REJECT);
	finding->nowners = 2;
	c.accounts[1] = c.accounts[0];
	c.rcpts[1] = SLICE("x@elsewhere.example");
	c.facts.nrcpts = 2;
	assert_int_equal(policy_case_decide(&c), POLICY_ACCEPT);
	c.accounts[1].id = SLICE("A-3");
	assert_int_equal(policy_case_decide(&c), POLICY_REJECT);
	c.accounts[1].id = SLICE("A-1");
	c.accounts[1].known = false;
	assert_int_equal(policy_case_decide(&c), POLICY_REJECT);
	policy_case_free(&c);
}

/* Decides once more from what would stand on record. */
static enum policy_verdict
recast(struct policy_case *c)
{
	struct policy_decision again;
	struct slice reasons[64];
	struct policy_recorded recorded = { .reasons = reasons,
		.nreasons = c->decision.reasons.len,
		.verdict = c->decision.verdict,
		.approved = c->decision.approved,
		.released = c->decision.by_release };

	assert_true(recorded.nreasons <= 64);
	for (size_t i = 0; i < recorded.nreasons; i++)
		reasons[i] = c->decision.reasons.items[i].text;
	assert_int_equal(
	    policy_recast(&recorded, &c->facts, &c->state, c->arena, &again),
	    STATUS_OK);
	return again.verdict;
}

/* The same findings change no verdict on record, alone or two together. */
static void
test_recast(void **state)
{
	struct policy_case c;

	(void)state;
	for (size_t i = 0; i < ROWS; i++)
		for (size_t j = i; j < ROWS; j++) {
			policy_case_init(&c);
			c.settings.limits = &c.limit;
			c.settings.nlimits = 1;
			rows[i].spoil(&c);
			if (j > i)
				rows[j].spoil(&c);
			policy_case_decide(&c);
			if (recast(&c) != c.decision.verdict)
				fail_msg("rows %zu and %zu", i, j);
			/* without the findings only what they did is undone */
			c.facts.findings = NULL;
			if (c.decision.cause != POLICY_CAUSE_RULE_BLOCK &&
			    c.decision.cause != POLICY_CAUSE_RULE_QUARANTINE &&
			    c.decision.cause != POLICY_CAUSE_NOT_INSPECTED)
				assert_int_equal(
				    recast(&c), c.decision.verdict);
			policy_case_free(&c);
		}
}

static bool
has_reason(const struct policy_case *c, const char *text)
{
	const struct policy_reasons *reasons = &c->decision.reasons;

	for (size_t i = 0; i < reasons->len; i++)
		if (slice_equal(reasons->items[i].text, slice_cstr(text)))
			return true;
	return false;
}

/* Rules with a score act by their pack's threshold, each once. */
static void
test_scores(void **state)
{
	struct rule_threshold threshold = {
		.pack = "tone", .score = 5, .tell = "Write it calmly."
	};
	struct rule_threshold other = { .pack = "other",
		.score = 1,
		.has_action = true,
		.action = RULE_ACTION_FLAG,
		.tell = "" };
	struct policy_case c;
	char reply[POLICY_REPLY_MAX];

	(void)state;
	policy_case_init(&c);
	policy_case_finding(&c, RULE_ACTION_FLAG);
	policy_case_finding(&c, RULE_ACTION_FLAG);
	for (size_t i = 0; i < 2; i++) {
		c.rules[i].score = 3;
		c.rules[i].threshold = &threshold;
	}
	assert_int_equal(policy_case_decide(&c), POLICY_QUARANTINE);
	assert_true(slice_equal(c.decision.reasons.items[0].text,
	    SLICE("rule tone (quarantine): score 6 of 5")));
	/* the same rule twice counts once */
	c.finding_items[1].rule = c.finding_items[0].rule;
	assert_int_equal(policy_case_decide(&c), POLICY_ACCEPT);
	c.finding_items[1].rule = &c.rules[1];
	/* the strictest action of the rules that count, or the threshold's */
	c.rules[1].action = RULE_ACTION_BLOCK;
	assert_int_equal(policy_case_decide(&c), POLICY_REJECT);
	policy_reply(&c.decision, ID, reply);
	assert_non_null(strstr(reply, ": tone: Write it calmly."));
	threshold.has_action = true;
	threshold.action = RULE_ACTION_FLAG;
	assert_int_equal(policy_case_decide(&c), POLICY_ACCEPT);
	threshold.action = RULE_ACTION_QUARANTINE;
	assert_int_equal(policy_case_decide(&c), POLICY_QUARANTINE);
	/* another pack's score is not added */
	c.rules[1].threshold = &other;
	assert_int_equal(policy_case_decide(&c), POLICY_ACCEPT);
	assert_true(has_reason(&c, "rule other (flag): score 3 of 1"));
	/* what is only watched adds nothing */
	c.rules[1].threshold = &threshold;
	c.rules[1].monitor = true;
	assert_int_equal(policy_case_decide(&c), POLICY_ACCEPT);
	policy_case_free(&c);
}

/* The declared account: every known recipient's, by id or name. */
static void
test_declared_account(void **state)
{
	struct policy_case c;

	(void)state;
	policy_case_init(&c);
	c.facts.metadata.account = SLICE("A1");
	assert_int_equal(policy_case_decide(&c), POLICY_ACCEPT);
	c.facts.metadata.account = SLICE("fernhill dental");
	assert_int_equal(policy_case_decide(&c), POLICY_ACCEPT);
	c.facts.metadata.account = SLICE("a1");
	assert_int_equal(policy_case_decide(&c), POLICY_REJECT);
	c.facts.metadata.account = SLICE("A1");
	c.accounts[1] = c.accounts[0];
	c.accounts[1].id = SLICE("A2");
	c.accounts[1].name = SLICE("Fernhill Dentists");
	c.rcpts[1] = SLICE("x@elsewhere.example");
	c.facts.nrcpts = 2;
	assert_int_equal(policy_case_decide(&c), POLICY_REJECT);
	c.accounts[1].known = false;
	assert_int_equal(policy_case_decide(&c), POLICY_ACCEPT);
	policy_case_free(&c);
}

static void
test_reply_is_printable(void **state)
{
	struct policy_case c;
	char reply[POLICY_REPLY_MAX];
	size_t i;

	(void)state;
	policy_case_init(&c);
	kill_reject(&c);
	c.kills[0].scope = SLICE("workflow=a\r\n250 ok \303\251");
	c.facts.metadata.workflow = slice_from(c.kills[0].scope, 9);
	assert_int_equal(policy_case_decide(&c), POLICY_REJECT);
	policy_reply(&c.decision, ID, reply);
	for (i = 0; reply[i] != '\0'; i++)
		assert_in_range(reply[i], ' ', '~');
	policy_case_free(&c);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_each_cause),
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_approval_covers),
		cmocka_unit_test(test_release_covers),
		cmocka_unit_test(test_strictest_recipient),
		cmocka_unit_test(test_scopes),
		cmocka_unit_test(test_rule_conditions),
		cmocka_unit_test(test_owned_findings),
		cmocka_unit_test(test_recast),
		cmocka_unit_test(test_scores),
		cmocka_unit_test(test_declared_account),
		cmocka_unit_test(test_reply_is_printable),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
