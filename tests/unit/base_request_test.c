/*
 * base_request_test.c - requests are written and read back, and no other bytes
 * are taken for one.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "base/request.h"

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

static char *words[REQUEST_WORDS_MAX + 1];

static void
test_there_and_back(void **state)
{
	char *argv[] = { "kill", "all", "--reason=a b", "", "\xff", NULL };
	const struct request request = { true, 5, argv };
	struct request got;
	struct buf buf;

	(void)state;
	buf_init(&buf, REQUEST_BYTES_MAX);
	assert_true(request_write(&request, &buf));
	assert_true(request_parse(buf_slice(&buf), words, &got));
	assert_true(got.colour);
	assert_int_equal(got.argc, 5);
	for (int i = 0; i < got.argc; i++)
		assert_string_equal(got.argv[i], argv[i]);
	assert_null(got.argv[5]);
	buf_free(&buf);
}

static void
test_no_request(void **state)
{
	static const struct slice cases[] = {
		SLICE_INIT(""),
		SLICE_INIT("\0"),
		SLICE_INIT("kill\0all\0"),
		SLICE_INIT("sendgate 1"),
		SLICE_INIT("sendgate 1\0"),
		SLICE_INIT("sendgate 1\0-"),
		SLICE_INIT("sendgate 1\0-\0"),    /* no command */
		SLICE_INIT("sendgate 2\0-\0a\0"), /* of another time */
		SLICE_INIT("sendgate 1\0x\0a\0"), /* an unknown flag */
		SLICE_INIT("sendgate 1\0\0a\0"),
		SLICE_INIT("sendgate 1\0-\0kill\0all"), /* cut off */
		SLICE_INIT("Sendgate 1\0-\0kill\0"),
		SLICE_INIT("GET / HTTP/1.1\r\n\r\n"),
	};
	struct request got;

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_false(request_parse(cases[i], words, &got));
}

static void
test_ceilings(void **state)
{
	static char *argv[REQUEST_WORDS_MAX + 2];
	struct request request = { .argc = 1, .argv = argv }, got;
	struct buf buf;
	char *large = mem_calloc(1, REQUEST_BYTES_MAX + 1);

	(void)state;
	assert_non_null(large);
	buf_init(&buf, 2 * REQUEST_BYTES_MAX);
	memset(large, 'a', REQUEST_BYTES_MAX);
	argv[0] = large;
	assert_false(request_write(&request, &buf));
	assert_false(request_parse(buf_slice(&buf), words, &got));
	buf_clear(&buf);
	for (size_t i = 0; i <= REQUEST_WORDS_MAX; i++)
		argv[i] = "a";
	request.argc = (int)REQUEST_WORDS_MAX;
	assert_true(request_write(&request, &buf));
	assert_true(request_parse(buf_slice(&buf), words, &got));
	assert_int_equal(got.argc, REQUEST_WORDS_MAX);
	assert_true(buf_add(&buf, SLICE("a\0")));
	assert_false(request_parse(buf_slice(&buf), words, &got));
	buf_clear(&buf);
	request.argc++;
	assert_false(request_write(&request, &buf));
	request.argc = 0;
	assert_false(request_write(&request, &buf));
	buf_free(&buf);
	mem_free(large);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_there_and_back),
		cmocka_unit_test(test_no_request),
		cmocka_unit_test(test_ceilings),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
