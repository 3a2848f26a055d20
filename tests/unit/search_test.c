/*
 * What records are found by: every filter and order against a reading of the
 * whole journal, a clock that goes back, databases from before, and what is
 * forgotten.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

#include "base/clock.h"
#include "rule/rule.h"
#include "store_case.h"

#define RECORDS 900
#define TAKEN_IN 700 /* of them; the others wait */
#define LATER_DROP                                                     \
	"DROP VIEW v_verdict; DROP VIEW v_event; DROP VIEW v_finding;" \
	"DROP VIEW v_reason; DROP VIEW v_account; DROP VIEW v_source;" \
	"DROP VIEW v_recipient; DROP VIEW v_decision;"                 \
	"DROP TABLE quarantine_edit; DROP INDEX content_kept;"
#define COUNT(array) (sizeof(array) / sizeof(*(array)))

static const char *const agents[] = { "cowork", "night" };
static const char *const workflows[] = { "cold-intro", "renewal", "" };
static const char *const tiers[] = { "strategic", "cold" };
static const char *const verdicts[] = { "accept", "accept", "reject",
	"quarantine" };
static const char *const accounts[] = { "A1", "A2", "A3" };
static const char *const rcpts[] = { "Pat@FernHill.example",
	"kim@fernhill.example" };
static const char *const templates[] = { "", "t1", "t2" };
static const char *const rules[] = { "pricing.floor", "tone.push" };

/* The time of record i: the clock was set back twice. */
static int64_t
time_of(size_t i)
{
	int64_t back = i > 400 ? 250 : i > 200 ? 90 : 0;

	return CASE_TIME + ((int64_t)i - back) * CLOCK_SECOND;
}

static void
record_add(struct store *store, size_t i)
{
	static struct rule two[2];
	struct slice account = slice_cstr(accounts[i % 3]);
	struct slice rcpt = slice_cstr(rcpts[i / 3 % 2]);
	struct finding findings[3] = { { .rule = &two[i % 2] },
		{ .rule = &two[i / 5 % 2] }, { .rule = &two[i % 2] } };
	struct journal_verdict verdict;
	struct id id;

	two[0].id = rules[0];
	two[1].id = rules[1];
	store_case_verdict(&verdict, &id, verdicts[i / 2 % 4]);
	verdict.time_us = time_of(i);
	verdict.agent = slice_cstr(agents[i / 7 % 2]);
	verdict.workflow = slice_cstr(workflows[i / 3 % 3]);
	verdict.tier = slice_cstr(tiers[i / 11 % 2]);
	verdict.template = slice_cstr(templates[i % 3]);
	verdict.accounts = &account;
	verdict.naccounts = 1;
	verdict.rcpts = &rcpt;
	verdict.nrcpts = 1;
	verdict.findings = findings;
	verdict.nfindings = i % 4;
	assert_ok(journal_append_verdict(store, &verdict, &case_err));
}

static void
journal_fill(struct store *store)
{
	struct journal_event event = { .event = "kill",
		.actor = SLICE("root (uid 0)") };
	size_t i;

	assert_ok(store_begin(store, &case_err));
	for (i = 0; i < RECORDS; i++) {
		record_add(store, i);
		event.time_us = time_of(i);
		if (i % 50 == 0)
			assert_ok(journal_append_event(
			    store, &event, NULL, &case_err));
		if (i == TAKEN_IN) {
			assert_ok(store_commit(store, &case_err));
			assert_ok(store_begin(store, &case_err));
		}
	}
	assert_ok(store_commit(store, &case_err));
}

static bool
text_is(const json_t *record, const char *key, const char *wanted)
{
	const char *text = json_string_value(json_object_get(record, key));

	return wanted == NULL || (text != NULL && strcmp(text, wanted) == 0);
}

static bool
list_has(const json_t *list, const char *key, const char *wanted)
{
	const char *text;
	const json_t *item;
	size_t i;

	for (i = 0; wanted != NULL && i < json_array_size(list); i++) {
		item = json_array_get(list, i);
		if (key != NULL)
			item = json_object_get(item, key);
		text = json_string_value(item);
		if (text != NULL && strcasecmp(text, wanted) == 0)
			return true;
	}
	return wanted == NULL;
}

static bool
time_is(const json_t *record, const struct journal_filter *filter)
{
	int64_t time_us = 0;

	assert_true(clock_parse(
	    slice_cstr(json_string_value(json_object_get(record, "time"))),
	    &time_us));
	return (filter->since_us == 0 || time_us >= filter->since_us) &&
	    (filter->until_us == 0 || time_us < filter->until_us);
}

/* The filter by itself, on the record as it is printed. */
static bool
record_is(const json_t *record, const struct journal_filter *filter)
{
	return text_is(record, "agent", filter->agent) &&
	    text_is(record, "workflow", filter->workflow) &&
	    text_is(record, "verdict", filter->verdict) &&
	    text_is(record, "event", filter->event) &&
	    text_is(record, "tier", filter->tier) &&
	    text_is(record, "template", filter->template) &&
	    list_has(
		json_object_get(record, "accounts"), NULL, filter->account) &&
	    list_has(
		json_object_get(record, "recipients"), NULL, filter->rcpt) &&
	    list_has(
		json_object_get(record, "findings"), "rule", filter->rule) &&
	    time_is(record, filter);
}

struct listed {
	json_int_t seqs[RECORDS + 50];
	json_t *records[RECORDS + 50];
	size_t n;
};

static bool
listed_add(struct slice json, void *arg)
{
	struct listed *listed = arg;
	json_t *record = json_loadb(json.ptr, json.len, 0, NULL);

	assert_non_null(record);
	assert_true(listed->n < COUNT(listed->seqs));
	listed->seqs[listed->n] =
	    json_integer_value(json_object_get(record, "seq"));
	listed->records[listed->n++] = record;
	return true;
}

static void
listed_free(struct listed *listed)
{
	while (listed->n > 0)
		json_decref(listed->records[--listed->n]);
	free(listed);
}

static struct listed *
list(struct store *store, const struct journal_filter *filter)
{
	struct listed *listed = calloc(1, sizeof(*listed));

	assert_non_null(listed);
	assert_ok(journal_list(store, filter, listed_add, listed, &case_err));
	return listed;
}

/* What the listing is to be, out of the whole journal, oldest first. */
static size_t
expected(const struct listed *all, const struct journal_filter *filter,
    json_int_t *seqs)
{
	size_t i, n = 0, skip;

	for (i = 0; i < all->n; i++)
		if (all->seqs[i] > filter->after &&
		    record_is(all->records[i], filter))
			seqs[n++] = all->seqs[i];
	skip = filter->limit > 0 && n > (size_t)filter->limit ?
	    n - (size_t)filter->limit :
	    0;
	memmove(seqs, seqs + skip, (n - skip) * sizeof(*seqs));
	return n - skip;
}

static void
filter_holds(struct store *store, const struct listed *all,
    const struct journal_filter *filter)
{
	json_int_t seqs[RECORDS + 50];
	struct listed *got = list(store, filter);
	size_t i, n = expected(all, filter, seqs);

	assert_int_equal(got->n, n);
	for (i = 0; i < n; i++)
		assert_int_equal(
		    got->seqs[i], seqs[filter->newest ? n - 1 - i : i]);
	listed_free(got);
}

static unsigned seed;

static const char *
one_of(const char *const *texts, size_t n)
{
	seed = seed * 1103515245 + 12345;
	if ((seed >> 16) % 3 != 0)
		return NULL;
	seed = seed * 1103515245 + 12345;
	return texts[(seed >> 16) % n];
}

static int64_t
some_time(void)
{
	static const char *const yes[] = { "" };

	if (one_of(yes, 1) == NULL)
		return 0;
	seed = seed * 1103515245 + 12345;
	return time_of((seed >> 16) % RECORDS);
}

static void
filters_hold(struct store *store)
{
	static const char *const events[] = { "kill" };
	const struct journal_filter whole = { .limit = 0 };
	struct listed *all = list(store, &whole);
	/* a sanitizer looks at the same code sooner */
	int round, rounds = getenv("SENDGATE_SANITIZE") != NULL ? 150 : 1500;

	seed = 7;
	for (round = 0; round < rounds; round++) {
		struct journal_filter filter = {
			.agent = one_of(agents, 2),
			.workflow = one_of(workflows, 2),
			.verdict = one_of(verdicts, 4),
			.tier = one_of(tiers, 2),
			.template = one_of(templates + 1, 2),
			.rule = one_of(rules, 2),
			.account = one_of(accounts, 3),
			.rcpt = one_of(rcpts, 2),
			.event = round % 10 == 0 ? one_of(events, 1) : NULL,
			.since_us = some_time(),
			.until_us = some_time(),
			.after = round % 5 == 0 ? round / 3 : 0,
			.limit = round % 3 == 0 ? round % 40 : 0,
			.newest = round % 2 == 0,
		};

		filter_holds(store, all, &filter);
	}
	listed_free(all);
}

static void
every_filter_is_as_a_reading_of_all(void **state)
{
	struct store_case *c = *state;

	journal_fill(c->store);
	filters_hold(c->store);
}

/* The tables as a database of version 10 had them: none. */
static void
records_from_before_are_found(void **state)
{
	static const char *const same[] = { "search", "search_account",
		"search_rcpt", "search_rule", "search_upto" };
	struct store_case *c = *state;
	char sql[512];
	size_t i;

	journal_fill(c->store);
	store_close(c->store);
	for (i = 0; i < COUNT(same); i++) {
		(void)snprintf(sql, sizeof(sql),
		    "CREATE TABLE was_%s AS SELECT * FROM %s;"
		    "DROP TABLE %s",
		    same[i], same[i], same[i]);
		store_case_sql(c, sql);
	}
	store_case_sql(c,
	    "DELETE FROM migration WHERE version > 10;" LATER_DROP
	    "PRAGMA user_version = 10");
	c->store = store_case_open(c, false);
	for (i = 0; i < COUNT(same) - 1; i++) {
		(void)snprintf(sql, sizeof(sql),
		    "SELECT count(*) FROM (SELECT * FROM was_%s EXCEPT"
		    " SELECT * FROM %s)",
		    same[i], same[i]);
		assert_int_equal(store_case_number(c, sql), 0);
	}
	assert_int_equal(store_case_number(c,
			     "SELECT (SELECT count(*) FROM search) -"
			     " (SELECT count(*) FROM journal)"),
	    0);
	filters_hold(c->store);
}

/* A half that is no JSON any more must not keep the rest from being found. */
static void
damage_from_before_stops_no_migration(void **state)
{
	const struct journal_filter filter = { .agent = "cowork" };
	struct store_case *c = *state;
	struct listed *listed;

	store_case_append(c->store, 10);
	store_close(c->store);
	store_case_sql(c,
	    "UPDATE journal SET public = 'x' WHERE seq = 3;"
	    "UPDATE journal SET private = '[1' WHERE seq = 4;"
	    "UPDATE journal SET public = '{\"accounts\":[null,7],"
	    "\"findings\":[1,{\"rule\":{}}],\"time\":9}' WHERE seq = 5;"
	    "DROP TABLE search; DROP TABLE search_account;"
	    "DROP TABLE search_rcpt; DROP TABLE search_rule;"
	    "DROP TABLE search_upto;"
	    "DELETE FROM migration WHERE version > 10;" LATER_DROP
	    "PRAGMA user_version = 10");
	c->store = store_case_open(c, false);
	listed = list(c->store, &filter);
	assert_int_equal(listed->n, 8);
	listed_free(listed);
}

static void
recipients_are_forgotten(void **state)
{
	const struct journal_filter filter = { .rcpt = "pat@fernhill.example" };
	struct store_case *c = *state;
	struct id id = store_case_hold(c->store, 0);
	struct listed *listed;

	store_case_append(c->store, 600);
	assert_ok(store_begin(c->store, &case_err));
	assert_ok(
	    journal_search_forget(c->store, slice_cstr(id.text), &case_err));
	assert_int_equal(journal_search_forget(c->store,
			     SLICE("01JCCCCCCCCCCCCCCCCCCCCCCC"), &case_err),
	    STATUS_NOTFOUND);
	assert_ok(store_commit(c->store, &case_err));
	listed = list(c->store, &filter);
	assert_int_equal(listed->n, 600);
	listed_free(listed);
	assert_int_equal(store_case_number(c,
			     "SELECT count(*) FROM search_rcpt WHERE seq = 1"),
	    0);
	assert_int_equal(
	    store_case_number(c, "SELECT count(*) FROM search_rcpt"), 1200);
}

/* The contract of sendgate-journal(5), record for record. */
static void
views_say_what_records_say(void **state)
{
	static const struct {
		const char *sql;
		int64_t wanted;
	} cases[] = {
		{ "SELECT count(*) FROM v_verdict", RECORDS },
		{ "SELECT count(*) FROM v_event WHERE event = 'kill'", 18 },
		{ "SELECT count(*) FROM v_account", RECORDS },
		{ "SELECT count(*) FROM v_source", 2 * RECORDS },
		{ "SELECT count(*) FROM v_recipient", RECORDS },
		{ "SELECT count(*) FROM v_reason", RECORDS },
		{ "SELECT count(*) FROM v_finding", RECORDS / 4 * 6 },
		{ "SELECT count(*) FROM v_decision", 0 },
		{ "SELECT count(*) FROM v_verdict WHERE subject = 'A short note'"
		  " AND agent IN ('night', 'cowork')",
		    RECORDS },
		{ "SELECT count(*) FROM v_verdict WHERE content_kind = 'full'"
		  " AND content_size = 33 AND approver IS NULL",
		    RECORDS },
	};
	struct store_case *c = *state;
	size_t i;

	journal_fill(c->store);
	for (i = 0; i < COUNT(cases); i++)
		assert_int_equal(
		    store_case_number(c, cases[i].sql), cases[i].wanted);
}

/* However many, one plan leads and is found through an index. */
static void
nothing_is_searched_row_by_row(void **state)
{
	struct store_case *c = *state;

	assert_int_equal(
	    store_case_number(c,
		"SELECT count(*) FROM sqlite_schema WHERE type = 'index'"
		" AND tbl_name = 'search'"),
	    7);
}

int
main(void)
{
#define CASE(name)                       \
	cmocka_unit_test_setup_teardown( \
	    name, store_case_setup, store_case_teardown)
	const struct CMUnitTest tests[] = {
		CASE(every_filter_is_as_a_reading_of_all),
		CASE(records_from_before_are_found),
		CASE(damage_from_before_stops_no_migration),
		CASE(recipients_are_forgotten),
		CASE(views_say_what_records_say),
		CASE(nothing_is_searched_row_by_row),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
