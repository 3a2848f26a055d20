/*
 * The thread that keeps the data in force: what it reads anew, and that
 * whatever is in its way leaves the data in force as it is.
 */
#include <fcntl.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>
#include <sqlite3.h>

#include "base/clock.h"
#include "base/mem.h"
#include "pipeline/watch.h"
#include "pipeline_scratch.h"
#include "store/dataset.h"
#include "text/fold.h"

#define PATIENCE (15 * CLOCK_SECOND)

/* A relay with a rule about the data set contracts, which is there. */
struct stage {
	struct scratch scratch;
	struct store *store;
	struct snapshot_slot *slot;
	struct watch *watch;
};

static const char one[] = "account_id,code\nA1,K-7788-Z\n";
static const char two[] = "account_id,code\nA1,K-9911-Q\n";

static struct snapshot *
load(const struct stage *s)
{
	struct snapshot *snapshot = NULL;
	struct err err = ERR_INIT;

	if (snapshot_load(s->scratch.conf, NULL, &snapshot, &err) != STATUS_OK)
		fail_msg("%s", err.text);
	return snapshot;
}

static struct store_params
params(const struct stage *s)
{
	struct store_params params = {
		.path = s->scratch.database, .relay = "test", .busy_ms = 50
	};

	return params;
}

static void
import(struct stage *s, const char *csv)
{
	struct arena *arena = arena_new((size_t)64 << 20);
	struct dataset_import import = { .name = "contracts",
		.account = "account_id",
		.actor = SLICE("test") };
	struct dataset_result result;
	struct diag_list diags;
	struct err err = ERR_INIT;
	char path[160];

	assert_non_null(arena);
	(void)snprintf(path, sizeof(path), "%s/exact.csv", s->scratch.dir);
	scratch_write(path, csv);
	import.path = path;
	diag_init(&diags);
	assert_int_equal(crypt_secret_load(s->scratch.keys, CRYPT_SECRET_HASH,
			     import.secret, &err),
	    STATUS_OK);
	assert_int_equal(
	    dataset_import_csv(s->store, &import, &diags, arena, &result, &err),
	    STATUS_OK);
	diag_free(&diags);
	arena_free(arena);
}

static void
start(struct stage *s)
{
	const struct store_params reader = params(s);
	struct err err = ERR_INIT;

	s->slot = snapshot_slot_new(load(s));
	assert_non_null(s->slot);
	if (watch_start(s->slot, &reader, &s->watch, &err) != STATUS_OK)
		fail_msg("%s", err.text);
}

static void
stop(struct stage *s)
{
	watch_stop(s->watch);
	snapshot_slot_free(s->slot);
	s->watch = NULL;
	s->slot = NULL;
}

static int
stage_open(void **state)
{
	static struct stage stage;

	memset(&stage, 0, sizeof(stage));
	scratch_make(&stage.scratch, "");
	scratch_write(stage.scratch.rules,
	    "pack: p\nrules:\n"
	    "  - { id: d, action: block, exact: contracts }\n"
	    "  - { id: n, action: flag, others: accounts }\n");
	stage.store = scratch_store(&stage.scratch);
	import(&stage, one);
	start(&stage);
	*state = &stage;
	return 0;
}

static int
stage_close(void **state)
{
	struct stage *s = *state;

	stop(s);
	store_close(s->store);
	scratch_remove(&s->scratch);
	return 0;
}

/* Does the data in force find the code? */
static bool
finds(struct stage *s, const char *code)
{
	struct arena *arena = arena_new((size_t)64 << 20);
	struct snapshot *now = snapshot_slot_get(s->slot);
	struct exact_hits hits = VEC_INIT;
	const struct text_map *map;
	struct slice folded;
	struct err err = ERR_INIT;

	assert_non_null(arena);
	assert_non_null(now->data);
	assert_int_equal(
	    text_fold(slice_cstr(code), arena, &folded, &map), STATUS_OK);
	if (now->data->exact != NULL)
		assert_int_equal(
		    exact_search(now->data->exact, folded, arena, &hits, &err),
		    STATUS_OK);
	snapshot_unref(now);
	arena_free(arena);
	return hits.len > 0;
}

static bool
comes_to_find(struct stage *s, const char *code, bool wanted)
{
	int64_t until = clock_monotonic_us() + PATIENCE;

	while (finds(s, code) != wanted) {
		if (clock_monotonic_us() > until)
			return false;
		(void)usleep(10000);
	}
	return true;
}

/* For longer than the thread rests: the first code is found all the time. */
static void
stays(struct stage *s)
{
	struct snapshot *before = snapshot_slot_get(s->slot), *after;

	(void)usleep(5 * WATCH_MS * 1000);
	assert_true(finds(s, "K-7788-Z"));
	after = snapshot_slot_get(s->slot);
	assert_ptr_equal(before, after);
	snapshot_unref(before);
	snapshot_unref(after);
}

/* Runs SQL behind the store's back. */
static void
sql(const struct stage *s, const char *text)
{
	sqlite3 *db = NULL;

	assert_int_equal(sqlite3_open(s->scratch.database, &db), SQLITE_OK);
	(void)sqlite3_busy_timeout(db, 5000);
	assert_int_equal(sqlite3_exec(db, text, NULL, NULL, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

/* The file of the data set in force. */
static void
image_path(struct stage *s, char *path, size_t size)
{
	struct arena *arena = arena_new(1 << 20);
	struct dataset *list;
	struct err err = ERR_INIT;
	size_t n;

	assert_non_null(arena);
	assert_int_equal(
	    dataset_list(s->store, arena, &list, &n, &err), STATUS_OK);
	assert_int_equal(n, 1);
	(void)snprintf(path, size, "%s-exact-%.*s", s->scratch.database,
	    SLICE_ARG(list[0].generation));
	arena_free(arena);
}

static void
new_data_comes_into_force(void **state)
{
	struct stage *s = *state;
	struct snapshot *held = snapshot_slot_get(s->slot);
	struct err err = ERR_INIT;

	assert_true(finds(s, "K-7788-Z"));
	stays(s);
	import(s, two);
	assert_true(comes_to_find(s, "K-9911-Q", true));
	assert_false(finds(s, "K-7788-Z"));
	assert_int_equal(dataset_drop(s->store, SLICE("contracts"),
			     SLICE("over"), SLICE("test"), &err),
	    STATUS_OK);
	assert_true(comes_to_find(s, "K-9911-Q", false));
	/* who had the old data has it still */
	assert_non_null(held->data->exact);
	snapshot_unref(held);
}

/* A data set that is dropped between its name and its bytes. */
static void
a_file_that_is_gone_changes_nothing(void **state)
{
	struct stage *s = *state;
	const struct store_params reader = params(s);
	struct watch *watch = NULL;
	struct err err = ERR_INIT;

	sql(s, "UPDATE dataset SET generation = '01J00000000000000000000000'");
	stays(s);
	/* a daemon that starts then does not, and says why */
	assert_int_equal(
	    watch_start(s->slot, &reader, &watch, &err), STATUS_DATABASE);
	assert_null(watch);
	assert_true(err.text[0] != '\0');
	import(s, two);
	assert_true(comes_to_find(s, "K-9911-Q", true));
}

static void
a_damaged_file_changes_nothing(void **state)
{
	struct stage *s = *state;
	char path[200], aside[220];
	int fd;

	/* another generation, so that the thread looks at it: a copy that
	 * lacks its end */
	image_path(s, path, sizeof(path));
	(void)snprintf(aside, sizeof(aside),
	    "%s-exact-01J00000000000000000000000", s->scratch.database);
	assert_int_equal(link(path, aside), 0);
	fd = open(aside, O_WRONLY | O_CLOEXEC);
	assert_true(fd >= 0);
	assert_int_equal(pwrite(fd, "?", 1, 100), 1);
	assert_int_equal(close(fd), 0);
	sql(s, "UPDATE dataset SET generation = '01J00000000000000000000000'");
	stays(s);
	import(s, two);
	assert_true(comes_to_find(s, "K-9911-Q", true));
}

static void
another_key_changes_nothing(void **state)
{
	struct stage *s = *state;
	char path[200], aside[220];

	(void)snprintf(path, sizeof(path), "%s/hash.key", s->scratch.keys);
	(void)snprintf(aside, sizeof(aside), "%s.aside", path);
	import(s, one); /* a new generation: it will be read anew */
	assert_true(comes_to_find(s, "K-7788-Z", true));
	assert_int_equal(rename(path, aside), 0);
	scratch_write(path, "01234567890123456789012345678901");
	sql(s, "UPDATE dataset SET name = 'other'");
	assert_true(comes_to_find(s, "K-7788-Z", false));
	sql(s, "UPDATE dataset SET name = 'contracts'");
	(void)usleep(5 * WATCH_MS * 1000);
	assert_false(finds(s, "K-7788-Z")); /* closed to others, not ours */
	assert_int_equal(rename(aside, path), 0);
	assert_true(comes_to_find(s, "K-7788-Z", true));
}

/* Another process locks all of the places by which SQLite reads (its WAL
 * index, bytes 120 to 127), until it is ended. */
static pid_t
lock_readers(const struct stage *s)
{
	struct flock lock = { .l_type = F_WRLCK,
		.l_whence = SEEK_SET,
		.l_start = 120,
		.l_len = 8 };
	char path[200];
	int ready[2];
	char c;
	pid_t pid;

	(void)snprintf(path, sizeof(path), "%s-shm", s->scratch.database);
	assert_int_equal(pipe(ready), 0);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		int fd = open(path, O_RDWR | O_CLOEXEC);

		if (fd < 0 || fcntl(fd, F_SETLKW, &lock) != 0 ||
		    write(ready[1], "", 1) != 1)
			_exit(1);
		(void)pause();
		_exit(0);
	}
	(void)close(ready[1]);
	assert_int_equal(read(ready[0], &c, 1), 1);
	(void)close(ready[0]);
	return pid;
}

static void
a_locked_database_changes_nothing(void **state)
{
	struct stage *s = *state;
	const struct store_params reader = params(s);
	struct watch *watch = NULL;
	struct err err = ERR_INIT;
	pid_t locker;

	import(s, two);
	assert_true(comes_to_find(s, "K-9911-Q", true));
	import(s, one);
	assert_true(comes_to_find(s, "K-7788-Z", true));
	locker = lock_readers(s);
	stays(s);
	assert_int_not_equal(
	    watch_start(s->slot, &reader, &watch, &err), STATUS_OK);
	assert_null(watch);
	assert_true(err.text[0] != '\0');
	assert_int_equal(kill(locker, SIGKILL), 0);
	assert_int_equal(waitpid(locker, NULL, 0), locker);
	import(s, two);
	assert_true(comes_to_find(s, "K-9911-Q", true));
}

/* The thread runs on while its allocations fail, one after the other. */
static void
every_allocation_may_fail(void **state)
{
	struct stage *s = *state;
	struct snapshot *next = NULL;
	enum status status = STATUS_NOMEM;
	struct err err = ERR_INIT;
	unsigned long n, made = 1;

	/* a reload: the thread itself is stopped from allocating meanwhile by
	 * failing once only, and what it fails at it does again */
	for (n = 1; n <= made + 1 || status != STATUS_OK; n++) {
		next = load(s);
		mem_fault_set(n);
		status = watch_load(s->watch, next, &err);
		made = mem_fault_count();
		mem_fault_set(0);
		assert_true(status == STATUS_OK ? next->data != NULL :
						  next->data == NULL);
		assert_true(status == STATUS_OK || status == STATUS_NOMEM);
		snapshot_unref(next);
		assert_true(finds(s, "K-7788-Z"));
	}
	assert_true(n > 10);
	/* the thread's own */
	for (n = 1; n < 60; n += 3) {
		mem_fault_set(n);
		(void)usleep(2 * WATCH_MS * 1000);
		mem_fault_set(0);
		assert_true(finds(s, "K-7788-Z"));
	}
	import(s, two);
	assert_true(comes_to_find(s, "K-9911-Q", true));
}

static void
a_start_may_fail_anywhere(void **state)
{
	struct stage *s = *state;
	const struct store_params reader = params(s);
	enum status status = STATUS_NOMEM;
	struct watch *watch = NULL;
	struct err err = ERR_INIT;
	unsigned long n, made = 1;

	watch_stop(s->watch);
	s->watch = NULL;
	for (n = 1; n <= made + 1 && n < 1000; n++) {
		mem_fault_set(n);
		status = watch_start(s->slot, &reader, &watch, &err);
		made = mem_fault_count();
		mem_fault_set(0);
		assert_true((status == STATUS_OK) == (watch != NULL));
		watch_stop(watch);
	}
	assert_int_equal(status, STATUS_OK);
	assert_true(n > 10);
	assert_true(finds(s, "K-7788-Z"));
}

#define CASE(name) \
	cmocka_unit_test_setup_teardown(name, stage_open, stage_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(new_data_comes_into_force),
		CASE(a_file_that_is_gone_changes_nothing),
		CASE(a_damaged_file_changes_nothing),
		CASE(another_key_changes_nothing),
		CASE(a_locked_database_changes_nothing),
		CASE(every_allocation_may_fail),
		CASE(a_start_may_fail_anywhere),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
