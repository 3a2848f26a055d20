/*
 * reports_test.c - a report is taken whole or not at all, whatever fails; and
 * what the settle thread accepted is what it is about.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/mem.h"
#include "pipeline/reports.h"
#include "pipeline_scratch.h"

#define RCPT "pat@cold.example"
#define MAIL                                  \
	"From: Ana <cowork@corp.example>\r\n" \
	"To: " RCPT "\r\n"                    \
	"Message-ID: <m1@corp.example>\r\n"   \
	"X-Agent-Workflow: cold-intro\r\n"    \
	"\r\nHello.\r\n"

static const char complaint[] = "From: fbl@isp.example\n"
				"Message-ID: <r1@isp.example>\n"
				"Content-Type: multipart/report; boundary=b\n\n"
				"--b\nContent-Type: message/feedback-report\n\n"
				"Feedback-Type: abuse\n\n"
				"--b\nContent-Type: text/rfc822-headers\n\n"
				"Message-ID: <m1@corp.example>\n\n--b--\n";

static const char bounce[] =
    "From: md@isp.example\n"
    "Content-Type: multipart/report; boundary=b\n\n"
    "--b\nContent-Type: message/delivery-status\n\n"
    "Final-Recipient: rfc822; " RCPT "\nAction: failed\nStatus: 5.1.1\n\n"
    "Final-Recipient: rfc822; kim@cold.example\nAction: failed\n"
    "Status: 5.7.1\n\n--b--\n";

static const char forward[] =
    "From: ben@corp.example\n\n"
    "From: Pat <" RCPT ">\nTo: cowork@corp.example\n\nStop.\n";

struct stage {
	struct scratch scratch;
	struct store *store;
};

static int
setup(void **state)
{
	static const struct scratch_mail mail = { .raw = MAIL, .rcpt = RCPT };
	static struct stage stage;
	struct settle *settle;
	struct scratch_case c;
	struct err err = ERR_INIT;

	memset(&stage, 0, sizeof(stage));
	scratch_make(&stage.scratch, "");
	scratch_book(&stage.scratch, "A3,Cold,cold,cold.example\n");
	assert_int_equal(
	    settle_start(scratch_store(&stage.scratch), &settle, &err),
	    STATUS_OK);
	assert_int_equal(scratch_inspect(&stage.scratch, &mail, &c), STATUS_OK);
	assert_int_equal(settle_run(settle, &c.settled), STATUS_OK);
	assert_int_equal(c.settled.decision.verdict, POLICY_ACCEPT);
	scratch_case_free(&c);
	settle_stop(settle);
	stage.store = scratch_store(&stage.scratch);
	*state = &stage;
	return 0;
}

static int
teardown(void **state)
{
	struct stage *stage = *state;

	mem_fault_set(0);
	store_close(stage->store);
	scratch_remove(&stage->scratch);
	return 0;
}

static enum status
take(struct stage *stage, const char *raw, struct arena *arena,
    struct reports_outcomes *outcomes_r)
{
	const struct reports_input input = {
		.settings = stage->scratch.snapshot->settings,
		.raw = slice_cstr(raw),
		.complaints = true,
		.id = SLICE_EMPTY,
		.actor = SLICE("test"),
		.now_us = clock_wall_us(),
	};
	struct err err = ERR_INIT;

	return reports_take(stage->store, &input, arena, outcomes_r, &err);
}

static bool
count_event(struct slice json, void *arg)
{
	if (slice_find(json, SLICE("\"event\":\"import\"")) == SLICE_NONE)
		++*(int *)arg;
	return true;
}

/* Records beside the import's. */
static int
records(struct stage *stage)
{
	const struct journal_filter filter = { .limit = 0 };
	struct err err = ERR_INIT;
	int n = 0;

	assert_int_equal(
	    journal_list(stage->store, &filter, count_event, &n, &err),
	    STATUS_OK);
	return n;
}

static void
check_outcome(struct stage *stage, const char *raw, const char *found,
    size_t outcomes, const char *what)
{
	struct arena *arena = arena_new((size_t)64 << 20);
	struct reports_outcomes list;

	assert_int_equal(take(stage, raw, arena, &list), STATUS_OK);
	assert_int_equal(list.len, outcomes);
	assert_string_equal(list.items[0].found, found);
	assert_int_equal(list.items[0].nrcpts, 1);
	assert_true(slice_equal(list.items[0].rcpts[0], SLICE(RCPT)));
	assert_true(slice_equal(list.items[0].what, slice_cstr(what)));
	assert_true(list.items[0].recorded);
	arena_free(arena);
}

static void
test_found(void **state)
{
	struct stage *stage = *state;
	const struct feedback_query query = { FEEDBACK_COMPLAINT,
		FEEDBACK_PER_ACCOUNT, SLICE_INIT("A3"), 0 };
	struct err err = ERR_INIT;
	int64_t n;

	check_outcome(stage, complaint, "message-id", 1, "abuse");
	check_outcome(stage, bounce, "recipient", 2, "5.1.1");
	check_outcome(stage, forward, "recipient", 1, "forwarded");
	assert_int_equal(
	    feedback_count(stage->store, &query, &n, &err), STATUS_OK);
	assert_int_equal(n, 1);
}

static void
test_every_write(void **state)
{
	struct stage *stage = *state;
	struct arena *arena = arena_new((size_t)64 << 20);
	struct reports_outcomes list;
	enum status status = STATUS_IO;
	unsigned long nth;
	int before = records(stage);

	for (nth = 1; status != STATUS_OK; nth++) {
		assert_true(nth < 50);
		store_fault_set(stage->store, nth);
		status = take(stage, bounce, arena, &list);
		store_fault_set(stage->store, 0);
		/* two bounces and a suppression */
		assert_int_equal(
		    records(stage) - before, status == STATUS_OK ? 3 : 0);
	}
	assert_true(nth > 7);
	arena_free(arena);
}

static void
test_every_allocation(void **state)
{
	struct stage *stage = *state;
	struct reports_outcomes list;
	enum status status = STATUS_NOMEM;
	int before = records(stage);

	for (unsigned long nth = 1; status != STATUS_OK; nth++) {
		struct arena *arena = arena_new((size_t)64 << 20);

		assert_true(nth < 500);
		mem_fault_set(nth);
		status = take(stage, forward, arena, &list);
		mem_fault_set(0);
		assert_true(status == STATUS_OK || status == STATUS_NOMEM);
		assert_int_equal(
		    records(stage) - before, status == STATUS_OK ? 2 : 0);
		arena_free(arena);
	}
}

/* A writer who does not let go: nothing is done, and the MTA is told later. */
static void
test_busy(void **state)
{
	struct stage *stage = *state;
	struct store *other = scratch_store(&stage->scratch);
	struct arena *arena = arena_new((size_t)64 << 20);
	struct reports_outcomes list;
	struct err err = ERR_INIT;
	int before = records(stage);

	assert_int_equal(store_begin(other, &err), STATUS_OK);
	assert_int_equal(take(stage, complaint, arena, &list), STATUS_BUSY);
	store_rollback(other);
	assert_int_equal(records(stage), before);
	assert_int_equal(take(stage, complaint, arena, &list), STATUS_OK);
	assert_int_equal(records(stage), before + 2);
	store_close(other);
	arena_free(arena);
}

#define stage_test(function) \
	cmocka_unit_test_setup_teardown(function, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		stage_test(test_found),
		stage_test(test_every_write),
		stage_test(test_every_allocation),
		stage_test(test_busy),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
