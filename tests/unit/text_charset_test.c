/*
 * text_charset_test.c - bytes in named charsets to UTF-8.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "text/charset.h"

#define CEILING ((size_t)64 << 20)

#define S(literal)                                \
	{                                         \
		("" literal), sizeof(literal) - 1 \
	}

static const struct {
	const char *charset;
	struct slice in;
	struct slice out;
	bool exact;
} cases[] = {
	{ "", S("plain"), S("plain"), true },
	{ "", S(""), S(""), true },
	{ "us-ascii", S("a\0b"), S("a\0b"), true },
	/* us-ascii to the letter, though what is meant is read */
	{ "us-ascii", S("Caf\xC3\xA9"), S("Caf\xC3\xA9"), false },
	{ "", S("Caf\xE9"), S("Caf\xC3\xA9"), false },
	{ "utf-8", S("Caf\xC3\xA9"), S("Caf\xC3\xA9"), true },
	{ "UTF-8", S("\xF0\x9F\x98\x80"), S("\xF0\x9F\x98\x80"), true },
	{ " utf8 ", S("\xC3\xA9"), S("\xC3\xA9"), true },
	{ "utf-8",
	    S("a\xFF"
	      "b\xC3"),
	    S("a\xEF\xBF\xBD"
	      "b\xEF\xBF\xBD"),
	    false },
	{ "utf-8", S("\xC0\xAF"), S("\xEF\xBF\xBD\xEF\xBF\xBD"), false },
	{ "utf-8", S("\xEF\xBF\xBD"), S("\xEF\xBF\xBD"), true },
	{ "iso-8859-1",
	    S("Gr\xFC\xDF"
	      "e \x80"),
	    S("Gr\xC3\xBC\xC3\x9F"
	      "e \xC2\x80"),
	    true },
	{ "latin1", S("\xE9"), S("\xC3\xA9"), true },
	{ "windows-1252", S("\x80 \x93x\x94"),
	    S("\xE2\x82\xAC \xE2\x80\x9Cx\xE2\x80\x9D"), true },
	{ "windows-1252", S("\x81"), S("\xC2\x81"), false },
	{ "iso-8859-15", S("\xA4"), S("\xE2\x82\xAC"), true },
	{ "windows-1251", S("\xD6\xE5\xED\xE0"),
	    S("\xD0\xA6\xD0\xB5\xD0\xBD\xD0\xB0"), true },
	{ "koi8-r", S("\xC1"), S("\xD0\xB0"), true },
	{ "gb2312", S("\xBC\xDB\xB8\xF1"), S("\xE4\xBB\xB7\xE6\xA0\xBC"),
	    true },
	{ "big5", S("\xBB\xF9\xAE\xE6"), S("\xE5\x83\xB9\xE6\xA0\xBC"), true },
	{ "euc-kr", S("\xB0\xA1"), S("\xEA\xB0\x80"), true },
	{ "shift_jis", S("\x89\xBF\x8Ai"), S("\xE4\xBE\xA1\xE6\xA0\xBC"),
	    true },
	{ "shift_jis", S("\x81"), S("\xEF\xBF\xBD"), false },
	{ "iso-2022-jp", S("\x1B$B2A3J\x1B(B!"), S("\xE4\xBE\xA1\xE6\xA0\xBC!"),
	    true },
	{ "utf-7", S("a+AOk-b"),
	    S("a\xC3\xA9"
	      "b"),
	    true },
	{ "utf-16le", S("a\0\xE9\0"), S("a\xC3\xA9"), true },
	{ "utf-16be", S("\xD8\x3D\xDE\x00"), S("\xF0\x9F\x98\x80"), true },
	{ "utf-16be", S("\0a\xD8\x00"), S("a\xEF\xBF\xBD"), false },
	{ "utf-16", S("\xFE\xFF\0a"), S("a"), true },
	/* what no mail program knows is not read as ICU knows it */
	{ "ibm037", S("discount"), S("discount"), false },
	{ "x-nothing", S("Caf\xC3\xA9"), S("Caf\xC3\xA9"), false },
	{ "x-nothing", S("Caf\xE9"), S("Caf\xC3\xA9"), false },
	{ "utf-8,swaplfnl", S("a"), S("a"), false },
};

static void
tables(void **state)
{
	struct arena *arena = arena_new(CEILING);
	struct slice out;
	size_t i;
	bool exact;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(
		    text_charset_decode(cases[i].in,
			slice_cstr(cases[i].charset), arena, &out, &exact),
		    STATUS_OK);
		if (!slice_equal(out, cases[i].out) || exact != cases[i].exact)
			fail_msg("case %zu (%s): \"%.*s\", %d", i,
			    cases[i].charset, SLICE_ARG(out), exact);
		assert_int_equal(
		    text_charset_known(slice_cstr(cases[i].charset)),
		    strncmp(cases[i].charset, "x-", 2) != 0 &&
			strcmp(cases[i].charset, "ibm037") != 0 &&
			strchr(cases[i].charset, ',') == NULL);
	}
	assert_true(text_charset_known(slice_make("utf-8\0\0", 5)));
	assert_false(text_charset_known(slice_make("utf-8\0\0\0\0", 9)));
	assert_false(text_charset_known(slice_make("\0", 1)));
	arena_free(arena);
}

/* Whatever the bytes, what comes out is UTF-8, and its map stays inside. */
static void
hostile_bytes(void **state)
{
	static const char *const charsets[] = { "", "utf-8", "iso-8859-1",
		"windows-1252", "gb18030", "big5", "euc-jp", "shift_jis",
		"iso-2022-jp", "iso-2022-kr", "iso-2022-cn", "hz", "utf-7",
		"utf-16", "utf-16le", "utf-32", "koi8-u", "tis-620", "none" };
	struct text_decoded decoded;
	char bytes[1000];
	uint32_t random = 1;
	size_t round, i, c, origin, last;
	struct arena *arena;

	(void)state;
	for (round = 0; round < 20; round++) {
		for (i = 0; i < sizeof(bytes); i++) {
			random = random * 1664525u + 1013904223u;
			bytes[i] = (char)(random >> 24);
		}
		for (c = 0; c < sizeof(charsets) / sizeof(*charsets); c++) {
			arena = arena_new(CEILING);
			assert_int_equal(
			    text_charset_decode_mapped(
				slice_make(bytes, sizeof(bytes) - round),
				slice_cstr(charsets[c]), arena, &decoded),
			    STATUS_OK);
			assert_true(utf8_valid(decoded.text));
			for (i = 0, last = 0; i <= decoded.text.len; i++) {
				origin = text_map_origin(decoded.map, i);
				assert_true(origin >= last &&
				    origin <= sizeof(bytes) - round);
				last = origin;
			}
			arena_free(arena);
		}
	}
}

/* ASCII amid Cyrillic: the map is exact on what did not change. */
static void
map_is_near(void **state)
{
	struct arena *arena = arena_new(CEILING);
	struct text_decoded decoded;
	char in[4000];
	size_t at, origin;

	(void)state;
	memset(in, 'x', sizeof(in));
	memset(in, 0xE0, 1000);
	memcpy(in + 3000, "floor", 5);
	assert_int_equal(text_charset_decode_mapped(slice_make(in, sizeof(in)),
			     SLICE("windows-1251"), arena, &decoded),
	    STATUS_OK);
	at = slice_find(decoded.text, SLICE("floor"));
	assert_int_equal(at, 4000);
	assert_int_equal(text_map_origin(decoded.map, at), 3000);
	origin = text_map_origin(decoded.map, 1000);
	assert_true(origin <= 500 && origin + TEXT_CHARSET_STEP > 500);
	arena_free(arena);
}

static void
without_memory(void **state)
{
	struct arena *arena;
	struct slice out;
	unsigned long n;
	bool exact;
	enum status status = STATUS_NOMEM;

	(void)state;
	for (n = 1; status != STATUS_OK; n++) {
		arena = arena_new(CEILING);
		mem_fault_set(n);
		status = text_charset_decode(SLICE("\xD6\xE5\xED\xE0"),
		    SLICE("koi8-r"), arena, &out, &exact);
		mem_fault_set(0);
		arena_free(arena);
		assert_true(n < 100);
	}
	assert_true(n > 1);
}

static int
cleanup(void **state)
{
	(void)state;
	text_charset_cleanup();
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tables),
		cmocka_unit_test(hostile_bytes),
		cmocka_unit_test(map_is_near),
		cmocka_unit_test(without_memory),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, cleanup);
}
