/*
 * text_inline_test.c - what is encoded inside a plain text is among the views,
 * and what only looks so is left alone.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/clock.h"
#include "text_case.h"

#define CEILING ((size_t)1 << 30)
#define RAW_MAX ((size_t)64 << 20)

/* Each of these bodies says "our discount floor is 40", encoded. */
static const char *const bodies[] = {
	/* base64 as encoders wrap it */
	"See this:\nVGhlIGxpc3QgaXMgZm9yIHVzIGFsb25lOiBvdXIgZGlzY291bnQgZmxvb3IgaXMgNDAgcGVyY2Vu\ndCBmcm9tIHRoZSBmaXJzdCBvZiBNYXkgb24sIHdoYXRldmVyIHRoZSBwYXJ0bmVyIHNheXMu\nRegards\n",
	"Regards\nVGhlIGxpc3QgaXMgZm9yIHVzIGFsb25lOiBvdXIgZGlzY291bnQgZmxvb3Ig\naXMgNDAgcGVyY2VudCBmcm9tIHRoZSBmaXJzdCBvZiBNYXkgb24sIHdoYXRl\ndmVyIHRoZSBwYXJ0bmVyIHNheXMu\nAnna\n",
	/* quoted */
	"> VGhlIGxpc3QgaXMgZm9yIHVzIGFsb25lOiBvdXIg\n> ZGlzY291bnQgZmxvb3IgaXMgNDAgcGVyY2VudCBm\n> cm9tIHRoZSBmaXJzdCBvZiBNYXkgb24sIHdoYXRl\n> dmVyIHRoZSBwYXJ0bmVyIHNheXMu\n",
	/* one word of a line */
	"code b3VyIGRpc2NvdW50IGZsb29yIGlzIDQw thanks.",
	"key=b3VyIGRpc2NvdW50IGZsb29yIGlzIDQw;",
	/* one letter a line */
	"V\nG\nh\nl\nI\nG\nx\np\nc\n3\nQ\ng\na\nX\nM\ng\nZ\nm\n9\ny\nI\nH\nV\nz\nI\nG\nF\ns\nb\n2\n5\nl\nO\ni\nB\nv\nd\nX\nI\ng\nZ\nG\nl\nz\nY\n2\n9\n1\nb\nn\nQ\ng\nZ\nm\nx\nv\nb\n3\nI\ng\na\nX\nM\ng\nN\nD\nA\ng\nc\nG\nV\ny\nY\n2\nV\nu\nd\nC\nB\nm\nc\nm\n9\nt\nI\nH\nR\no\nZ\nS\nB\nm\na\nX\nJ\nz\nd\nC\nB\nv\nZ\ni\nB\nN\nY\nX\nk\ng\nb\n2\n4\ns\nI\nH\nd\no\nY\nX\nR\nl\nd\nm\nV\ny\nI\nH\nR\no\nZ\nS\nB\nw\nY\nX\nJ\n0\nb\nm\nV\ny\nI\nH\nN\nh\ne\nX\nM\nu\n",
	/* cut in words */
	"VGhlIGx pc3QgaX MgZm9yI HVzIGFs b25lOiB vdXIgZG lzY291b nQgZmxv b3IgaXM gNDAgcG VyY2Vud CBmcm9t IHRoZSB maXJzdC BvZiBNY Xkgb24s IHdoYXR ldmVyIH RoZSBwY XJ0bmVy IHNheXM u\n",
	/* lines shorter than encoders make them */
	"Hello\nVGhlIGxpc3\nQgaXMgZm9y\nIHVzIGFsb2\n5lOiBvdXIg\nZGlzY291bn\nQgZmxvb3Ig\naXMgNDAgcG\nVyY2VudCBm\ncm9tIHRoZS\nBmaXJzdCBv\nZiBNYXkgb2\n4sIHdoYXRl\ndmVyIHRoZS\nBwYXJ0bmVy\nIHNheXMu\n",
	/* url alphabet */
	"x fn5-Pz8_b3VyIGRpc2NvdW50IGZsb29yIGlzIDQwfn5- y",
	/* a character in front */
	"a/b3VyIGRpc2NvdW50IGZsb29yIGlzIDQw.",
	/* twice */
	"VkdobElHeHBjM1FnYVhNZ1ptOXlJSFZ6SUdGc2IyNWxPaUJ2ZFhJZ1pHbHpZMjkxYm5RZ1pteHZiM0lnYVhNZ05EQWdjR1Z5WTJWdWRDQm1jbTl0SUhSb1pTQm1hWEp6ZENCdlppQk5ZWGtnYjI0c0lIZG9ZWFJsZG1WeUlIUm9aU0J3WVhKMGJtVnlJSE5oZVhNdQ==\n",
	"b3VyIGRpc2NvdW50IGZsb29yIGlzIDQwClZHaGxJR3hwYzNRZ2FYTWdabTl5SUhWeklHRnNiMjVsT2lCdmRYSWdaR2x6WTI5MWJuUWdabXh2YjNJZ2FYTWdOREFnY0dWeVkyVnVkQ0JtY205dElIUm9aU0JtYVhKemRDQnZaaUJOWVhrZ2IyNHNJSGRvWVhSbGRtVnlJSFJvWlNCd1lYSjBibVZ5SUhOaGVYTXU=\n",
	/* UTF-16 */
	"see VABoAGUAIABsAGkAcwB0ACAAaQBzACAAZgBvAHIAIAB1AHMAIABhAGwAbwBuAGUAOgAgAG8AdQByACAAZABpAHMAYwBvAHUAbgB0ACAAZgBsAG8AbwByACAAaQBzACAANAAwACAAcABlAHIAYwBlAG4AdAAgAGYAcgBvAG0AIAB0AGgAZQAgAGYAaQByAHMAdAAgAG8AZgAgAE0AYQB5ACAAbwBuACwAIAB3AGgAYQB0AGUAdgBlAHIAIAB0AGgAZQAgAHAAYQByAHQAbgBlAHIAIABzAGEAeQBzAC4A",
	/* HTML */
	"see PHA+b3VyIGRpc2M8Yj5vdW50IGZsbzwvYj5vciBpcyA0MDwvcD4=",
	/* armor */
	"-----BEGIN NOTE-----\nVersion: 1\n\nVGhlIGxpc3QgaXMgZm9yIHVzIGFsb25lOiBvdXIgZGlzY291bnQgZmxvb3IgaXMg\nNDAgcGVyY2VudCBmcm9tIHRoZSBmaXJzdCBvZiBNYXkgb24sIHdoYXRldmVyIHRo\nZSBwYXJ0bmVyIHNheXMu\n-----END NOTE-----\n",
	/* uuencode */
	"Here:\nbegin 644 x\nM5&AE(&QI<W0@:7,@9F]R('5S(&%L;VYE.B!O=7(@9&ES8V]U;G0@9FQO;W(@\nM:7,@-# @<&5R8V5N=\"!F<F]M('1H92!F:7)S=\"!O9B!-87D@;VXL('=H871E\n5=F5R('1H92!P87)T;F5R('-A>7,N\n`\nend\n",
	"Here:\nbegin 644 x\n!>   \n`\nend\nand\nBEGIN 600 x\nM5&AE(&QI<W0@:7,@9F]R('5S(&%L;VYE.B!O=7(@9&ES8V]U;G0@9FQO;W(@\nM:7,@-# @<&5R8V5N=\"!F<F]M('1H92!F:7)S=\"!O9B!-87D@;VXL('=H871E\n5=F5R('1H92!P87)T;F5R('-A>7,N\n`\nend\n",
	"begin-base64 644 x\nVGhlIGxpc3QgaXMgZm9yIHVzIGFsb25lOiBvdXIgZGlzY291bnQgZmxvb3Ig\naXMgNDAgcGVyY2VudCBmcm9tIHRoZSBmaXJzdCBvZiBNYXkgb24sIHdoYXRl\ndmVyIHRoZSBwYXJ0bmVyIHNheXMu\n====\n",
	"Anna wrote:\n> begin 644 x\n> 8;W5R(&1I<V-O=6YT(&9L;V]R(&ES(#0P\n> `\n> end\n",
	/* files with HTML, UTF-16 and UTF-7 in them */
	"begin 644 x\nM/'`^;W5R(&1I<SQB/F-O=6YT/\"]B/B!F;&]O<B!I<SQI(&-L87-S/6@^/\"]I\n$/B`T,```\n`\nend\n",
	"begin 100644 x\nM_O\\`;P!U`'(`(`!D`&D`<P!C`&\\`=0!N`'0`(`!F`&P`;P!O`'(`(`!I`',`\nG(``T`#``+``@`&$`;@!D`\"``9@!O`'(`(`!!`&X`;@!A`\"``-0`P\n",
	"begin 644 x\nM*T%'.$%D44)Y+2`K04=106%10GI!1TU!8G=\",4%'-$%D02T@9FQO;W(@:7,@\n\"-#``\n`\nend\n",
	"see K0FHOEFkUUJ5LSArQUdRQWFRQnpBR01BYndCMUFHNEFkQS0gZmxvb3IgaXMgNDA=",
	/* quoted-printable under another label */
	"Here:\nour disc=6Funt floor=20is =340 =C3=A9\n",
	"Here:\nour disc=\nount flo=\nor is 40, as =\nsaid\n",
	/* hex */
	"6f 75 72 20 64 69 73 63 6f 75 6e 74 20 66 6c 6f 6f 72 20 69 73 20 34 30",
	"x: \\x6f\\x75\\x72\\x20\\x64\\x69\\x73\\x63\\x6f\\x75\\x6e\\x74\\x20\\x66\\x6c\\x6f\\x6f\\x72\\x20\\x69\\x73\\x20\\x34\\x30",
	"x: 6f757220646973636f756e7420666c6f6f72206973203430.",
	"0x6f, 0x75, 0x72, 0x20, 0x64, 0x69, 0x73, 0x63, 0x6f, 0x75, 0x6e, 0x74, 0x20, 0x66, 0x6c, 0x6f, 0x6f, 0x72, 0x20, 0x69, 0x73, 0x20, 0x34, 0x30",
	"%6f%75%72%20%64%69%73%63%6f%75%6e%74%20%66%6c%6f%6f%72%20%69%73%20%34%30",
	/* a pasted message */
	"----- Original message -----\nContent-Type: text/plain\nContent-Transfer-Encoding: base64\n\nb3VyIGRp\nc2NvdW50\nIGZsb29y\nIGlzIDQw\n",
	"Subject: a\nContent-Type: text/html\n\n<p>our disc<b>ount flo</b>or is 40</p>\n",
	"Content-Type: multipart/mixed; boundary=q\n\n--q\n\nx\n--q\nContent-Type: text/html\n\nour disc<b>ount</b> floor is 40\n--q--\n",
	"Content-Type: text/plain\n\nx\nContent-Type: text/html\n\nour disc<b>ount</b> floor is 40\n",
	/* yEnc */
	"Here:\n=ybegin line=128 size=24 name=x\n\231\237\234J\216\223\235\215\231\237\230\236J\220\226\231\231\234J\223\235J^Z\n=yend size=24\n",
	"Here:\n=ybegin part=1 line=12 size=24 name=x\n=ypart begin=1 end=12\n\231\237\234J\216\223\235\215\231\237\230\236\n=yend size=12\n=ybegin part=2 line=12 size=24 name=x\n=ypart begin=13 end=24\nJ\220\226\231\231\234J\223\235J^Z\n=yend size=12\n",
};

static const char pgp_key[] =
    "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\n"
    "mDMEZ4sVxRYJKwYBBAHaRw8BAQdA3r2xkq8bXvDWBqgkU0Zt1o9uJr3mJv9u\n"
    "=Ab12\n-----END PGP PUBLIC KEY BLOCK-----\n";

/* These say nothing: no view but the text's own, and no skip. */
static const char *const ordinary[] = {
	"See https://shop.example/track/AbCdEf0123456789GhIjKlMnOpQrStUv/x\n",
	"d41d8cd98f00b204e9800998ecf8427e\n",
	"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\n",
	"id 123e4567-e89b-12d3-a456-426614174000 and 2024-05-06T07:08:09\n",
	"b=dzdVyOfAKCdLXdJOc9G2q8LoXSlEniSbav+yuU4zGeeruD00lszZVoG4ZHRNiYzR\n",
	"the quick brown fox jumps over the lazy dog and runs away again\n",
	"internationalization standardization characteristically\n",
	"/usr/share/doc/package/examples/configuration/default\n",
	"==================================================\n",
	"--------------------------------------------------\n",
	"call 0123 456 789 012 345 678 901 234 567 890 123 456\n",
	"begin 9 o'clock sharp, and we\nend\n",
	"x = 1\ny = 2\nif x == y: print(x)\n",
	"Dear all: please note\nthat we moved.\n\nBest: Anna\n",
	pgp_key,
};

#define PLAIN "Content-Type: text/plain; charset=utf-8\n\n"
#define HTML "Content-Type: text/html; charset=utf-8\n\n<pre>"

static const struct text_view *
find_view(const struct text *text, struct slice needle)
{
	for (size_t i = 0; i < text->views.len; i++)
		if (slice_find(text->views.items[i].text, needle) != SLICE_NONE)
			return &text->views.items[i];
	return NULL;
}

/* body as HTML's text */
static struct slice
escape(const char *body, struct arena *arena)
{
	struct slice kept;
	struct buf out;

	buf_init(&out, RAW_MAX);
	for (; *body != '\0'; body++) {
		if (*body == '&')
			buf_add_cstr(&out, "&amp;");
		else if (*body == '<')
			buf_add_cstr(&out, "&lt;");
		else
			buf_add_byte(&out, *body);
	}
	kept = arena_copy(arena, buf_slice(&out));
	buf_free(&out);
	return kept;
}

static size_t
check_bodies(const char *header, bool html)
{
	struct arena *arena = arena_new(CEILING);
	struct text text;
	size_t missed = 0;

	for (size_t i = 0; i < sizeof(bodies) / sizeof(bodies[0]); i++) {
		const struct text_view *view;

		text_case_read_parts(header,
		    html ? escape(bodies[i], arena) : slice_cstr(bodies[i]),
		    arena, &text);
		view = find_view(&text, SLICE("our discount floor is 40"));
		if (view != NULL && view->kind == TEXT_VIEW_BODY)
			continue;
		print_message("# missed: %s\n", bodies[i]);
		missed++;
	}
	arena_free(arena);
	return missed;
}

static void
in_text(void **state)
{
	(void)state;
	assert_int_equal(check_bodies(PLAIN, false), 0);
}

static void
in_html(void **state)
{
	(void)state;
	assert_int_equal(check_bodies(HTML, true), 0);
}

/* The source is looked at too, where what it shows has no lines. */
static void
in_source(void **state)
{
	struct arena *arena = arena_new(CEILING);
	struct text text;

	(void)state;
	text_case_read_parts("Content-Type: text/html; charset=utf-8\n\n",
	    SLICE("<p>Here:</p>\nbegin 644 x\n"
		  "8;W5R(&1I<V-O=6YT(&9L;V]R(&ES(#0P\n`\nend\n"),
	    arena, &text);
	assert_non_null(find_view(&text, SLICE("our discount floor is 40")));
	text_case_read_parts("Content-Type: text/plain; charset=utf-16be\n\n",
	    SLICE("Here:\nbegin 644 x\n"
		  "8;W5R(&1I<V-O=6YT(&9L;V]R(&ES(#0P\n`\nend\n"),
	    arena, &text);
	assert_non_null(find_view(&text, SLICE("our discount floor is 40")));
	arena_free(arena);
}

/* What is encoded may be in the text's own charset, and mostly not ASCII. */
static void
in_charsets(void **state)
{
	static const struct {
		const char *charset;
		const char *body;
	} rows[] = {
		{ "shift_jis",
		    "SGVsbG8gUGF0LA0KDQphcyCCmYKPgpWBQIKBgpOCi4KFgoQsIG91ciBk"
		    "aXNjb3VudCBmbG9vciBp\ncyA0MCAlIHRoaXMgcXVhcnRlci4K\n" },
		{ "iso-2022-jp-2",
		    "IG8bJEEbKEJ1GyRBGyhCciBkGyRBGyhCaRskQRsoQnMbJEEbKEJjGyRB"
		    "GyhCbxskQRsoQnUb\nJEEbKEJuGyRBGyhCdCBmGyRBGyhCbBskQRsoQm"
		    "8bJEEbKEJvGyRBGyhCciBpGyRBGyhCcyA0MA==\n" },
		{ "ibm1047",
		    "lqSZQISJooOWpJWjQIaTlpaZQImiQPTwQGxAo4iJokCYpIGZo4WZSw0V"
		    "DRXBlYENFQ==\n" },
		{ "utf-8",
		    "BEGIN 644 x\nM2&5L;&\\@4&%T+`T*#0IA<R!Y;W4@87-K960L(&]U<B!D"
		    ":7-CP:]U;G0@9FS!\n,KV]R(&ES(#0P\n`\nend\n" },
	};
	struct arena *arena = arena_new(CEILING);
	struct text text;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const char *header = arena_printf(arena,
		    "Content-Type: text/plain; charset=%s\n\n",
		    rows[i].charset);

		text_case_read_parts(
		    header, slice_cstr(rows[i].body), arena, &text);
		if (find_view(&text, SLICE("our discount floor is 40")) == NULL)
			fail_msg("missed: %s", rows[i].charset);
	}
	arena_free(arena);
}

static void
left_alone(void **state)
{
	struct arena *arena = arena_new(CEILING);
	struct text text;

	(void)state;
	for (size_t i = 0; i < sizeof(ordinary) / sizeof(ordinary[0]); i++) {
		text_case_read_parts(
		    "\n", slice_cstr(ordinary[i]), arena, &text);
		for (size_t j = 1; j < text.views.len; j++)
			fail_msg("\"%s\" has a view \"%.*s\" (%s)", ordinary[i],
			    SLICE_ARG(text.views.items[j].text),
			    text.views.items[j].how);
		if (!text_fully_inspected(&text))
			fail_msg("\"%s\" is skipped", ordinary[i]);
	}
	arena_free(arena);
}

/* What it says, and where it stood. */
static void
origin(void **state)
{
	struct slice body =
	    SLICE("Caf\xE9: b3VyIGRpc2NvdW50IGZsb29yIGlzIDQw\n");
	struct arena *arena = arena_new(CEILING);
	const struct text_view *view;
	struct text text;

	(void)state;
	text_case_read_parts(
	    "Content-Type: text/plain; charset=windows-1252\n\n", body, arena,
	    &text);
	view = find_view(&text, SLICE("floor"));
	assert_non_null(view);
	assert_string_equal(
	    view->how, "none, windows-1252, inline base64, utf-8");
	assert_true(
	    text_view_origin(view, true, 3) <= slice_find(body, SLICE("b3V")));
	arena_free(arena);
}

/* Files that nobody can open are skips; so is BinHex. */
static void
files(void **state)
{
	static const struct {
		const char *body;
		const char *why;
	} rows[] = {
		{ "begin 644 x\n&4$L#!!0(\n`\nend\n", "type not readable" },
		{ "begin 644 x\n#_P$\"\n`\nend\n", "type not readable" },
		{ "data UEsDBBQAAAAIAAAAIQAAAAAAAAAAAAAA\n",
		    "type not readable" },
		{ "(This file must be converted with BinHex 4.0)\n\n:x:\n",
		    "binhex" },
	};
	struct arena *arena = arena_new(CEILING);
	struct text text;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		text_case_read_parts(
		    PLAIN, slice_cstr(rows[i].body), arena, &text);
		if (text.coverage.skipped.len == 0)
			fail_msg("row %zu is not skipped", i);
		assert_string_equal(
		    text.coverage.skipped.items[0].why, rows[i].why);
	}
	arena_free(arena);
}

/* Megabytes of beginnings; none may be quadratic. */
static void
hostile(void **state)
{
	static const char *const pieces[] = { "begin 644 x\n",
		"Content-Type: a\n\n", "=ybegin x\n", "AAAA",
		"aGVsbG8gd29ybGQgaGVsbG8gd29ybGQ ", "b3Vy\n", "=41=42=43",
		"=\n", "64 69 73 63 ", "\\x", "0x0x",
		"Content-Type: multipart/mixed; boundary=b\n\n--b\n", "ABCD\n",
		"a: b\n", "==== ", "5a 57 35 76 " };
	size_t len, j, size = (size_t)1 << 20;
	char *in = malloc(size);
	struct arena *arena;
	struct text text;
	int64_t start;

	(void)state;
	assert_non_null(in);
	for (size_t i = 0; i < sizeof(pieces) / sizeof(pieces[0]); i++) {
		len = strlen(pieces[i]);
		for (j = 0; j + len <= size; j += len)
			memcpy(in + j, pieces[i], len);
		arena = arena_new(CEILING);
		start = clock_monotonic_us();
		text_case_read_parts(PLAIN, slice_make(in, j), arena, &text);
		print_message("# %s: %d ms, %zu MB, %zu views\n", pieces[i],
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
		cmocka_unit_test(in_text),
		cmocka_unit_test(in_html),
		cmocka_unit_test(in_source),
		cmocka_unit_test(in_charsets),
		cmocka_unit_test(left_alone),
		cmocka_unit_test(origin),
		cmocka_unit_test(files),
		cmocka_unit_test(hostile),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
