/*
 * message_envelope_test.c - SMTP addresses taken apart.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "message/envelope.h"

static const struct {
	const char *text;
	const char *address;
	const char *local;
	const char *domain;
	const char *normal;
} cases[] = {
	{ "<a@B.Example>", "a@B.Example", "a", "B.Example", "a@b.example" },
	{ "A@b", "A@b", "A", "b", "A@b" },
	{ "  < a@b > ", "a@b", "a", "b", "a@b" },
	{ "<>", "", "", "", "" },
	{ "", "", "", "", "" },
	{ "<a@b", "a@b", "a", "b", "a@b" },
	{ "Name <a@b>", "a@b", "a", "b", "a@b" },
	{ "<a@b> SIZE=1", "a@b", "a", "b", "a@b" },
	{ "<@x,@y:a@b>", "a@b", "a", "b", "a@b" },
	{ "<@x>", "@x", "", "x", "@x" },
	{ "Postmaster", "Postmaster", "", "Postmaster", "postmaster" },
	{ "<\"a>b\"@C>", "\"a>b\"@C", "\"a>b\"", "C", "\"a>b\"@c" },
	{ "<\"A@b\\\"<\"@C>", "\"A@b\\\"<\"@C", "\"A@b\\\"<\"", "C",
	    "\"A@b\\\"<\"@c" },
	{ "<a@[IPv6:::1]>", "a@[IPv6:::1]", "a", "[IPv6:::1]", "a@[ipv6:::1]" },
	{ "<a@\xc3\x9c.example>", "a@\xc3\x9c.example", "a", "\xc3\x9c.example",
	    "a@\xc3\x9c.example" },
};

static void
assert_slice(struct slice s, const char *text)
{
	assert_int_equal(s.len, strlen(text));
	assert_memory_equal(s.ptr, text, s.len);
}

static void
test_cases(void **state)
{
	struct arena *arena = arena_new((size_t)1 << 16);

	(void)state;
	assert_non_null(arena);
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct slice address;

		print_message("# %s\n", cases[i].text);
		address = envelope_address(slice_cstr(cases[i].text));
		assert_slice(address, cases[i].address);
		assert_slice(envelope_local(address), cases[i].local);
		assert_slice(envelope_domain(address), cases[i].domain);
		assert_slice(envelope_normal(address, arena), cases[i].normal);
	}
	arena_free(arena);
}

static void
test_nomem(void **state)
{
	struct arena *arena = arena_new(0);

	(void)state;
	assert_non_null(arena);
	assert_int_equal(envelope_normal(SLICE("a@B"), arena).len, 0);
	assert_true(arena_failed(arena));
	arena_free(arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cases),
		cmocka_unit_test(test_nomem),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
