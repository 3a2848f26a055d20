/*
 * inspect_test.c - bytes to facts, and a snapshot from files.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "pipeline_scratch.h"

#define HEAD                                        \
	"From: Ana <cowork@corp.example>\r\n"       \
	"To: pat@cold.example\r\n"                  \
	"Subject: =?utf-8?q?Caf=C3=A9?=  visit\r\n" \
	"X-Agent-Workflow: cold-intro\r\n"
#define BODY "\r\nHello, shall we meet?\r\n"

static int
setup(void **state)
{
	static struct scratch scratch;

	scratch_make(&scratch, "");
	*state = &scratch;
	return 0;
}

static int
teardown(void **state)
{
	scratch_remove(*state);
	return 0;
}

static void
test_facts(void **state)
{
	const struct scratch_mail mail = { .raw = HEAD
		"X-Agent-Sources: crm.accounts, mail.history\r\n" BODY };
	const struct policy_facts *facts;
	struct scratch_case c;

	assert_int_equal(scratch_inspect(*state, &mail, &c), STATUS_OK);
	facts = &c.inspection.facts;
	assert_int_equal(facts->match, AGENT_MATCHED);
	assert_string_equal(facts->agent->id, "cowork");
	assert_true(slice_equal(facts->metadata.workflow, SLICE("cold-intro")));
	assert_int_equal(facts->metadata.sources.len, 2);
	assert_true(
	    slice_equal(c.inspection.subject, SLICE("Caf\xc3\xa9 visit")));
	assert_int_equal(strlen(c.inspection.digest.hex), 64);
	assert_int_equal(facts->approval, APPROVAL_NONE);
	assert_false(facts->release_presented);
	assert_int_equal(facts->coverage->parts, facts->coverage->inspected);
	assert_int_equal(facts->findings->len, 0);
	assert_int_equal(facts->nrcpts, 1);
	scratch_case_free(&c);
}

static void
test_findings(void **state)
{
	const struct scratch_mail mail = { .raw = HEAD
		"\r\nOur Discount  Floor of Project Heliotrope.\r\n" };
	struct scratch_case c;

	assert_int_equal(scratch_inspect(*state, &mail, &c), STATUS_OK);
	assert_int_equal(c.inspection.findings.len, 2);
	scratch_case_free(&c);
}

static void
test_whose(void **state)
{
	struct scratch_mail mail = { .raw = HEAD BODY, .nobody = true };
	struct scratch_case c;

	assert_int_equal(scratch_inspect(*state, &mail, &c), STATUS_OK);
	assert_int_equal(c.inspection.facts.match, AGENT_NONE);
	assert_null(c.inspection.facts.agent);
	assert_true(c.inspection.facts.metadata.any);
	scratch_case_free(&c);
	mail = (struct scratch_mail){ .raw = HEAD BODY,
		.login = "COWORK@Corp.Example" };
	assert_int_equal(scratch_inspect(*state, &mail, &c), STATUS_OK);
	assert_int_equal(c.inspection.facts.match, AGENT_MATCHED);
	scratch_case_free(&c);
}

static void
test_release_header(void **state)
{
	static const struct {
		const char *raw;
		bool presented;
		const char *token;
	} cases[] = {
		{ HEAD BODY, false, "" },
		{ HEAD "X-Agent-Release: abc\r\n" BODY, true, "abc" },
		{ HEAD "x-agent-RELEASE:\r\n abc \r\n" BODY, true, "abc" },
		{ HEAD "X-Agent-Release:\r\n" BODY, true, "" },
		{ HEAD "X-Agent-Release: a\r\nX-Agent-Release: a\r\n" BODY,
		    true, "" },
	};
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct scratch_mail mail = { .raw = cases[i].raw };
		struct scratch_case c;

		assert_int_equal(scratch_inspect(*state, &mail, &c), STATUS_OK);
		assert_int_equal(
		    c.inspection.facts.release_presented, cases[i].presented);
		assert_true(slice_equal(
		    c.inspection.release_token, slice_cstr(cases[i].token)));
		scratch_case_free(&c);
	}
}

/* HEAD and BODY with a token for them. */
static void
with_token(struct scratch *s, const char *sub, struct arena *arena, char *out,
    size_t size)
{
	const char *token =
	    scratch_token(s, HEAD BODY, "pat@cold.example", sub, arena);

	snprintf(out, size, HEAD "X-Agent-Approval: %s\r\n" BODY, token);
}

static void
test_approval(void **state)
{
	static const struct {
		const char *sub;
		const char *rcpt;
		bool cut;
		enum approval_result result;
	} cases[] = {
		{ "ana@corp.example", NULL, false, APPROVAL_VALID },
		{ "ana@corp.example", "kim@cold.example", false,
		    APPROVAL_DIGEST },
		{ "ana@corp.example", NULL, true, APPROVAL_AMBIGUOUS },
		{ "cowork", NULL, false, APPROVAL_SELF },
		{ "Cowork@corp.example", NULL, false, APPROVAL_SELF },
	};
	struct scratch *s = *state;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct arena *arena = arena_new((size_t)1 << 20);
		unsigned char public[CRYPT_KEY_LEN];
		char raw[4096];
		const struct scratch_mail mail = {
			.raw = raw, .rcpt = cases[i].rcpt, .cut = cases[i].cut
		};
		struct scratch_case c;

		assert_non_null(arena);
		with_token(s, cases[i].sub, arena, raw, sizeof(raw));
		assert_int_equal(scratch_inspect(s, &mail, &c), STATUS_OK);
		assert_int_equal(c.inspection.facts.approval, cases[i].result);
		assert_int_equal(c.inspection.facts.cut, cases[i].cut);
		if (cases[i].result == APPROVAL_VALID) {
			assert_int_equal(
			    crypt_signer_public(s->signer, public), STATUS_OK);
			assert_memory_equal(c.inspection.approval_public,
			    public, sizeof(public));
		}
		scratch_case_free(&c);
		arena_free(arena);
	}
}

static void
test_broken_approvers(void **state)
{
	struct scratch *s = *state;
	const struct scratch_mail none = { .raw = HEAD BODY };
	const struct scratch_mail some = { .raw = HEAD
		"X-Agent-Approval: a.b.c\r\n" BODY };
	struct diag_list diags;
	struct snapshot *snapshot = NULL;
	struct scratch_case c;
	struct err err = ERR_INIT;

	scratch_write(s->approvers, "{");
	assert_int_equal(scratch_inspect(s, &none, &c), STATUS_OK);
	scratch_case_free(&c);
	assert_int_equal(scratch_inspect(s, &some, &c), STATUS_CONFIG);
	scratch_case_free(&c);
	diag_init(&diags);
	assert_int_equal(
	    snapshot_load(s->conf, &diags, &snapshot, &err), STATUS_CONFIG);
	assert_null(snapshot);
	assert_true(diags.errors > 0);
	diag_free(&diags);
}

static void
test_kept_text(void **state)
{
	const struct scratch_mail mail = { .raw = HEAD BODY };
	struct scratch_case c;
	struct slice kept;

	assert_int_equal(scratch_inspect(*state, &mail, &c), STATUS_OK);
	kept = inspect_kept_text(&c.inspection, c.arena);
	assert_true(slice_find(kept, SLICE("Subject: Caf\xc3\xa9  visit\n")) !=
	    SLICE_NONE);
	assert_true(
	    slice_find(kept, SLICE("Hello, shall we meet?")) != SLICE_NONE);
	assert_true(slice_find(kept, SLICE("cold-intro")) == SLICE_NONE);
	scratch_case_free(&c);
}

/* Whatever allocation fails, the answer is "out of memory" and nothing leaks. */
static void
test_no_memory(void **state)
{
	struct arena *arena = arena_new((size_t)1 << 20);
	char raw[4096];
	const struct scratch_mail mail = { .raw = raw };
	struct scratch_case c;
	enum status status = STATUS_NOMEM;
	unsigned long n;

	with_token(*state, "ana@corp.example", arena, raw, sizeof(raw));
	for (n = 1; status != STATUS_OK; n++) {
		assert_true(n < 10000);
		mem_fault_set(n);
		status = scratch_inspect(*state, &mail, &c);
		mem_fault_set(0);
		if (status == STATUS_OK)
			assert_int_equal(
			    c.inspection.facts.approval, APPROVAL_VALID);
		else
			assert_int_equal(status, STATUS_NOMEM);
		scratch_case_free(&c);
	}
	arena_free(arena);
}

static void
test_slot(void **state)
{
	struct scratch *s = *state;
	struct diag_list diags;
	struct snapshot *next = NULL, *held;
	struct snapshot_slot *slot;
	struct err err = ERR_INIT;

	diag_init(&diags);
	assert_int_equal(
	    snapshot_load(s->conf, &diags, &next, &err), STATUS_OK);
	assert_string_equal(
	    next->settings->digest, s->snapshot->settings->digest);
	assert_memory_equal(next->sample_key, s->snapshot->sample_key,
	    sizeof(next->sample_key));
	slot = snapshot_slot_new(snapshot_ref(s->snapshot));
	assert_non_null(slot);
	held = snapshot_slot_get(slot);
	snapshot_slot_set(slot, next);
	/* what began with the old one keeps it */
	assert_ptr_equal(held, s->snapshot);
	assert_int_equal(ruleset_count(held->rules), 2);
	snapshot_unref(held);
	snapshot_slot_free(slot);
	diag_free(&diags);
}

int
main(void)
{
#define CASE(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		CASE(test_facts),
		CASE(test_findings),
		CASE(test_whose),
		CASE(test_release_header),
		CASE(test_approval),
		CASE(test_broken_approvers),
		CASE(test_kept_text),
		CASE(test_no_memory),
		CASE(test_slot),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
