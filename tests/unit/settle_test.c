/*
 * settle_test.c - decided and recorded in one transaction, or not at all.
 */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/clock.h"
#include "pipeline_scratch.h"
#include "store/quarantine.h"
#include "store/switches.h"

#define HEAD                                  \
	"From: Ana <cowork@corp.example>\r\n" \
	"To: pat@cold.example\r\n"            \
	"Subject: Visit\r\n"                  \
	"X-Agent-Workflow: cold-intro\r\n"
#define BODY "\r\nHello, shall we meet?\r\n"
#define CLEAN HEAD BODY
#define NORTH "x@north.example"

/* A scratch folder with its settle thread, and a reader beside it. */
struct stage {
	struct scratch scratch;
	struct settle *settle;
	struct store *reader;
};

static void
stage_start(struct stage *stage, unsigned long fault)
{
	struct store *store = scratch_store(&stage->scratch);
	struct err err = ERR_INIT;

	store_fault_set(store, fault);
	assert_int_equal(settle_start(store, &stage->settle, &err), STATUS_OK);
}

static void
stage_make(struct stage *stage, const char *extra)
{
	memset(stage, 0, sizeof(*stage));
	scratch_make(&stage->scratch, extra);
	scratch_book(&stage->scratch,
	    "A1,North,strategic,north.example\n"
	    "A2,Quarry,standard,quarry.example\n"
	    "A3,Cold,cold,cold.example\n"
	    "A4,Old,retired,old.example\n"
	    "A5,Some,sampled,sampled.example\n");
	stage->reader = scratch_store(&stage->scratch);
	stage_start(stage, 0);
}

static void
stage_end(struct stage *stage)
{
	settle_stop(stage->settle);
	store_close(stage->reader);
	scratch_remove(&stage->scratch);
}

static int
setup(void **state)
{
	static struct stage stage;

	stage_make(&stage, "quarantine: { expire: 14d }\n");
	*state = &stage;
	return 0;
}

static int
teardown(void **state)
{
	stage_end(*state);
	return 0;
}

static bool
count(struct slice json, void *arg)
{
	(void)json;
	++*(int *)arg;
	return true;
}

static int
records(struct stage *stage, const char *verdict)
{
	const struct journal_filter filter = { .verdict = verdict };
	struct err err = ERR_INIT;
	int n = 0;

	assert_int_equal(
	    journal_list(stage->reader, &filter, count, &n, &err), STATUS_OK);
	return n;
}

static void
verify(struct stage *stage)
{
	struct journal_report report;
	struct err err = ERR_INIT;

	assert_int_equal(
	    journal_verify(stage->reader, &report, &err), STATUS_OK);
	assert_string_equal(report.problem, "");
	assert_true(report.authenticated);
}

/* Inspects and settles; the case is the caller's to free. */
static enum status
send(struct stage *stage, const struct scratch_mail *mail,
    struct scratch_case *c)
{
	assert_int_equal(scratch_inspect(&stage->scratch, mail, c), STATUS_OK);
	return settle_run(stage->settle, &c->settled);
}

static enum policy_verdict
verdict_of(struct stage *stage, const char *raw, const char *rcpt)
{
	const struct scratch_mail mail = { .raw = raw, .rcpt = rcpt };
	struct scratch_case c;
	enum policy_verdict verdict;

	assert_int_equal(send(stage, &mail, &c), STATUS_OK);
	verdict = c.settled.decision.verdict;
	scratch_case_free(&c);
	return verdict;
}

static void
test_verdicts(void **state)
{
	static const struct {
		const char *raw, *rcpt;
		enum policy_verdict verdict;
	} cases[] = {
		{ CLEAN, NULL, POLICY_ACCEPT },
		{ CLEAN, NORTH, POLICY_QUARANTINE },
		{ CLEAN, "x@quarry.example", POLICY_REJECT },
		{ CLEAN, "x@nowhere.example", POLICY_QUARANTINE },
		{ CLEAN, "x@old.example", POLICY_QUARANTINE },
		{ CLEAN, "X@Mail.COLD.example", POLICY_ACCEPT },
		{ HEAD "\r\nour discount floor\r\n", NULL, POLICY_REJECT },
		{ HEAD "\r\nproject heliotrope\r\n", NULL, POLICY_QUARANTINE },
	};
	struct stage *stage = *state;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_int_equal(verdict_of(stage, cases[i].raw, cases[i].rcpt),
		    cases[i].verdict);
	assert_int_equal(records(stage, "accept"), 2);
	assert_int_equal(records(stage, "quarantine"), 4);
	assert_int_equal(records(stage, "reject"), 2);
	verify(stage);
}

static void
test_held(void **state)
{
	const struct scratch_mail mail = { .raw = CLEAN, .rcpt = NORTH };
	struct stage *stage = *state;
	struct quarantine_entry entry;
	struct scratch_case c;
	struct slice raw;
	struct err err = ERR_INIT;

	assert_int_equal(send(stage, &mail, &c), STATUS_OK);
	assert_int_equal(
	    quarantine_load(stage->reader, slice_cstr(c.settled.id), c.arena,
		&entry, &raw, &err),
	    STATUS_OK);
	assert_true(slice_equal(raw, slice_cstr(mail.raw)));
	assert_true(slice_equal(entry.state, SLICE("held")));
	assert_true(slice_equal(entry.where, SLICE("spool")));
	assert_true(slice_equal(entry.agent, SLICE("cowork")));
	assert_true(slice_equal(entry.workflow, SLICE("cold-intro")));
	assert_true(slice_equal(entry.tier, SLICE("strategic")));
	assert_int_equal(entry.nrcpts, 1);
	assert_int_equal(entry.naccounts, 1);
	assert_true(slice_equal(entry.accounts[0], SLICE("A1")));
	assert_int_equal(
	    (entry.expires_us - entry.time_us) / CLOCK_SECOND, 14 * 86400);
	scratch_case_free(&c);
}

static void
switch_set(struct stage *stage, const char *scope, const char *mode)
{
	const struct store_switch sw = {
		.scope = slice_cstr(scope),
		.mode = slice_cstr(mode),
		.reason = SLICE("test"),
		.actor = SLICE("test"),
		.time_us = clock_wall_us(),
	};
	struct err err = ERR_INIT;

	if (mode != NULL)
		assert_int_equal(
		    store_switch_on(stage->reader, &sw, &err), STATUS_OK);
	else
		assert_int_equal(store_switch_off(stage->reader, sw.scope,
				     sw.reason, sw.actor, &err),
		    STATUS_OK);
}

static void
test_kill(void **state)
{
	struct stage *stage = *state;

	switch_set(stage, "account=A3", "reject");
	assert_int_equal(verdict_of(stage, CLEAN, NULL), POLICY_REJECT);
	assert_int_equal(verdict_of(stage, CLEAN, NORTH), POLICY_QUARANTINE);
	switch_set(stage, "account=A3", NULL);
	switch_set(stage, "all", "tempfail");
	assert_int_equal(verdict_of(stage, CLEAN, NULL), POLICY_TEMPFAIL);
	switch_set(stage, "all", "hold");
	assert_int_equal(verdict_of(stage, CLEAN, NULL), POLICY_QUARANTINE);
	switch_set(stage, "all", NULL);
	assert_int_equal(verdict_of(stage, CLEAN, NULL), POLICY_ACCEPT);
}

#define THREADS 16

struct racer {
	struct stage *stage;
	struct scratch_case c;
	enum status status;
};

static void *
race(void *arg)
{
	struct racer *racer = arg;

	racer->status = settle_run(racer->stage->settle, &racer->c.settled);
	return NULL;
}

/* Settles raw on many threads at once; how many were accepted. */
static int
accepted_of_many(struct stage *stage, const struct scratch_mail *mail)
{
	static struct racer racers[THREADS];
	pthread_t threads[THREADS];
	int i, accepted = 0;

	for (i = 0; i < THREADS; i++) {
		racers[i].stage = stage;
		assert_int_equal(
		    scratch_inspect(&stage->scratch, mail, &racers[i].c),
		    STATUS_OK);
	}
	for (i = 0; i < THREADS; i++)
		assert_int_equal(
		    pthread_create(&threads[i], NULL, race, &racers[i]), 0);
	for (i = 0; i < THREADS; i++) {
		pthread_join(threads[i], NULL);
		assert_int_equal(racers[i].status, STATUS_OK);
		accepted +=
		    racers[i].c.settled.decision.verdict == POLICY_ACCEPT;
		scratch_case_free(&racers[i].c);
	}
	return accepted;
}

static void
test_token_once(void **state)
{
	struct stage *stage = *state;
	struct arena *arena = arena_new((size_t)1 << 20);
	char raw[4096];
	const struct scratch_mail mail = { .raw = raw, .rcpt = NORTH };

	snprintf(raw, sizeof(raw), HEAD "X-Agent-Approval: %s\r\n" BODY,
	    scratch_token(
		&stage->scratch, CLEAN, NORTH, "ana@corp.example", arena));
	assert_int_equal(accepted_of_many(stage, &mail), 1);
	assert_int_equal(records(stage, "reject"), THREADS - 1);
	arena_free(arena);
	verify(stage);
}

/* A token is not used up by a message that is not accepted. */
static void
test_token_kept(void **state)
{
	struct stage *stage = *state;
	struct arena *arena = arena_new((size_t)1 << 20);
	char raw[4096];

	snprintf(raw, sizeof(raw), HEAD "X-Agent-Approval: %s\r\n" BODY,
	    scratch_token(
		&stage->scratch, CLEAN, NORTH, "ana@corp.example", arena));
	switch_set(stage, "all", "tempfail");
	assert_int_equal(verdict_of(stage, raw, NORTH), POLICY_TEMPFAIL);
	switch_set(stage, "all", NULL);
	assert_int_equal(verdict_of(stage, raw, NORTH), POLICY_ACCEPT);
	assert_int_equal(verdict_of(stage, raw, NORTH), POLICY_REJECT);
	arena_free(arena);
}

/* Claims the held message id and gives raw with its release token. */
static void
claim(struct stage *stage, const char *id, char *out, size_t size)
{
	char token[RELEASE_TOKEN_LEN + 1];
	struct quarantine_entry entry;
	struct arena *arena = arena_new((size_t)1 << 20);
	struct err err = ERR_INIT;

	assert_int_equal(quarantine_load(stage->reader, slice_cstr(id), arena,
			     &entry, NULL, &err),
	    STATUS_OK);
	assert_int_equal(store_begin(stage->reader, &err), STATUS_OK);
	assert_int_equal(quarantine_claim(stage->reader, &entry,
			     clock_wall_us(), false, token, &err),
	    STATUS_OK);
	assert_int_equal(store_commit(stage->reader, &err), STATUS_OK);
	arena_free(arena);
	snprintf(out, size,
	    "X-Agent-Release: %s\r\n"
	    "From: Ana <cowork@corp.example>\r\n"
	    "To: pat@cold.example\r\n"
	    "Subject: Visit\r\n" BODY,
	    token);
}

/* "template=ID" of the held message id. */
static void
template_scope(struct stage *stage, const char *id, char *out, size_t size)
{
	struct quarantine_entry entry;
	struct arena *arena = arena_new((size_t)1 << 20);
	struct err err = ERR_INIT;

	assert_int_equal(quarantine_load(stage->reader, slice_cstr(id), arena,
			     &entry, NULL, &err),
	    STATUS_OK);
	assert_true(slice_starts(entry.template, SLICE("t-")));
	snprintf(out, size, "template=%.*s", SLICE_ARG(entry.template));
	arena_free(arena);
}

static void
test_release(void **state)
{
	const struct scratch_mail held = { .raw = CLEAN, .rcpt = NORTH };
	struct stage *stage = *state;
	struct scratch_mail back = { .rcpt = NORTH, .nobody = true };
	struct scratch_case c;
	char raw[2048], other[2100], template[64];

	assert_int_equal(send(stage, &held, &c), STATUS_OK);
	assert_int_equal(c.settled.decision.verdict, POLICY_QUARANTINE);
	template_scope(stage, c.settled.id, template, sizeof(template));
	claim(stage, c.settled.id, raw, sizeof(raw));
	scratch_case_free(&c);

	/* another text, other recipients: forged, and the record unused */
	snprintf(other, sizeof(other), "%s more\r\n", raw);
	back.raw = other;
	assert_int_equal(send(stage, &back, &c), STATUS_OK);
	assert_int_equal(c.settled.decision.verdict, POLICY_REJECT);
	scratch_case_free(&c);
	back.raw = raw;
	back.rcpt = "y@north.example";
	assert_int_equal(send(stage, &back, &c), STATUS_OK);
	assert_int_equal(c.settled.decision.verdict, POLICY_REJECT);
	scratch_case_free(&c);

	/* a kill of the held message's workflow stops it */
	back.rcpt = NORTH;
	switch_set(stage, "workflow=cold-intro", "tempfail");
	assert_int_equal(send(stage, &back, &c), STATUS_OK);
	assert_int_equal(c.settled.decision.verdict, POLICY_TEMPFAIL);
	scratch_case_free(&c);
	switch_set(stage, "workflow=cold-intro", NULL);

	/* and one of its template, whatever this one's text is like */
	switch_set(stage, template, "tempfail");
	assert_int_equal(send(stage, &back, &c), STATUS_OK);
	assert_int_equal(c.settled.decision.verdict, POLICY_TEMPFAIL);
	scratch_case_free(&c);
	switch_set(stage, template, NULL);

	assert_int_equal(accepted_of_many(stage, &back), 1);
	verify(stage);
}

/* The n-th write fails, for every n: the message is whole on record, or not. */
static void
fault_sweep(struct stage *stage, const struct scratch_mail *mail)
{
	struct scratch_case c;
	struct quarantine_entry entry;
	struct err err = ERR_INIT;
	unsigned long n;
	int before, failures = 0;
	enum status status, found;

	for (n = 1; n < 40; n++) {
		settle_stop(stage->settle);
		before = records(stage, NULL);
		stage_start(stage, n);
		status = send(stage, mail, &c);
		failures += status != STATUS_OK;
		assert_int_equal(
		    records(stage, NULL), before + (status == STATUS_OK));
		found = quarantine_load(stage->reader, slice_cstr(c.settled.id),
		    c.arena, &entry, NULL, &err);
		assert_int_equal(found == STATUS_OK,
		    status == STATUS_OK &&
			c.settled.decision.verdict == POLICY_QUARANTINE);
		scratch_case_free(&c);
		/* a fault that has not struck yet may strike the next */
		if (send(stage, mail, &c) != STATUS_OK) {
			assert_int_equal(status, STATUS_OK);
			scratch_case_free(&c);
			assert_int_equal(send(stage, mail, &c), STATUS_OK);
		}
		scratch_case_free(&c);
		verify(stage);
	}
	assert_true(failures > 1);
}

static void
test_faults(void **state)
{
	const struct scratch_mail cold = { .raw = CLEAN };
	const struct scratch_mail held = { .raw = CLEAN, .rcpt = NORTH };

	fault_sweep(*state, &cold);
	fault_sweep(*state, &held);
}

static void
test_busy(void **state)
{
	const struct scratch_mail mail = { .raw = CLEAN };
	struct stage *stage = *state;
	struct scratch_case c;
	struct err err = ERR_INIT;

	assert_int_equal(store_begin(stage->reader, &err), STATUS_OK);
	assert_int_equal(send(stage, &mail, &c), STATUS_BUSY);
	assert_int_equal(c.settled.status, STATUS_BUSY);
	scratch_case_free(&c);
	store_rollback(stage->reader);
	assert_int_equal(verdict_of(stage, CLEAN, NULL), POLICY_ACCEPT);
	assert_int_equal(records(stage, "accept"), 1);
}

static void *
send_clean(void *arg)
{
	const struct scratch_mail mail = { .raw = CLEAN };
	struct scratch_case c;

	(void)send(arg, &mail, &c);
	scratch_case_free(&c);
	return NULL;
}

/* A batch that waits for another writer is seen to be at it for too long. */
static void
test_moves(void **state)
{
	const struct timespec tick = { 0, 1000000 };
	struct stage *stage = *state;
	struct err err = ERR_INIT;
	pthread_t sender;

	while (!settle_moves(stage->settle, 0))
		(void)nanosleep(&tick, NULL);
	assert_int_equal(store_begin(stage->reader, &err), STATUS_OK);
	assert_int_equal(pthread_create(&sender, NULL, send_clean, stage), 0);
	while (settle_moves(stage->settle, 0))
		(void)nanosleep(&tick, NULL);
	assert_true(settle_moves(stage->settle, 60 * CLOCK_SECOND));
	store_rollback(stage->reader);
	pthread_join(sender, NULL);
	while (!settle_moves(stage->settle, 0))
		(void)nanosleep(&tick, NULL);
}

static void
test_event(void **state)
{
	const struct journal_event event = {
		.event = "answer-failed",
		.actor = SLICE("daemon"),
		.about = SLICE_EMPTY,
		.reason = SLICE("test"),
		.time_us = clock_wall_us(),
	};
	const struct journal_filter filter = { .event = "answer-failed" };
	struct stage *stage = *state;
	struct err err = ERR_INIT;
	int n = 0;

	assert_int_equal(settle_event(stage->settle, &event), STATUS_OK);
	assert_int_equal(
	    journal_list(stage->reader, &filter, count, &n, &err), STATUS_OK);
	assert_int_equal(n, 1);
}

/* The same message draws the same each time, and the share is kept. */
static void
test_sample(void **state)
{
	struct stage *stage = *state;
	char raw[1024];
	int i, drawn = 0;

	for (i = 0; i < 200; i++) {
		enum policy_verdict first;

		snprintf(raw, sizeof(raw), HEAD "\r\nNumber %d.\r\n", i);
		first = verdict_of(stage, raw, "x@sampled.example");
		assert_int_equal(
		    verdict_of(stage, raw, "x@sampled.example"), first);
		drawn += first == POLICY_QUARANTINE;
	}
	assert_in_range(drawn, 28, 92); /* 60 expected, five deviations */
}

/* A book past its age, with `stale: strict`, is no longer believed. */
static void
test_stale_book(void **state)
{
	struct stage stage;

	(void)state;
	stage_make(&stage, "accounts: { max_age: 2s, stale: strict }\n");
	assert_int_equal(verdict_of(&stage, CLEAN, NULL), POLICY_ACCEPT);
	sleep(3);
	assert_int_equal(verdict_of(&stage, CLEAN, NULL), POLICY_QUARANTINE);
	stage_end(&stage);
}

int
main(void)
{
#define CASE(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		CASE(test_verdicts),
		CASE(test_held),
		CASE(test_kill),
		CASE(test_token_once),
		CASE(test_token_kept),
		CASE(test_release),
		CASE(test_faults),
		CASE(test_busy),
		CASE(test_moves),
		CASE(test_event),
		CASE(test_sample),
		cmocka_unit_test(test_stale_book),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
