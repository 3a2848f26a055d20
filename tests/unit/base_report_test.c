/*
 * base_report_test.c - what people get to read: statuses, diagnoses, the log.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/diag.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/status.h"

static void
test_status(void **state)
{
	char text[2 * ERR_TEXT_MAX];
	struct err err = ERR_INIT;
	int i, j;

	(void)state;
	assert_int_equal(err_set(&err, STATUS_IO, "%s: %d", "f", 5), STATUS_IO);
	assert_int_equal(err.status, STATUS_IO);
	assert_string_equal(err.text, "f: 5");
	assert_int_equal(err_set(NULL, STATUS_FULL, "x"), STATUS_FULL);
	assert_int_equal(err_nomem(&err), STATUS_NOMEM);
	assert_string_equal(err.text, "out of memory");

	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	err_set(&err, STATUS_DATA, "%s", text);
	assert_int_equal(strlen(err.text), ERR_TEXT_MAX - 1);

	for (i = STATUS_OK; i <= STATUS_INTERNAL; i++)
		for (j = STATUS_OK; j < i; j++)
			assert_string_not_equal(status_name((enum status)i),
			    status_name((enum status)j));
	assert_string_equal(status_name(STATUS_OK), "ok");
	assert_string_equal(status_name((enum status)999), "internal");
}

static void
test_diag_format(void **state)
{
	struct diag_list list;
	char out[DIAG_TEXT_MAX], small[12];

	(void)state;
	diag_init(&list);
	diag_error(
	    &list, (struct diag_place){ "a.yaml", 3, 7 }, "no %s", "key");
	diag_warning(&list, (struct diag_place){ "a.yaml", 4, 0 }, "odd");
	diag_error(&list, (struct diag_place){ "a.yaml", 0, 0 }, "gone");
	diag_error(&list, (struct diag_place){ NULL, 1, 1 },
	    "ctl\x1b[1m\nx\x7f \xC3\xBC \xFF\xC2\x9B");
	assert_int_equal(list.len, 4);
	assert_int_equal(list.errors, 3);
	assert_int_equal(list.warnings, 1);
	diag_format(&list.items[0], out, sizeof(out));
	assert_string_equal(out, "a.yaml:3:7: error: no key");
	diag_format(&list.items[1], out, sizeof(out));
	assert_string_equal(out, "a.yaml:4: warning: odd");
	diag_format(&list.items[2], out, sizeof(out));
	assert_string_equal(out, "a.yaml: error: gone");
	assert_string_equal(list.items[3].text, "ctl?[1m?x? \xC3\xBC ??");
	diag_format(&list.items[0], small, sizeof(small));
	assert_string_equal(small, "a.yaml:3:7:");
	diag_free(&list);
	diag_free(&list);
	diag_error(NULL, (struct diag_place){ "a", 1, 1 }, "nobody listens");
}

/* A long text is cut, and never in the middle of a character. */
static void
test_diag_shown(void **state)
{
	struct diag_place place = { "a.yaml", 1, 1 };
	struct diag_list list;
	char out[512], text[200];

	(void)state;
	diag_init(&list);
	diag_show(&list, "nothing to show it with", 3);
	diag_error(&list, place, "odd");
	diag_format_shown(&list.items[0], out, sizeof(out));
	assert_string_equal(out, "");
	diag_show(&list, "a(b", 1);
	diag_format_shown(&list.items[0], out, sizeof(out));
	assert_string_equal(out, "    a(b\n     ^");
	diag_show(&list, "\303\251\303\251(\n", 4);
	diag_format_shown(&list.items[0], out, sizeof(out));
	assert_string_equal(out, "    \303\251\303\251(?\n      ^");
	diag_show(&list, "abc", 99);
	diag_format_shown(&list.items[0], out, sizeof(out));
	assert_string_equal(out, "    abc\n       ^");
	memset(text, 'x', sizeof(text));
	text[100] = '(';
	text[sizeof(text) - 1] = '\0';
	diag_show(&list, text, 100);
	assert_int_equal(strlen(list.items[0].shown), DIAG_SHOWN_MAX);
	assert_int_equal(list.items[0].shown[list.items[0].caret], '(');
	diag_free(&list);
	diag_show(NULL, "x", 0);
}

static void
test_diag_long(void **state)
{
	char text[2 * DIAG_TEXT_MAX + 1];
	struct diag_list list;
	size_t i;

	(void)state;
	for (i = 0; i < DIAG_TEXT_MAX; i++)
		memcpy(text + 2 * i, "\xC3\xBC", 3);
	diag_init(&list);
	diag_error(&list, (struct diag_place){ "f", 1, 1 }, "%s", text);
	assert_int_equal(strlen(list.items[0].text), DIAG_TEXT_MAX - 1);
	assert_int_equal(list.items[0].text[DIAG_TEXT_MAX - 2], '?');
	diag_free(&list);
}

static size_t
count_lines(FILE *file, char *last, size_t size)
{
	size_t lines = 0;

	rewind(file);
	while (fgets(last, (int)size, file) != NULL)
		lines++;
	return lines;
}

static void
test_diag_ceiling(void **state)
{
	struct diag_list list;
	char last[256] = "";
	unsigned i;
	FILE *file = tmpfile();

	(void)state;
	assert_non_null(file);
	diag_init(&list);
	for (i = 1; i <= DIAG_MAX + 50; i++)
		diag_error(&list, (struct diag_place){ "f", i, 1 }, "n %u", i);
	diag_warning(&list, (struct diag_place){ "f", i, 1 }, "w");
	assert_int_equal(list.len, DIAG_MAX);
	assert_int_equal(list.errors, DIAG_MAX + 50);
	assert_int_equal(list.warnings, 1);
	assert_string_equal(list.items[DIAG_MAX - 1].text, "n 200");
	diag_print(&list, file);
	assert_int_equal(count_lines(file, last, sizeof(last)), DIAG_MAX + 1);
	assert_string_equal(last, "and 51 more\n");
	fclose(file);
	diag_free(&list);
}

static void
test_diag_faults(void **state)
{
	struct diag_list list;
	unsigned long nth;
	unsigned i;

	(void)state;
	for (nth = 1; nth < 200; nth++) {
		mem_fault_set(nth);
		diag_init(&list);
		for (i = 0; i < 40; i++)
			diag_error(
			    &list, (struct diag_place){ "f", i, 0 }, "text");
		assert_int_equal(list.errors, 40);
		assert_int_equal(list.len, mem_fault_count() < nth ? 40 : 39);
		i = (unsigned)list.len;
		diag_free(&list);
		if (i == 40)
			break;
	}
	mem_fault_set(0);
	assert_in_range(nth, 80, 100);
}

/* Runs the log with standard error in a file, whose text it gives back. */
static void
capture(void (*speak)(void), char *out, size_t size)
{
	FILE *file = tmpfile();
	int saved = dup(STDERR_FILENO);
	size_t len;

	assert_non_null(file);
	assert_true(saved >= 0);
	assert_true(dup2(fileno(file), STDERR_FILENO) >= 0);
	speak();
	assert_true(dup2(saved, STDERR_FILENO) >= 0);
	close(saved);
	rewind(file);
	len = fread(out, 1, size - 1, file);
	out[len] = '\0';
	fclose(file);
}

static void
speak_hostile(void)
{
	errno = EBADF;
	log_info("from=%s", "a\r\nNov 23 relay sendgate: verdict=accept");
	log_warning("%s", "esc \x1b[2J del \x7f tab \t");
	log_error("%s",
	    "\xC3\xBC\xE2\x82\xAC \xC2\x85 \xFF \xF0\x9F\x98 "
	    "\xEF\xBF\xBD");
	log_debug("not shown");
	assert_int_equal(errno, EBADF);
}

static void
test_log_escapes(void **state)
{
	char out[1024];

	(void)state;
	log_open("test", true, LOG_LEVEL_INFO);
	capture(speak_hostile, out, sizeof(out));
	assert_string_equal(out,
	    "test: from=a\\015\\012Nov 23 relay sendgate: verdict=accept\n"
	    "test: warning: esc \\033[2J del \\177 tab \\011\n"
	    "test: error: \xC3\xBC\xE2\x82\xAC \\302\\205 \\377 "
	    "\\360\\237\\230 \xEF\xBF\xBD\n");
}

static void
speak_long(void)
{
	char text[10000];

	memset(text, '\n', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	log_error("%s", text);
}

static void
test_log_long(void **state)
{
	char out[20000];
	size_t len;

	(void)state;
	log_open("test", true, LOG_LEVEL_ERROR);
	capture(speak_long, out, sizeof(out));
	len = strlen(out);
	assert_in_range(len, 2000, 9000);
	assert_ptr_equal(strchr(out, '\n'), out + len - 1);
	assert_memory_equal(out + len - 5, "\\012\n", 5);
}

static void
speak_levels(void)
{
	log_debug("d");
	log_info("i");
	log_warning("w");
	log_error("e");
}

static void
test_log_levels(void **state)
{
	char out[256];

	(void)state;
	log_open("n", true, LOG_LEVEL_DEBUG);
	capture(speak_levels, out, sizeof(out));
	assert_string_equal(
	    out, "n: debug: d\nn: i\nn: warning: w\nn: error: e\n");
	log_open("n", true, LOG_LEVEL_ERROR);
	capture(speak_levels, out, sizeof(out));
	assert_string_equal(out, "n: error: e\n");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_status),
		cmocka_unit_test(test_diag_format),
		cmocka_unit_test(test_diag_shown),
		cmocka_unit_test(test_diag_long),
		cmocka_unit_test(test_diag_ceiling),
		cmocka_unit_test(test_diag_faults),
		cmocka_unit_test(test_log_escapes),
		cmocka_unit_test(test_log_long),
		cmocka_unit_test(test_log_levels),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
