/*
 * policy_feedback_test.c - which bounces condemn an address, and whom a
 * complaint is from.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "policy/feedback.h"

static void
test_bounce(void **state)
{
	static const struct {
		const char *action, *status;
		enum policy_bounce bounce;
	} cases[] = {
		{ "failed", "5.1.1", POLICY_BOUNCE_ADDRESS },
		{ "failed", "5.1.10", POLICY_BOUNCE_ADDRESS },
		{ "failed", "5.2.1", POLICY_BOUNCE_ADDRESS },
		{ "failed", "5.4.1", POLICY_BOUNCE_ADDRESS },
		{ "", "5.1.1", POLICY_BOUNCE_ADDRESS },
		/* the sender, a full mailbox, time, policy, nothing said */
		{ "failed", "5.1.0", POLICY_BOUNCE_FAILED },
		{ "failed", "5.1.8", POLICY_BOUNCE_FAILED },
		{ "failed", "5.1.11", POLICY_BOUNCE_FAILED },
		{ "failed", "5.2.2", POLICY_BOUNCE_FAILED },
		{ "failed", "4.4.1", POLICY_BOUNCE_FAILED },
		{ "failed", "4.1.1", POLICY_BOUNCE_FAILED },
		{ "failed", "5.7.1", POLICY_BOUNCE_FAILED },
		{ "failed", "5.0.0", POLICY_BOUNCE_FAILED },
		{ "failed", "", POLICY_BOUNCE_FAILED },
		{ "delayed", "4.4.1", POLICY_BOUNCE_DELAYED },
		{ "delayed", "5.1.1", POLICY_BOUNCE_DELAYED },
		{ "delivered", "2.0.0", POLICY_BOUNCE_NONE },
		{ "relayed", "5.1.1", POLICY_BOUNCE_NONE },
		{ "expanded", "", POLICY_BOUNCE_NONE },
		{ "", "4.1.1", POLICY_BOUNCE_NONE },
		{ "", "", POLICY_BOUNCE_NONE },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct message_report_delivery delivery = {
			.action = slice_cstr(cases[i].action),
			.status = slice_cstr(cases[i].status),
		};

		assert_int_equal(policy_bounce(&delivery), cases[i].bounce);
	}
}

static void
test_complaint(void **state)
{
	(void)state;
	assert_true(policy_is_complaint(SLICE("abuse")));
	assert_true(policy_is_complaint(SLICE("")));
	assert_true(policy_is_complaint(SLICE("opt-out")));
	assert_true(policy_is_complaint(SLICE("never heard of")));
	assert_false(policy_is_complaint(SLICE("Not-Spam")));
	assert_false(policy_is_complaint(SLICE("auth-failure")));
}

/* Words split at blanks. */
static void
words(const char *text, struct slice *items, size_t *n_r)
{
	struct slice rest = slice_cstr(text), word;

	*n_r = 0;
	while (slice_cut(&rest, ' ', &word))
		if (word.len > 0)
			items[(*n_r)++] = word;
}

#define WORDS_MAX 16

struct whom_case {
	const char *rcpts;
	const char *named, *from, *sender, *seen;
	const char *whom;
};

static void
check_whom(const struct whom_case *at)
{
	const char *const places[] = { at->named, at->from, at->sender,
		at->seen };
	struct slice items[MESSAGE_REPORT_PLACES + 1][WORDS_MAX];
	struct message_report report = { .kind = MESSAGE_REPORT_FEEDBACK };
	struct policy_original original = { .sender = SLICE("us@corp.example"),
		.rcpts = items[MESSAGE_REPORT_PLACES] };
	struct arena *arena = arena_new((size_t)1 << 20);
	struct policy_whom whom;
	struct buf out;

	words(at->rcpts, items[MESSAGE_REPORT_PLACES], &original.nrcpts);
	for (size_t i = 0; i < MESSAGE_REPORT_PLACES; i++) {
		words(places[i], items[i], &report.addresses[i].len);
		report.addresses[i].items = items[i];
	}
	assert_int_equal(
	    policy_complaint_whom(&report, &original, arena, &whom), STATUS_OK);
	buf_init(&out, 1000);
	for (size_t i = 0; i < whom.len; i++)
		buf_printf(
		    &out, "%s%.*s", i > 0 ? " " : "", SLICE_ARG(whom.items[i]));
	assert_string_equal(buf_cstr(&out), at->whom);
	buf_free(&out);
	arena_free(arena);
}

static const struct whom_case whom_cases[] = {
	/* named, written, spoken of */
	{ "a@x b@x c@y", "B@x", "a@x", "c@y", "", "b@x" },
	{ "a@x b@x c@y", "", "us@corp.example B@X a@x", "c@y", "", "b@x" },
	{ "a@x b@x c@y", "", "z@z", "c@y", "a@x", "c@y" },
	{ "a@x b@x c@y", "", "", "", "q@q c@y", "c@y" },
	/* the only one, whoever wrote */
	{ "a@x", "", "secretary@x", "ben@corp", "", "a@x" },
	/* a stand-in, and one that tells only the domain */
	{ "a@x", "redacted@isp", "", "", "", "a@x" },
	{ "a@x c@y", "7f3a9@y", "", "", "a@x", "c@y" },
	/* forwarded to another mailbox */
	{ "a@x", "alice@z", "", "", "", "a@x alice@z" },
	{ "a@x", "us@corp.example", "", "", "", "a@x" },
	/* nobody can tell */
	{ "a@x b@x c@x d@x e@x", "", "", "", "", "a@x b@x c@x d@x e@x" },
	{ "a@x b@x c@x d@x e@x f@x", "", "", "", "", "" },
	{ "a@x b@x c@x d@x e@x f@x", "redacted@x", "", "", "b@x", "b@x" },
	{ "a@x b@x c@x d@x e@x f@x", "alice@z", "", "", "", "alice@z" },
	{ "a@x A@X", "", "", "", "", "a@x" },
};

static void
test_whom(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(whom_cases) / sizeof(whom_cases[0]); i++)
		check_whom(&whom_cases[i]);
}

static void
test_bounce_whom(void **state)
{
	static const struct {
		const char *rcpts, *original, *final, *whom;
	} cases[] = {
		{ "a@x b@x", "A@x", "other@z", "a@x" },
		{ "a@x b@x", "", "b@x", "b@x" },
		{ "a@x", "", "other@z", "a@x" },
		{ "a@x b@y", "", "alias@y", "b@y" },
		{ "a@x b@x", "", "alias@x", "" },
		{ "a@x b@y", "", "alias@z", "" },
		{ "a@x b@y", "", "", "" },
		{ "", "a@x", "a@x", "" },
	};
	struct slice items[WORDS_MAX];

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct message_report_delivery delivery = {
			.original = slice_cstr(cases[i].original),
			.final = slice_cstr(cases[i].final),
		};
		struct policy_original original = { .rcpts = items };

		words(cases[i].rcpts, items, &original.nrcpts);
		assert_true(
		    slice_equal(policy_bounce_whom(&delivery, &original),
			slice_cstr(cases[i].whom)));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_bounce),
		cmocka_unit_test(test_complaint),
		cmocka_unit_test(test_whom),
		cmocka_unit_test(test_bounce_whom),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
