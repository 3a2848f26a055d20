/*
 * hand_out_test.c - a checkpoint into a file, whole or not at all; and to
 * programs that do, that don't, and that never end.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "folder.h"
#include "pipeline/hand_out.h"

static char folder[] = "/tmp/sendgate-hand-XXXXXX";
static struct err err;

static const char *
in_folder(const char *name)
{
	static char path[256];

	(void)snprintf(path, sizeof(path), "%s/%s", folder, name);
	return path;
}

static int
set_up(void **state)
{
	(void)state;
	return folder_make(folder) ? 0 : -1;
}

static int
tear_down(void **state)
{
	(void)state;
	return folder_remove(folder) ? 0 : -1;
}

static void
file_holds(const char *path, const char *expected)
{
	char text[256] = "";
	FILE *file = fopen(path, "r");

	assert_non_null(file);
	text[fread(text, 1, sizeof(text) - 1, file)] = '\0';
	assert_int_equal(fclose(file), 0);
	assert_string_equal(text, expected);
}

static void
file_is_added_to(void **state)
{
	const char *path = in_folder("notes");
	struct stat st;
	mode_t mask = umask(022);

	(void)state;
	assert_int_equal(hand_out_file(path, SLICE("one\n"), &err), STATUS_OK);
	assert_int_equal(hand_out_file(path, SLICE("two\n"), &err), STATUS_OK);
	(void)umask(mask);
	file_holds(path, "one\ntwo\n");
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 07777u, 0644);
}

/* What does not fit is taken back. */
static void
file_is_whole(void **state)
{
	const struct rlimit small = { 10, RLIM_INFINITY };
	const char *path = in_folder("small");
	struct rlimit before;

	(void)state;
	(void)signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(
	    hand_out_file(path, SLICE("12345\n"), &err), STATUS_OK);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	assert_int_equal(
	    hand_out_file(path, SLICE("1234567\n"), &err), STATUS_IO);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
	file_holds(path, "12345\n");
}

static void
what_is_no_file(void **state)
{
	const char *fifo = in_folder("fifo");

	(void)state;
	assert_int_equal(mkfifo(fifo, 0600), 0);
	assert_int_equal(
	    hand_out_file(fifo, SLICE("x\n"), &err), STATUS_CANTCREATE);
	assert_int_equal(
	    hand_out_file("/dev/full", SLICE("x\n"), &err), STATUS_CANTCREATE);
	assert_int_equal(
	    hand_out_file(folder, SLICE("x\n"), &err), STATUS_CANTCREATE);
	assert_int_equal(hand_out_file("/no/such/file", SLICE("x\n"), &err),
	    STATUS_CANTCREATE);
}

static enum status
shell(const char *script, bool stopping)
{
	const char *const items[] = { "/bin/sh", "-c", script, folder };
	const struct settings_list command = { items, 4 };
	atomic_bool stop;

	atomic_init(&stop, stopping);
	err = (struct err)ERR_INIT;
	return hand_out_command(&command, SLICE("a note\n"), &stop, &err);
}

static void
command_has_it(void **state)
{
	(void)state;
	assert_int_equal(shell("cat >$0/got", false), STATUS_OK);
	file_holds(in_folder("got"), "a note\n");
	/* one that reads nothing and says much is as good */
	assert_int_equal(
	    shell("i=0; while [ $i -lt 2000 ]; do echo a line of it;"
		  " i=$((i + 1)); done",
		false),
	    STATUS_OK);
}

static void
command_fails(void **state)
{
	static const struct {
		const char *script, *said;
	} rows[] = {
		{ "exit 3", "/bin/sh: exit status 3" },
		{ "echo why; echo more; exit 1",
		    "/bin/sh: exit status 1: why" },
		{ "echo why >&2; exit 1", "/bin/sh: exit status 1: why" },
		{ "kill -9 $$", "/bin/sh: signal 9" },
	};
	static const char *const none[] = { "/no/such/program" };
	const struct settings_list command = { none, 1 };
	atomic_bool stop;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		assert_int_equal(
		    shell(rows[i].script, false), STATUS_UNAVAILABLE);
		assert_string_equal(err.text, rows[i].said);
	}
	atomic_init(&stop, false);
	assert_int_equal(hand_out_command(&command, SLICE("x"), &stop, &err),
	    STATUS_UNAVAILABLE);
}

/* With what it started; the daemon that stops does not wait long. */
static void
command_is_ended(void **state)
{
	static const char *const scripts[] = { "sleep 100",
		"sleep 100 & sleep 100", "exec >/dev/null 2>&1; sleep 100" };
	int64_t start;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(scripts) / sizeof(*scripts); i++) {
		start = clock_monotonic_us();
		assert_int_equal(shell(scripts[i], true), STATUS_UNAVAILABLE);
		assert_string_equal(err.text, "/bin/sh: not done after 3 s");
		assert_true(clock_monotonic_us() - start < 30 * CLOCK_SECOND);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(file_is_added_to),
		cmocka_unit_test(file_is_whole),
		cmocka_unit_test(what_is_no_file),
		cmocka_unit_test(command_has_it),
		cmocka_unit_test(command_fails),
		cmocka_unit_test(command_is_ended),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
