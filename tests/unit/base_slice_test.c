/*
 * base_slice_test.c - slices and the ASCII classes.
 */
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/hex.h"
#include "base/slice.h"

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

static const struct slice none = { NULL, 0 };

static void
assert_slice(struct slice got, const char *want)
{
	assert_int_equal(got.len, strlen(want));
	if (got.len > 0)
		assert_memory_equal(got.ptr, want, got.len);
}

static void
test_equal(void **state)
{
	static const struct {
		struct slice a, b;
		bool equal, nocase;
		int order;
	} cases[] = {
		{ SLICE(""), SLICE(""), true, true, 0 },
		{ SLICE("a"), SLICE("a"), true, true, 0 },
		{ SLICE("a"), SLICE("A"), false, true, 1 },
		{ SLICE("a"), SLICE("ab"), false, false, -1 },
		{ SLICE("a\0b"), SLICE("a\0b"), true, true, 0 },
		{ SLICE("a\0b"), SLICE("a\0c"), false, false, -1 },
		{ SLICE("\xC3\x84"), SLICE("\xC3\xA4"), false, false, -1 },
		{ SLICE("\x80"), SLICE("\x7f"), false, false, 1 },
		{ SLICE("@[`{"), SLICE("`{@["), false, false, -1 },
		{ { NULL, 0 }, SLICE(""), true, true, 0 },
		{ { NULL, 0 }, SLICE("a"), false, false, -1 },
	};
	size_t i;
	int order;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		assert_int_equal(
		    slice_equal(cases[i].a, cases[i].b), cases[i].equal);
		assert_int_equal(slice_equal_nocase(cases[i].a, cases[i].b),
		    cases[i].nocase);
		order = slice_compare(cases[i].a, cases[i].b);
		assert_int_equal((order > 0) - (order < 0), cases[i].order);
		order = slice_compare(cases[i].b, cases[i].a);
		assert_int_equal((order > 0) - (order < 0), -cases[i].order);
	}
}

static void
test_starts_ends(void **state)
{
	(void)state;
	assert_true(slice_starts(SLICE("Subject: x"), SLICE("Subject")));
	assert_false(slice_starts(SLICE("Subject: x"), SLICE("subject")));
	assert_true(slice_starts_nocase(SLICE("Subject"), SLICE("sUBJECT")));
	assert_false(slice_starts_nocase(SLICE("Sub"), SLICE("subject")));
	assert_true(slice_ends_nocase(SLICE("a.PDF"), SLICE(".pdf")));
	assert_false(slice_ends_nocase(SLICE("pdf"), SLICE(".pdf")));
	assert_true(slice_starts(none, none));
	assert_true(slice_ends_nocase(SLICE("a"), none));
	assert_false(slice_starts(none, SLICE("a")));
}

static void
test_sub_clamps(void **state)
{
	struct slice s = SLICE("abcde");

	(void)state;
	assert_slice(slice_from(s, 0), "abcde");
	assert_slice(slice_from(s, 3), "de");
	assert_slice(slice_from(s, 5), "");
	assert_slice(slice_from(s, SIZE_MAX), "");
	assert_slice(slice_sub(s, 1, 2), "bc");
	assert_slice(slice_sub(s, 4, SIZE_MAX), "e");
	assert_slice(slice_sub(s, SIZE_MAX, SIZE_MAX), "");
	assert_null(slice_from(none, 3).ptr);
	assert_non_null(slice_from(s, 9).ptr);
}

static void
test_index(void **state)
{
	static const struct {
		struct slice s, needle;
		size_t at, nocase;
	} cases[] = {
		{ SLICE("abcabc"), SLICE("bc"), 1, 1 },
		{ SLICE("abcabc"), SLICE("BC"), SLICE_NONE, 1 },
		{ SLICE("aab"), SLICE("ab"), 1, 1 },
		{ SLICE("ab"), SLICE("abc"), SLICE_NONE, SLICE_NONE },
		{ SLICE("abc"), SLICE("abc"), 0, 0 },
		{ SLICE("abc"), SLICE(""), 0, 0 },
		{ SLICE(""), SLICE(""), 0, 0 },
		{ { NULL, 0 }, SLICE(""), 0, 0 },
		{ { NULL, 0 }, SLICE("a"), SLICE_NONE, SLICE_NONE },
		{ SLICE("a\0b\0c"), SLICE("\0c"), 3, 3 },
		{ SLICE("xxEnd"), SLICE("enD"), SLICE_NONE, 2 },
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		assert_int_equal(
		    slice_find(cases[i].s, cases[i].needle), cases[i].at);
		assert_int_equal(slice_find_nocase(cases[i].s, cases[i].needle),
		    cases[i].nocase);
	}
	assert_int_equal(slice_index(SLICE("a\0b\0"), '\0'), 1);
	assert_int_equal(slice_rindex(SLICE("a\0b\0"), '\0'), 3);
	assert_int_equal(slice_index(SLICE("abc"), 'z'), SLICE_NONE);
	assert_int_equal(slice_rindex(none, 'a'), SLICE_NONE);
	assert_int_equal(slice_index(SLICE("x\xFF"), '\xFF'), 1);
}

static void
test_trim(void **state)
{
	(void)state;
	assert_slice(slice_trim(SLICE(" \t\r\n\v\f a b \n")), "a b");
	assert_slice(slice_trim(SLICE("   ")), "");
	assert_slice(slice_trim(SLICE("")), "");
	assert_slice(slice_trim(none), "");
	assert_slice(slice_trim(SLICE("\xC2\xA0x")), "\xC2\xA0x");
	assert_int_equal(slice_trim(SLICE(" \0 ")).len, 1);
}

static void
test_cut(void **state)
{
	static const struct {
		struct slice text;
		const char *parts[5];
	} cases[] = {
		{ SLICE("a,,b"), { "a", "", "b" } },
		{ SLICE(""), { "" } },
		{ SLICE(","), { "", "" } },
		{ SLICE("a,"), { "a", "" } },
		{ SLICE(",a"), { "", "a" } },
		{ SLICE("abc"), { "abc" } },
		{ SLICE(",,,"), { "", "", "", "" } },
		{ { NULL, 0 }, { NULL } },
	};
	struct slice rest, head;
	size_t i, part;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		rest = cases[i].text;
		for (part = 0; cases[i].parts[part] != NULL; part++) {
			assert_true(slice_cut(&rest, ',', &head));
			assert_slice(head, cases[i].parts[part]);
		}
		head = SLICE("kept");
		assert_false(slice_cut(&rest, ',', &head));
		assert_slice(head, "kept");
		assert_false(slice_cut(&rest, ',', &head));
	}
}

static void
test_cstr(void **state)
{
	(void)state;
	assert_slice(slice_cstr(NULL), "");
	assert_non_null(slice_cstr(NULL).ptr);
	assert_slice(slice_cstr("ab"), "ab");
	assert_slice(slice_make("abc", 2), "ab");
}

/* Every char value, by the definition of the class in plain words. */
static void
test_classes(void **state)
{
	const char *hex = "0123456789abcdef";
	const char *found;
	int value;

	(void)state;
	for (value = CHAR_MIN; value <= CHAR_MAX; value++) {
		char c = (char)value;
		bool set = c != '\0';

		assert_int_equal(
		    ascii_space(c), set && strchr(" \t\n\v\f\r", c) != NULL);
		assert_int_equal(
		    ascii_digit(c), set && strchr("0123456789", c) != NULL);
		assert_int_equal(ascii_alpha(c),
		    (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'));
		assert_int_equal(
		    ascii_alnum(c), ascii_alpha(c) || ascii_digit(c));
		found = set ? strchr(hex, ascii_lower(c)) : NULL;
		assert_int_equal(
		    ascii_hex(c), found == NULL ? -1 : (int)(found - hex));
	}
	assert_int_equal(ascii_lower('Z'), 'z');
	assert_int_equal(ascii_lower('['), '[');
	assert_int_equal(ascii_lower('\xC4'), '\xC4');
}

static void
test_hex(void **state)
{
	static const char *const refused[] = { "0", "000", "00000", "0g00",
		"00 0", "", "0x00" };
	unsigned char bytes[2] = { 0x00, 0xAF };
	char text[5];
	size_t i;

	(void)state;
	hex_encode(bytes, sizeof(bytes), text);
	assert_string_equal(text, "00af");
	hex_encode("", 0, text);
	assert_string_equal(text, "");
	assert_true(hex_decode(SLICE("fF10"), bytes, 2));
	assert_int_equal(bytes[0], 0xFF);
	assert_int_equal(bytes[1], 0x10);
	assert_true(hex_decode(SLICE(""), bytes, 0));
	for (i = 0; i < COUNT(refused); i++)
		assert_false(hex_decode(slice_cstr(refused[i]), bytes, 2));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_equal),
		cmocka_unit_test(test_starts_ends),
		cmocka_unit_test(test_sub_clamps),
		cmocka_unit_test(test_index),
		cmocka_unit_test(test_trim),
		cmocka_unit_test(test_cut),
		cmocka_unit_test(test_cstr),
		cmocka_unit_test(test_classes),
		cmocka_unit_test(test_hex),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
