/*
 * extract_parts_test.c - budgets, compressed RTF, code pages, the lists of a
 * zip, and the tables of words.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "extract/codepage.h"
#include "extract/lzfu.h"
#include "extract/plain.h"
#include "extract/rtf_words.h"
#include "extract/sniff.h"
#include "extract/unpack.h"
#include "extract/xml_words.h"
#include "extract/zip_list.h"
#include "extract_case.h"

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

static void
assert_slice(struct slice got, struct slice wanted)
{
	assert_int_equal(got.len, wanted.len);
	assert_memory_equal(got.ptr, wanted.ptr, wanted.len);
}

static void
test_budgets(void **state)
{
	static const struct {
		struct sink_limits limits;
		const char *why;
	} cases[] = {
		{ { 4, 1000, 1000, 0 }, "too many members" },
		{ { 4, 1000, 20, 100 }, "output ceiling" },
		{ { 4, 1, 1000, 100 }, "unpacked ceiling" },
		{ { 0, 1000, 1000, 100 }, "too deep" },
	};
	struct buf out;

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		/* UTF-16 is unpacked once, and lies one level down */
		extract_case_run(unpack_member,
		    SLICE("\xFF\xFEh\0e\0l\0l\0o\0"), &cases[i].limits, &out);
		assert_slice(extract_case_record(&out, RECORD_SKIP, 0),
		    slice_cstr(cases[i].why));
		/* it is said once, and then comes the end */
		assert_null(extract_case_record(&out, RECORD_SKIP, 1).ptr);
		assert_non_null(extract_case_record(&out, RECORD_END, 0).ptr);
		buf_free(&out);
	}
}

static void
read_bad_text(struct sink *sink, const struct member *member)
{
	sink_text(sink, member,
	    SLICE("a\xFF"
		  "b"));
}

static void
test_text_is_utf8(void **state)
{
	const struct sink_limits limits = EXTRACT_CASE_LIMITS;
	struct buf out;

	(void)state;
	extract_case_run(read_bad_text, SLICE("x"), &limits, &out);
	assert_slice(extract_case_record(&out, RECORD_TEXT, 0),
	    SLICE("a\xEF\xBF\xBD"
		  "b"));
	assert_slice(extract_case_record(&out, RECORD_SKIP, 0),
	    SLICE("text does not decode"));
	buf_free(&out);
}

/* The examples of [MS-OXRTFCP], section 4. */
static void
test_lzfu(void **state)
{
	static const struct {
		struct slice in;
		enum lzfu_result result;
		struct slice out;
	} cases[] = {
		{ SLICE("\x2d\0\0\0\x2b\0\0\0LZFu\xf1\xc5\xc7\xa7\x03\0\x0a\0"
			"rcpg125B2\x0a\xf3 hel\x09\0 bw\x05\xb0ld}\x0a\x80\x0f"
			"\xa0"),
		    LZFU_OK,
		    SLICE(
			"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n") },
		{ SLICE("\x1a\0\0\0\x1c\0\0\0LZFu\xe2\xd4KQA\0\x04 WXYZ\x0dn}"
			"\x01\x0e\xb0"),
		    LZFU_OK, SLICE("{\\rtf1 WXYZWXYZWXYZWXYZWXYZ}") },
		{ SLICE("\x0e\0\0\0\x02\0\0\0MELA\0\0\0\0hi"), LZFU_OK,
		    SLICE("hi") },
		{ SLICE("\x0e\0\0\0\x02\0\0\0XXXX\0\0\0\0hi"), LZFU_BROKEN,
		    SLICE("") },
		{ SLICE("short"), LZFU_BROKEN, SLICE("") },
		/* cut: the front is given */
		{ SLICE("\x1a\0\0\0\x1c\0\0\0LZFu\xe2\xd4KQA\0\x04 WX"),
		    LZFU_BROKEN, SLICE("{\\rtf1 WX") },
	};
	struct buf out;

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		buf_init(&out, 1000);
		assert_int_equal(lzfu_read(cases[i].in, &out), cases[i].result);
		assert_slice(buf_slice(&out), cases[i].out);
		buf_free(&out);
	}
	buf_init(&out, 5);
	assert_int_equal(lzfu_read(cases[0].in, &out), LZFU_FULL);
	buf_free(&out);
}

static void
test_codepages(void **state)
{
	static const struct {
		const char *name;
		unsigned char byte;
		uint32_t cp;
	} cases[] = {
		{ "windows-1250", 0x8A, 0x160 },
		{ "Windows-1251", 0xCF, 0x41F },
		{ "cp1252", 0x80, 0x20AC },
		{ "windows-1253", 0xC1, 0x391 },
		{ "iso-8859-9", 0xDD, 0x130 },
		{ "cp437", 0x81, 0xFC },
		{ "macintosh", 0x8A, 0xE4 },
		{ "cp1252", 'a', 'a' },
		{ "cp1252", 0x81, 0x81 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		unsigned page = codepage_by_name(slice_cstr(cases[i].name));

		assert_true(codepage_known(page));
		assert_int_equal(
		    codepage_decode(page, cases[i].byte), cases[i].cp);
	}
	assert_int_equal(codepage_by_name(SLICE("utf-8")), 0);
	assert_int_equal(codepage_by_name(SLICE("cp99999999999")), 0);
	assert_int_equal(codepage_by_name(SLICE("cp")), 0);
}

/* Tables that are searched by halves must be sorted: each word is found. */
static void
test_words(void **state)
{
	static const char *const rtf[] = { "annotation", "bin", "cell",
		"colortbl", "deleted", "f", "fcharset", "fldinst", "fonttbl",
		"footnote", "fromhtml", "header", "htmlrtf", "htmltag", "info",
		"line", "objdata", "par", "pict", "plain", "row", "tab", "u",
		"uc", "v" };
	static const char *const ooxml[] = { "Cell", "Fallback", "Row", "br",
		"c", "cr", "delText", "f", "instrText", "moveFrom", "p", "pt",
		"r", "rPh", "row", "rt", "si", "tab", "tc", "text", "tr",
		"vanish", "webHidden" };
	static const char *const odf[] = { "annotation", "h", "line-break",
		"note", "p", "s", "tab", "table-cell", "table-row",
		"tracked-changes" };
	struct slice text;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rtf); i++)
		assert_int_not_equal(
		    rtf_word_of(slice_cstr(rtf[i]), &text), RTF_WORD_NONE);
	for (i = 0; i < COUNT(ooxml); i++)
		assert_int_not_equal(
		    xml_word_of(XML_OOXML, slice_cstr(ooxml[i])),
		    XML_WORD_NONE);
	for (i = 0; i < COUNT(odf); i++)
		assert_int_not_equal(
		    xml_word_of(XML_OPENDOCUMENT, slice_cstr(odf[i])),
		    XML_WORD_NONE);
	assert_int_equal(rtf_word_of(SLICE("zzz"), &text), RTF_WORD_NONE);
}

static void
test_sniff(void **state)
{
	static const struct {
		struct slice bytes;
		const char *name;
		enum format format;
	} cases[] = {
		{ SLICE("PK\3\4"), "a.txt", FORMAT_ZIP },
		{ SLICE("\x1F\x8B"), "a.zip", FORMAT_GZIP },
		{ SLICE("%PDF-1.7"), "", FORMAT_PDF },
		{ SLICE("\n\n%PDF-1.7"), "", FORMAT_PDF },
		{ SLICE("{\\rt"), "", FORMAT_RTF },
		{ SLICE(" <?xml version='1.0'?><a/>"), "", FORMAT_XML },
		{ SLICE("<?xml version='1.0'?><svg/>"), "", FORMAT_HTML },
		{ SLICE("<!DOCTYPE html>"), "", FORMAT_HTML },
		{ SLICE("<x:html>"), "", FORMAT_HTML },
		{ SLICE("\xEF\xBB\xBF{\"a\":1}"), "", FORMAT_JSON },
		{ SLICE("begin:vcard\n"), "", FORMAT_CALENDAR },
		{ SLICE("Subject: x\n\nbody"), "", FORMAT_MESSAGE },
		{ SLICE("Dear all,\nSubject: x\n\nbody"), "", FORMAT_TEXT },
		{ SLICE("Note: x\n\nbody"), "", FORMAT_TEXT },
		{ SLICE("From a b\nSubject: x\n\ny"), "", FORMAT_MBOX },
		{ SLICE("a,b\n"), "x.CSV", FORMAT_CSV },
		{ SLICE("a,b\n"), "x", FORMAT_TEXT },
		{ SLICE("h\0e\0l\0l\0o\0"), "", FORMAT_UTF16 },
		{ SLICE("\0h\0e\0l\0l\0o"), "", FORMAT_UTF16 },
		{ SLICE("BMW is a make of car"), "", FORMAT_TEXT },
		{ SLICE("a\0b\1c"), "a.txt", FORMAT_UNKNOWN },
		{ SLICE("MZ\x90\0\3\0\0\0"), "a.pdf", FORMAT_UNKNOWN },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct member member = { .bytes = cases[i].bytes,
			.name = slice_cstr(cases[i].name),
			.type = SLICE_EMPTY };

		if (sniff_format(&member) != cases[i].format)
			fail_msg("%.*s: %d", SLICE_ARG(cases[i].bytes),
			    (int)sniff_format(&member));
	}
}

/* A zip of nothing but an end: no members, and nothing is said. */
static void
test_zip_list(void **state)
{
	static const struct {
		struct slice in;
		size_t local;
		size_t central;
		bool differ;
		bool broken;
	} cases[] = {
		{ SLICE("PK\5\6\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"), 0, 0,
		    false, false },
		{ SLICE("PK\3\4"), 0, 0, false, true },
		/* one local header, stored "x", and no directory */
		{ SLICE("PK\3\4\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1\0\0\0\1\0\0\0\1\0"
			"\0\0ax"),
		    1, 0, true, true },
		/* the directory is said to be somewhere, and is not */
		{ SLICE("PK\5\6\0\0\0\0\1\0\1\0\x2e\0\0\0\0\0\0\0\0\0"), 0, 0,
		    false, true },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct arena *arena = arena_new((size_t)1 << 20);
		struct zip_list list;

		assert_true(zip_list_read(&list, cases[i].in, arena));
		assert_int_equal(list.local.len, cases[i].local);
		assert_int_equal(list.central.len, cases[i].central);
		assert_int_equal(list.differ, cases[i].differ);
		assert_int_equal(list.broken, cases[i].broken);
		arena_free(arena);
	}
}

static void
test_utf16(void **state)
{
	struct buf out;

	(void)state;
	buf_init(&out, 100);
	assert_true(
	    plain_add_utf16(&out, SLICE("a\0\x3D\xD8\0\xDE\0\xD8x"), false));
	assert_slice(buf_slice(&out), SLICE("a\xF0\x9F\x98\x80\xEF\xBF\xBD"));
	buf_clear(&out);
	assert_true(plain_add_utf16(&out, SLICE("\x04\x1F"), true));
	assert_slice(buf_slice(&out), SLICE("\xD0\x9F"));
	buf_free(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_budgets),
		cmocka_unit_test(test_text_is_utf8),
		cmocka_unit_test(test_lzfu),
		cmocka_unit_test(test_codepages),
		cmocka_unit_test(test_words),
		cmocka_unit_test(test_sniff),
		cmocka_unit_test(test_zip_list),
		cmocka_unit_test(test_utf16),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
