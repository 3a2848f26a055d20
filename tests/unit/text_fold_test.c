/*
 * text_fold_test.c - text as a careless eye reads it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>
#include <unicode/uchar.h>
#include <unicode/uspoof.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "text/fold.h"

#define CEILING ((size_t)512 << 20)
#define S(literal)                                \
	{                                         \
		("" literal), sizeof(literal) - 1 \
	}

static const struct {
	const char *in;
	const char *out;
} cases[] = {
	{ "", "" },
	{ "Discount FLOOR", "discount floor" },
	{ "a  b\r\n\t c", "a b c" },
	{ "  x  ", " x " },
	{ "15 % at $1,000", "15 % at $1,000" },
	/* what is not seen */
	{ "dis\xC2\xAD"
	  "count",
	    "discount" },
	{ "dis\xE2\x80\x8B"
	  "count",
	    "discount" },
	{ "dis\xEF\xBB\xBF"
	  "count",
	    "discount" },
	{ "dis\xE2\x80\xAE"
	  "count",
	    "discount" },
	{ "dis\xF3\xA0\x81\xA1"
	  "count",
	    "discount" },
	{ "dis\x01"
	  "count\x7F",
	    "discount" },
	{ "d\xCC\xB6i\xCC\xB6s", "dis" },
	{ "a\xE2\x80\x8B  \xE2\x80\x8B b", "a b" },
	/* NFKC */
	{ "\xEF\xBC\xA6\xEF\xBD\x8C\xEF\xBD\x8F\xEF\xBD\x8F\xEF\xBD\x92",
	    "floor" },
	{ "\xF0\x9D\x90\x9F\xF0\x9D\x90\xA5\xF0\x9D\x90\xA8", "flo" },
	{ "\xEF\xAC\x82oor", "floor" },
	{ "15\xC2\xA0%", "15 %" },
	{ "\xE2\x91\xA0\xC2\xB2", "12" },
	{ "\xC2\xBD", "1/2" },
	{ "e\xCC\x81", "e" },
	{ "\xEA\xB0\x80", "\xEA\xB0\x80" },
	{ "\xE1\x84\x80\xE1\x85\xA1", "\xEA\xB0\x80" },
	/* diacritics, case */
	{ "Caf\xC3\xA9", "cafe" },
	{ "GR\xC3\x9C\xE1\xBA\x9E"
	  "E",
	    "grusse" },
	{ "Stra\xC3\x9F"
	  "e",
	    "strasse" },
	{ "\xC5\x81\xC3\xB3"
	  "d\xC5\xBA",
	    "lodz" },
	{ "S\xC3\xB8ren", "soren" },
	{ "\xC4\xB0zmir \xC4\xB1", "izmir i" },
	/* confusables */
	{ "fl\xD0\xBE\xD0\xBEr", "floor" },
	{ "\xD0\xA0R\xD0\x86\xD0\xA1\xD0\x95", "price" },
	{ "\xCE\xA1r\xCE\xB9"
	  "ce",
	    "price" },
	{ "fl\xD0\xBE\xCC\x81or", "floor" },
	{ "\xF0\x9F\x85\xB0\xF0\x9F\x87\xA7", "ab" },
	{ "don\xE2\x80\x99t \xE2\x80\x93 now", "don't - now" },
	/* ASCII stays what it is, and digits what they are worth */
	{ "m rn 0O1lI|", "m rn 0o1li|" },
	{ "\xD9\xA1\xD9\xA5", "15" },
	{ "\xE0\xA5\xA6", "0" },
	{ "\xF0\x9D\x9F\x8E", "0" },
	/* a word of another script is itself, whatever its case */
	{ "\xD0\xB6\xD0\x96", "\xD0\xB6\xD0\xB6" },
	{ "\xE6\x8A\x98\xE6\x89\xA3", "\xE6\x8A\x98\xE6\x89\xA3" },
	/* every kind of what is not seen */
	{ "dis\xE1\xA0\x8E"
	  "count",
	    "discount" },
	{ "dis\xCD\x8F"
	  "count",
	    "discount" },
	{ "dis\xD8\x9C"
	  "count",
	    "discount" },
	{ "dis\xE2\x81\xAA"
	  "count",
	    "discount" },
	{ "dis\xEF\xBF\xB9"
	  "co\xEF\xBF\xBBunt",
	    "discount" },
	{ "dis\xEF\xB8\x8F"
	  "co\xF3\xA0\x84\x81unt",
	    "discount" },
	{ "dis\xE1\x85\x9F"
	  "count",
	    "discount" },
	{ "dis\xE3\x85\xA4"
	  "co\xEF\xBE\xA0unt",
	    "discount" },
	{ "dis\xEF\xBF\xBC"
	  "count",
	    "discount" },
	{ "dis\xE2\x81\xA0"
	  "co\xE2\x81\xA1unt",
	    "discount" },
	{ "dis\xC2\x85"
	  "count",
	    "dis count" },
	{ "a\xE2\x80\xA8"
	  "b\xE2\x80\xA9"
	  "c\xE3\x80\x80"
	  "d\xE2\x80\x89"
	  "e\xE1\x9A\x80"
	  "f",
	    "a b c d e f" },
	{ "discount\xE2\xA0\x80"
	  "floor",
	    "discount floor" },
	/* marks over letters */
	{ "d\xCC\xB4i\xCC\xB5s\xCC\xB6"
	  "c\xCC\xB7o\xCC\xB8unt",
	    "discount" },
	{ "d\xE2\x83\x9D\xD2\x89is", "dis" },
	{ "1\xEF\xB8\x8F\xE2\x83\xA3"
	  "5 %",
	    "15 %" },
	{ "d\xCC\x81\xCC\x81\xCC\x81\xCC\x81\xCC\x81\xCC\x81\xCC\x81\xCC\x81\xCC\x81\xCC\x81\xCC\x81\xCC\x81\xCC\x81\xCC\x81\xCC\x81\xCC\x81\xCC\x81\xCC\x81\xCC\x81\xCC\x81\xCC\x81\xCC\x81\xCC\x81\xCC\x81\xCC\x81\xCC\x81\xCC\x81\xCC\x81\xCC\x81\xCC\x81\xCC\x81\xCC\x81\xCC\x81\xCC\x81\xCC\x81\xCC\x81\xCC\x81\xCC\x81\xCC\x81\xCC\x81\xCC\x81\xCC\x81\xCC\x81\xCC\x81\xCC\x81\xCC\x81\xCC\x81\xCC\x81\xCC\x81\xCC\x81\xCC\x81\xCC\x81\xCC\x81\xCC\x81\xCC\x81\xCC\x81\xCC\x81\xCC\x81\xCC\x81\xCC\x81\xCC\x81\xCC\x81\xCC\x81\xCC\x81\xCC\x81\xCC\x81\xCC\x81\xCC\x81\xCC\x81\xCC\x81\xCC\x81\xCC\x81\xCC\x81\xCC\x81\xCC\x81\xCC\x81\xCC\x81\xCC\x81\xCC\x81\xCC\x81is",
	    "dis" },
	{ "\xC7\x8E\xE1\xBA\xA1\xCC\x88\xE1\xBA\xBF", "aae" },
	{ "Vi\xE1\xBB\x87t", "viet" },
	{ "\xC3\xB8\xCC\x81\xC5\x82\xCC\xB6\xC4\x91\xC4\xA7\xC5\xA7", "oldht" },
	/* letters of other kinds */
	{ "\xE1\xB4\x85\xC9\xAA\xEA\x9C\xB1\xE1\xB4\x84\xE1\xB4\x8F\xE1\xB4\x9C\xC9\xB4\xE1\xB4\x9B",
	    "discount" },
	{ "\xE2\x93\x93\xE2\x93\x98\xE2\x93\xA2", "dis" },
	{ "\xF0\x9F\x85\xB3\xF0\x9F\x85\xB8\xF0\x9F\x86\x82", "dis" },
	{ "\xF0\x9F\x85\x93\xF0\x9F\x85\x98\xF0\x9F\x85\xA2", "dis" },
	{ "\xF0\x9F\x84\xB3\xF0\x9F\x84\xB8", "di" },
	{ "\xF0\x9F\x87\xA9\xF0\x9F\x87\xAE\xF0\x9F\x87\xB8", "dis" },
	{ "\xF0\x9F\x86\x95 \xF0\x9F\x86\x92", "new cool" },
	{ "\xF0\x9D\x90\xA9\xF0\x9D\x91\x9F\xF0\x9D\x92\xBE\xF0\x9D\x94\xA0\xF0\x9D\x95\x96",
	    "price" },
	{ "\xF0\x9D\x9B\x92", "p" },
	{ "\xE1\xB5\x88\xE2\x81\xB1\xCB\xA2", "dis" },
	{ "\xE2\x82\x93\xE2\x82\x90", "xa" },
	{ "\xC9\x96\xC9\xA8\xCA\x82", "dis" },
	{ "\xC8\xA1\xC9\xA8\xC5\xA1", "dis" },
	{ "\xEF\xAC\x83x", "ffix" },
	{ "\xC4\xB3 \xC7\x86", "ij dz" },
	/* look-alikes, taken before case is folded */
	{ "\xCE\x97\xCE\xB7", "hn" },
	{ "\xCE\x9D\xCE\xBD", "nv" },
	{ "\xD0\x92\xD0\xB2", "bb" },
	{ "\xD0\xA0\xD1\x80\xD0\xA1\xD1\x81", "ppcc" },
	{ "\xCF\xB9\xCF\xB2", "cc" },
	{ "\xE1\x8F\x9E\xE1\x8E\xA0\xE1\x8E\xA5", "ldi" },
	{ "\xEA\x93\x93\xEA\x93\xB2\xEA\x93\xA2", "dis" },
	{ "\xE2\xB2\x9F\xE2\xB2\xA3", "op" },
	{ "\xE1\x97\xAA\xE1\x91\xAD", "dp" },
	{ "\xD6\x85\xD5\xB0", "oh" },
	{ "fl\xE0\xB0\x82\xE0\xB4\x82r", "floor" },
	{ "flo\xE0\xA5\xA6r", "floor" },
	/* marks and signs */
	{ "don\xC2\xB4t don\xE2\x80\x98t don\xCA\xBCt", "don't don't don't" },
	{ "a\xE2\x80\x90"
	  "b\xE2\x80\x91"
	  "c\xE2\x80\x92"
	  "d\xE2\x80\x93"
	  "e\xE2\x80\x94"
	  "f\xE2\x88\x92g\xEF\xB9\xA3h\xEF\xBC\x8Di",
	    "a-b-c-d-e-f-g-h-i" },
	{ "\xE2\x80\x9C\xE2\x80\x9D\xE2\x80\x9E\xE2\x80\x9F\xE2\x80\xB3",
	    "\"\"\"\"''" },
	{ "x\xE3\x80\x82"
	  "com",
	    "x.com" },
	{ "\xE2\x80\xB9"
	  "a\xE2\x80\xBA",
	    "<a>" },
	{ "15\xD9\xAA 1\xD9\xAB"
	  "5",
	    "15% 1.5" },
	{ "\xE2\x82\xA1"
	  "10 dis\xE2\x82\xA1ount",
	    "\xE2\x82\xA1"
	    "10 discount" },
	{ "\xE2\x82\xAC"
	  "15 \xC2\xA3"
	  "e",
	    "\xE2\x82\xAC"
	    "15 le" },
	{ "\xE0\xA5\xA7\xE0\xA5\xAB \xDB\xB1\xDB\xB5 \xE0\xAF\xA7\xE0\xAF\xAB \xEF\xBC\x91\xEF\xBC\x95",
	    "15 15 15 15" },
	{ "\xE2\x91\xA0\xE2\x91\xB4\xE2\x92\x88\xE2\x93\xB5", "1(1)1.1" },
	{ "\xC2\xBD\xE2\x81\xB5", "1/25" },
	/* no UTF-8 */
	{ "a\xFF"
	  "b",
	    "a\xEF\xBF\xBD"
	    "b" },
};

static void
tables(void **state)
{
	struct arena *arena = arena_new(CEILING);
	const struct text_map *map;
	struct slice out;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(
		    text_fold(slice_cstr(cases[i].in), arena, &out, &map),
		    STATUS_OK);
		if (!slice_equal(out, slice_cstr(cases[i].out)))
			fail_msg("case %zu: \"%s\" is \"%.*s\"", i, cases[i].in,
			    SLICE_ARG(out));
	}
	arena_free(arena);
}

static void
origins(void **state)
{
	struct arena *arena = arena_new(CEILING);
	const struct text_map *map;
	struct slice in = SLICE("Our  \r\n dis\xC2\xAD"
				"count \xEF\xAC\x82oor"),
		     out;

	(void)state;
	assert_int_equal(text_fold(in, arena, &out, &map), STATUS_OK);
	assert_true(slice_equal(out, SLICE("our discount floor")));
	assert_int_equal(text_map_origin(map, 0), 0);
	assert_int_equal(text_map_origin(map, 4), 8);   /* d */
	assert_int_equal(text_map_origin(map, 7), 13);  /* c */
	assert_int_equal(text_map_origin(map, 13), 19); /* the ligature */
	assert_int_equal(text_map_origin(map, 14), 19);
	assert_int_equal(text_map_origin(map, 15), 22); /* o */
	assert_int_equal(text_map_origin(map, out.len), in.len);
	assert_int_equal(text_map_origin(map, out.len + 100), in.len);
	assert_int_equal(text_map_origin(NULL, 7), 7);
	arena_free(arena);
}

/* Folding what is folded changes nothing more, on any code point. */
static void
every_character(void **state)
{
	struct arena *arena = arena_new(CEILING);
	const struct text_map *map;
	struct slice once, twice;
	char in[UTF8_MAX];
	uint32_t cp;

	(void)state;
	for (cp = 1; cp <= 0x10FFFF; cp++) {
		if (cp >= 0xD800 && cp <= 0xDFFF)
			continue;
		if (cp % 0x1000 == 0)
			arena_reset(arena);
		assert_int_equal(text_fold(slice_make(in, utf8_encode(cp, in)),
				     arena, &once, &map),
		    STATUS_OK);
		assert_true(utf8_valid(once));
		assert_int_equal(
		    text_fold(once, arena, &twice, &map), STATUS_OK);
		if (!slice_equal(once, twice))
			fail_msg("U+%04X: \"%.*s\", then \"%.*s\"", cp,
			    SLICE_ARG(once), SLICE_ARG(twice));
	}
	arena_free(arena);
}

/* Those of UTS #39's look-alikes that are folded to something else. */
static const struct {
	uint32_t first, last;
} exceptions[] = {
	{ 0x017F, 0x017F }, /* long s is an s by NFKC, not an f */
	{ 0x02DB, 0x02DB }, /* accents alone, for an i */
	{ 0x037A, 0x037A }, { 0x1E9A, 0x1E9B },
	{ 0x20B6, 0x20B6 }, /* a currency's "lt" */
	{ 0xFFE8, 0xFFE8 }, /* a ruled line, for an l */
};

static bool
is_exception(uint32_t cp)
{
	size_t i;

	for (i = 0; i < sizeof(exceptions) / sizeof(exceptions[0]); i++)
		if (cp >= exceptions[i].first && cp <= exceptions[i].last)
			return true;
	/* a digit is what it is worth; a sign is a letter in a word alone */
	return u_charDigitValue((UChar32)cp) >= 0 ||
	    u_charType((UChar32)cp) == U_CURRENCY_SYMBOL;
}

/*
 * The skeleton of cp, marks aside, in lower case, if that is letters.  A
 * capital I and an l are one there, and so are m and rn; they are l and m here.
 */
static bool
skeleton(USpoofChecker *checker, uint32_t cp, char *out, size_t size)
{
	char in[UTF8_MAX], made[200];
	UErrorCode error = U_ZERO_ERROR;
	struct slice rest;
	size_t n = 0;
	uint32_t c;

	rest.len = (size_t)uspoof_getSkeletonUTF8(checker, 0, in,
	    (int32_t)utf8_encode(cp, in), made, sizeof(made), &error);
	rest.ptr = made;
	if (U_FAILURE(error))
		return false;
	while (rest.len > 0) {
		rest = slice_from(rest, utf8_decode(rest, &c));
		if (u_charType((UChar32)c) == U_NON_SPACING_MARK ||
		    u_charType((UChar32)c) == U_ENCLOSING_MARK)
			continue;
		if (c > 127 || !ascii_alpha((char)c) || n + 1 >= size)
			return false;
		if (c == 'n' && n > 0 && out[n - 1] == 'r')
			out[n - 1] = 'm';
		else
			out[n++] = c == 'I' ? 'l' : ascii_lower((char)c);
	}
	out[n] = '\0';
	return n > 0;
}

/* Unicode's table and this one agree on every character but the exceptions. */
static void
skeletons(void **state)
{
	struct arena *arena = arena_new(CEILING);
	UErrorCode error = U_ZERO_ERROR;
	USpoofChecker *checker = uspoof_open(&error);
	const struct text_map *map;
	char in[UTF8_MAX], want[100];
	struct slice out;
	size_t i, checked = 0;
	uint32_t cp;

	(void)state;
	for (cp = 128; cp <= 0x1FFFF; cp++) {
		if ((cp >= 0xD800 && cp <= 0xDFFF) || is_exception(cp) ||
		    !u_isdefined((UChar32)cp) ||
		    !skeleton(checker, cp, want, sizeof(want)))
			continue;
		assert_int_equal(text_fold(slice_make(in, utf8_encode(cp, in)),
				     arena, &out, &map),
		    STATUS_OK);
		for (i = 0; i < out.len && want[i] != '\0'; i++)
			if (want[i] != out.ptr[i] &&
			    !(want[i] == 'l' && out.ptr[i] == 'i'))
				break;
		if (i < out.len || want[i] != '\0')
			fail_msg("U+%04X: \"%s\" is \"%.*s\"", cp, want,
			    SLICE_ARG(out));
		checked++;
	}
	assert_true(checked > 1500);
	uspoof_close(checker);
	arena_free(arena);
}

static double
seconds_for(struct slice piece, size_t times)
{
	struct arena *arena = arena_new(CEILING);
	char *text = malloc(piece.len * times);
	const struct text_map *map;
	clock_t start = clock();
	struct slice out;
	size_t i;

	assert_non_null(text);
	for (i = 0; i < times; i++)
		memcpy(text + i * piece.len, piece.ptr, piece.len);
	assert_int_equal(
	    text_fold(slice_make(text, piece.len * times), arena, &out, &map),
	    STATUS_OK);
	free(text);
	arena_free(arena);
	return (double)(clock() - start) / CLOCKS_PER_SEC;
}

/* Far from any time that a quadratic step would take. */
static void
linear(void **state)
{
	static const struct slice pieces[] = { S("\xCC\x81"),
		S("\xCC\x81\xCC\xA7"), S(" "), S("\r\n"), S("\xC2\xAD"),
		S("a\xC2\xAD"), S("\xFF"), S("\xE1\x84\x80"),
		S("\xE0\xBD\xB1\xE0\xBD\xB2") };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(pieces) / sizeof(pieces[0]); i++)
		assert_true(seconds_for(pieces[i],
				((size_t)1 << 20) / pieces[i].len) < 20.0);
}

static void
without_memory(void **state)
{
	const struct text_map *map;
	struct arena *arena;
	struct slice out;
	unsigned long n;
	enum status status = STATUS_NOMEM;

	(void)state;
	for (n = 1; status != STATUS_OK; n++) {
		arena = arena_new(CEILING);
		mem_fault_set(n);
		status = text_fold(SLICE("A  b \xC3\xA9"), arena, &out, &map);
		mem_fault_set(0);
		arena_free(arena);
		assert_true(n < 100);
	}
	assert_true(n > 2);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tables),
		cmocka_unit_test(origins),
		cmocka_unit_test(every_character),
		cmocka_unit_test(skeletons),
		cmocka_unit_test(linear),
		cmocka_unit_test(without_memory),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
