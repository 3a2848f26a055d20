/*
 * Properties of the decision over random cases: it is total and
 * deterministic, the order of the findings makes no difference, one more
 * finding never makes the verdict milder, and the first reason decides.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "policy_case.h"

#define CASES 20000

/* xorshift64: the same cases at every run. */
static uint64_t
next(uint64_t *seed)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 7;
	*seed ^= *seed << 17;
	return *seed;
}

static bool
one_in(uint64_t *seed, unsigned n)
{
	return next(seed) % n == 0;
}

static void
random_state(struct policy_case *c, uint64_t *seed)
{
	static const char *const scopes[] = { "all", "agent=cowork",
		"workflow=other", "tier=cold", "account=A1" };
	size_t i;

	for (i = 0; i < 2; i++)
		c->kills[i] =
		    (struct policy_kill){ slice_cstr(scopes[next(seed) % 5]),
			    (enum policy_kill_mode)(next(seed) % 3) };
	c->state.nkills = one_in(seed, 4) ? next(seed) % 3 : 0;
	c->limit.over = (enum settings_act)(next(seed) % 3);
	c->state.nlimits = one_in(seed, 6);
	c->state.jti_used = one_in(seed, 5);
	c->state.key_revoked = one_in(seed, 9);
	c->state.template_new = one_in(seed, 5);
	c->state.draw = (double)(next(seed) % 1000) / 1000;
	if (one_in(seed, 6)) {
		c->facts.release_presented = true;
		c->state.release = one_in(seed, 2) ? POLICY_RELEASE_VALID :
						     POLICY_RELEASE_INVALID;
	}
}

static void
random_case(struct policy_case *c, uint64_t *seed)
{
	static struct text_skip skips[] = { { .part = "1",
	    .why = "ceiling-parts" } };
	size_t i, n = next(seed) % (CASE_FINDINGS_MAX - 1);

	policy_case_init(c);
	c->facts.nrcpts = next(seed) % (CASE_RCPTS_MAX + 1);
	for (i = 0; i < CASE_RCPTS_MAX; i++) {
		c->rcpts[i] = SLICE("a@b.example");
		c->accounts[i] = c->accounts[0];
		c->accounts[i].tier = next(seed) % CASE_TIERS;
	}
	for (i = 0; i < n; i++)
		policy_case_finding(c, (enum rule_action)(next(seed) % 4))
		    ->incomplete = one_in(seed, 8);
	c->facts.match = (enum agent_match)(next(seed) % 3);
	if (c->facts.match == AGENT_NONE)
		c->facts.agent = NULL;
	c->facts.approval =
	    (enum approval_result)(next(seed) % (APPROVAL_USED + 1));
	c->facts.cut = one_in(seed, 9);
	c->coverage.skipped.items = skips;
	c->coverage.skipped.len = one_in(seed, 5);
	random_state(c, seed);
}

static void
shuffle(struct policy_case *c, uint64_t *seed)
{
	size_t i, j;
	struct finding t;

	for (i = c->findings.len; i > 1; i--) {
		j = next(seed) % i;
		t = c->finding_items[i - 1];
		c->finding_items[i - 1] = c->finding_items[j];
		c->finding_items[j] = t;
	}
}

static void
assert_same(const struct policy_decision *a, const struct policy_decision *b)
{
	size_t i;

	assert_int_equal(a->verdict, b->verdict);
	assert_int_equal(a->cause, b->cause);
	assert_int_equal(a->reasons.len, b->reasons.len);
	for (i = 0; i < a->reasons.len; i++)
		assert_true(slice_equal(
		    a->reasons.items[i].text, b->reasons.items[i].text));
}

static void
test_total_and_explained(void **state)
{
	uint64_t seed = 88172645463325252u;
	struct policy_case c;
	int i;

	(void)state;
	for (i = 0; i < CASES; i++) {
		random_case(&c, &seed);
		policy_case_decide(&c);
		assert_in_range(
		    c.decision.verdict, POLICY_ACCEPT, POLICY_REJECT);
		assert_true(c.decision.reasons.len > 0);
		assert_int_equal(
		    c.decision.reasons.items[0].verdict, c.decision.verdict);
		assert_int_equal(
		    c.decision.reasons.items[0].cause, c.decision.cause);
		policy_case_free(&c);
	}
}

static void
test_order_of_findings(void **state)
{
	uint64_t seed = 1234567891011u;
	struct policy_decision first;
	struct policy_case c;
	int i;

	(void)state;
	for (i = 0; i < CASES; i++) {
		random_case(&c, &seed);
		policy_case_decide(&c);
		first = c.decision;
		policy_case_decide(&c);
		assert_same(&first, &c.decision);
		shuffle(&c, &seed);
		policy_case_decide(&c);
		assert_same(&first, &c.decision);
		policy_case_free(&c);
	}
}

/*
 * How much a verdict lets through.  A kill's tempfail stands above a block's
 * reject in the contract's order, so both count as "nothing leaves now".  A
 * finding that quarantines stands above a tier's review, so mail that the tier
 * would reject for want of an approval is held for a person instead.
 */
static int
strictness(enum policy_verdict verdict)
{
	return verdict == POLICY_ACCEPT  ? 0 :
	    verdict == POLICY_QUARANTINE ? 1 :
					   2;
}

static void
test_one_more_never_milder(void **state)
{
	uint64_t seed = 424242424242u;
	struct policy_case c;
	enum policy_verdict before;
	enum policy_cause cause;
	int i;

	(void)state;
	for (i = 0; i < CASES; i++) {
		random_case(&c, &seed);
		before = policy_case_decide(&c);
		cause = c.decision.cause;
		policy_case_finding(&c, (enum rule_action)(next(&seed) % 4))
		    ->incomplete = one_in(&seed, 8);
		policy_case_decide(&c);
		assert_true(
		    strictness(c.decision.verdict) >= strictness(before) ||
		    (cause == POLICY_CAUSE_REVIEW &&
			c.decision.verdict == POLICY_QUARANTINE));
		assert_true(
		    cause != POLICY_CAUSE_KILL || c.decision.verdict == before);
		policy_case_free(&c);
	}
}

/* Nothing with a kill, a block or a bad approval is ever accepted. */
static void
test_never_accepts(void **state)
{
	uint64_t seed = 99u;
	struct policy_case c;
	int i;

	(void)state;
	for (i = 0; i < CASES; i++) {
		random_case(&c, &seed);
		if (c.facts.match != AGENT_NONE) {
			policy_case_finding(&c, RULE_ACTION_BLOCK);
			assert_int_not_equal(
			    policy_case_decide(&c), POLICY_ACCEPT);
		} else if (c.state.release != POLICY_RELEASE_VALID) {
			assert_int_not_equal(
			    policy_case_decide(&c), POLICY_ACCEPT);
		}
		policy_case_free(&c);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_total_and_explained),
		cmocka_unit_test(test_order_of_findings),
		cmocka_unit_test(test_one_more_never_milder),
		cmocka_unit_test(test_never_accepts),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
