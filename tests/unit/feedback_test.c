/*
 * What was sent is found again, by whom it was about; complaints and bounces
 * are on record, counted once, and suppress, all or nothing.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/mem.h"
#include "store/feedback.h"
#include "store/suppress.h"
#include "store_case.h"

#define DAY (24 * 3600 * CLOCK_SECOND)

struct sent {
	const char *verdict, *message_id, *workflow;
	int64_t time_us;
};

static const struct slice both[] = { { "pat@FernHill.example", 20 },
	{ "kim@fernhill.example", 20 } };

/* A message decided and indexed; its id. */
static struct id
send(struct store_case *c, const struct sent *sent)
{
	struct feedback_sent index = {
		.message_id = slice_cstr(sent->message_id),
		.rcpts = both,
		.nrcpts = 2,
		.time_us = CASE_TIME + sent->time_us,
		.retain_us = 10 * DAY,
	};
	struct journal_verdict verdict;
	struct quarantine_entry entry;
	struct id id;

	store_case_verdict(&verdict, &id, sent->verdict);
	verdict.message_id = index.message_id;
	if (sent->workflow != NULL)
		verdict.workflow = slice_cstr(sent->workflow);
	verdict.time_us = index.time_us;
	assert_ok(store_begin(c->store, &case_err));
	assert_ok(journal_append_verdict(c->store, &verdict, &case_err));
	assert_ok(feedback_sent_add(c->store, &index, c->arena, &case_err));
	if (strcmp(sent->verdict, "quarantine") == 0) {
		store_case_entry(&entry, &verdict);
		assert_ok(
		    quarantine_add(c->store, &entry, SLICE("x"), &case_err));
	}
	assert_ok(store_commit(c->store, &case_err));
	return id;
}

static enum status
by_message(struct store_case *c, const char *message_id,
    struct feedback_original *original_r)
{
	return feedback_by_message(
	    c->store, slice_cstr(message_id), c->arena, original_r, &case_err);
}

static enum status
by_rcpt(struct store_case *c, const char *rcpt,
    struct feedback_original *original_r)
{
	return feedback_by_rcpt(
	    c->store, slice_cstr(rcpt), c->arena, original_r, &case_err);
}

static void
what_was_sent_is_found(void **state)
{
	struct store_case *c = *state;
	struct feedback_original original;
	struct id first, second;

	first = send(c, &(struct sent){ "accept", "m1@corp.example", NULL, 0 });
	second =
	    send(c, &(struct sent){ "accept", "m2@corp.example", "w2", 1 });
	assert_ok(by_message(c, "m1@corp.example", &original));
	assert_true(slice_equal(original.id, slice_cstr(first.text)));
	assert_true(slice_equal(original.agent, SLICE("cowork")));
	assert_true(slice_equal(original.workflow, SLICE("cold-intro")));
	assert_true(slice_equal(original.tier, SLICE("strategic")));
	assert_true(slice_equal(original.template, SLICE("")));
	assert_int_equal(original.nrcpts, 2);
	assert_int_equal(original.naccounts, 2);
	assert_int_equal(
	    by_message(c, "M1@corp.example", &original), STATUS_NOTFOUND);
	/* the latest, case aside */
	assert_ok(by_rcpt(c, "PAT@fernhill.example", &original));
	assert_true(slice_equal(original.id, slice_cstr(second.text)));
	assert_int_equal(
	    by_rcpt(c, "p@fernhill.example", &original), STATUS_NOTFOUND);
	assert_ok(feedback_by_id(
	    c->store, slice_cstr(first.text), c->arena, &original, &case_err));
	assert_int_equal(feedback_by_id(c->store, SLICE("x"), c->arena,
			     &original, &case_err),
	    STATUS_NOTFOUND);
	assert_int_equal(
	    feedback_by_id(c->store, SLICE("01ARZ3NDEKTSV4RRFFQ69G5FAV"),
		c->arena, &original, &case_err),
	    STATUS_NOTFOUND);
}

static void
held_mail_counts_once_released(void **state)
{
	struct store_case *c = *state;
	struct feedback_original original;
	struct quarantine_decision decision = { .actor = SLICE("ana"),
		.reason = SLICE("fine"),
		.answer = SLICE_EMPTY,
		.time_us = CASE_TIME,
		.outcome = QUARANTINE_RELEASED };
	struct quarantine_entry entry = { .id = SLICE_EMPTY };
	struct id id =
	    send(c, &(struct sent){ "quarantine", "h@corp.example", NULL, 0 });

	assert_int_equal(
	    by_message(c, "h@corp.example", &original), STATUS_NOTFOUND);
	assert_int_equal(
	    by_rcpt(c, "kim@fernhill.example", &original), STATUS_NOTFOUND);
	entry.id = decision.id = slice_cstr(id.text);
	assert_ok(store_begin(c->store, &case_err));
	assert_ok(quarantine_claim(
	    c->store, &entry, CASE_TIME, false, NULL, &case_err));
	assert_ok(quarantine_finish(c->store, &decision, &case_err));
	assert_ok(store_commit(c->store, &case_err));
	assert_ok(by_message(c, "h@corp.example", &original));
	assert_ok(by_rcpt(c, "kim@fernhill.example", &original));
	assert_true(slice_equal(original.id, slice_cstr(id.text)));
}

static void
what_was_erased_is_found_by_its_key(void **state)
{
	struct store_case *c = *state;
	struct feedback_original original;

	(void)send(c, &(struct sent){ "accept", "m1@corp.example", NULL, 0 });
	store_case_sql(c, "UPDATE journal SET private = NULL, salt = NULL");
	assert_ok(by_message(c, "m1@corp.example", &original));
	assert_int_equal(original.nrcpts, 0);
	assert_ok(by_rcpt(c, "kim@fernhill.example", &original));
}

/* Nothing of an address or id stands in the index. */
static void
the_index_tells_nobody(void **state)
{
	struct store_case *c = *state;

	(void)send(c, &(struct sent){ "accept", "m1@corp.example", NULL, 0 });
	assert_int_equal(
	    store_case_number(c,
		"SELECT count(*) FROM sent_key WHERE typeof(key) = 'integer'"
		" AND key > 0"),
	    3);
}

static void
the_index_forgets(void **state)
{
	struct store_case *c = *state;
	struct feedback_original original;

	for (int i = 0; i < 5; i++)
		(void)send(
		    c, &(struct sent){ "accept", "old@corp.example", NULL, i });
	(void)send(
	    c, &(struct sent){ "accept", "at@corp.example", NULL, 9 * DAY });
	assert_int_equal(
	    store_case_number(c, "SELECT count(*) FROM sent_key"), 18);
	assert_int_equal(
	    store_case_number(c, "SELECT count(DISTINCT bucket) FROM sent_key"),
	    2);
	/* a day begun is kept whole */
	(void)send(
	    c, &(struct sent){ "accept", "a@corp.example", NULL, 10 * DAY });
	assert_ok(by_message(c, "old@corp.example", &original));
	(void)send(
	    c, &(struct sent){ "accept", "b@corp.example", NULL, 12 * DAY });
	assert_int_equal(
	    store_case_number(c, "SELECT count(*) FROM sent_key"), 9);
	assert_ok(by_message(c, "at@corp.example", &original));
	assert_int_equal(
	    by_message(c, "old@corp.example", &original), STATUS_NOTFOUND);
}

static int64_t
counted(struct store_case *c, enum feedback_kind kind, enum feedback_scope per,
    const char *value, int64_t since_us)
{
	const struct feedback_query query = { kind, per, slice_cstr(value),
		since_us };
	int64_t n = -1;

	assert_ok(feedback_count(c->store, &query, &n, &case_err));
	return n;
}

static enum status
record(
    struct store_case *c, const struct feedback *feedback, size_t *suppressed_r)
{
	enum status status = store_begin(c->store, &case_err);
	struct feedback_done done;

	if (status != STATUS_OK)
		return status;
	status =
	    feedback_record(c->store, feedback, c->arena, &done, &case_err);
	if (suppressed_r != NULL)
		*suppressed_r = done.suppressed;
	if (status == STATUS_OK)
		status = store_commit(c->store, &case_err);
	if (status != STATUS_OK)
		store_rollback(c->store);
	return status;
}

static const struct journal_pair by_id[] = { { "found", { "id", 2 } } };

static struct feedback
complaint(const struct feedback_original *original, int64_t time_us)
{
	return (struct feedback){ .kind = FEEDBACK_COMPLAINT,
		.original = original,
		.rcpts = both,
		.nrcpts = 1,
		.suppress = both,
		.nsuppress = 1,
		.reason = SLICE("complaint: abuse"),
		.fields = by_id,
		.nfields = 1,
		.report_id = SLICE("r@isp.example"),
		.actor = SLICE("sendgate (uid 7)"),
		.time_us = CASE_TIME + time_us };
}

static void
a_complaint_is_recorded_and_counted(void **state)
{
	struct store_case *c = *state;
	struct feedback_original original;
	struct feedback feedback;
	struct slice json, events;
	size_t suppressed;
	bool covers;
	struct id id =
	    send(c, &(struct sent){ "accept", "m1@corp.example", NULL, 0 });

	assert_ok(by_message(c, "m1@corp.example", &original));
	feedback = complaint(&original, 5);
	assert_ok(record(c, &feedback, &suppressed));
	assert_int_equal(suppressed, 1);
	assert_ok(suppress_covers(c->store, SLICE("pat@fernhill.example"),
	    CASE_TIME, c->arena, &covers, &case_err));
	assert_true(covers);
	assert_ok(journal_show(c->store, slice_cstr(id.text), c->arena, &json,
	    &events, &case_err));
	assert_int_not_equal(
	    slice_find(json, SLICE("\"message_id\":\"m1@corp.example\"")),
	    SLICE_NONE);
	assert_int_not_equal(
	    slice_find(events, SLICE("\"event\":\"complaint\"")), SLICE_NONE);
	assert_int_not_equal(
	    slice_find(events, SLICE("\"recipients\":[\"pat@FernHill")),
	    SLICE_NONE);
	assert_int_not_equal(
	    slice_find(events, SLICE("\"report\":\"r@isp.example\"")),
	    SLICE_NONE);
	/* nothing personal in the half that stays */
	assert_int_equal(
	    store_case_number(c,
		"SELECT count(*) FROM journal WHERE about IS NOT NULL AND"
		" (public LIKE '%pat@%' OR public LIKE '%isp.example%')"),
	    0);
	/* the same again is on record, and counts once */
	feedback.time_us += 10;
	assert_ok(record(c, &feedback, &suppressed));
	assert_int_equal(suppressed, 0);
	assert_int_equal(
	    store_case_number(
		c, "SELECT count(*) FROM journal WHERE about IS NOT NULL"),
	    2);
	assert_int_equal(
	    counted(c, FEEDBACK_COMPLAINT, FEEDBACK_PER_ALL, "", 0), 1);
}

static void
scopes_and_windows(void **state)
{
	static const struct {
		enum feedback_scope per;
		const char *value;
	} hits[] = { { FEEDBACK_PER_ALL, "" }, { FEEDBACK_PER_AGENT, "cowork" },
		{ FEEDBACK_PER_WORKFLOW, "cold-intro" },
		{ FEEDBACK_PER_TEMPLATE, "" },
		{ FEEDBACK_PER_TIER, "strategic" },
		{ FEEDBACK_PER_ACCOUNT, "domain:fernhill.example" } };
	struct store_case *c = *state;
	struct feedback_original original;
	struct feedback feedback;

	(void)send(c, &(struct sent){ "accept", "m1@corp.example", NULL, 0 });
	assert_ok(by_message(c, "m1@corp.example", &original));
	feedback = complaint(&original, 5);
	assert_ok(record(c, &feedback, NULL));
	feedback.rcpts = both + 1; /* another recipient of the same */
	feedback.time_us += 10;
	assert_ok(record(c, &feedback, NULL));
	for (size_t i = 0; i < sizeof(hits) / sizeof(hits[0]); i++) {
		assert_int_equal(counted(c, FEEDBACK_COMPLAINT, hits[i].per,
				     hits[i].value, CASE_TIME + 5),
		    2);
		assert_int_equal(counted(c, FEEDBACK_COMPLAINT, hits[i].per,
				     hits[i].value, CASE_TIME + 6),
		    1);
		assert_int_equal(
		    counted(c, FEEDBACK_BOUNCE, hits[i].per, hits[i].value, 0),
		    0);
		if (i > 0)
			assert_int_equal(counted(c, FEEDBACK_COMPLAINT,
					     hits[i].per, "other", 0),
			    0);
	}
	/* of nobody and nothing known: each counts */
	feedback = complaint(NULL, 20);
	feedback.nrcpts = feedback.nsuppress = 0;
	feedback.kind = FEEDBACK_BOUNCE;
	assert_ok(record(c, &feedback, NULL));
	assert_ok(record(c, &feedback, NULL));
	assert_int_equal(
	    counted(c, FEEDBACK_BOUNCE, FEEDBACK_PER_ALL, "", 0), 2);
	feedback.kind = FEEDBACK_OTHER;
	assert_ok(record(c, &feedback, NULL));
	assert_int_equal(
	    store_case_number(c, "SELECT count(*) FROM feedback"), 4);
}

static void
what_was_suppressed_stays(void **state)
{
	static const struct slice odd[] = { { "not an address", 14 },
		{ "x.example", 9 }, { "kim@fernhill.example", 20 } };
	struct store_case *c = *state;
	struct suppression suppression = { .target =
					       SLICE("pat@fernhill.example"),
		.reason = SLICE("by hand"),
		.source = SLICE_EMPTY,
		.actor = SLICE("ana"),
		.time_us = CASE_TIME };
	struct feedback feedback = complaint(NULL, 0);
	size_t suppressed;

	assert_ok(suppress_add(c->store, &suppression, &case_err));
	suppression.target = SLICE("kim@fernhill.example");
	suppression.until_us = CASE_TIME + DAY;
	assert_ok(suppress_add(c->store, &suppression, &case_err));
	assert_ok(record(c, &feedback, &suppressed));
	assert_int_equal(suppressed, 0);
	feedback.suppress = odd;
	feedback.nsuppress = 3;
	assert_ok(record(c, &feedback, &suppressed));
	assert_int_equal(suppressed, 1);
	assert_int_equal(
	    store_case_number(c,
		"SELECT count(*) FROM suppression WHERE (target ="
		" 'pat@fernhill.example' AND reason = 'by hand') OR"
		" (target = 'kim@fernhill.example' AND until_us = 0 AND"
		" source = 'complaint')"),
	    2);
	assert_int_equal(
	    store_case_number(c, "SELECT count(*) FROM suppression"), 2);
}

static void
all_or_nothing(void **state)
{
	struct store_case *c = *state;
	struct feedback feedback = complaint(NULL, 0);
	struct journal_report report;
	unsigned long nth, failed = 0;
	enum status status;

	for (nth = 1; nth < 50; nth++) {
		store_fault_set(c->store, nth);
		status = record(c, &feedback, NULL);
		store_fault_set(c->store, 0);
		if (status == STATUS_OK)
			break;
		assert_int_equal(store_case_number(c,
				     "SELECT (SELECT count(*) FROM feedback) +"
				     " (SELECT count(*) FROM journal) +"
				     " (SELECT count(*) FROM suppression)"),
		    0);
	}
	/* begin, record, count, suppress, its record, tree, head, commit */
	assert_int_equal(nth, 9);
	feedback.suppress = both + 1;
	feedback.time_us++;
	for (nth = 1; nth < 200; nth++) {
		store_close(c->store);
		c->store = store_case_open(c, false);
		mem_fault_set(nth);
		status = record(c, &feedback, NULL);
		mem_fault_set(0);
		if (status == STATUS_OK)
			break;
		failed++;
		assert_int_equal(status, STATUS_NOMEM);
		assert_int_equal(
		    store_case_number(c, "SELECT count(*) FROM feedback"), 1);
	}
	assert_true(failed > 1);
	assert_ok(journal_verify(c->store, &report, &case_err));
	assert_string_equal(report.problem, "");
}

/* What a year of mail makes of it: asked for by key, no row is scanned. */
static void
the_index_is_used(void **state)
{
	static const char *const asked[] = {
		"SELECT seq FROM sent_key WHERE bucket = 1 AND key = 1"
		" ORDER BY seq DESC",
		"SELECT max(bucket) FROM sent_key WHERE bucket < 7",
		"SELECT count(*) FROM feedback WHERE kind = 'bounce' AND"
		" workflow = 'a' AND time_us >= 1",
		"SELECT count(*) FROM feedback WHERE kind = 'bounce' AND"
		" account = 'a' AND time_us >= 1",
	};
	struct store_case *c = *state;
	char text[512];

	for (size_t i = 0; i < sizeof(asked) / sizeof(asked[0]); i++) {
		sqlite3_stmt *statement;
		sqlite3 *db;
		const char *plan;

		(void)snprintf(
		    text, sizeof(text), "EXPLAIN QUERY PLAN %s", asked[i]);
		assert_int_equal(sqlite3_open(c->path, &db), SQLITE_OK);
		assert_int_equal(
		    sqlite3_prepare_v2(db, text, -1, &statement, NULL),
		    SQLITE_OK);
		assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
		plan = (const char *)sqlite3_column_text(statement, 3);
		assert_non_null(strstr(plan, "SEARCH"));
		assert_int_equal(sqlite3_step(statement), SQLITE_DONE);
		(void)sqlite3_finalize(statement);
		(void)sqlite3_close(db);
	}
}

#define case_test(function)              \
	cmocka_unit_test_setup_teardown( \
	    function, store_case_setup, store_case_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		case_test(what_was_sent_is_found),
		case_test(held_mail_counts_once_released),
		case_test(what_was_erased_is_found_by_its_key),
		case_test(the_index_tells_nobody),
		case_test(the_index_forgets),
		case_test(a_complaint_is_recorded_and_counted),
		case_test(scopes_and_windows),
		case_test(what_was_suppressed_stays),
		case_test(all_or_nothing),
		case_test(the_index_is_used),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
