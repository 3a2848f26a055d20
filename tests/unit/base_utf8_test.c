/*
 * base_utf8_test.c - RFC 3629, and Unicode's maximal subparts.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/utf8.h"

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

static void
test_well_formed(void **state)
{
	static const struct {
		struct slice text;
		uint32_t cp;
	} cases[] = {
		{ SLICE("\0"), 0 },
		{ SLICE("\x7F"), 0x7F },
		{ SLICE("\xC2\x80"), 0x80 },
		{ SLICE("\xDF\xBF"), 0x7FF },
		{ SLICE("\xE0\xA0\x80"), 0x800 },
		{ SLICE("\xE2\x82\xAC"), 0x20AC },
		{ SLICE("\xED\x9F\xBF"), 0xD7FF },
		{ SLICE("\xEE\x80\x80"), 0xE000 },
		{ SLICE("\xEF\xBF\xBD"), 0xFFFD },
		{ SLICE("\xEF\xBF\xBF"), 0xFFFF },
		{ SLICE("\xF0\x90\x80\x80"), 0x10000 },
		{ SLICE("\xF4\x8F\xBF\xBF"), 0x10FFFF },
	};
	char out[UTF8_MAX];
	uint32_t cp;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		assert_int_equal(
		    utf8_decode(cases[i].text, &cp), cases[i].text.len);
		assert_int_equal(cp, cases[i].cp);
		assert_true(utf8_valid(cases[i].text));
		assert_int_equal(
		    utf8_encode(cases[i].cp, out), cases[i].text.len);
		assert_memory_equal(out, cases[i].text.ptr, cases[i].text.len);
	}
}

/* Each length is that of the maximal subpart at the front. */
static void
test_malformed(void **state)
{
	static const struct {
		struct slice text;
		size_t len;
	} cases[] = {
		{ SLICE("\x80"), 1 },
		{ SLICE("\xBF\x80"), 1 },
		{ SLICE("\xC0\x80"), 1 }, /* overlong NUL */
		{ SLICE("\xC1\xBF"), 1 },
		{ SLICE("\xC2"), 1 },
		{ SLICE("\xC2\x41"), 1 },
		{ SLICE("\xC2\xC2\x80"), 1 },
		{ SLICE("\xE0\x80\x80"), 1 }, /* overlong */
		{ SLICE("\xE0\x9F\xBF"), 1 },
		{ SLICE("\xE0\xA0"), 2 },
		{ SLICE("\xE0\xA0\x41"), 2 },
		{ SLICE("\xE1\x80\xE2\xF0"), 2 }, /* Unicode's own example */
		{ SLICE("\xED\xA0\x80"), 1 },     /* surrogates */
		{ SLICE("\xED\xBF\xBF"), 1 },
		{ SLICE("\xF0\x80\x80\x80"), 1 }, /* overlong */
		{ SLICE("\xF0\x8F\xBF\xBF"), 1 },
		{ SLICE("\xF0\x90\x80"), 3 },
		{ SLICE("\xF1\x80\x80\x41"), 3 },
		{ SLICE("\xF1\x80\x41"), 2 },
		{ SLICE("\xF4\x90\x80\x80"), 1 }, /* beyond U+10FFFF */
		{ SLICE("\xF5\x80\x80\x80"), 1 },
		{ SLICE("\xF8\x88\x80\x80\x80"), 1 },
		{ SLICE("\xFE"), 1 },
		{ SLICE("\xFF\xFF"), 1 },
	};
	uint32_t cp;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		cp = 0;
		assert_int_equal(utf8_decode(cases[i].text, &cp), cases[i].len);
		assert_int_equal(cp, UTF8_REPLACEMENT);
		assert_false(utf8_valid(cases[i].text));
	}
}

/* Every code point goes out and comes back; a surrogate as U+FFFD. */
static void
test_round_trip(void **state)
{
	char out[UTF8_MAX];
	uint32_t cp, back;
	size_t len;

	(void)state;
	for (cp = 0; cp <= 0x110010; cp++) {
		bool real = cp <= 0x10FFFF && (cp < 0xD800 || cp > 0xDFFF);

		len = utf8_encode(cp, out);
		if (utf8_decode(slice_make(out, len), &back) != len ||
		    back != (real ? cp : UTF8_REPLACEMENT) ||
		    !utf8_valid(slice_make(out, len)))
			fail_msg("U+%04X", cp);
		/* Cut short, it is malformed and as long as what is left. */
		if (len > 1 &&
		    (utf8_decode(slice_make(out, len - 1), &back) != len - 1 ||
			back != UTF8_REPLACEMENT))
			fail_msg("U+%04X cut short", cp);
	}
	assert_int_equal(utf8_encode(UINT32_MAX, out), 3);
}

static void
test_valid(void **state)
{
	(void)state;
	assert_true(utf8_valid(SLICE("")));
	assert_true(utf8_valid(slice_make(NULL, 0)));
	assert_true(utf8_valid(SLICE("Gr\xC3\xBC\xC3\x9F"
				     "e \0 \xE2\x82\xAC")));
	assert_false(utf8_valid(SLICE("good \xFF good")));
	assert_false(utf8_valid(SLICE("cut \xE2\x82")));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_well_formed),
		cmocka_unit_test(test_malformed),
		cmocka_unit_test(test_round_trip),
		cmocka_unit_test(test_valid),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
