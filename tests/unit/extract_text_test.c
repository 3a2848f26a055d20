/*
 * extract_text_test.c - what the readers of text formats make of a text, to
 * the byte.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "extract/csv.h"
#include "extract/ical.h"
#include "extract/json.h"
#include "extract/rtf.h"
#include "extract/xml.h"
#include "extract_case.h"

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))
#define WORD_NS "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
#define DOCUMENT(body) \
	SLICE("<w:document xmlns:w=\"" WORD_NS "\">" body "</w:document>")

/* The n-th record of a kind is this text; ptr NULL: there is no such record. */
struct row {
	struct slice in;
	enum record_kind kind;
	size_t n;
	struct slice wanted;
};

static void
run(sink_open_fn *read, const struct row *rows, size_t nrows)
{
	const struct sink_limits limits = EXTRACT_CASE_LIMITS;
	struct buf out;

	for (size_t i = 0; i < nrows; i++) {
		struct slice got;

		extract_case_run(read, rows[i].in, &limits, &out);
		got = extract_case_record(&out, rows[i].kind, rows[i].n);
		if (got.len != rows[i].wanted.len ||
		    !slice_equal(got, rows[i].wanted))
			fail_msg("%.*s: got \"%.*s\"", SLICE_ARG(rows[i].in),
			    SLICE_ARG(got));
		if ((got.ptr == NULL) != (rows[i].wanted.ptr == NULL))
			fail_msg("%.*s: a record", SLICE_ARG(rows[i].in));
		buf_free(&out);
	}
}

static void
test_json(void **state)
{
	static const struct row rows[] = {
		{ SLICE("{\"a\":\"b\",\"c\":1}"), RECORD_TEXT, 0,
		    SLICE("a: b\nc: 1\n") },
		{ SLICE("[\"Acme\", 84250, true]"), RECORD_TEXT, 0,
		    SLICE("Acme\t84250\ttrue\n") },
		{ SLICE("[[1,2],[3]]"), RECORD_TEXT, 0, SLICE("1\t2\n3\n") },
		{ SLICE("\"\\u0041\\n\\/\\x42\\q\""), RECORD_TEXT, 0,
		    SLICE("A\n/Bq") },
		{ SLICE("\"\\ud83d\\ude00\\ud83d\""), RECORD_TEXT, 0,
		    SLICE("\xF0\x9F\x98\x80\xEF\xBF\xBD") },
		{ SLICE("\"{\\\"a\\\":\\\"b\\\\u0063\\\"}\""), RECORD_TEXT, 0,
		    SLICE("{\"a\":\"b\\u0063\"}\na: bc\n") },
		/* not JSON, and read all the same */
		{ SLICE("{'a': 'b', c: \"open"), RECORD_TEXT, 0,
		    SLICE("a: b\nc: open") },
		{ SLICE("\"\\u12"), RECORD_TEXT, 0, SLICE("u12") },
		{ SLICE("\"\xFF\""), RECORD_RAW, 0, SLICE("\xFF") },
	};

	(void)state;
	run(json_read, rows, COUNT(rows));
}

static void
test_csv(void **state)
{
	static const struct row rows[] = {
		{ SLICE("a,\"b,c\"\n"), RECORD_TEXT, 0, SLICE("a\tb,c\n") },
		{ SLICE("a;\"b;\"\"c\"\"\"\n1,5;2\n"), RECORD_TEXT, 0,
		    SLICE("a\tb;\"c\"\n1,5\t2\n") },
		{ SLICE("a|b\n"), RECORD_TEXT, 0, SLICE("a\tb\n") },
		{ SLICE("a,\"b\nc\"\n"), RECORD_TEXT, 0, SLICE("a\tb c\n") },
		{ SLICE("a,\"open\n"), RECORD_TEXT, 0, SLICE("a\topen ") },
		{ SLICE("\xE9,b"), RECORD_RAW, 0, SLICE("\xE9\tb") },
	};

	(void)state;
	run(csv_read, rows, COUNT(rows));
}

static void
test_ical(void **state)
{
	static const struct row rows[] = {
		{ SLICE("SUMMARY:a\\, b\\; c\\nd\\\\\r\n"), RECORD_TEXT, 0,
		    SLICE("SUMMARY: a, b; c\nd\\\n\n") },
		{ SLICE("SUMMARY:fol\r\n ded\r\n\t too\r\n"), RECORD_TEXT, 0,
		    SLICE("SUMMARY: folded too\n\n") },
		{ SLICE("A;X=\"p:q;r\":v\n"), RECORD_TEXT, 0,
		    SLICE("A: v\n\n") },
		{ SLICE("A;X=\"p:q;r\":v\n"), RECORD_TEXT, 1,
		    SLICE("p:q;r\n") },
		{ SLICE("N;ENCODING=QUOTED-PRINTABLE:a=3D=\nb"), RECORD_TEXT, 0,
		    SLICE("N: a=b\n") },
		{ SLICE("A;ENCODING=b:aGVsbG8gd29ybGQ=\n"), RECORD_RAW, 0,
		    SLICE("hello world") },
		{ SLICE("A:data:text/plain;base64,aGVsbG8=\n"), RECORD_RAW, 0,
		    SLICE("hello") },
		{ SLICE("X:<b>x\\, y</b>\n"), RECORD_HTML, 0,
		    SLICE("<b>x, y</b>") },
		{ SLICE("no property"), RECORD_TEXT, 0,
		    SLICE("no property\n") },
	};

	(void)state;
	run(ical_read, rows, COUNT(rows));
}

static void
test_rtf(void **state)
{
	static const struct row rows[] = {
		{ SLICE("{\\rtf1 a\\par b\\tab c\\~d\\_e\\-f}"), RECORD_TEXT, 0,
		    SLICE("a\nb\tc\xC2\xA0"
			  "d-ef") },
		{ SLICE("{\\rtf1\\ansicpg1252 \\'e9\\'80}"), RECORD_TEXT, 0,
		    SLICE("\xC3\xA9\xE2\x82\xAC") },
		{ SLICE("{\\rtf1\\uc1\\u8364?x\\uc0\\u8364 y}"), RECORD_TEXT, 0,
		    SLICE("\xE2\x82\xACx\xE2\x82\xACy") },
		{ SLICE("{\\rtf1\\uc2\\u-10179\\'3f?\\u-8704\\'3f?z}"),
		    RECORD_TEXT, 0, SLICE("\xF0\x9F\x98\x80z") },
		{ SLICE("{\\rtf1{\\fonttbl{\\f1\\fcharset204 A;}}"
			"\\f1 \\'cf\\f0 \\'cf}"),
		    RECORD_TEXT, 0, SLICE("\xD0\x9F\xC3\x8F") },
		/* in line without what is hidden, then with it */
		{ SLICE("{\\rtf1 a{\\v b}c\\v d\\v0 e}"), RECORD_TEXT, 0,
		    SLICE("ace") },
		{ SLICE("{\\rtf1 a{\\v b}c\\v d\\v0 e}"), RECORD_TEXT, 1,
		    SLICE("abcde") },
		{ SLICE("{\\rtf1 a{\\v b}c\\v d\\v0 e}"), RECORD_TEXT, 2,
		    SLICE("bd") },
		{ SLICE("{\\rtf1 a{\\*\\new b}{\\footnote c}d}"), RECORD_TEXT,
		    0, SLICE("ad") },
		{ SLICE("{\\rtf1 a{\\*\\new b}{\\footnote c}d}"), RECORD_TEXT,
		    2, SLICE("b\nc\n") },
		{ SLICE("{\\rtf1{\\colortbl 1;2;}{\\*\\themedata 504b}a}"),
		    RECORD_TEXT, 0, SLICE("a") },
		{ SLICE("{\\rtf1 a\\bin3 }}}b}"), RECORD_TEXT, 0, SLICE("ab") },
		{ SLICE("{\\rtf1\\fromhtml1{\\*\\htmltag <b>}\\htmlrtf{\\b "
			"\\htmlrtf0 x\\htmlrtf}\\htmlrtf0{\\*\\htmltag </b>}}"),
		    RECORD_HTML, 0, SLICE("<b>x</b>") },
		{ SLICE("}}}{\\rtf1 a"), RECORD_TEXT, 0, SLICE("a") },
		{ SLICE("{\\rtf1 a"), RECORD_SKIP, 0, SLICE("truncated") },
	};

	(void)state;
	run(rtf_read, rows, COUNT(rows));
}

static void
test_xml(void **state)
{
	static const struct row rows[] = {
		{ SLICE("<a><b>x</b><b>y</b></a>"), RECORD_TEXT, 0,
		    SLICE("xy") },
		{ SLICE("<a><b>x</b><b>y</b></a>"), RECORD_TEXT, 1,
		    SLICE("x\ny\n") },
		{ SLICE("<a b='c'><!--d--><?e f?></a>"), RECORD_TEXT, 0,
		    SLICE("c\nd\nf\n") },
		/* another charset by its declaration */
		{ SLICE("<?xml version='1.0' encoding='windows-1251'?>"
			"<a>\xCF</a>"),
		    RECORD_TEXT, 0, SLICE("\xD0\x9F") },
		/* a file outside is not asked for */
		{ SLICE("<!DOCTYPE a [<!ENTITY e SYSTEM "
			"'file:///etc/passwd'>]><a>x&e;y</a>"),
		    RECORD_TEXT, 0, SLICE("xy") },
		{ SLICE("<a>x&lt;<b>y</a>&#65;<![CDATA[<]]>"), RECORD_RAW, 0,
		    SLICE("x<yA<") },
		{ SLICE("<html xmlns='http://www.w3.org/1999/xhtml'/>"),
		    RECORD_HTML, 0,
		    SLICE("<html xmlns='http://www.w3.org/1999/xhtml'/>") },
		{ DOCUMENT("<w:p><w:r><w:t>a</w:t></w:r><w:r><w:t>b</w:t>"
			   "<w:tab/><w:t>c</w:t></w:r></w:p><w:p>d</w:p>"),
		    RECORD_TEXT, 0, SLICE("ab\tc\nd\n") },
		{ DOCUMENT("<w:p>a<w:del><w:delText>b</w:delText></w:del>c"
			   "</w:p>"),
		    RECORD_TEXT, 0, SLICE("ac\n") },
		{ DOCUMENT("<w:p>a<w:del><w:delText>b</w:delText></w:del>c"
			   "</w:p>"),
		    RECORD_TEXT, 1, SLICE("abc\n") },
		{ DOCUMENT("<w:p><w:r><w:rPr><w:vanish w:val='0'/></w:rPr>a"
			   "</w:r></w:p>"),
		    RECORD_TEXT, 0, SLICE("a\n") },
		{ DOCUMENT("<w:tbl><w:tr><w:tc><w:p>a</w:p></w:tc><w:tc><w:p>b"
			   "</w:p></w:tc></w:tr><w:tr><w:tc><w:p>c</w:p>"
			   "</w:tc></w:tr></w:tbl>"),
		    RECORD_TEXT, 0, SLICE("a\tb\nc\n") },
		/* as Word writes it: each cell with its properties */
		{ DOCUMENT("<w:tr><w:tc><w:tcPr><w:tcW/></w:tcPr><w:p>a</w:p>"
			   "</w:tc><w:tc><w:tcPr/><w:p>b</w:p></w:tc></w:tr>"),
		    RECORD_TEXT, 0, SLICE("a\tb\n") },
		{ DOCUMENT("<w:posOffset>12345</w:posOffset><w:p>x</w:p>"),
		    RECORD_TEXT, 0, SLICE("x\n") },
	};

	(void)state;
	run(xml_read, rows, COUNT(rows));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_json),
		cmocka_unit_test(test_csv),
		cmocka_unit_test(test_ical),
		cmocka_unit_test(test_rtf),
		cmocka_unit_test(test_xml),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
