/*
 * Kill switches, used approvals and revoked keys, and what another connection
 * sees of them.
 */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "base/clock.h"
#include "store/approvals.h"
#include "store/switches.h"
#include "store_case.h"

static size_t
count(struct store_case *c, struct store_switch **switches_r)
{
	size_t n;

	assert_ok(
	    store_switch_list(c->store, c->arena, switches_r, &n, &case_err));
	return n;
}

static enum status
on(struct store *store, const char *scope, const char *mode)
{
	struct store_switch sw = { slice_cstr(scope), slice_cstr(mode),
		SLICE("because"), SLICE("root (uid 0)"), CASE_TIME };

	return store_switch_on(store, &sw, &case_err);
}

static enum status
off(struct store *store, const char *scope)
{
	return store_switch_off(store, slice_cstr(scope), SLICE("over"),
	    SLICE("root (uid 0)"), &case_err);
}

static void
on_and_off(void **state)
{
	struct store_case *c = *state;
	struct store_switch *switches;
	struct journal_filter filter = { .limit = 0 };
	struct buf lines;

	assert_int_equal(count(c, &switches), 0);
	assert_ok(on(c->store, "all", "hold"));
	assert_ok(on(c->store, "agent=cowork", "tempfail"));
	assert_ok(on(c->store, "all", "reject")); /* changes it */
	assert_int_equal(count(c, &switches), 2);
	assert_true(slice_equal(switches[1].scope, SLICE("all")));
	assert_true(slice_equal(switches[1].mode, SLICE("reject")));
	assert_true(slice_equal(switches[1].reason, SLICE("because")));
	assert_int_equal(switches[1].time_us, CASE_TIME);
	assert_int_equal(off(c->store, "tier=cold"), STATUS_NOTFOUND);
	assert_ok(off(c->store, "all"));
	assert_int_equal(count(c, &switches), 1);
	assert_int_equal(off(c->store, "all"), STATUS_NOTFOUND);
	assert_int_not_equal(on(c->store, "all", "maybe"), STATUS_OK);
	assert_int_equal(count(c, &switches), 1);
	/* what was done is on record; what failed is not */
	buf_init(&lines, 1 << 20);
	assert_ok(journal_list(
	    c->store, &filter, store_case_line, &lines, &case_err));
	assert_int_equal(store_case_lines(&lines), 4);
	assert_non_null(strstr(buf_cstr(&lines), "\"event\":\"resume\""));
	assert_non_null(strstr(buf_cstr(&lines),
	    "\"scope\":\"agent=cowork\",\"mode\":\"tempfail\""));
	buf_free(&lines);
}

struct settler {
	struct store *store;
	atomic_bool stop, killed;
	atomic_int rounds, missed;
};

/* What the settle thread does: begin, look, record, commit. */
static void *
settle(void *arg)
{
	struct settler *settler = arg;
	struct arena *arena = arena_new(1 << 20);
	struct store_switch *switches;
	struct err err;
	size_t n;

	while (!atomic_load(&settler->stop)) {
		bool killed = atomic_load(&settler->killed);

		arena_reset(arena);
		if (store_begin(settler->store, &err) != STATUS_OK)
			continue;
		if (store_switch_list(settler->store, arena, &switches, &n,
			&err) != STATUS_OK ||
		    (killed && n == 0))
			atomic_fetch_add(&settler->missed, 1);
		(void)store_commit(settler->store, &err);
		atomic_fetch_add(&settler->rounds, 1);
	}
	arena_free(arena);
	return NULL;
}

/* After kill returned, no transaction that begins misses it. */
static void
kill_is_seen_at_once(void **state)
{
	struct store_case *c = *state;
	struct settler settler = { .store = store_case_open(c, false) };
	pthread_t thread;
	int i, seen;

	assert_int_equal(pthread_create(&thread, NULL, settle, &settler), 0);
	for (i = 0; i < 30; i++) {
		assert_ok(on(c->store, "all", "hold"));
		atomic_store(&settler.killed, true);
		seen = atomic_load(&settler.rounds);
		while (atomic_load(&settler.rounds) < seen + 3)
			;
		atomic_store(&settler.killed, false);
		seen = atomic_load(&settler.rounds);
		while (atomic_load(&settler.rounds) < seen + 2)
			;
		assert_ok(off(c->store, "all"));
	}
	atomic_store(&settler.stop, true);
	(void)pthread_join(thread, NULL);
	assert_int_equal(atomic_load(&settler.missed), 0);
	store_close(settler.store);
}

static void
approval_is_used_once(void **state)
{
	struct store_case *c = *state;
	bool used;

	assert_ok(store_jti_used(
	    c->store, SLICE("ana"), SLICE("j1"), &used, &case_err));
	assert_false(used);
	assert_ok(store_begin(c->store, &case_err));
	assert_ok(
	    store_jti_use(c->store, SLICE("ana"), SLICE("j1"), 5, &case_err));
	assert_int_equal(
	    store_jti_use(c->store, SLICE("ana"), SLICE("j1"), 5, &case_err),
	    STATUS_CONFLICT);
	store_rollback(c->store);
	assert_ok(store_begin(c->store, &case_err));
	assert_ok(
	    store_jti_use(c->store, SLICE("ana"), SLICE("j1"), 5, &case_err));
	assert_ok(store_commit(c->store, &case_err));
	assert_ok(store_jti_used(
	    c->store, SLICE("ana"), SLICE("j1"), &used, &case_err));
	assert_true(used);
	assert_ok(store_jti_used(
	    c->store, SLICE("bob"), SLICE("j1"), &used, &case_err));
	assert_false(used); /* of another key */
	assert_ok(store_jti_used(
	    c->store, SLICE("ana"), slice_make("j1\0x", 4), &used, &case_err));
	assert_false(used);
}

static void
key_stays_revoked(void **state)
{
	struct store_case *c = *state;
	unsigned char key[CRYPT_KEY_LEN] = { 1 };
	bool revoked;

	assert_ok(store_key_revoked(c->store, key, &revoked, &case_err));
	assert_false(revoked);
	assert_ok(store_key_revoke(c->store, key, CASE_TIME, &case_err));
	assert_ok(store_key_revoke(c->store, key, CASE_TIME, &case_err));
	assert_ok(store_key_revoked(c->store, key, &revoked, &case_err));
	assert_true(revoked);
	key[31] = 1;
	assert_ok(store_key_revoked(c->store, key, &revoked, &case_err));
	assert_false(revoked);
}

#define CASE(name)                       \
	cmocka_unit_test_setup_teardown( \
	    name, store_case_setup, store_case_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(on_and_off),
		CASE(kill_is_seen_at_once),
		CASE(approval_is_used_once),
		CASE(key_stays_revoked),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
