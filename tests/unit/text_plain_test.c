/*
 * text_plain_test.c - plain text whose label says that a program shows it
 * otherwise than it stands there: joined lines, commands undone.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/clock.h"
#include "text_case.h"

#define CEILING ((size_t)1 << 30)
#define HOSTILE_SIZE ((size_t)1 << 20)

#define FLOWED "text/plain; format=flowed"
#define DELETES "text/plain; format=flowed; delsp=yes"
#define RICH "text/richtext"
#define ENRICHED "text/enriched"

/* What one view of the folded text must be, or must hold. */
static const struct row {
	const char *type;
	const char *body;
	const char *want; /* a view's whole text; NULL: there is but one */
} rows[] = {
	{ DELETES, "dis \r\ncount  \r\nfloor", "discount floor" },
	{ DELETES, "dis \ncount \n\nfloor\n", "discount\nfloor\n" },
	{ DELETES, "> dis \n> count  \n> floor\n", "> discount floor\n" },
	{ DELETES, ">> dis \n>>count\n", ">> discount\n" },
	{ DELETES, "> dis \ncount\n", NULL },
	{ DELETES, "dis \n count\n", "discount\n" },
	{ DELETES, "Ana \n-- \nCorp\n", "Ana-- \nCorp\n" },
	{ DELETES, "-- \nAna\n", NULL },
	{ DELETES, "discount floor\n", NULL },
	{ DELETES, "discount ", NULL },
	{ DELETES, " \n", NULL },
	{ "text/plain; FORMAT=\"Flowed\";\n DelSp=Yes", "dis \ncount\n",
	    "discount\n" },
	{ FLOWED, "discount \nfloor\n", NULL },
	{ FLOWED, "> discount \n> floor\n", "> discount floor\n" },
	{ "text/plain; delsp=yes", "dis \ncount\n", NULL },
	{ "text/plain", "> dis \n> count\n", NULL },
	{ RICH, "dis<bold>count</bold><nl>floor", "discount\nfloor" },
	{ RICH, "<Bold>d</Bold>is<comment>x</comment>count", "discount" },
	{ RICH, "1 <lt> 2 < 3", "1 < 2 < 3" },
	{ ENRICHED, "dis<color><param>red</param>count</color>", "discount" },
	{ ENRICHED, "1 <<b> 2", "1 <b> 2" },
	{ ENRICHED, "dis<x-zz-unknown>count</x-zz-unknown>", "discount" },
	{ ENRICHED, "discount floor", NULL },
	{ "text/plain", "dis<x-zz>count", NULL },
};

static void
read_text(
    const char *type, struct slice body, struct arena *arena, struct text *out)
{
	text_case_read_parts(arena_printf(arena, "Content-Type: %s\n\n", type),
	    body, arena, out);
}

/* How many views of the body there are; *found_r: one is want. */
static size_t
count_bodies(const struct text *text, const char *want, bool *found_r)
{
	size_t bodies = 0;

	*found_r = false;
	for (size_t i = 0; i < text->views.len; i++) {
		const struct text_view *view = &text->views.items[i];

		if (view->kind != TEXT_VIEW_BODY)
			continue;
		bodies++;
		if (want != NULL && slice_equal(view->text, slice_cstr(want)))
			*found_r = true;
	}
	return bodies;
}

static void
shown_by_label(void **state)
{
	struct arena *arena = arena_new(CEILING);
	struct text text;
	size_t bodies;
	bool found;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		read_text(rows[i].type, slice_cstr(rows[i].body), arena, &text);
		bodies = count_bodies(&text, rows[i].want, &found);
		if (rows[i].want == NULL ? bodies != 1 : !found)
			fail_msg("%s: \"%s\": %zu views, the last \"%.*s\"",
			    rows[i].type, rows[i].body, bodies,
			    SLICE_ARG(
				text.views.items[text.views.len - 1].text));
	}
	arena_free(arena);
}

/* What is found leads back to where it stands. */
static void
origins(void **state)
{
	struct arena *arena = arena_new(CEILING);
	const struct text_view *view;
	struct text text;

	(void)state;
	read_text(DELETES, SLICE("> dis \n> count\n"), arena, &text);
	view = &text.views.items[text.views.len - 1];
	assert_int_equal(text_view_origin(view, false, 4), 4);
	assert_int_equal(text_view_origin(view, false, 5), 9);
	arena_free(arena);
}

/* A megabyte of beginnings; none may be quadratic. */
static void
hostile(void **state)
{
	static const struct {
		const char *type;
		const char *piece;
	} rows_of[] = { { DELETES, " \n" }, { DELETES, ">" },
		{ DELETES, "> \n" }, { FLOWED, "> \n" }, { RICH, "<" },
		{ RICH, "<<" }, { ENRICHED, "<param>" }, { RICH, "<nl>" },
		{ ENRICHED, "< >" } };
	char *in = malloc(HOSTILE_SIZE);
	struct arena *arena;
	struct text text;
	int64_t start;
	size_t len, j;

	(void)state;
	assert_non_null(in);
	for (size_t i = 0; i < sizeof(rows_of) / sizeof(rows_of[0]); i++) {
		len = strlen(rows_of[i].piece);
		for (j = 0; j + len <= HOSTILE_SIZE; j += len)
			memcpy(in + j, rows_of[i].piece, len);
		arena = arena_new(CEILING);
		start = clock_monotonic_us();
		read_text(rows_of[i].type, slice_make(in, j), arena, &text);
		print_message("# %s: %d ms, %zu MB, %zu views\n",
		    rows_of[i].piece,
		    (int)((clock_monotonic_us() - start) / 1000),
		    arena_used(arena) >> 20, text.views.len);
		arena_free(arena);
	}
	free(in);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(shown_by_label),
		cmocka_unit_test(origins),
		cmocka_unit_test(hostile),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
