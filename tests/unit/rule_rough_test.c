/*
 * What libhs is given in a pattern's place: open repeats for far-counting
 * ones, wider sets for Unicode's, everything else as it stands.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "base/mem.h"
#include "rule/pattern.h"

static const struct {
	const char *source;
	const char *rough;
} cases[] = {
	{ "", "" },
	{ "abc", "abc" },
	{ "a{2}", "a{2}" },
	{ "a{0,8}", "a{0,8}" },
	{ "a{1,9}", "a{1,}" },
	{ "a{9}", "a{4,}" },
	{ "a{3,}", "a{3,}" },
	{ "a{40,}", "a{4,}" },
	{ "[^\\s]{1,500}&", "[^\\s]{1,}&" },
	{ "a{30,120}?", "a{4,}?" },
	{ "a{", "a{" },
	{ "a{,9}", "a{,9}" },
	{ "a{9", "a{9" },
	{ "a{x}", "a{x}" },
	{ "a\\{1,500}", "a\\{1,500}" },
	{ "[{1,500}]", "[{1,500}]" },
	{ "[]{1,500}]{1,500}", "[]{1,500}]{1,}" },
	{ "[^]{1,500}]", "[^]{1,500}]" },
	{ "[\\]{1,500}]x", "[\\]{1,500}]x" },
	{ "a{99999999999}", "a{4,}" },
	{ "tail\\", "tail\\" },
	{ "[open", "[open" },
	{ "\\w+x", "[^ ]+x" },
	{ "\\p{Lu}\\w{2,20}", "[^ ][^ ]{2,}" },
	{ "\\p{N}\\P{L}\\W", "\\p{N}\\P{L}\\W" },
	{ "\\d{3}\\s?", "[^ -/:-~]{3}[^!-~]?" },
	{ "[\\w\\d.-]", "[\\w\\d.-]" },
	{ "\\p{L", "\\p{L" },
	{ "\\Qa{1,500}\\w\\E\\w", "\\Qa{1,500}\\w\\E[^ ]" },
	{ "\\Q\\w", "\\Q\\w" },
};

static void
test_rough(void **state)
{
	struct arena *arena = arena_new(1 << 20);
	struct slice rough;
	size_t i;

	(void)state;
	assert_non_null(arena);
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(rule_rough_source(slice_cstr(cases[i].source),
				     arena, &rough),
		    STATUS_OK);
		assert_string_equal(rough.ptr, cases[i].rough);
		assert_int_equal(rough.len, strlen(cases[i].rough));
	}
	arena_free(arena);
}

static void
test_no_memory(void **state)
{
	struct arena *arena = arena_new(8);
	struct slice rough;

	(void)state;
	assert_non_null(arena);
	assert_int_equal(
	    rule_rough_source(SLICE("a{1,500}bcdefghijk"), arena, &rough),
	    STATUS_NOMEM);
	arena_free(arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rough),
		cmocka_unit_test(test_no_memory),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
