/*
 * text_view_test.c - messages to views: what is in them, where it came from,
 * and what the coverage says.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "message/message.h"
#include "text/view.h"

#define CEILING ((size_t)512 << 20)
#define PRINT_MAX ((size_t)1 << 20)
#define BYTES_MAX ((size_t)64 << 20)

struct sample {
	const char *message;
	/* All views but headers' as "kind part: text|", skips as
	   "! part: why|", then "inspected/parts". */
	const char *want;
};

#define TEXT_UTF8 "MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n"
#define HTML_UTF8 "Content-Type: text/html; charset=utf-8\n"
#define MIXED "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n"
#define ATTACHED(type, name)       \
	"Content-Type: " type "\n" \
	"Content-Disposition: attachment; filename=" name "\n"

static const struct sample plain[] = {
	{ "\nhello\n", "body 1: hello\n|1/1" },
	{ "Subject: =?utf-8?q?Caf=C3=A9?=\n\nhello\n",
	    "subject 1: Caf\xC3\xA9|body 1: hello\n|1/1" },
	{ "\n", "1/1" },
	{ TEXT_UTF8 "\nCaf\xC3\xA9", "body 1: Caf\xC3\xA9|1/1" },
	{ TEXT_UTF8 "Content-Transfer-Encoding: base64\n\nZmxvb3I=\n",
	    "body 1: floor|1/1" },
	{ TEXT_UTF8 "Content-Transfer-Encoding: quoted-printable\n\n"
		    "dis=\ncount=20floor\n",
	    "body 1: discount floor\n|1/1" },
	/* what is not said, or said wrong */
	{ "\nCaf\xC3\xA9", "body 1: Caf\xC3\xA9|1/1" },
	{ "\nCaf\xE9",
	    "body 1: Caf\xC3\xA9|body 1: Caf\xEF\xBF\xBD|body 1: Caf|"
	    "body 1: Cafi|1/1" },
	{ TEXT_UTF8 "\nCaf\xE9",
	    "body 1: Caf\xEF\xBF\xBD|body 1: Caf\xC3\xA9|body 1: Caf|"
	    "1/1" },
	{ "Content-Type: text/plain; charset=iso-2022-jp\n\n\x1B$B2A\x1B(B",
	    "body 1: \xE4\xBE\xA1|source 1: \x1B$B2A\x1B(B|1/1" },
	{ TEXT_UTF8 "\nf\xC1\xACoor",
	    "body 1: f\xEF\xBF\xBD\xEF\xBF\xBDoor|"
	    "body 1: f\xC3\x81\xC2\xACoor|body 1: foor|body 1: floor|"
	    "! 1: text does not decode|0/1" },
	{ TEXT_UTF8 "\n\xC1\xC2\xC3\xC4\xC5",
	    "body 1: \xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"
	    "\xEF\xBF\xBD\xEF\xBF\xBD|"
	    "body 1: \xC3\x81\xC3\x82\xC3\x83\xC3\x84\xC3\x85|"
	    "! 1: text does not decode|0/1" },
	{ "Content-Type: text/plain; charset=iso-8859-1\n\n\x93x\x94",
	    "body 1: \xE2\x80\x9Cx\xE2\x80\x9D|1/1" },
	{ "Content-Type: text/plain; charset=x-no\n\nabc", "body 1: abc|1/1" },
	{ "Content-Type: text/plain; charset=x-no\n\nCaf\xC3\xA9",
	    "body 1: Caf\xC3\xA9|! 1: charset unknown|0/1" },
	{ "Content-Type: text/plain; charset=\"utf 8;\"\n\nCaf\xC3\xA9",
	    "body 1: Caf\xC3\xA9|1/1" },
	/* to whom knows no such charset, it is ASCII */
	{ "Content-Type: text/plain; charset=utf-7\n\na+AOk-b",
	    "body 1: a\xC3\xA9"
	    "b|body 1: a+AOk-b|1/1" },
	{ "Subject: =?x-no?q?a?=\n\nb",
	    "subject 1: a|subject 1: =?x-no?q?a?=|body 1: b|1/1" },
	{ "\n-----BEGIN PGP MESSAGE-----\n\nxyz\n",
	    "body 1: -----BEGIN PGP MESSAGE-----\n\nxyz\n|! 1: encrypted|0/1" },
	{ "\nthe line \"-----BEGIN PGP MESSAGE-----\"",
	    "body 1: the line \"-----BEGIN PGP MESSAGE-----\"|1/1" },
	/* the agent's metadata is no text */
	{ "X-Agent-Prompt: floor\nX-Other: y\n\nx", "body 1: x|1/1" },
};

static const struct sample html[] = {
	{ HTML_UTF8 "\n<p>dis<b>count</b> floor</p>",
	    "body 1: discount floor\n|1/1" },
	{ HTML_UTF8 "\n<p>a\n  b<br>c<td>d<td>e<pre>x\n y</pre>",
	    "body 1: a b\nc\td\te\nx\n y\n|body 1: abcdex\n y\n|1/1" },
	{ HTML_UTF8 "\n&#100;is&shy;count &lt;b&gt;",
	    "body 1: dis\xC2\xAD"
	    "count <b>|source 1: &#100;is&shy;count &lt;b&gt;|1/1" },
	{ HTML_UTF8 "\n<title>t</title><style>p{}</style>"
		    "<script>if (a<b) x()</script><body>shown",
	    "body 1: shown|body 1: t\n|hidden 1: p{}if (a<b) x()|1/1" },
	{ HTML_UTF8 "\na<div style='DISPLAY : n\\6fne'>b<p>c</p></div>d",
	    "body 1: ad|hidden 1: b\nc\n|"
	    "attribute 1: DISPLAY : n\\6fne\n|body 1: a\nb\nc\nd|1/1" },
	{ HTML_UTF8 "\ndis<span hidden>ab</span>count",
	    "body 1: discount|hidden 1: ab|body 1: disabcount|1/1" },
	{ HTML_UTF8 "\n<div><span style='font-size:0px'>h</div>v",
	    "body 1: v|hidden 1: h|attribute 1: font-size:0px\n|"
	    "body 1: h\nv|1/1" },
	{ HTML_UTF8 "\n<style>@media x{td, b.no{display:none}}</style>"
		    "dis<b class='x no'>Z</b>count",
	    "body 1: disZcount|hidden 1: @media x{td, b.no{display:none}}|"
	    "attribute 1: x no\n|body 1: discount|hidden 1: Z|1/1" },
	{ HTML_UTF8 "\n<!-- secret --><a href='http://x/dis%63ount' "
		    "title=t>l</a>",
	    "body 1: l|attribute 1: http://x/dis%63ount\nt\n|"
	    "comment 1:  secret \n|link 1: http://x/discount\n|1/1" },
	{ HTML_UTF8 "\na<!--[if mso]>dis<b>count</b><![endif]-->b",
	    "body 1: ab|comment 1: [if mso]>dis<b>count</b><![endif]\n|"
	    "body 1: adiscountb|comment 1: [if mso]\n[endif]--\n|1/1" },
	{ HTML_UTF8 "\n<svg><title>a<b>b</b></title></svg>",
	    "body 1: a<b>b</b>\n|body 1: ab\n|1/1" },
	{ HTML_UTF8 "\na<b title='x",
	    "body 1: a|comment 1: <b title='x\n|"
	    "source 1: a<b title='x|body 1: a<b title='x|1/1" },
	{ HTML_UTF8 "\n<b title=a TITLE=b>x",
	    "body 1: x|attribute 1: a\nb\n|"
	    "1/1" },
	{ HTML_UTF8 "\n<img alt='dis&#99;ount'>",
	    "attribute 1: discount\n|1/1" },
	{ "Content-Type: text/html\n\n<meta charset=windows-1251>\xD6",
	    "body 1: \xD0\xA6|attribute 1: windows-1251\n|1/1" },
	{ TEXT_UTF8 "\n<p>dis<b>count</b>",
	    "body 1: <p>dis<b>count</b>|body 1: discount|1/1" },
	{ TEXT_UTF8 "\n1 < 2 and <you@x>", "body 1: 1 < 2 and <you@x>|1/1" },
	{ "Content-Type: application/xhtml+xml\n\n<p>a</p>",
	    "body 1: a\n|1/1" },
};

static const struct sample parts[] = {
	{ "MIME-Version: 1.0\nContent-Type: message/partial; number=2; total=2"
	  "\n\ncount\n",
	    "body 1: count\n|! 1: a part of a message|0/1" },
	{ "MIME-Version: 1.0\nContent-Type: message/external-body\n\n"
	  "Content-Type: text/plain\n\nx\n",
	    "body 1: Content-Type: text/plain\n\nx\n|body 1: x\n|"
	    "! 1: content is elsewhere|0/1" },
	{ "MIME-Version: 1.0\nContent-Type: text/plain; format=flowed; "
	  "delsp=yes\n\ndis \n count  \nfloor\n> is  \n> 15\n-- \nx\n",
	    "body 1: dis \n count  \nfloor\n> is  \n> 15\n-- \nx\n|"
	    "body 1: discount floor\n> is 15\n-- \nx\n|1/1" },
	{ "MIME-Version: 1.0\nContent-Type: text/enriched\n\n"
	  "dis<bold>count</bold><nl>floor",
	    "body 1: dis<bold>count</bold><nl>floor|"
	    "body 1: discount\nfloor|body 1: discountfloor|1/1" },
	{ MIXED "\npre\n--b\n\nx\n--b\n" HTML_UTF8 "\n<b>y</b>\n--b--\npost\n",
	    "outside 0.pre: pre|body 1: x|body 2: y|outside 0.post: post\n|"
	    "2/2" },
	{ MIXED
	    "\n--b\n\nx\n--b\n" ATTACHED("text/csv", "p.csv") "\na,b\n--b--\n",
	    "body 1: x|filename 2: p.csv|"
	    "attachment 2: a,b|! 2: type not readable|1/2" },
	{ MIXED "\n--b\n\nx\n--b\nContent-Type: text/plain; name=n.txt\n\n"
		"y\n--b--\n",
	    "body 1: x|filename 2: n.txt|body 2: y|"
	    "attachment 2: y|2/2" },
	{ MIXED "\n--b\n\nx\n--b\n" ATTACHED("image/png",
	      "floor.png") "Content-Transfer-Encoding: base64\n\niVBORw0KGgo=\n--b--\n",
	    "body 1: x|filename 2: floor.png|2/2" },
	{ MIXED "\n--b\n\nx\n--b\n" ATTACHED(
	      "image/png", "a.png") "\nnot a picture\n--b--\n",
	    "body 1: x|filename 2: a.png|"
	    "attachment 2: not a picture|2/2" },
	{ MIXED
	    "\n--b\n" ATTACHED("application/pdf", "a.pdf") "\n%PDF\n--b--\n",
	    "filename 1: a.pdf|attachment 1: %PDF|"
	    "! 1: type not readable|0/1" },
	{ MIXED "\n--b\n" ATTACHED("application/pdf", "a.pdf") "\n\n--b--\n",
	    "filename 1: a.pdf|1/1" },
	{ MIXED "\n--b\n" ATTACHED(
	      "application/octet-stream", "a") "\nfloor\n--b--\n",
	    "filename 1: a|attachment 1: floor|1/1" },
	{ MIXED "\n--b\n" ATTACHED("application/octet-stream",
	      "a") "Content-Transfer-Encoding: base64\n\nAAEC\n--b--\n",
	    "filename 1: a|! 1: type not readable|0/1" },
	{ MIXED "\n--b\nContent-Type: application/rtf\n\n{\\rtf\n--b--\n",
	    "attachment 1: {\\rtf|! 1: type not readable|0/1" },
	{ MIXED "\n--b\nContent-Type: image/svg+xml\n\n<text>a</text>\n--b--\n",
	    "attachment 1: a|1/1" },
	{ MIXED "\n--b\nContent-Type: application/pkcs7-signature\n"
		"Content-Transfer-Encoding: base64\n\nMIIB\n--b--\n",
	    "1/1" },
	{ MIXED "\n--b\nContent-Type: message/rfc822\n\n"
		"Subject: inner\n\nsecret\n--b--\n",
	    "subject 1.1: inner|body 1.1: secret|1/1" },
	{ MIXED "\n--b\nContent-Type: message/delivery-status\n\n"
		"Reporting-MTA: dns; x\n--b--\n",
	    "body 1: Reporting-MTA: dns; x|"
	    "1/1" },
};

static void
print_view(struct buf *out, const struct text_view *view)
{
	if (view->kind == TEXT_VIEW_HEADER)
		return;
	buf_printf(
	    out, "%s %s: ", text_view_name(view->kind), view->part->number);
	buf_add(out, view->text);
	buf_add_byte(out, '|');
}

static void
print_text(struct buf *out, const struct text *text)
{
	size_t i;

	for (i = 0; i < text->views.len; i++)
		print_view(out, &text->views.items[i]);
	for (i = 0; i < text->coverage.skipped.len; i++)
		buf_printf(out, "! %s: %s|",
		    text->coverage.skipped.items[i].part,
		    text->coverage.skipped.items[i].why);
	buf_printf(
	    out, "%zu/%zu", text->coverage.inspected, text->coverage.parts);
}

/* Reads raw; NULL when out of memory.  The arena is the caller's. */
static enum status
read_message(
    struct slice raw, size_t max_bytes, struct arena *arena, struct text *text)
{
	static const struct message_ceilings ceilings =
	    MESSAGE_CEILINGS_DEFAULT;
	const struct text_params params = {
		.max_bytes = max_bytes,
		.ceilings = ceilings,
	};
	struct message *message = arena_calloc(arena, 1, sizeof(*message));
	enum status status;

	if (message == NULL)
		return STATUS_NOMEM;
	status = message_read(raw, &ceilings, arena, message, NULL);
	if (status != STATUS_OK)
		return status;
	return text_read(message, &params, arena, text, NULL);
}

/* Offsets ascend and stay inside the source. */
static void
check_map(const struct text_map *map, size_t made_len, size_t source_len)
{
	size_t at, origin, last = 0;

	for (at = 0; at <= made_len; at++) {
		origin = text_map_origin(map, at);
		assert_true(origin >= last && origin <= source_len);
		last = origin;
	}
}

/* What holds of every view whatever the message. */
static void
check_views(const struct text *text)
{
	const struct text_view *view;
	size_t i;

	for (i = 0; i < text->views.len; i++) {
		view = &text->views.items[i];
		assert_true(utf8_valid(view->text));
		assert_true(utf8_valid(view->folded));
		assert_non_null(view->how);
		check_map(view->folded_map, view->folded.len, view->text.len);
		if (view->map != NULL)
			check_map(
			    view->map, view->text.len, view->map->source_len);
	}
	assert_true(text->coverage.inspected <= text->coverage.parts);
}

static void
check_samples(const struct sample *samples, size_t n)
{
	struct arena *arena;
	struct text text;
	struct buf out;
	size_t i;

	for (i = 0; i < n; i++) {
		arena = arena_new(CEILING);
		buf_init(&out, PRINT_MAX);
		assert_int_equal(read_message(slice_cstr(samples[i].message),
				     BYTES_MAX, arena, &text),
		    STATUS_OK);
		check_views(&text);
		print_text(&out, &text);
		if (strcmp(buf_cstr(&out), samples[i].want) != 0)
			fail_msg("sample %zu:\n%s\nis not\n%s", i,
			    buf_cstr(&out), samples[i].want);
		buf_free(&out);
		arena_free(arena);
	}
}

#define SAMPLES(samples) samples, sizeof(samples) / sizeof((samples)[0])

static void
plain_text(void **state)
{
	(void)state;
	check_samples(SAMPLES(plain));
}

static void
html_text(void **state)
{
	(void)state;
	check_samples(SAMPLES(html));
}

static void
many_parts(void **state)
{
	(void)state;
	check_samples(SAMPLES(parts));
}

/* The view of that kind in which needle is, and needle's place in the part. */
static size_t
origin_of(const struct text *text, enum text_view_kind kind, bool folded,
    struct slice needle)
{
	const struct text_view *view;
	size_t i, at;

	for (i = 0; i < text->views.len; i++) {
		view = &text->views.items[i];
		at = slice_find(folded ? view->folded : view->text, needle);
		if (view->kind == kind && at != SLICE_NONE)
			return text_view_origin(view, folded, at);
	}
	fail_msg("\"%.*s\" is in no such view", SLICE_ARG(needle));
	return 0;
}

static void
origins(void **state)
{
	static const char body[] = "<p>Gr\xFC\xDF"
				   "e,   our <b>dis</b>count "
				   "<a title='list floor'>&amp;";
	struct slice in = slice_cstr(body);
	struct arena *arena = arena_new(CEILING);
	struct text text;
	struct buf raw;

	(void)state;
	buf_init(&raw, PRINT_MAX);
	buf_add_cstr(&raw,
	    "Subject:  big =?utf-8?q?deal?=\n"
	    "Content-Type: text/html; charset=iso-8859-1\n\n");
	buf_add(&raw, in);
	assert_int_equal(
	    read_message(buf_slice(&raw), BYTES_MAX, arena, &text), STATUS_OK);
	assert_int_equal(
	    origin_of(&text, TEXT_VIEW_SUBJECT, true, SLICE("deal")), 6);
	/* exact behind the first step of the charset, near it before */
	assert_true(origin_of(&text, TEXT_VIEW_BODY, true, SLICE("discount")) <=
	    slice_find(in, SLICE("dis")));
	assert_true(origin_of(&text, TEXT_VIEW_ATTRIBUTE, false,
			SLICE("floor")) <= slice_find(in, SLICE("floor")));
	buf_free(&raw);
	arena_free(arena);
}

static void
headers(void **state)
{
	struct arena *arena = arena_new(CEILING);
	struct text text;

	(void)state;
	assert_int_equal(
	    read_message(
		SLICE("From: =?utf-8?q?A=C3=A9?= <a@b>\n"
		      "X-AGENT-Approval: abc\nComments: Discount\n FLOOR\n\nx"),
		BYTES_MAX, arena, &text),
	    STATUS_OK);
	assert_int_equal(text.views.len, 3);
	assert_int_equal(text.views.items[1].kind, TEXT_VIEW_HEADER);
	assert_true(
	    slice_equal(text.views.items[0].text, SLICE("A\xC3\xA9 <a@b>")));
	assert_true(slice_equal(text.views.items[1].name, SLICE("Comments")));
	assert_true(
	    slice_equal(text.views.items[1].folded, SLICE("discount floor")));
	assert_true(text_fully_inspected(&text));
	arena_free(arena);
}

/* A defect that leaves something unread is a skip. */
static void
defects_are_skips(void **state)
{
	struct arena *arena = arena_new(CEILING);
	struct text text;

	(void)state;
	assert_int_equal(read_message(SLICE("Subject: s\n\nflo\0or"), BYTES_MAX,
			     arena, &text),
	    STATUS_OK);
	assert_false(text_fully_inspected(&text));
	assert_int_equal(text.coverage.inspected, 0);
	assert_string_equal(text.coverage.skipped.items[0].why,
	    message_defect_name(MESSAGE_DEFECT_NUL));
	arena_free(arena);
}

/* One of which every outcome is read is none. */
static void
decoders_outcomes_are_read(void **state)
{
	struct arena *arena = arena_new(CEILING);
	struct text text;

	(void)state;
	assert_int_equal(read_message(SLICE("Content-Transfer-Encoding: "
					    "base64\n\nZmxv*b3I=\n"),
			     BYTES_MAX, arena, &text),
	    STATUS_OK);
	assert_true(text_fully_inspected(&text));
	assert_string_equal(text.coverage.defects.items[0].name,
	    message_defect_name(MESSAGE_DEFECT_BASE64_JUNK));
	assert_string_equal(text.views.items[1].how, "base64, us-ascii");
	assert_string_equal(
	    text.views.items[2].how, "none, not decoded, us-ascii");
	origin_of(&text, TEXT_VIEW_BODY, false, SLICE("floor"));
	origin_of(&text, TEXT_VIEW_BODY, false, SLICE("Zmxv*b3I="));
	arena_free(arena);
}

static void
ceiling(void **state)
{
	struct arena *arena = arena_new(CEILING);
	struct text text;

	(void)state;
	assert_int_equal(read_message(SLICE("Subject: s\n\nlonger than that"),
			     10, arena, &text),
	    STATUS_OK);
	assert_int_equal(text.views.len, 1);
	assert_int_equal(text.coverage.skipped.len, 1);
	assert_string_equal(text.coverage.skipped.items[0].why, "text ceiling");
	assert_int_equal(text.coverage.inspected, 0);
	assert_false(text_fully_inspected(&text));
	arena_free(arena);
}

/* Parts that no reader could have turned into so many views. */
static void
too_many_views(void **state)
{
	static const char part[] = "\n--b\n" ATTACHED(
	    "text/html", "a") "\n<!--c--><a href=x hidden>y</a>z";
	static const struct message_ceilings ceilings = { 10000, 100, 100000,
		(size_t)64 << 20 };
	static const struct text_params params = {
		.max_bytes = BYTES_MAX,
		.ceilings = MESSAGE_CEILINGS_DEFAULT,
	};
	struct arena *arena = arena_new(CEILING);
	struct message message;
	struct text text;
	struct buf raw;
	size_t i;

	(void)state;
	buf_init(&raw, (size_t)16 << 20);
	buf_add_cstr(&raw, MIXED "\n");
	for (i = 0; i < 5000; i++)
		buf_add_cstr(&raw, part);
	buf_add_cstr(&raw, "\n--b--\n");
	assert_int_equal(
	    message_read(buf_slice(&raw), &ceilings, arena, &message, NULL),
	    STATUS_OK);
	assert_int_equal(
	    text_read(&message, &params, arena, &text, NULL), STATUS_OK);
	assert_int_equal(text.views.len, TEXT_VIEW_MAX);
	assert_false(text_fully_inspected(&text));
	buf_free(&raw);
	arena_free(arena);
}

/* Fails the n-th allocation for every n. */
static void
without_memory(void **state)
{
	static const char message[] =
	    "Subject: =?utf-8?q?a?=\n" MIXED "\n--b\n"
	    "Content-Type: text/html; charset=koi8-r\n\n<!--[if x]>a<![endif]-->"
	    "<svg><a href='%41&amp;' hidden>\xC1</a><style>a{display:none}"
	    "</style>\n--b\n" ATTACHED(
		"text/plain", "x.txt") "\nfloor \xC3\xA9\n--b--\n";
	enum status status = STATUS_NOMEM;
	struct arena *arena;
	struct text text;
	unsigned long n;

	(void)state;
	for (n = 1; status != STATUS_OK; n++) {
		mem_fault_set(n);
		arena = arena_new(CEILING);
		if (arena != NULL) {
			status = read_message(
			    slice_cstr(message), BYTES_MAX, arena, &text);
			assert_true(
			    status == STATUS_OK || status == STATUS_NOMEM);
		}
		mem_fault_set(0);
		arena_free(arena);
		assert_true(n < 10000);
	}
	assert_true(n > 2);
}

/* An arena's own ceiling comes at every allocation, not at a chunk's. */
static void
small_arenas(void **state)
{
	static const char message[] =
	    "Subject: =?utf-8?q?a?=\n" HTML_UTF8
	    "\n<!--[if x]>a<![endif]--><svg><a href='%41&amp;' hidden>b</a>"
	    "<style>a{display:none}</style>&eacute;";
	enum status status = STATUS_NOMEM;
	struct arena *arena;
	struct text text;
	size_t size;

	(void)state;
	for (size = 64; status != STATUS_OK; size += 64) {
		arena = arena_new(size);
		assert_non_null(arena);
		status =
		    read_message(slice_cstr(message), BYTES_MAX, arena, &text);
		assert_true(status == STATUS_OK || status == STATUS_NOMEM);
		arena_free(arena);
		assert_true(size < (size_t)4 << 20);
	}
	assert_true(size > 4096);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(plain_text),
		cmocka_unit_test(html_text),
		cmocka_unit_test(many_parts),
		cmocka_unit_test(origins),
		cmocka_unit_test(headers),
		cmocka_unit_test(defects_are_skips),
		cmocka_unit_test(decoders_outcomes_are_read),
		cmocka_unit_test(ceiling),
		cmocka_unit_test(too_many_views),
		cmocka_unit_test(without_memory),
		cmocka_unit_test(small_arenas),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
