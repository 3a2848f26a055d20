/*
 * helper_test.c - a helper that does its work, and ones that die, hang, write
 * without end or are not there; and the places that all helpers share.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/clock.h"
#include "folder.h"
#include "pipeline/extract.h"
#include "pipeline/helper.h"

#define PATH_LEN 128
#define FOLDER "/tmp/sendgate-helper-XXXXXX"
#define OUTPUT_MAX ((size_t)1 << 20)
#define LONG (60 * CLOCK_SECOND)
#define SHORT (CLOCK_SECOND / 5)

struct helper_case {
	const char *name;
	const char *script; /* NULL: there is no such program */
	int64_t patience;
	enum status status;
	enum helper_end end;
	const char *output; /* how it begins */
};

static const struct helper_case cases[] = {
	{ "says what it reads", "cat", LONG, STATUS_OK, HELPER_DONE, "input" },
	{ "is told the ceilings", "echo $*", LONG, STATUS_OK, HELPER_DONE,
	    "-d 4 -u 1000 -o 1048576 -t " },
	{ "has no environment", "echo \"${HOME-none}\"", LONG, STATUS_OK,
	    HELPER_DONE, "none" },
	{ "has none of the caller's files",
	    "test -e /proc/$$/fd/50 && echo has; echo none", LONG, STATUS_OK,
	    HELPER_DONE, "none" },
	{ "fails", "echo half; exit 1", LONG, STATUS_OK, HELPER_DIED, "half" },
	{ "is killed", "echo half; kill -SEGV $$", LONG, STATUS_OK, HELPER_DIED,
	    "half" },
	{ "hangs", "echo half; exec /bin/sleep 100", SHORT, STATUS_OK,
	    HELPER_LATE, "half" },
	{ "never stops writing", "while :; do echo more; done", LONG, STATUS_OK,
	    HELPER_TOO_MUCH, "more" },
	{ "is not there", NULL, LONG, STATUS_INTERNAL, HELPER_DIED, "" },
};

static void
helper_path(const char *folder, const char *name, char path[PATH_LEN])
{
	assert_true(snprintf(path, PATH_LEN, "%s/%s", folder, name) > 0);
}

static void
script_write(const char *path, const char *script)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	assert_true(fprintf(file, "#!/bin/sh\n%s\n", script) > 0);
	assert_int_equal(fclose(file), 0);
	assert_int_equal(chmod(path, 0755), 0);
}

static void
run_case(const char *folder, const struct helper_case *c)
{
	char path[PATH_LEN];
	struct helper_params params = {
		.program = path,
		.name = "",
		.type = "",
		.levels = 4,
		.unpacked = 1000,
		.memory = (size_t)1 << 20,
		.deadline_us = clock_monotonic_us() + c->patience,
	};
	struct err err = ERR_INIT;
	enum helper_end end;
	struct buf output;

	helper_path(folder, c->script != NULL ? "helper" : "none", path);
	if (c->script != NULL)
		script_write(path, c->script);
	buf_init(&output, OUTPUT_MAX);
	assert_int_equal(
	    helper_run(&params, SLICE("input"), &output, &end, &err),
	    c->status);
	assert_int_equal(end, c->end);
	assert_int_equal(
	    strncmp(buf_cstr(&output), c->output, strlen(c->output)), 0);
	buf_free(&output);
}

static void
test_ends(void **state)
{
	char folder[] = FOLDER;

	(void)state;
	assert_true(folder_make(folder));
	assert_int_equal(dup2(STDOUT_FILENO, 50), 50);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		print_message("# a helper that %s\n", cases[i].name);
		run_case(folder, &cases[i]);
	}
	assert_true(folder_remove(folder));
}

/* Input larger than any pipe holds comes in whole. */
static void
test_large(void **state)
{
	static char input[300000];
	char folder[] = FOLDER, path[PATH_LEN];
	const struct helper_params params = {
		.program = path,
		.name = "",
		.type = "",
		.deadline_us = clock_monotonic_us() + LONG,
	};
	enum helper_end end;
	struct buf output;

	(void)state;
	assert_true(folder_make(folder));
	helper_path(folder, "helper", path);
	script_write(path, "cat");
	memset(input, 'x', sizeof(input));
	buf_init(&output, OUTPUT_MAX);
	assert_int_equal(helper_run(&params, slice_make(input, sizeof(input)),
			     &output, &end, NULL),
	    STATUS_OK);
	assert_int_equal(end, HELPER_DONE);
	assert_int_equal(output.len, sizeof(input));
	buf_free(&output);
	assert_true(folder_remove(folder));
}

/* Where all places are taken, the message is to be tried again. */
static void
test_no_place(void **state)
{
	const struct settings_ceilings ceilings = { .helpers = 0 };
	struct extractor *extractor = extractor_new();
	struct arena *arena = arena_new((size_t)1 << 20);
	const struct text_shut shut = {
		.bytes = SLICE("x"),
		.type = SLICE(""),
		.name = SLICE(""),
	};
	struct text_pieces pieces = VEC_INIT;
	struct err err = ERR_INIT;
	struct extract extract;

	(void)state;
	assert_non_null(extractor);
	extract_init(
	    extractor, &ceilings, clock_monotonic_us() + SHORT, &extract);
	assert_int_equal(extract.opener.open(
			     extract.opener.arg, &shut, arena, &pieces, &err),
	    STATUS_BUSY);
	assert_int_equal(pieces.len, 0);
	arena_free(arena);
	extractor_free(extractor);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_ends),
		cmocka_unit_test(test_large),
		cmocka_unit_test(test_no_place),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
