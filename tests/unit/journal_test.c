/*
 * Records: their shape, how they are listed, and that whatever is done to the
 * journal behind the store's back is found.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

#include "base/clock.h"
#include "rule/rule.h"
#include "store_case.h"

static void
verify_is(struct store *store, int64_t bad_seq, int64_t records)
{
	struct journal_report report;

	assert_ok(journal_verify(store, &report, &case_err));
	if (bad_seq == 0 && report.problem[0] != '\0')
		fail_msg("%s", report.problem);
	if (bad_seq != 0 && report.problem[0] == '\0')
		fail_msg("nothing was found wrong");
	if (bad_seq > 0)
		assert_int_equal(report.bad_seq, bad_seq);
	if (bad_seq == 0) {
		assert_int_equal(report.records, records);
		assert_int_equal(report.authenticated, records > 0);
	}
}

static json_t *
shown(struct store_case *c, const char *id)
{
	struct slice json, events;
	json_t *value;

	assert_ok(journal_show(
	    c->store, slice_cstr(id), c->arena, &json, &events, &case_err));
	value = json_loadb(json.ptr, json.len, JSON_ALLOW_NUL, NULL);
	assert_non_null(value);
	return value;
}

static void
empty_journal_verifies(void **state)
{
	struct store_case *c = *state;

	verify_is(c->store, 0, 0);
}

static void
record_has_the_contracts_keys(void **state)
{
	static const char *const keys[] = { "id", "time", "relay", "queue_id",
		"agent", "workflow", "prompt", "sources", "accounts", "tier",
		"template", "sender", "recipients", "subject", "digest",
		"verdict", "reasons", "findings", "coverage", "approval",
		"decision", "took_us" };
	struct rule rule = { .id = "pricing.floor" };
	struct finding finding = { .rule = &rule,
		.action = RULE_ACTION_BLOCK,
		.view = TEXT_VIEW_BODY,
		.part = "1.2",
		.offset = 17,
		.length = 8,
		.excerpt = SLICE("our ******** is") };
	struct text_skip skip = { .part = "2", .why = "archive" };
	struct text_coverage coverage = { .parts = 3, .inspected = 2 };
	struct store_case *c = *state;
	struct journal_verdict verdict;
	struct id id;
	json_t *record, *item;
	size_t i;

	coverage.skipped.items = &skip;
	coverage.skipped.len = 1;
	store_case_verdict(&verdict, &id, "reject");
	verdict.findings = &finding;
	verdict.nfindings = 1;
	verdict.coverage = &coverage;
	verdict.approval_jti = SLICE("j1");
	verdict.approval_approver = SLICE("ana");
	assert_ok(store_begin(c->store, &case_err));
	assert_ok(journal_append_verdict(c->store, &verdict, &case_err));
	assert_ok(store_commit(c->store, &case_err));
	record = shown(c, id.text);
	for (i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		if (json_object_get(record, keys[i]) == NULL)
			fail_msg("no key %s", keys[i]);
	assert_string_equal(json_string_value(json_object_get(record, "time")),
	    "2026-09-21T14:13:20.000Z");
	assert_true(json_is_null(json_object_get(record, "template")));
	assert_string_equal(json_string_value(json_array_get(
				json_object_get(record, "recipients"), 0)),
	    "pat@FernHill.example");
	item = json_array_get(json_object_get(record, "findings"), 0);
	assert_string_equal(
	    json_string_value(json_object_get(item, "rule")), "pricing.floor");
	assert_string_equal(
	    json_string_value(json_object_get(item, "action")), "block");
	assert_string_equal(json_string_value(json_object_get(item, "excerpt")),
	    "our ******** is");
	assert_int_equal(
	    json_integer_value(json_object_get(item, "offset")), 17);
	item = json_object_get(record, "coverage");
	assert_string_equal(
	    json_string_value(json_object_get(
		json_array_get(json_object_get(item, "skipped"), 0), "why")),
	    "archive");
	item = json_object_get(record, "approval");
	assert_string_equal(
	    json_string_value(json_object_get(item, "approver")), "ana");
	json_decref(record);
	verify_is(c->store, 0, 1);
}

/* Personal data stands in no place that can't be erased. */
static void
public_half_names_nobody(void **state)
{
	struct store_case *c = *state;

	store_case_append(c->store, 1);
	assert_int_equal(
	    store_case_number(c,
		"SELECT count(*) FROM journal"
		" WHERE instr(public, 'pat@') OR instr(public, 'cowork@')"
		" OR instr(public, 'short note') OR instr(public, '127.0.0.1')"),
	    0);
	assert_int_equal(store_case_number(c,
			     "SELECT json_valid(public) AND"
			     " json_valid(private) FROM journal"),
	    1);
}

static void
hostile_text_stays_json(void **state)
{
	static const struct {
		struct slice in;
		const char *out;
		size_t len;
	} cases[] = {
		{ { "a\0b", 3 }, "a\0b", 3 },
		{ { "\xFF\xFE", 2 }, "\xEF\xBF\xBD\xEF\xBF\xBD", 6 },
		{ { "\xED\xA0\x80", 3 }, "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD",
		    9 },
		{ { "caf\xC3", 4 }, "caf\xEF\xBF\xBD", 6 },
		{ { "\"},\"verdict\":\"accept", 20 },
		    "\"},\"verdict\":\"accept", 20 },
		{ { "\\\r\n\t\x7F", 5 }, "\\\r\n\t\x7F", 5 },
		{ { "\xF0\x9F\x98\x80", 4 }, "\xF0\x9F\x98\x80", 4 },
	};
	struct store_case *c = *state;
	struct journal_verdict verdict;
	struct id id;
	json_t *record, *subject;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		store_case_verdict(&verdict, &id, "reject");
		verdict.subject = cases[i].in;
		verdict.workflow = cases[i].in;
		assert_ok(store_begin(c->store, &case_err));
		assert_ok(
		    journal_append_verdict(c->store, &verdict, &case_err));
		assert_ok(store_commit(c->store, &case_err));
		record = shown(c, id.text);
		subject = json_object_get(record, "subject");
		assert_int_equal(json_string_length(subject), cases[i].len);
		assert_memory_equal(
		    json_string_value(subject), cases[i].out, cases[i].len);
		assert_string_equal(
		    json_string_value(json_object_get(record, "verdict")),
		    "reject");
		json_decref(record);
	}
	verify_is(c->store, 0, (int64_t)i);
}

/* A message made to break the record is on record all the same. */
static void
huge_lists_are_cut(void **state)
{
	struct rule rule = { .id = "r" };
	struct store_case *c = *state;
	struct journal_verdict verdict;
	struct finding *findings;
	struct id id;
	json_t *record;
	char *subject;
	size_t i, n = 5000, len = 1 << 20;

	findings = arena_calloc(c->arena, n, sizeof(*findings));
	subject = arena_alloc(c->arena, len);
	assert_true(findings != NULL && subject != NULL);
	memset(subject, 'x', len);
	for (i = 0; i < n; i++)
		findings[i] = (struct finding){
			.rule = &rule, .part = "1", .excerpt = SLICE("***")
		};
	store_case_verdict(&verdict, &id, "reject");
	verdict.findings = findings;
	verdict.nfindings = n;
	verdict.subject = slice_make(subject, len);
	assert_ok(store_begin(c->store, &case_err));
	assert_ok(journal_append_verdict(c->store, &verdict, &case_err));
	assert_ok(store_commit(c->store, &case_err));
	record = shown(c, id.text);
	assert_int_equal(
	    json_array_size(json_object_get(record, "findings")), 1000);
	assert_int_equal(
	    json_integer_value(json_object_get(record, "findings_left_out")),
	    4000);
	json_decref(record);
	verify_is(c->store, 0, 1);
}

static size_t
listed(struct store *store, const struct journal_filter *filter)
{
	struct buf lines;
	size_t n;

	buf_init(&lines, (size_t)64 << 20);
	assert_ok(
	    journal_list(store, filter, store_case_line, &lines, &case_err));
	assert_false(buf_failed(&lines));
	n = store_case_lines(&lines);
	buf_free(&lines);
	return n;
}

static struct id
event_add(
    struct store *store, const char *name, const char *about, int64_t time_us)
{
	const struct journal_pair fields[] = { { "scope", SLICE("all") } };
	struct journal_event event = { .event = name,
		.actor = SLICE("root (uid 0)"),
		.about = slice_cstr(about),
		.reason = SLICE("why"),
		.fields = fields,
		.nfields = 1,
		.time_us = time_us };
	struct id id;

	assert_ok(store_begin(store, &case_err));
	assert_ok(journal_append_event(store, &event, id.text, &case_err));
	assert_ok(store_commit(store, &case_err));
	return id;
}

static void
listing_filters(void **state)
{
	static const struct {
		struct journal_filter filter;
		size_t n;
	} cases[] = {
		{ { .limit = 0 }, 201 },
		{ { .limit = 7 }, 7 },
		{ { .limit = 500 }, 201 },
		{ { .agent = "cowork" }, 200 },
		{ { .agent = "nobody" }, 0 },
		{ { .agent = "cowork", .limit = 3 }, 3 },
		{ { .workflow = "cold-intro" }, 200 },
		{ { .verdict = "accept" }, 200 },
		{ { .verdict = "reject" }, 0 },
		{ { .event = "kill" }, 1 },
		{ { .tier = "strategic" }, 200 },
		{ { .account = "A1" }, 200 },
		{ { .account = "A2" }, 0 },
		{ { .rcpt = "PAT@fernhill.example" }, 200 },
		{ { .rcpt = "pat@other.example" }, 0 },
		{ { .rule = "pricing.floor" }, 0 },
		{ { .since_us = CASE_TIME + 1000000 }, 1 },
		{ { .until_us = CASE_TIME + 1000000 }, 200 },
		{ { .since_us = CASE_TIME + 9000000 }, 0 },
	};
	struct store_case *c = *state;
	size_t i;

	store_case_append(c->store, 200);
	(void)event_add(c->store, "kill", "", CASE_TIME + 2000000);
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		if (listed(c->store, &cases[i].filter) != cases[i].n)
			fail_msg("case %zu: %zu listed", i,
			    listed(c->store, &cases[i].filter));
}

struct oldest_first {
	json_int_t last;
	size_t n;
	struct store *store;
};

static bool
ascends(struct slice json, void *arg)
{
	struct oldest_first *order = arg;
	json_t *record = json_loadb(json.ptr, json.len, 0, NULL);
	json_int_t seq = json_integer_value(json_object_get(record, "seq"));

	assert_true(seq > order->last);
	order->last = seq;
	order->n++;
	/* a callback may write through the same store */
	if (order->n % 50 == 0)
		store_case_append(order->store, 1);
	json_decref(record);
	return order->n < 120;
}

static void
listing_is_oldest_first_and_stops(void **state)
{
	struct store_case *c = *state;
	struct oldest_first order = { .store = c->store };
	struct journal_filter filter = { .limit = 150 };

	store_case_append(c->store, 200);
	assert_ok(journal_list(c->store, &filter, ascends, &order, &case_err));
	assert_int_equal(order.n, 120);
	assert_int_equal(order.last, 170);
}

static void
events_follow_their_message(void **state)
{
	struct store_case *c = *state;
	struct id id = store_case_hold(c->store, 0);
	struct slice json, events;
	struct id event;
	json_t *record;

	event = event_add(c->store, "note", id.text, CASE_TIME + 5);
	assert_ok(journal_show(c->store, slice_cstr(id.text), c->arena, &json,
	    &events, &case_err));
	assert_int_equal(
	    slice_find(events, SLICE("\"event\":\"note\"")) != SLICE_NONE, 1);
	assert_int_equal(
	    slice_find(events, slice_cstr(event.text)) != SLICE_NONE, 1);
	record = json_loadb(json.ptr, json.len, 0, NULL);
	assert_true(json_is_null(json_object_get(record, "decision")));
	json_decref(record);
	assert_int_equal(journal_show(c->store, SLICE("nothing"), c->arena,
			     &json, &events, &case_err),
	    STATUS_NOTFOUND);
}

static void
content_comes_back(void **state)
{
	struct store_case *c = *state;
	struct id id = store_case_hold(c->store, 0);
	enum journal_content kind;
	struct slice content;

	assert_ok(journal_content_load(c->store, slice_cstr(id.text), c->arena,
	    &kind, &content, &case_err));
	assert_int_equal(kind, JOURNAL_CONTENT_FULL);
	assert_true(slice_equal(
	    content, SLICE("Subject: A short note\r\n\r\nHello.\r\n")));
	store_case_sql(c, "UPDATE content SET data = zeroblob(20)");
	assert_int_equal(journal_content_load(c->store, slice_cstr(id.text),
			     c->arena, &kind, &content, &case_err),
	    STATUS_DATABASE);
	store_case_sql(c, "UPDATE content SET data = NULL, salt = NULL");
	assert_int_equal(journal_content_load(c->store, slice_cstr(id.text),
			     c->arena, &kind, &content, &case_err),
	    STATUS_NOTFOUND);
	verify_is(c->store, 0, 1);
}

/* What is done to the file, and the first record that is then wrong. */
static const struct {
	const char *sql;
	int64_t bad; /* -1: any */
} tamperings[] = {
	{ "UPDATE journal SET public = replace(public, 'accept',"
	  " 'reject') WHERE seq = 5",
	    5 },
	{ "UPDATE journal SET public = public || ' ' WHERE seq = 1", 1 },
	{ "UPDATE journal SET private = replace(private, 'pat',"
	  " 'bob') WHERE seq = 5",
	    5 },
	{ "UPDATE journal SET private = NULL WHERE seq = 5", 5 },
	{ "UPDATE journal SET salt = NULL WHERE seq = 5", 5 },
	{ "UPDATE journal SET salt = zeroblob(16) WHERE seq = 5", 5 },
	{ "UPDATE journal SET salt = x'' WHERE seq = 5", 5 },
	{ "UPDATE journal SET id = 'x' WHERE seq = 5", 5 },
	{ "UPDATE journal SET about = 'x' WHERE seq = 5", 5 },
	{ "UPDATE journal SET about = NULL WHERE seq = 11", 11 },
	{ "UPDATE journal SET chain = zeroblob(32) WHERE seq = 5", 5 },
	{ "UPDATE journal SET chain = x'' WHERE seq = 10", 10 },
	{ "UPDATE content SET data = x'00' WHERE seq = 5", 5 },
	{ "UPDATE content SET data = NULL WHERE seq = 5", 5 },
	{ "UPDATE content SET salt = zeroblob(16) WHERE seq = 5", 5 },
	{ "DELETE FROM content WHERE seq = 5", 5 },
	{ "INSERT INTO content VALUES (11, zeroblob(16), x'00')", 11 },
	{ "DELETE FROM journal WHERE seq = 1", 1 },
	{ "DELETE FROM journal WHERE seq = 5", 5 },
	{ "DELETE FROM journal WHERE seq = 11", 11 },
	{ "DELETE FROM journal", 1 },
	{ "UPDATE journal SET seq = -5 WHERE seq = 5;"
	  "UPDATE journal SET seq = 5 WHERE seq = 6;"
	  "UPDATE journal SET seq = 6 WHERE seq = -5",
	    5 },
	{ "UPDATE journal SET seq = seq + 100 WHERE seq > 5", 6 },
	{ "DELETE FROM journal WHERE seq = 5;"
	  "UPDATE journal SET seq = seq - 1 WHERE seq > 5;"
	  "UPDATE head SET count = 10",
	    5 },
	{ "INSERT INTO journal (seq, id, public, chain) SELECT 12,"
	  " 'y', public, chain FROM journal WHERE seq = 11",
	    -1 },
	{ "INSERT INTO journal (seq, id, public, chain) SELECT -1,"
	  " 'y', public, chain FROM journal WHERE seq = 11",
	    -1 },
	{ "DELETE FROM head", 1 },
	{ "UPDATE head SET count = 10", -1 },
	{ "UPDATE head SET count = 0", -1 },
	{ "UPDATE head SET chain = zeroblob(32)", -1 },
	{ "UPDATE head SET mac = zeroblob(32)", -1 },
	{ "DELETE FROM journal WHERE seq = 11; UPDATE head SET"
	  " count = 10, chain = (SELECT chain FROM journal"
	  " WHERE seq = 10)",
	    -1 },
};

/* Whatever is done to the file, the first wrong record is named. */
static void
tampering_is_found(void **state)
{
	struct store_case *c = *state;
	char copy[256];
	size_t i;

	store_case_append(c->store, 10);
	(void)event_add(c->store, "reject", "someone", CASE_TIME);
	verify_is(c->store, 0, 11);
	store_close(c->store);
	c->store = NULL;
	for (i = 0; i < sizeof(tamperings) / sizeof(tamperings[0]); i++) {
		struct store_case other = *c;
		struct store *store;

		(void)snprintf(
		    other.path, sizeof(other.path), "%s/%zu.db", c->folder, i);
		(void)snprintf(
		    copy, sizeof(copy), "VACUUM INTO '%s'", other.path);
		store_case_sql(c, copy);
		store_case_sql(&other, tamperings[i].sql);
		store = store_case_open(&other, false);
		print_message("# case %zu: %s\n", i, tamperings[i].sql);
		verify_is(store, tamperings[i].bad, 0);
		store_close(store);
	}
}

static void
erasure_verifies(void **state)
{
	struct store_case *c = *state;
	struct journal_filter filter = { .limit = 0 };
	struct buf lines;

	store_case_append(c->store, 3);
	store_case_sql(c,
	    "UPDATE journal SET private = NULL, salt = NULL"
	    " WHERE seq = 2;"
	    "UPDATE content SET data = NULL, salt = NULL WHERE seq = 2");
	verify_is(c->store, 0, 3);
	buf_init(&lines, 1 << 20);
	assert_ok(journal_list(
	    c->store, &filter, store_case_line, &lines, &case_err));
	assert_int_equal(store_case_lines(&lines), 3);
	assert_non_null(strstr(buf_cstr(&lines), "\"erased\":true"));
	buf_free(&lines);
	store_case_append(c->store, 1);
	verify_is(c->store, 0, 4);
}

/* A head that somebody made without the key is never built upon. */
static void
nothing_is_appended_to_a_forged_head(void **state)
{
	struct store_case *c = *state;
	struct journal_verdict verdict;
	struct id id;

	store_case_append(c->store, 3);
	store_case_sql(c,
	    "DELETE FROM journal WHERE seq = 3; UPDATE head SET"
	    " count = 2, chain = (SELECT chain FROM journal WHERE seq = 2)");
	store_case_verdict(&verdict, &id, "accept");
	assert_ok(store_begin(c->store, &case_err));
	assert_int_equal(journal_append_verdict(c->store, &verdict, &case_err),
	    STATUS_DATABASE);
	store_rollback(c->store);
	store_case_sql(c, "DELETE FROM head");
	assert_ok(store_begin(c->store, &case_err));
	assert_int_equal(journal_append_verdict(c->store, &verdict, &case_err),
	    STATUS_DATABASE);
	store_rollback(c->store);
}

static void
unreadable_records_are_listed(void **state)
{
	struct store_case *c = *state;
	struct journal_filter filter = { .limit = 0 },
			      rule = { .rule = "x",
				      .rcpt = "y",
				      .account = "z",
				      .agent = "a" };
	struct buf lines;

	store_case_append(c->store, 3);
	store_case_sql(c,
	    "UPDATE journal SET public = '{\"a', private = '['"
	    " WHERE seq = 2");
	buf_init(&lines, 1 << 20);
	assert_ok(journal_list(
	    c->store, &filter, store_case_line, &lines, &case_err));
	assert_int_equal(store_case_lines(&lines), 3);
	assert_non_null(strstr(buf_cstr(&lines), "\"unreadable\":true"));
	buf_free(&lines);
	assert_int_equal(listed(c->store, &rule), 0);
}

static void
without_the_key_nothing_is_authenticated(void **state)
{
	struct store_case *c = *state;
	struct store_params params = { .path = c->path, .read_only = true };
	struct journal_report report;
	struct store *reader = NULL;

	store_case_append(c->store, 3);
	assert_ok(store_open(&params, &reader, &case_err));
	assert_ok(journal_verify(reader, &report, &case_err));
	assert_string_equal(report.problem, "");
	assert_int_equal(report.records, 3);
	assert_false(report.authenticated);
	store_close(reader);
}

#define CASE(name)                       \
	cmocka_unit_test_setup_teardown( \
	    name, store_case_setup, store_case_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(empty_journal_verifies),
		CASE(record_has_the_contracts_keys),
		CASE(public_half_names_nobody),
		CASE(hostile_text_stays_json),
		CASE(huge_lists_are_cut),
		CASE(listing_filters),
		CASE(listing_is_oldest_first_and_stops),
		CASE(events_follow_their_message),
		CASE(content_comes_back),
		CASE(tampering_is_found),
		CASE(erasure_verifies),
		CASE(nothing_is_appended_to_a_forged_head),
		CASE(unreadable_records_are_listed),
		CASE(without_the_key_nothing_is_authenticated),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
