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
		cmocka_unit_test(linear),
		cmocka_unit_test(without_memory),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
