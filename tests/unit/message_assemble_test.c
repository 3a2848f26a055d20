/*
 * message_assemble_test.c - a message put together from events, and header
 * fields taken out again.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "message/assemble.h"

static const char whole[] =
    "Subject: a\r\n b\r\nX-A:c\r\nX-Empty:\r\n\r\nbody\r\n.\r\nmore";

/* The events of which whole is made. */
static enum status
feed(struct assembly *assembly)
{
	enum status status;

	status = assembly_field(assembly, SLICE("Subject"), SLICE(" a\n b"));
	if (status == STATUS_OK)
		status = assembly_field(assembly, SLICE("X-A"), SLICE("c"));
	if (status == STATUS_OK)
		status = assembly_field(assembly, SLICE("X-Empty"), SLICE(""));
	if (status == STATUS_OK)
		status = assembly_body(assembly, SLICE("body\r"));
	if (status == STATUS_OK)
		status = assembly_body(assembly, SLICE("\n.\r\nmore"));
	return status == STATUS_OK ? assembly_end(assembly) : status;
}

static void
test_whole(void **state)
{
	struct assembly assembly;

	(void)state;
	assembly_init(&assembly, 1000);
	for (int i = 0; i < 2; i++) { /* the second time after a clear */
		assert_int_equal(feed(&assembly), STATUS_OK);
		assert_string_equal(buf_cstr(&assembly.bytes), whole);
		assert_false(assembly.cut);
		assert_int_equal(
		    assembly.header_end, strstr(whole, "\r\n\r\n") - whole + 2);
		assembly_clear(&assembly);
		assert_int_equal(assembly.bytes.len, 0);
		assert_false(assembly.in_body);
	}
	assembly_free(&assembly);
	assembly_free(&assembly);
}

static void
test_no_body(void **state)
{
	struct assembly assembly;

	(void)state;
	assembly_init(&assembly, 1000);
	assert_int_equal(
	    assembly_field(&assembly, SLICE("A"), SLICE(" b\r\n\tc\n")),
	    STATUS_OK);
	assert_int_equal(assembly_end(&assembly), STATUS_OK);
	assert_int_equal(assembly_end(&assembly), STATUS_OK);
	assert_string_equal(buf_cstr(&assembly.bytes), "A: b\r\n\tc\r\n\r\n");
	assembly_free(&assembly);
}

/* At every ceiling: a prefix is kept, and cut says so. */
static void
test_ceiling(void **state)
{
	const size_t len = sizeof(whole) - 1;

	(void)state;
	for (size_t ceiling = 0; ceiling <= len; ceiling++) {
		struct assembly assembly;

		assembly_init(&assembly, ceiling);
		assert_int_equal(feed(&assembly), STATUS_OK);
		assert_int_equal(assembly.cut, ceiling < len);
		assert_int_equal(assembly.bytes.len, ceiling);
		assert_memory_equal(buf_cstr(&assembly.bytes), whole, ceiling);
		assembly_free(&assembly);
	}
}

static void
test_nomem(void **state)
{
	enum status status = STATUS_NOMEM;
	unsigned long nth = 1;

	(void)state;
	for (; status != STATUS_OK; nth++) {
		struct assembly assembly;

		assembly_init(&assembly, 1000);
		mem_fault_set(nth);
		status = feed(&assembly);
		mem_fault_set(0);
		assert_true(status == STATUS_OK || status == STATUS_NOMEM);
		assert_false(assembly.cut);
		assembly_free(&assembly);
	}
	assert_true(nth > 2);
}

static bool
drop_agent(struct slice name)
{
	return slice_starts_nocase(name, SLICE("x-agent-"));
}

static const struct {
	const char *raw;
	const char *out;
} strip_cases[] = {
	{ "", "" },
	{ "A: b\r\n\r\nc", "A: b\r\n\r\nc" },
	{ "X-Agent-A: b\r\n\r\nX-Agent-B: c\r\n", "\r\nX-Agent-B: c\r\n" },
	{ "A: b\r\nx-agent-a: b\r\n\tc\r\n d\r\nE: f\r\n\r\n",
	    "A: b\r\nE: f\r\n\r\n" },
	{ "X-Agent-A: 1\nX-Agent-B: 2\nC: 3\nX-Agent-D:\n\nbody\n",
	    "C: 3\n\nbody\n" },
	{ "X-Agent-A : 1\nB: 2\n", "B: 2\n" },
	{ "A: b\nX-Agent-C: d", "A: b\n" },
	{ "no field\nX-Agent-A: 1\nno field\n more\n\n",
	    "no field\nno field\n more\n\n" },
	{ "X-Agent-A: 1\n \n\tx\n\n", "\n" },
	{ "A: X-Agent-A: 1\n X-Agent-B: 2\n",
	    "A: X-Agent-A: 1\n"
	    " X-Agent-B: 2\n" },
};

static void
test_strip(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(strip_cases) / sizeof(*strip_cases);
	     i++) {
		struct buf out;

		print_message("# case %zu\n", i);
		buf_init(&out, 1000);
		assert_int_equal(assembly_strip(slice_cstr(strip_cases[i].raw),
				     drop_agent, &out),
		    STATUS_OK);
		assert_string_equal(buf_cstr(&out), strip_cases[i].out);
		buf_free(&out);
	}
}

static void
test_strip_fails(void **state)
{
	struct buf out;

	(void)state;
	buf_init(&out, 3);
	assert_int_equal(
	    assembly_strip(SLICE("A: b\n"), drop_agent, &out), STATUS_NOMEM);
	buf_free(&out);
	buf_init(&out, 100);
	mem_fault_set(1);
	assert_int_equal(
	    assembly_strip(SLICE("A: b\n"), drop_agent, &out), STATUS_NOMEM);
	mem_fault_set(0);
	buf_free(&out);
}

/* Put together with fields that are to be dropped, then stripped of them. */
static void
test_round_trip(void **state)
{
	struct assembly assembly;
	struct buf out;

	(void)state;
	assembly_init(&assembly, 1000);
	buf_init(&out, 1000);
	assert_int_equal(assembly_field(&assembly, SLICE("X-Agent-Workflow"),
			     SLICE(" w\n\tx")),
	    STATUS_OK);
	assert_int_equal(feed(&assembly), STATUS_OK);
	assert_int_equal(
	    assembly_strip(buf_slice(&assembly.bytes), drop_agent, &out),
	    STATUS_OK);
	assert_string_equal(buf_cstr(&out), whole);
	buf_free(&out);
	assembly_free(&assembly);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_whole),
		cmocka_unit_test(test_no_body),
		cmocka_unit_test(test_ceiling),
		cmocka_unit_test(test_nomem),
		cmocka_unit_test(test_strip),
		cmocka_unit_test(test_strip_fails),
		cmocka_unit_test(test_round_trip),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
