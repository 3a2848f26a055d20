/*
 * text_shown_test.c - what a text shows beside what it spells.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "text/letters.h"
#include "text/shown.h"

#define CEILING ((size_t)512 << 20)
#define PRINT_MAX ((size_t)1 << 20)

#define RLO "\xE2\x80\xAE"
#define LRO "\xE2\x80\xAD"
#define RLE "\xE2\x80\xAB"
#define PDF "\xE2\x80\xAC"
#define RLI "\xE2\x81\xA7"
#define PDI "\xE2\x81\xA9"
#define TAG(last) "\xF3\xA0\x81" last /* U+E0040 and beyond */

static const struct {
	const char *in;
	const char *want; /* [how]text of each */
} cases[] = {
	{ "discount floor", "" },
	{ "Caf\xC3\xA9 \xE2\x80\x9Cx\xE2\x80\x9D", "" },
	/* display order */
	{ "our " RLO "tnuocsid" PDF " is",
	    "[in display order]our discount is" },
	{ RLO "%51 si roolf tnuocsid",
	    "[in display order]discount floor is 15%"
	    "[percent-escapes undone]" RLO "Q\n" },
	{ "a\n" RLO "cb\nd", "[in display order]a\nbc\nd" },
	{ RLI "a" PDI "b", "[in display order]ab" },
	{ RLO "ab" LRO "cd" PDF "ef", "[in display order]fecdba" },
	{ RLO "(1)", "[in display order](1)" },
	{ RLO "e\xCC\x81"
	      "a",
	    "[in display order]ae\xCC\x81" },
	{ RLO "\xF0\x9F\x98\x80"
	      "a",
	    "[in display order]a\xF0\x9F\x98\x80" },
	{ "\xD7\x90\xD7\x91 abc", "" }, /* Hebrew alone needs none */
	/* fillers */
	{ "discount\xE3\x85\xA4"
	  "floor\xE1\x85\x9Fx",
	    "[fillers as blanks]discount floor x" },
	{ "a\xEF\xBE\xA0"
	  "b",
	    "[fillers as blanks]a b" },
	/* tags */
	{ "x" TAG("\xA4") TAG("\xA9") "y" TAG("\xB3"), "[tag characters]dis" },
	{ TAG("\xA7") TAG("\xA2") "\xF3\xA0\x81\xBF", "[tag characters]gb\n" },
	/* letters one by one */
	{ "d i s c o u n t", "[letters joined]discount" },
	{ "our D.I.S.C.O.U.N.T f-l-o-o-r is 5",
	    "[letters joined]our DISCOUNT floor is 5" },
	{ "d i s c o u n t  f l o o r", "[letters joined]discount  floor" },
	{ "d\r\ni\r\ns\r\nc\r\no\r\nu", "[letters joined]discou" },
	{ "d\xE2\x80\x89i\xE2\x80\x89s\xE2\x80\x89"
	  "c\xC2\xA0o\xC2\xA0u",
	    "[letters joined]discou" },
	{ "d\xE2\x80\x8B i s c \xD0\xBE u",
	    "[letters joined]d\xE2\x80\x8Bisc\xD0\xBEu" },
	{ "xxxxxxxd|i|s|c|o|u|n|t",
	    "[letters joined]xxxxxxxd|iscount"
	    "[look-alikes as letters]xxxxxxxdlilslclolulnlt" },
	{ "a b c d e", "" },
	{ "1 2 3 4 5 6 7", "" },
	{ "I am a man; A B test, e.g. i.e. U.S.", "" },
	/* look-alikes */
	{ "our discount fl00r", "[look-alikes as letters]our discount floor" },
	{ "the f|oor", "[look-alikes as letters]the floor" },
	{ "the fIoor", "[look-alikes as letters]the floor" },
	{ "pr0fi1e5", "" },
	{ "pr0fi1e", "[look-alikes as letters]profile" },
	{ "f\xD3\x8F\xE1\xB4\x8F\xE1\xB4\x8Fr",
	    "[look-alikes as letters]fl\xE1\xB4\x8F\xE1\xB4\x8Fr" },
	/* percent-escapes */
	{ "see http://x/our%20discount%2520floor now 15 % or 5%2",
	    "[percent-escapes undone]http://x/our discount floor\n" },
	{ "100%", "" },
	{ "%00%0A", "" },
	{ "a%FFb", "[percent-escapes undone]" },
	{ "In Q1 2010: A1, H1N1, 10 am, 1st, B0, IBM, III", "" },
};

static enum status
read_text(struct slice text, struct arena *arena, struct text_view *view,
    struct shown shown[SHOWN_MAX], size_t *n_r)
{
	enum status status;

	*view = (struct text_view){ .kind = TEXT_VIEW_BODY, .text = text };
	status = text_fold(text, arena, &view->folded, &view->folded_map);
	if (status != STATUS_OK)
		return status;
	return shown_texts(view, arena, shown, n_r);
}

static void
tables(void **state)
{
	struct arena *arena = arena_new(CEILING);
	struct shown shown[SHOWN_MAX];
	struct text_view view;
	struct buf out;
	size_t i, k, n;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(
		    read_text(slice_cstr(cases[i].in), arena, &view, shown, &n),
		    STATUS_OK);
		buf_init(&out, PRINT_MAX);
		for (k = 0; k < n; k++) {
			buf_printf(&out, "[%s]", shown[k].how);
			buf_add(&out, shown[k].text);
		}
		if (strcmp(buf_cstr(&out), cases[i].want) != 0)
			fail_msg("case %zu: \"%s\" is \"%s\"", i, cases[i].in,
			    buf_cstr(&out));
		buf_free(&out);
	}
	arena_free(arena);
}

/* However the letters lie to the step of the scan, they are seen. */
static void
any_place(void **state)
{
	char text[64];
	size_t before;

	(void)state;
	for (before = 0; before < 40; before++) {
		memset(text, ' ', sizeof(text));
		memset(text, '=', before);
		memcpy(text + before, "a.b.c.d.e.f", 11);
		assert_true(letters_are_apart(slice_make(text, before + 11)));
		assert_true(letters_are_apart(slice_make(text, sizeof(text))));
		text[before + 5] = '=';
		assert_false(letters_are_apart(slice_make(text, sizeof(text))));
	}
}

static void
origins(void **state)
{
	struct arena *arena = arena_new(CEILING);
	struct shown shown[SHOWN_MAX];
	struct text_view view;
	size_t n;

	(void)state;
	assert_int_equal(
	    read_text(SLICE("our d i s c o u n t"), arena, &view, shown, &n),
	    STATUS_OK);
	assert_int_equal(n, 1);
	assert_true(slice_equal(shown[0].text, SLICE("our discount")));
	assert_int_equal(text_map_origin(shown[0].map, 0), 0);
	assert_int_equal(text_map_origin(shown[0].map, 4), 4);
	assert_int_equal(text_map_origin(shown[0].map, 5), 6);
	assert_int_equal(text_map_origin(shown[0].map, 11), 18);
	arena_free(arena);
}

/* Whatever the text: UTF-8, ascending offsets, and in linear time. */
static void
hostile(void **state)
{
	static const char *const pieces[] = { RLO, RLI "a", RLE "1", PDF, PDI,
		"\n" RLO "x", "a ", "a.", TAG("\xA4"), "\xE3\x85\xA4", "ab" RLO,
		"\xD7\x90" LRO };
	const size_t size = (size_t)1 << 20;
	struct shown shown[SHOWN_MAX];
	struct text_view view;
	struct arena *arena;
	char *text = malloc(size);
	size_t i, k, n, len, at;
	clock_t start;

	(void)state;
	assert_non_null(text);
	for (i = 0; i < sizeof(pieces) / sizeof(pieces[0]); i++) {
		len = strlen(pieces[i]);
		for (at = 0; at + len <= size; at += len)
			memcpy(text + at, pieces[i], len);
		arena = arena_new(CEILING);
		start = clock();
		assert_int_equal(
		    read_text(slice_make(text, at), arena, &view, shown, &n),
		    STATUS_OK);
		assert_true(clock() - start < 20 * CLOCKS_PER_SEC);
		for (k = 0; k < n; k++) {
			assert_true(utf8_valid(shown[k].text));
			assert_true(text_map_origin(
					shown[k].map, shown[k].text.len) <= at);
		}
		arena_free(arena);
	}
	free(text);
}

static void
without_memory(void **state)
{
	struct shown shown[SHOWN_MAX];
	struct text_view view;
	struct arena *arena;
	unsigned long n;
	size_t count;
	enum status status = STATUS_NOMEM;

	(void)state;
	for (n = 1; status != STATUS_OK; n++) {
		arena = arena_new(CEILING);
		mem_fault_set(n);
		status = read_text(
		    SLICE(RLO "a b c d e f" TAG("\xA4") "\xE3\x85\xA4"), arena,
		    &view, shown, &count);
		mem_fault_set(0);
		arena_free(arena);
		assert_true(n < 200);
	}
	assert_true(n > 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tables),
		cmocka_unit_test(any_place),
		cmocka_unit_test(origins),
		cmocka_unit_test(hostile),
		cmocka_unit_test(without_memory),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
