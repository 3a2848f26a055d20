/*
 * text_attach_test.c - what an opener finds in an attachment: its views, where
 * inside they stood, and what was not read.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/clock.h"
#include "text/view.h"

#define MEMORY ((size_t)64 << 20)
#define PRINTED_MAX 4096
#define PIECES_MAX 4

#define ZIP "Content-Type: application/zip; name=a.zip\n\nPK\3\4 whatever\n"
#define INNER                                                             \
	"Subject: inner\nContent-Type: multipart/mixed; boundary=b\n\n"   \
	"--b\n\nhello\n--b\nContent-Type: application/x-deeper\n\n\1\2\n" \
	"--b--\n"

struct attach_case {
	const char *name;
	struct text_piece pieces[PIECES_MAX];
	const char *printed;
};

/* kind [inside] "text" how; ! part [inside] why */
static const struct attach_case cases[] = {
	{ "a text",
	    { { TEXT_PIECE_TEXT, { "m.docx", 6 }, { "zip", 3 },
		{ "price", 5 } } },
	    "filename [] \"a.zip\" \n"
	    "attachment [m.docx] \"price\" zip, utf-8\n"
	    "1/1\n" },
	{ "HTML, with what it hides",
	    { { TEXT_PIECE_HTML, { "i.html", 6 }, { "zip", 3 },
		{ "a<b hidden>c</b>", 16 } } },
	    "filename [] \"a.zip\" \n"
	    "attachment [i.html] \"a\" zip, us-ascii\n"
	    "hidden [i.html] \"c\" zip, us-ascii, hidden text\n"
	    "attachment [i.html] \"ac\" zip, us-ascii, hidden text shown\n"
	    "1/1\n" },
	{ "a name",
	    { { TEXT_PIECE_NAME, { "x", 1 }, { "zip", 3 }, { "x.txt", 5 } } },
	    "filename [] \"a.zip\" \n"
	    "filename [x] \"x.txt\" zip\n"
	    "1/1\n" },
	{ "a picture",
	    { { TEXT_PIECE_SEEN, { "x", 1 }, { "zip", 3 }, { "", 0 } } },
	    "filename [] \"a.zip\" \n"
	    "1/1\n" },
	{ "something that is not read",
	    { { TEXT_PIECE_SKIP, { "x", 1 }, { "zip", 3 },
		{ "encrypted", 9 } } },
	    "filename [] \"a.zip\" \n"
	    "! 1 [x] encrypted\n"
	    "0/1\n" },
	{ "a message, with an attachment of its own",
	    { { TEXT_PIECE_MESSAGE, { "m.eml", 5 }, { "zip", 3 },
		{ INNER, sizeof(INNER) - 1 } } },
	    "filename [] \"a.zip\" \n"
	    "subject [m.eml:0] \"inner\" \n"
	    "header [m.eml:0] \"multipart/mixed; boundary=b\" \n"
	    "body [m.eml:1] \"hello\" none, us-ascii\n"
	    "header [m.eml:2] \"application/x-deeper\" \n"
	    "! 1 [m.eml:2] stuck\n"
	    "1/3\n" },
	{ "two, one not read",
	    { { TEXT_PIECE_TEXT, { "x", 1 }, { "zip", 3 }, { "price", 5 } },
		{ TEXT_PIECE_SKIP, { "", 0 }, { "zip", 3 },
		    { "truncated", 9 } } },
	    "filename [] \"a.zip\" \n"
	    "attachment [x] \"price\" zip, utf-8\n"
	    "! 1 [] truncated\n"
	    "0/1\n" },
};

/* Gives a case's pieces for the outer attachment, and none for an inner one. */
static enum status
give(void *arg, const struct text_shut *shut, struct arena *arena,
    struct text_pieces *pieces, struct err *err_r)
{
	static const struct text_piece stuck = { TEXT_PIECE_SKIP, { "", 0 },
		{ "", 0 }, { "stuck", 5 } };
	const struct attach_case *c = arg;
	bool outer = slice_equal(shut->type, SLICE("application/zip"));

	(void)err_r;
	if (!outer)
		*VEC_PUSH(arena, pieces) = stuck;
	for (size_t i = 0; i < PIECES_MAX && outer; i++)
		if (c->pieces[i].path.ptr != NULL)
			*VEC_PUSH(arena, pieces) = c->pieces[i];
	return STATUS_OK;
}

static void
print(const struct text *text, struct buf *out)
{
	for (size_t i = 0; i < text->views.len; i++) {
		const struct text_view *view = &text->views.items[i];

		if (view->kind == TEXT_VIEW_HEADER && view->inside.len == 0)
			continue;
		assert_string_equal(view->part->number, "1");
		buf_printf(out, "%s [%.*s] \"%.*s\" %s\n",
		    text_view_name(view->kind), SLICE_ARG(view->inside),
		    SLICE_ARG(view->text), view->how);
	}
	for (size_t i = 0; i < text->coverage.skipped.len; i++) {
		const struct text_skip *skip = &text->coverage.skipped.items[i];

		buf_printf(out, "! %s [%.*s] %s\n", skip->part,
		    SLICE_ARG(skip->inside), skip->why);
	}
	buf_printf(
	    out, "%zu/%zu\n", text->coverage.inspected, text->coverage.parts);
}

static void
read_zip(
    const struct text_params *params, struct arena *arena, struct text *text_r)
{
	struct message *message = arena_calloc(arena, 1, sizeof(*message));

	assert_non_null(message);
	assert_int_equal(message_read(slice_cstr(ZIP), &params->ceilings, arena,
			     message, NULL),
	    STATUS_OK);
	assert_int_equal(
	    text_read(message, params, arena, text_r, NULL), STATUS_OK);
}

static void
pieces_read(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct attach_case c = cases[i];
		const struct text_opener opener = { &c, give };
		const struct text_params params = {
			.max_bytes = MEMORY,
			.ceilings = MESSAGE_CEILINGS_DEFAULT,
			.opener = &opener,
		};
		struct arena *arena = arena_new(MEMORY);
		struct text text;
		struct buf out;

		buf_init(&out, PRINTED_MAX);
		read_zip(&params, arena, &text);
		print(&text, &out);
		print_message("# %s\n", c.name);
		assert_string_equal(buf_cstr(&out), c.printed);
		buf_free(&out);
		arena_free(arena);
	}
}

/* Past the deadline nothing is read, and that is said. */
static void
no_time_left(void **state)
{
	const struct text_params params = {
		.max_bytes = MEMORY,
		.ceilings = MESSAGE_CEILINGS_DEFAULT,
		.deadline_us = clock_monotonic_us() - 1,
	};
	struct arena *arena = arena_new(MEMORY);
	struct text text;

	(void)state;
	read_zip(&params, arena, &text);
	assert_int_equal(text.views.len, 0);
	assert_false(text_fully_inspected(&text));
	assert_string_equal(text.coverage.skipped.items[0].why, "time ceiling");
	arena_free(arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pieces_read),
		cmocka_unit_test(no_time_left),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
