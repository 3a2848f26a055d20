/*
 * Opening: what is created and how, what is refused, who waits for whom.
 */
#include <errno.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/clock.h"
#include "store_case.h"

#define VERSION 14 /* of the schema */

static unsigned
mode_of(const char *path)
{
	struct stat info;

	assert_int_equal(stat(path, &info), 0);
	return info.st_mode & 07777u;
}

static enum status
opened(const char *path, bool read_only, struct store **store_r)
{
	struct store_params params = { .path = path,
		.has_key = true,
		.read_only = read_only,
		.busy_ms = 100 };

	return store_open(&params, store_r, &case_err);
}

static void
file_is_private(void **state)
{
	struct store_case *c = *state;
	char path[256];
	static const char *const parts[] = { "", "-wal", "-shm" };
	static const mode_t masks[] = { 0, 022, 077, 0777 };
	struct store *store;
	mode_t old;
	size_t i, j;

	for (i = 0; i < sizeof(masks) / sizeof(masks[0]); i++) {
		(void)snprintf(
		    c->path, sizeof(c->path), "%s/m%zu.db", c->folder, i);
		old = umask(masks[i]);
		store = store_case_open(c, false);
		store_case_append(store, 1);
		(void)umask(old);
		for (j = 0; j < 3; j++) {
			(void)snprintf(
			    path, sizeof(path), "%s%s", c->path, parts[j]);
			assert_int_equal(mode_of(path), 0600);
		}
		store_close(store);
	}
}

static void
settings_are_on(void **state)
{
	struct store_case *c = *state;

	store_case_append(c->store, 1);
	assert_int_equal(store_case_number(c, "PRAGMA user_version"), VERSION);
	assert_int_equal(
	    store_case_number(c, "PRAGMA application_id"), 0x73676174);
	assert_int_equal(
	    store_case_number(c, "SELECT count(*) FROM migration"), VERSION);
	assert_int_equal(store_case_number(c,
			     "SELECT count(*) = 1 FROM"
			     " pragma_journal_mode WHERE journal_mode = 'wal'"),
	    1);
	assert_ok(store_check(c->store, &case_err));
}

static void
opening_again_changes_nothing(void **state)
{
	struct store_case *c = *state;
	struct journal_report report;

	store_case_append(c->store, 3);
	store_close(c->store);
	c->store = store_case_open(c, false);
	assert_int_equal(
	    store_case_number(c, "SELECT count(*) FROM migration"), VERSION);
	assert_ok(journal_verify(c->store, &report, &case_err));
	assert_int_equal(report.records, 3);
}

static void
what_is_not_ours_is_refused(void **state)
{
	struct store_case *c = *state;
	struct store *store = NULL;
	const char *path;
	char before[32] = "";
	FILE *file;

	store_close(c->store);
	c->store = NULL;
	store_case_sql(c, "PRAGMA user_version = 99");
	assert_int_equal(opened(c->path, false, &store), STATUS_DATABASE);
	assert_non_null(strstr(case_err.text, "newer"));
	assert_int_equal(opened(c->path, true, &store), STATUS_DATABASE);
	/* somebody else's database stays as it is */
	(void)snprintf(c->path, sizeof(c->path), "%s/other.db", c->folder);
	store_case_sql(c, "CREATE TABLE t (a); PRAGMA user_version = 3");
	assert_int_equal(opened(c->path, false, &store), STATUS_DATABASE);
	assert_non_null(strstr(case_err.text, "not a sendgate database"));
	assert_int_equal(store_case_number(c,
			     "SELECT count(*) FROM"
			     " pragma_journal_mode WHERE journal_mode = 'wal'"),
	    0);
	path = store_case_file(c, "text",
	    "this is no database, but text; "
	    "long enough to be asked whether it is one, as it must be. "
	    "And so on and so on and so on and so on and so on.\n");
	assert_int_equal(opened(path, false, &store), STATUS_DATABASE);
	file = fopen(path, "r");
	assert_non_null(fgets(before, sizeof(before), file));
	assert_int_equal(fclose(file), 0);
	assert_string_equal(before, "this is no database, but text; ");
	assert_null(store);
}

static void
places_that_can_not_be(void **state)
{
	struct store_case *c = *state;
	struct store *store = NULL;
	char path[256];

	(void)snprintf(path, sizeof(path), "%s/no/such/gate.db", c->folder);
	assert_int_equal(opened(path, false, &store), STATUS_CANTCREATE);
	assert_int_equal(opened(path, true, &store), STATUS_NOINPUT);
	assert_int_not_equal(opened(c->folder, false, &store), STATUS_OK);
	assert_null(store);
	/* a reader makes no file */
	(void)snprintf(path, sizeof(path), "%s/none.db", c->folder);
	assert_int_equal(opened(path, true, &store), STATUS_NOINPUT);
	assert_int_equal(access(path, F_OK), -1);
}

/* What others could write, or could have put there, is not believed. */
static void
files_of_others_are_refused(void **state)
{
	struct store_case *c = *state;
	struct store *store = NULL;
	char path[256];

	store_close(c->store);
	c->store = NULL;
	assert_int_equal(chmod(c->path, 0620), 0);
	assert_int_equal(opened(c->path, false, &store), STATUS_DENIED);
	assert_int_equal(opened(c->path, true, &store), STATUS_DENIED);
	assert_non_null(strstr(case_err.text, "should be 0600"));
	assert_int_equal(chmod(c->path, 0600), 0);
	(void)snprintf(path, sizeof(path), "%s-journal", c->path);
	assert_int_equal(mkdir(path, 0700), 0);
	assert_int_equal(opened(c->path, false, &store), STATUS_DENIED);
	assert_int_equal(rmdir(path), 0);
	assert_null(store);
	/* a link of one's own is one's own affair */
	(void)snprintf(path, sizeof(path), "%s/link.db", c->folder);
	assert_int_equal(symlink(c->path, path), 0);
	assert_ok(opened(path, false, &store));
	store_close(store);
	assert_int_equal(unlink(path), 0);
}

static void
reader_writes_nothing(void **state)
{
	struct store_case *c = *state;
	struct journal_report report;
	struct store *reader;

	store_case_append(c->store, 2);
	reader = store_case_open(c, true);
	assert_int_equal(store_begin(reader, &case_err), STATUS_DENIED);
	assert_ok(journal_verify(reader, &report, &case_err));
	assert_int_equal(report.records, 2);
	store_close(reader);
	/* with no writer about, too */
	store_close(c->store);
	c->store = NULL;
	reader = store_case_open(c, true);
	assert_ok(journal_verify(reader, &report, &case_err));
	assert_int_equal(report.records, 2);
	store_close(reader);
}

/* A second writer waits as long as it was told, and no longer. */
static void
writers_wait_for_each_other(void **state)
{
	struct store_case *c = *state;
	struct store *other = NULL;
	int64_t start;

	assert_ok(opened(c->path, false, &other));
	assert_ok(store_begin(c->store, &case_err));
	start = clock_monotonic_us();
	assert_int_equal(store_begin(other, &case_err), STATUS_BUSY);
	assert_true(clock_monotonic_us() - start >= 90000);
	store_rollback(c->store);
	assert_ok(store_begin(other, &case_err));
	store_rollback(other);
	store_rollback(other); /* fine without a transaction */
	store_close(other);
}

struct opener {
	const struct store_case *c;
	enum status status;
};

static void *
open_one(void *arg)
{
	struct opener *opener = arg;
	struct store_params params = {
		.path = opener->c->path, .has_key = true, .busy_ms = 20000
	};
	struct store *store = NULL;
	struct err err = ERR_INIT;

	opener->status = store_open(&params, &store, &err);
	if (opener->status != STATUS_OK)
		print_error("%s\n", err.text);
	store_close(store);
	return NULL;
}

/* The daemon and the CLI may both be the first. */
static void
many_open_a_new_one(void **state)
{
	enum {
		THREADS = 8
	};
	struct store_case *c = *state;
	struct opener openers[THREADS];
	pthread_t threads[THREADS];
	size_t i;

	(void)snprintf(c->path, sizeof(c->path), "%s/new.db", c->folder);
	for (i = 0; i < THREADS; i++) {
		openers[i] = (struct opener){ c, STATUS_INTERNAL };
		assert_int_equal(
		    pthread_create(&threads[i], NULL, open_one, &openers[i]),
		    0);
	}
	for (i = 0; i < THREADS; i++) {
		(void)pthread_join(threads[i], NULL);
		assert_int_equal(openers[i].status, STATUS_OK);
	}
	assert_int_equal(
	    store_case_number(c, "SELECT count(*) FROM migration"), VERSION);
}

/* A log that a burst made large is cut back. */
static void
log_stays_bounded(void **state)
{
	struct store_case *c = *state;
	char path[256];
	struct stat info;
	int i;

	for (i = 0; i < 60; i++)
		store_case_append(c->store, 300);
	(void)snprintf(path, sizeof(path), "%s-wal", c->path);
	assert_int_equal(stat(path, &info), 0);
	assert_true(info.st_size < (off_t)16 << 20);
}

#define CASE(name)                       \
	cmocka_unit_test_setup_teardown( \
	    name, store_case_setup, store_case_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(file_is_private),
		CASE(settings_are_on),
		CASE(opening_again_changes_nothing),
		CASE(what_is_not_ours_is_refused),
		CASE(places_that_can_not_be),
		CASE(files_of_others_are_refused),
		CASE(reader_writes_nothing),
		CASE(writers_wait_for_each_other),
		CASE(many_open_a_new_one),
		CASE(log_stays_bounded),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
