/*
 * Held messages: that each is decided once, that release records are good for
 * one message once, and that listings find what is asked for.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

#include "base/clock.h"
#include "store_case.h"

static struct quarantine_entry
loaded(struct store_case *c, const struct id *id)
{
	struct quarantine_entry entry;

	assert_ok(quarantine_load(
	    c->store, slice_cstr(id->text), c->arena, &entry, NULL, &case_err));
	return entry;
}

static void
state_is(struct store_case *c, const struct id *id, const char *state)
{
	struct quarantine_entry entry = loaded(c, id);

	if (!slice_equal(entry.state, slice_cstr(state)))
		fail_msg("%.*s, not %s", SLICE_ARG(entry.state), state);
}

/* Claims in a transaction of its own. */
static enum status
claim(struct store_case *c, const struct id *id, int64_t now_us, bool again,
    char token[RELEASE_TOKEN_LEN + 1])
{
	struct quarantine_entry entry = { .id = slice_cstr(id->text) };
	enum status status;

	assert_ok(store_begin(c->store, &case_err));
	status =
	    quarantine_claim(c->store, &entry, now_us, again, token, &case_err);
	if (status == STATUS_OK)
		assert_ok(store_commit(c->store, &case_err));
	else
		store_rollback(c->store);
	return status;
}

static enum status
decide(struct store_case *c, const struct id *id,
    enum quarantine_outcome outcome, bool reject)
{
	struct quarantine_decision decision = { .id = slice_cstr(id->text),
		.actor = SLICE("ana (uid 7)"),
		.reason = SLICE("looks fine"),
		.outcome = outcome,
		.answer = SLICE("250 2.0.0 pat@fernhill.example queued"),
		.time_us = CASE_TIME + 77 };
	enum status status;

	assert_ok(store_begin(c->store, &case_err));
	status = reject ? quarantine_reject(c->store, &decision, &case_err) :
			  quarantine_finish(c->store, &decision, &case_err);
	if (status == STATUS_OK)
		assert_ok(store_commit(c->store, &case_err));
	else
		store_rollback(c->store);
	return status;
}

static void
verified(struct store_case *c)
{
	struct journal_report report;

	assert_ok(journal_verify(c->store, &report, &case_err));
	assert_string_equal(report.problem, "");
}

static void
held_comes_back_whole(void **state)
{
	struct store_case *c = *state;
	struct id id = store_case_hold(c->store, 0);
	struct quarantine_entry entry;
	struct slice raw;
	json_t *record;

	assert_ok(quarantine_load(
	    c->store, slice_cstr(id.text), c->arena, &entry, &raw, &case_err));
	assert_true(
	    slice_equal(raw, SLICE("Subject: A short note\r\n\r\nHello.\r\n")));
	assert_true(slice_equal(entry.state, SLICE("held")));
	assert_int_equal(entry.nrcpts, 2);
	assert_true(slice_equal(entry.rcpts[0], SLICE("pat@FernHill.example")));
	assert_int_equal(entry.naccounts, 2);
	assert_true(slice_equal(entry.accounts[1], SLICE("domain:x.example")));
	assert_true(entry.eight_bit);
	assert_false(entry.smtputf8);
	record = json_loadb(entry.json.ptr, entry.json.len, 0, NULL);
	assert_string_equal(
	    json_string_value(json_object_get(record, "id")), id.text);
	assert_string_equal(
	    json_string_value(json_object_get(
		json_object_get(record, "quarantine"), "state")),
	    "held");
	json_decref(record);
	/* one copy only */
	assert_int_equal(
	    store_case_number(c, "SELECT count(*) FROM quarantine_raw"), 0);
	assert_int_equal(quarantine_load(c->store, SLICE("no"), c->arena,
			     &entry, NULL, &case_err),
	    STATUS_NOTFOUND);
}

/* Whether its verdict keeps text only, or comes after it. */
static void
held_without_full_content(void **state)
{
	struct store_case *c = *state;
	struct journal_verdict verdict;
	struct quarantine_entry entry;
	struct slice full, raw;
	struct id id;
	int order;

	for (order = 0; order < 2; order++) {
		store_case_verdict(&verdict, &id, "quarantine");
		store_case_entry(&entry, &verdict);
		entry.sender = slice_make("\xFF\0@x", 4);
		full = verdict.content;
		verdict.content_kind = JOURNAL_CONTENT_TEXT;
		verdict.content = SLICE("Hello.");
		assert_ok(store_begin(c->store, &case_err));
		if (order == 0)
			assert_ok(journal_append_verdict(
			    c->store, &verdict, &case_err));
		assert_ok(quarantine_add(c->store, &entry, full, &case_err));
		if (order == 1)
			assert_ok(journal_append_verdict(
			    c->store, &verdict, &case_err));
		assert_ok(store_commit(c->store, &case_err));
		assert_ok(quarantine_load(c->store, slice_cstr(id.text),
		    c->arena, &entry, &raw, &case_err));
		assert_true(slice_equal(raw, full));
		assert_int_equal(entry.sender.len, 4);
		assert_memory_equal(entry.sender.ptr, "\xFF\0@x", 4);
	}
}

static void
held_needs_a_record(void **state)
{
	struct store_case *c = *state;
	struct journal_verdict verdict;
	struct quarantine_entry entry;
	struct id id;

	store_case_verdict(&verdict, &id, "quarantine");
	store_case_entry(&entry, &verdict);
	assert_ok(store_begin(c->store, &case_err));
	assert_ok(quarantine_add(c->store, &entry, verdict.content, &case_err));
	assert_int_not_equal(store_commit(c->store, &case_err), STATUS_OK);
	assert_int_equal(
	    store_case_number(c, "SELECT count(*) FROM quarantine"), 0);
	store_case_append(c->store, 1);
}

/* What may follow what. */
static void
states_follow_each_other(void **state)
{
	static const struct {
		enum quarantine_outcome outcome;
		const char *after;
		enum status claim, again, reject;
	} cases[] = {
		{ QUARANTINE_RELEASED, "released", STATUS_CONFLICT,
		    STATUS_CONFLICT, STATUS_CONFLICT },
		{ QUARANTINE_REFUSED, "held", STATUS_OK, STATUS_OK, STATUS_OK },
		{ QUARANTINE_UNKNOWN, "unknown", STATUS_CONFLICT, STATUS_OK,
		    STATUS_CONFLICT },
	};
	struct store_case *c = *state;
	int64_t now = clock_wall_us();
	char token[RELEASE_TOKEN_LEN + 1];
	struct id id;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		id = store_case_hold(c->store, 0);
		assert_int_equal(
		    decide(c, &id, cases[i].outcome, false), STATUS_CONFLICT);
		assert_int_equal(claim(c, &id, now, false, token), STATUS_OK);
		state_is(c, &id, "releasing");
		assert_int_equal(
		    claim(c, &id, now, true, token), STATUS_CONFLICT);
		assert_int_equal(
		    decide(c, &id, cases[i].outcome, true), STATUS_CONFLICT);
		assert_int_equal(
		    decide(c, &id, cases[i].outcome, false), STATUS_OK);
		state_is(c, &id, cases[i].after);
		assert_int_equal(
		    decide(c, &id, cases[i].outcome, true), cases[i].reject);
		if (cases[i].reject == STATUS_OK) {
			state_is(c, &id, "rejected");
			assert_int_equal(
			    claim(c, &id, now, true, token), STATUS_CONFLICT);
			continue;
		}
		assert_int_equal(
		    claim(c, &id, now, false, token), cases[i].claim);
		assert_int_equal(
		    claim(c, &id, now, true, token), cases[i].again);
	}
	verified(c);
}

static void
decisions_are_on_record(void **state)
{
	struct store_case *c = *state;
	struct id id = store_case_hold(c->store, 0);
	struct slice json, events;
	json_t *record, *decision;

	assert_int_equal(
	    claim(c, &id, clock_wall_us(), false, NULL), STATUS_OK);
	assert_int_equal(decide(c, &id, QUARANTINE_REFUSED, false), STATUS_OK);
	assert_int_equal(
	    claim(c, &id, clock_wall_us(), false, NULL), STATUS_OK);
	assert_int_equal(decide(c, &id, QUARANTINE_RELEASED, false), STATUS_OK);
	assert_ok(journal_show(c->store, slice_cstr(id.text), c->arena, &json,
	    &events, &case_err));
	record = json_loadb(json.ptr, json.len, 0, NULL);
	decision = json_object_get(record, "decision");
	assert_string_equal(
	    json_string_value(json_object_get(decision, "kind")), "release");
	assert_string_equal(
	    json_string_value(json_object_get(decision, "actor")),
	    "ana (uid 7)");
	assert_string_equal(
	    json_string_value(json_object_get(decision, "reason")),
	    "looks fine");
	json_decref(record);
	assert_true(slice_find(events, SLICE("release-failed")) <
	    slice_find(events, SLICE("\"release\"")));
	/* the MTA's answer names a recipient: shown, but erasable */
	assert_true(
	    slice_find(events, SLICE("pat@fernhill.example")) != SLICE_NONE);
	assert_int_equal(store_case_number(c,
			     "SELECT count(*) FROM journal"
			     " WHERE instr(public, 'pat@')"),
	    0);
	verified(c);
}

/* A reviewer who vanished while releasing: nobody knows what came of it. */
static void
claims_are_given_up(void **state)
{
	struct store_case *c = *state;
	struct id id = store_case_hold(c->store, 0);
	int64_t long_ago = clock_wall_us() - 601 * CLOCK_SECOND;
	char token[RELEASE_TOKEN_LEN + 1];

	assert_int_equal(claim(c, &id, long_ago, false, token), STATUS_OK);
	state_is(c, &id, "unknown");
	assert_int_equal(
	    claim(c, &id, clock_wall_us(), false, token), STATUS_CONFLICT);
	assert_int_equal(
	    decide(c, &id, QUARANTINE_RELEASED, true), STATUS_CONFLICT);
	/* it comes back after all */
	assert_int_equal(decide(c, &id, QUARANTINE_RELEASED, false), STATUS_OK);
	state_is(c, &id, "released");
}

static void
expiry_sends_nothing(void **state)
{
	struct store_case *c = *state;
	struct id never = store_case_hold(c->store, 0);
	struct id soon = store_case_hold(c->store, CASE_TIME + 10);
	struct id late = store_case_hold(c->store, CASE_TIME + 1000);
	struct id claimed = store_case_hold(c->store, CASE_TIME + 10);
	struct slice json, events;
	size_t n;

	assert_int_equal(
	    claim(c, &claimed, clock_wall_us(), false, NULL), STATUS_OK);
	assert_ok(quarantine_expire(c->store, CASE_TIME + 9, &n, &case_err));
	assert_int_equal(n, 0);
	assert_ok(quarantine_expire(c->store, CASE_TIME + 10, &n, &case_err));
	assert_int_equal(n, 1);
	state_is(c, &never, "held");
	state_is(c, &soon, "expired");
	state_is(c, &late, "held");
	state_is(c, &claimed, "releasing");
	assert_int_equal(
	    claim(c, &soon, clock_wall_us(), true, NULL), STATUS_CONFLICT);
	assert_ok(journal_show(c->store, slice_cstr(soon.text), c->arena, &json,
	    &events, &case_err));
	assert_true(
	    slice_find(json, SLICE("\"kind\":\"expire\"")) != SLICE_NONE);
	verified(c);
}

static struct slice match_rcpts[] = { { "kim@FERNHILL.example", 20 },
	{ "pat@fernhill.example", 20 }, { "pat@fernhill.example", 20 } };

static struct release_match
match_of(const char *token, int64_t now_us)
{
	return (struct release_match){ .token = slice_cstr(token),
		.digest = SLICE("00ff"),
		.sender = SLICE("cowork@CORP.example"),
		.rcpts = match_rcpts,
		.nrcpts = 3,
		.now_us = now_us };
}

static enum status
found(struct store_case *c, const struct release_match *match)
{
	struct quarantine_entry entry;

	return release_find(c->store, match, c->arena, &entry, &case_err);
}

static void
release_is_good_once(void **state)
{
	struct store_case *c = *state;
	struct id id = store_case_hold(c->store, 0);
	int64_t now = clock_wall_us();
	char token[RELEASE_TOKEN_LEN + 1];
	struct release_match match;
	struct quarantine_entry entry;

	assert_int_equal(claim(c, &id, now, false, token), STATUS_OK);
	assert_int_equal(strlen(token), RELEASE_TOKEN_LEN);
	assert_int_equal(store_case_number(c,
			     "SELECT count(*) FROM release"
			     " WHERE length(token) = 32"),
	    1);
	match = match_of(token, now);
	assert_ok(store_begin(c->store, &case_err));
	assert_ok(release_find(c->store, &match, c->arena, &entry, &case_err));
	assert_true(slice_equal(entry.id, slice_cstr(id.text)));
	assert_true(slice_equal(entry.agent, SLICE("cowork")));
	assert_ok(release_use(c->store, match.token, &case_err));
	assert_int_equal(found(c, &match), STATUS_NOTFOUND);
	assert_int_equal(
	    release_use(c->store, match.token, &case_err), STATUS_NOTFOUND);
	store_rollback(c->store);
	assert_int_equal(found(c, &match), STATUS_OK); /* it was not used */
	assert_ok(store_begin(c->store, &case_err));
	assert_ok(release_use(c->store, match.token, &case_err));
	assert_ok(store_commit(c->store, &case_err));
	assert_int_equal(found(c, &match), STATUS_NOTFOUND);
}

static void
release_is_for_one_message(void **state)
{
	struct store_case *c = *state;
	struct id id = store_case_hold(c->store, 0);
	int64_t now = clock_wall_us();
	char token[RELEASE_TOKEN_LEN + 1], other[RELEASE_TOKEN_LEN + 1];
	struct slice stranger = SLICE("bob@x.example");
	struct release_match match;

	assert_int_equal(claim(c, &id, now, false, token), STATUS_OK);
	match = match_of(token, now);
	assert_int_equal(found(c, &match), STATUS_OK);
	match.digest = SLICE("00fe");
	assert_int_equal(found(c, &match), STATUS_NOTFOUND);
	match = match_of(token, now);
	match.sender = SLICE("other@corp.example");
	assert_int_equal(found(c, &match), STATUS_NOTFOUND);
	match = match_of(token, now);
	match.nrcpts = 1;
	assert_int_equal(found(c, &match), STATUS_NOTFOUND);
	match.nrcpts = 0;
	assert_int_equal(found(c, &match), STATUS_NOTFOUND);
	match.rcpts = &stranger;
	match.nrcpts = 1;
	assert_int_equal(found(c, &match), STATUS_NOTFOUND);
	match = match_of(token, now + 300 * CLOCK_SECOND - 1);
	assert_int_equal(found(c, &match), STATUS_OK);
	match = match_of(token, now + 300 * CLOCK_SECOND);
	assert_int_equal(found(c, &match), STATUS_NOTFOUND);
	match = match_of("", now);
	assert_int_equal(found(c, &match), STATUS_NOTFOUND);
	memcpy(other, token, sizeof(other));
	other[0] = other[0] == 'A' ? 'B' : 'A';
	match = match_of(other, now);
	assert_int_equal(found(c, &match), STATUS_NOTFOUND);
	/* a second claim ends the first one's token */
	assert_int_equal(decide(c, &id, QUARANTINE_REFUSED, false), STATUS_OK);
	match = match_of(token, now);
	assert_int_equal(found(c, &match), STATUS_NOTFOUND);
	assert_int_equal(claim(c, &id, now, false, other), STATUS_OK);
	assert_int_equal(found(c, &match), STATUS_NOTFOUND);
	match = match_of(other, now);
	assert_int_equal(found(c, &match), STATUS_OK);
}

static bool
count_entry(const struct quarantine_entry *entry, void *arg)
{
	size_t *n = arg;

	assert_true(entry->json.len > 0);
	(*n)++;
	return true;
}

static size_t
listed(struct store_case *c, const struct quarantine_filter *filter)
{
	size_t n = 0;

	assert_ok(
	    quarantine_list(c->store, filter, count_entry, &n, &case_err));
	return n;
}

static void
listing_filters(void **state)
{
	static const struct {
		struct quarantine_filter filter;
		size_t n;
	} cases[] = {
		{ { .limit = 0 }, 149 },
		{ { .limit = 100 }, 100 },
		{ { .state = "held" }, 148 },
		{ { .state = "releasing" }, 1 },
		{ { .state = "rejected" }, 1 },
		{ { .state = "released" }, 0 },
		{ { .tier = "strategic" }, 149 },
		{ { .tier = "cold" }, 0 },
		{ { .agent = "cowork", .workflow = "cold-intro" }, 149 },
		{ { .workflow = "x" }, 0 },
		{ { .account = "A1" }, 149 },
		{ { .account = "A" }, 0 },
		{ { .rule = "tone.push" }, 149 },
		{ { .rule = "tone" }, 0 },
		{ { .older_seconds = 1 }, 149 },
		{ { .older_seconds = INT64_C(4000000000) }, 0 },
	};
	struct store_case *c = *state;
	struct id id, last;
	size_t i;

	for (i = 0; i < 150; i++) {
		last = store_case_hold(c->store, 0);
		if (i == 70)
			id = last;
	}
	store_case_sql(c, "UPDATE quarantine SET time_us = 1000000");
	assert_int_equal(
	    claim(c, &id, clock_wall_us(), false, NULL), STATUS_OK);
	assert_int_equal(
	    decide(c, &last, QUARANTINE_RELEASED, true), STATUS_OK);
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		if (listed(c, &cases[i].filter) != cases[i].n)
			fail_msg("case %zu: %zu listed", i,
			    listed(c, &cases[i].filter));
}

#define CASE(name)                       \
	cmocka_unit_test_setup_teardown( \
	    name, store_case_setup, store_case_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(held_comes_back_whole),
		CASE(held_without_full_content),
		CASE(held_needs_a_record),
		CASE(states_follow_each_other),
		CASE(decisions_are_on_record),
		CASE(claims_are_given_up),
		CASE(expiry_sends_nothing),
		CASE(release_is_good_once),
		CASE(release_is_for_one_message),
		CASE(listing_filters),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
