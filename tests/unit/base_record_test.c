/*
 * base_record_test.c - records are written and read back, and nothing that is
 * broken is taken for one.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/record.h"

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

static bool
to_buf(void *arg, struct slice bytes)
{
	struct buf *buf = arg;

	return buf_add(buf, bytes);
}

static void
assert_slice(struct slice got, struct slice wanted)
{
	assert_int_equal(got.len, wanted.len);
	assert_memory_equal(got.ptr, wanted.ptr, wanted.len);
}

static void
test_there_and_back(void **state)
{
	static const struct record cases[] = {
		{ RECORD_TEXT, SLICE(""), SLICE("xml"), SLICE("84,250") },
		{ RECORD_RAW, SLICE("a.zip/b.txt"), SLICE("zip, text"),
		    SLICE("\0\xFF\n") },
		{ RECORD_IMAGE, SLICE("logo.png"), SLICE("png"), SLICE("") },
		{ RECORD_SKIP, SLICE("x"), SLICE("zip"), SLICE("encrypted") },
		{ RECORD_END, SLICE(""), SLICE(""), SLICE("") },
	};
	struct record got;
	struct buf buf;
	struct slice rest;

	(void)state;
	buf_init(&buf, 4096);
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_true(record_put(&cases[i], to_buf, &buf));
	rest = buf_slice(&buf);
	for (size_t i = 0; i < COUNT(cases); i++) {
		assert_true(record_next(&rest, &got));
		assert_int_equal(got.kind, cases[i].kind);
		assert_slice(got.path, cases[i].path);
		assert_slice(got.how, cases[i].how);
		assert_slice(got.bytes, cases[i].bytes);
	}
	assert_int_equal(rest.len, 0);
	assert_false(record_next(&rest, &got));
	buf_free(&buf);
}

static void
test_bytes_on_the_wire(void **state)
{
	static const struct record record = { RECORD_NAME, SLICE("p"),
		SLICE("gz"), SLICE("abc") };
	struct buf buf;

	(void)state;
	buf_init(&buf, 4096);
	assert_true(record_put(&record, to_buf, &buf));
	assert_slice(buf_slice(&buf), SLICE("N\0\0\0\1p\0\0\0\2gz\0\0\0\3abc"));
	assert_int_equal(buf.len, RECORD_OVERHEAD + 1 + 2 + 3);
	buf_free(&buf);
}

static void
test_broken(void **state)
{
	static const struct slice cases[] = {
		SLICE(""), SLICE("E"),
		SLICE("E\0\0\0\0\0\0\0\0\0\0\0"),   /* one byte short */
		SLICE("X\0\0\0\0\0\0\0\0\0\0\0\0"), /* unknown kind */
		SLICE("\0\0\0\0\0\0\0\0\0\0\0\0\0"),
		SLICE("T\0\0\0\1\0\0\0\0\0\0\0\0"), /* a field too long */
		SLICE("T\0\0\0\0\0\0\0\0\xFF\xFF\xFF\xFFxx"),
		SLICE("T\0\1\0\0\0\0\0\0\0\0\0\0"), /* path over its ceiling */
	};
	struct record got;

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct slice rest = cases[i];

		assert_false(record_next(&rest, &got));
		assert_int_equal(rest.len, cases[i].len);
	}
}

static void
test_writer_ceilings(void **state)
{
	static char path[RECORD_PATH_MAX + 1];
	struct record record = { RECORD_NAME, SLICE(""), SLICE("gz"),
		SLICE("abc") };
	struct buf buf;

	(void)state;
	buf_init(&buf, 4096);
	record.path = slice_make(path, sizeof(path));
	assert_false(record_put(&record, to_buf, &buf));
	assert_int_equal(buf.len, 0);
	buf_free(&buf);
	/* a writer that is full is said to be */
	buf_init(&buf, 10);
	record.path = SLICE_EMPTY;
	assert_false(record_put(&record, to_buf, &buf));
	buf_free(&buf);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_there_and_back),
		cmocka_unit_test(test_bytes_on_the_wire),
		cmocka_unit_test(test_broken),
		cmocka_unit_test(test_writer_ceilings),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
