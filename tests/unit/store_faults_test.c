/*
 * Failing the nth write and the nth allocation of a settle transaction, for
 * every n, and filling the disk: nothing is half-written, and the next
 * transaction works.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "store/approvals.h"
#include "store/handle.h"
#include "store/sqlite.h"
#include "store/switches.h"
#include "store_case.h"

/* A whole settle transaction: a message held, an approval used up. */
static enum status
settle(struct store *store, struct slice jti)
{
	struct journal_verdict verdict;
	struct quarantine_entry entry;
	enum status status;
	struct id id;

	store_case_verdict(&verdict, &id, "quarantine");
	store_case_entry(&entry, &verdict);
	verdict.content_kind = JOURNAL_CONTENT_TEXT;
	status = store_begin(store, &case_err);
	if (status != STATUS_OK)
		return status;
	status = journal_append_verdict(store, &verdict, &case_err);
	if (status == STATUS_OK)
		status = quarantine_add(store, &entry, SLICE("raw"), &case_err);
	if (status == STATUS_OK)
		status = store_jti_use(store, SLICE("ana"), jti, 1, &case_err);
	if (status == STATUS_OK)
		return store_commit(store, &case_err);
	store_rollback(store);
	return status;
}

/* n settled, and nothing beside. */
static void
holds_exactly(struct store_case *c, int64_t n)
{
	struct journal_report report;

	assert_ok(journal_verify(c->store, &report, &case_err));
	assert_string_equal(report.problem, "");
	assert_int_equal(report.records, n);
	assert_int_equal(
	    store_case_number(c, "SELECT count(*) FROM content"), n);
	assert_int_equal(
	    store_case_number(c, "SELECT count(*) FROM quarantine"), n);
	assert_int_equal(
	    store_case_number(c, "SELECT count(*) FROM quarantine_raw"), n);
	assert_int_equal(store_case_number(c, "SELECT count(*) FROM jti"), n);
}

static void
every_write_fails_once(void **state)
{
	struct store_case *c = *state;
	unsigned long nth;
	char jti[32];

	for (nth = 1;; nth++) {
		assert_true(nth < 50);
		(void)snprintf(jti, sizeof(jti), "%lu", nth);
		store_fault_set(c->store, nth);
		if (settle(c->store, slice_cstr(jti)) == STATUS_OK)
			break;
		holds_exactly(c, 0);
	}
	/* begin, record, content, head, held, raw, jti, commit */
	assert_int_equal(nth, 9);
	store_fault_set(c->store, 0);
	holds_exactly(c, 1);
	assert_ok(settle(c->store, SLICE("last")));
	holds_exactly(c, 2);
}

static void
every_allocation_fails_once(void **state)
{
	struct store_case *c = *state;
	enum status status;
	unsigned long nth, failed = 0;
	int64_t settled = 0;
	char jti[32];

	for (nth = 1; nth < 200; nth++) {
		(void)snprintf(jti, sizeof(jti), "%lu", nth);
		/* a new connection has no buffers to reuse */
		store_close(c->store);
		c->store = store_case_open(c, false);
		mem_fault_set(nth);
		status = settle(c->store, slice_cstr(jti));
		mem_fault_set(0);
		if (status == STATUS_OK) {
			settled++;
			break;
		}
		failed++;
		assert_int_equal(status, STATUS_NOMEM);
		holds_exactly(c, settled);
	}
	assert_true(failed > 3);
	holds_exactly(c, settled);
}

static void
opening_survives_every_allocation(void **state)
{
	struct store_case *c = *state;
	struct store_params params = {
		.path = c->path, .relay = "r", .busy_ms = 10
	};
	struct store *store;
	enum status status = STATUS_NOMEM;
	unsigned long nth;

	for (nth = 1; status != STATUS_OK; nth++) {
		assert_true(nth < 100);
		store = NULL;
		mem_fault_set(nth);
		status = store_open(&params, &store, &case_err);
		mem_fault_set(0);
		if (status != STATUS_OK) {
			assert_int_equal(status, STATUS_NOMEM);
			assert_null(store);
		}
	}
	store_close(store);
}

static bool
ignore_line(struct slice json, void *arg)
{
	(void)json;
	(void)arg;
	return true;
}

static bool
ignore_entry(const struct quarantine_entry *entry, void *arg)
{
	(void)entry;
	(void)arg;
	return true;
}

/* Each reads or decides; *sofar is where the sweep stands. */
static enum status
act_list(struct store_case *c, const struct id *id)
{
	struct journal_filter filter = { .limit = 10 };

	(void)id;
	return journal_list(c->store, &filter, ignore_line, NULL, &case_err);
}

static enum status
act_quarantine_list(struct store_case *c, const struct id *id)
{
	struct quarantine_filter filter = { .limit = 10 };

	(void)id;
	return quarantine_list(
	    c->store, &filter, ignore_entry, NULL, &case_err);
}

static enum status
act_show(struct store_case *c, const struct id *id)
{
	struct arena *arena = arena_new(1 << 20);
	struct slice json, events, raw;
	struct quarantine_entry entry;
	enum status status = STATUS_NOMEM;

	if (arena == NULL)
		return status;
	status = journal_show(
	    c->store, slice_cstr(id->text), arena, &json, &events, &case_err);
	if (status == STATUS_OK)
		status = quarantine_load(c->store, slice_cstr(id->text), arena,
		    &entry, &raw, &case_err);
	arena_free(arena);
	return status;
}

static enum status
act_release(struct store_case *c, const struct id *id)
{
	struct quarantine_entry entry = { .id = slice_cstr(id->text) };
	struct quarantine_decision decision = { .id = entry.id,
		.actor = SLICE("ana"),
		.reason = SLICE("fine"),
		.answer = SLICE("450 later"),
		.time_us = CASE_TIME,
		.outcome = QUARANTINE_REFUSED };
	char token[RELEASE_TOKEN_LEN + 1];
	enum status status;

	status = store_begin(c->store, &case_err);
	if (status != STATUS_OK)
		return status;
	status = quarantine_claim(
	    c->store, &entry, CASE_TIME, false, token, &case_err);
	if (status == STATUS_OK)
		status = quarantine_finish(c->store, &decision, &case_err);
	return store_end(c->store, status, &case_err);
}

static enum status
act_kill(struct store_case *c, const struct id *id)
{
	struct store_switch sw = { SLICE("all"), SLICE("hold"), SLICE("x"),
		SLICE("y"), CASE_TIME };

	(void)id;
	return store_switch_on(c->store, &sw, &case_err);
}

static void
every_act_survives(void **state)
{
	static enum status (*const acts[])(
	    struct store_case * c, const struct id *id) = {
		act_list,
		act_quarantine_list,
		act_show,
		act_release,
		act_kill,
	};
	struct store_case *c = *state;
	struct id id = store_case_hold(c->store, 0);
	struct journal_report report;
	enum status status;
	unsigned long nth;
	size_t i;

	for (i = 0; i < sizeof(acts) / sizeof(acts[0]); i++) {
		status = STATUS_NOMEM;
		for (nth = 1; status != STATUS_OK; nth++) {
			assert_true(nth < 500);
			mem_fault_set(nth);
			status = acts[i](c, &id);
			mem_fault_set(0);
			if (status != STATUS_OK)
				assert_int_equal(status, STATUS_NOMEM);
		}
		status = STATUS_IO;
		for (nth = 1; status != STATUS_OK; nth++) {
			assert_true(nth < 50);
			store_fault_set(c->store, nth);
			status = acts[i](c, &id);
			store_fault_set(c->store, 0);
			if (status != STATUS_OK)
				assert_int_equal(status, STATUS_IO);
		}
	}
	assert_ok(journal_verify(c->store, &report, &case_err));
	assert_string_equal(report.problem, "");
	assert_int_equal(store_case_number(c,
			     "SELECT state = 'held'"
			     " FROM quarantine"),
	    1);
}

/* The disk is full: said so, nothing lost, and room helps. */
static void
full_disk(void **state)
{
	struct store_case *c = *state;
	struct sqlite_db *db = c->store->db;
	struct journal_report report;
	struct journal_verdict verdict;
	enum status status = STATUS_OK;
	int64_t settled = 0;
	struct id id;
	int i;

	(void)sqlite3_exec(
	    db->db, "PRAGMA max_page_count = 60", NULL, NULL, NULL);
	for (i = 0; i < 2000 && status == STATUS_OK; i++) {
		store_case_verdict(&verdict, &id, "accept");
		assert_ok(store_begin(c->store, &case_err));
		status = journal_append_verdict(c->store, &verdict, &case_err);
		if (status == STATUS_OK)
			status = store_commit(c->store, &case_err);
		else
			store_rollback(c->store);
		settled += status == STATUS_OK;
	}
	assert_int_equal(status, STATUS_FULL);
	assert_ok(journal_verify(c->store, &report, &case_err));
	assert_string_equal(report.problem, "");
	assert_int_equal(report.records, settled);
	(void)sqlite3_exec(
	    db->db, "PRAGMA max_page_count = 6000", NULL, NULL, NULL);
	store_case_append(c->store, 1);
}

#define CASE(name)                       \
	cmocka_unit_test_setup_teardown( \
	    name, store_case_setup, store_case_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(every_write_fails_once),
		CASE(every_allocation_fails_once),
		CASE(opening_survives_every_allocation),
		CASE(every_act_survives),
		CASE(full_disk),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
