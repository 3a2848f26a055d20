/*
 * notary_test.c - the last checkpoint beside the database: written, read,
 * held against the journal, and what is in its way.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/clock.h"
#include "store/notary.h"
#include "store/tree.h"
#include "store_case.h"

static struct notary
opened(unsigned char seed_byte, const char *origin)
{
	unsigned char seed[CRYPT_KEY_LEN];
	struct notary notary;

	memset(seed, seed_byte, sizeof(seed));
	assert_ok(
	    notary_open(seed, origin, "relay.example", &notary, &case_err));
	return notary;
}

static void
hand_out(struct store_case *c, const struct notary *notary)
{
	struct checkpoint now;
	struct buf note;

	buf_init(&note, 4096);
	assert_ok(tree_now(c->store, &now, &case_err));
	assert_ok(checkpoint_sign(
	    &now, notary->signer, &notary->key, &note, &case_err));
	assert_ok(notary_last_write(c->path, buf_slice(&note), &case_err));
	buf_free(&note);
}

static void
last_comes_back(void **state)
{
	struct store_case *c = *state;
	struct notary notary = opened(1, NULL), other = opened(2, NULL),
		      elsewhere = opened(1, "else.example/gate");
	struct notary_last last;
	struct stat st;
	char path[256];

	assert_string_equal(notary.key.name, "relay.example/sendgate");
	assert_int_equal(
	    notary_last_read(c->path, &notary.key, &last, &case_err),
	    STATUS_NOTFOUND);
	store_case_append(c->store, 3);
	hand_out(c, &notary);
	store_case_append(c->store, 4);
	hand_out(c, &notary);
	assert_ok(notary_last_read(c->path, &notary.key, &last, &case_err));
	assert_int_equal(last.result, CHECKPOINT_GOOD);
	assert_int_equal(last.checkpoint.size, 7);
	assert_true(last.time_us <= clock_wall_us() + CLOCK_SECOND &&
	    last.time_us > clock_wall_us() - 600 * CLOCK_SECOND);
	assert_ok(notary_last_read(c->path, &other.key, &last, &case_err));
	assert_int_equal(last.result, CHECKPOINT_UNSIGNED);
	assert_ok(notary_last_read(c->path, &elsewhere.key, &last, &case_err));
	assert_int_equal(last.result, CHECKPOINT_OTHER_ORIGIN);
	(void)snprintf(path, sizeof(path), "%s-checkpoint", c->path);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 07777u, 0600);
	notary_close(&notary);
	notary_close(&other);
	notary_close(&elsewhere);
}

static void
journal_is_held_against_it(void **state)
{
	struct store_case *c = *state;
	struct notary notary = opened(1, NULL);
	struct notary_last last;
	struct checkpoint now;

	store_case_append(c->store, 9);
	hand_out(c, &notary);
	store_case_append(c->store, 5);
	assert_ok(tree_now(c->store, &now, &case_err));
	assert_ok(notary_last_read(c->path, &notary.key, &last, &case_err));
	assert_ok(notary_fits(c->store, &last, &now, &case_err));
	last.checkpoint.size = 15;
	assert_int_equal(
	    notary_fits(c->store, &last, &now, &case_err), STATUS_CONFLICT);
	assert_non_null(strstr(case_err.text, "put back or cut off"));
	last.checkpoint.size = 9;
	last.checkpoint.root.bytes[3] ^= 1;
	assert_int_equal(
	    notary_fits(c->store, &last, &now, &case_err), STATUS_CONFLICT);
	assert_non_null(strstr(case_err.text, "are not those"));
	last.result = CHECKPOINT_UNSIGNED;
	assert_ok(notary_fits(c->store, &last, &now, &case_err));
	notary_close(&notary);
}

static void
what_is_in_its_way(void **state)
{
	struct store_case *c = *state;
	struct notary notary = opened(1, NULL);
	struct notary_last last;
	char path[256];

	(void)snprintf(path, sizeof(path), "%s-checkpoint", c->path);
	assert_int_equal(mkdir(path, 0700), 0);
	assert_int_not_equal(
	    notary_last_read(c->path, &notary.key, &last, &case_err),
	    STATUS_OK);
	assert_int_not_equal(
	    notary_last_write(c->path, SLICE("x\n"), &case_err), STATUS_OK);
	assert_int_equal(rmdir(path), 0);
	assert_ok(notary_last_write(c->path, SLICE("x\n"), &case_err));
	assert_ok(notary_last_read(c->path, &notary.key, &last, &case_err));
	assert_int_equal(last.result, CHECKPOINT_NO_NOTE);
	assert_int_equal(
	    notary_last_write("/no/such/db", SLICE("x\n"), &case_err),
	    STATUS_CANTCREATE);
	notary_close(&notary);
}

static void
names_that_are_none(void **state)
{
	unsigned char seed[CRYPT_KEY_LEN] = { 1 };
	struct notary notary;
	char relay[300];

	(void)state;
	memset(relay, 'a', sizeof(relay) - 1);
	relay[sizeof(relay) - 1] = '\0';
	assert_int_equal(
	    notary_open(seed, "a b", "r", &notary, &case_err), STATUS_CONFIG);
	assert_null(notary.signer);
	/* cut, and so still a name */
	assert_ok(notary_open(seed, NULL, relay, &notary, &case_err));
	notary_close(&notary);
	notary_close(&notary);
}

#define CASE(f)                          \
	cmocka_unit_test_setup_teardown( \
	    f, store_case_setup, store_case_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(last_comes_back),
		CASE(journal_is_held_against_it),
		CASE(what_is_in_its_way),
		cmocka_unit_test(names_that_are_none),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
