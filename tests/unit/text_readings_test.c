/*
 * text_readings_test.c - the texts that bytes may be, by what their labels say
 * and by what the bytes look like.
 *
 * A row's result is each reading as [charset]text, the likeliest first, and
 * behind "!" why these may not be all.
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
#include "text/charset_names.h"
#include "text/charset_readings.h"

#define CEILING ((size_t)512 << 20)
#define PRINT_MAX ((size_t)1 << 20)

#define S(literal)                                \
	{                                         \
		("" literal), sizeof(literal) - 1 \
	}

static const struct {
	struct slice declared;
	struct slice other;
	struct slice in;
	const char *want;
} cases[] = {
	/* what most mail is */
	{ S(""), S(""), S("discount"), "[us-ascii]discount" },
	{ S("utf-8"), S(""), S("discount"), "[utf-8]discount" },
	{ S("utf-8"), S("iso-8859-1"), S("discount"), "[utf-8]discount" },
	{ S("us-ascii"), S(""), S("C++ at +1-555, a+b"),
	    "[us-ascii]C++ at +1-555, a+b" },
	{ S("utf-8"), S(""), S("Caf\xC3\xA9"), "[utf-8]Caf\xC3\xA9" },
	/* a label that is wrong, or none */
	{ S(""), S(""), S("Caf\xC3\xA9"), "[us-ascii]Caf\xC3\xA9" },
	{ S(""), S(""), S("Caf\xE9"),
	    "[us-ascii]Caf\xC3\xA9[utf-8]Caf\xEF\xBF\xBD[malformed bytes left out]Caf[lower seven bits]Cafi" },
	{ S("utf-8"), S(""), S("Caf\xE9"),
	    "[utf-8]Caf\xEF\xBF\xBD[windows-1252]Caf\xC3\xA9[malformed bytes left out]Caf" },
	{ S("iso-8859-1"), S(""), S("Caf\xE9 \x93x\x94"),
	    "[iso-8859-1]Caf\xC3\xA9 \xE2\x80\x9Cx\xE2\x80\x9D" },
	{ S("iso-8859-1"), S(""), S("Caf\xC3\xA9"),
	    "[iso-8859-1]Caf\xC3\x83\xC2\xA9[utf-8]Caf\xC3\xA9" },
	{ S("unknown-8bit"), S(""), S("Caf\xE9"),
	    "[unknown charset]Caf\xC3\xA9[utf-8]Caf\xEF\xBF\xBD[malformed bytes left out]Caf[lower seven bits]Cafi" },
	{ S("x-no-such"), S(""), S("discount"), "[unknown charset]discount" },
	{ S("x-no-such"), S(""), S("Caf\xE9"),
	    "[unknown charset]Caf\xC3\xA9[utf-8]Caf\xEF\xBF\xBD[malformed bytes left out]Caf[lower seven bits]Cafi!charset unknown" },
	{ S("us-ascii, utf-8"), S(""), S("Caf\xC3\xA9"),
	    "[us-ascii]Caf\xC3\xA9" },
	{ S("koi8-r"), S(""), S("\xC3\xC5\xCE\xC1"),
	    "[koi8-r]\xD1\x86\xD0\xB5\xD0\xBD\xD0\xB0" },
	{ S("koi8-r"), S(""), S("\xD1\x86\xD0\xB5\xD0\xBD\xD0\xB0"),
	    "[koi8-r]\xD1\x8F\xE2\x94\x9C\xD0\xBF\xE2\x95\xA3\xD0\xBF\xE2\x95\xAB\xD0\xBF\xE2\x95\x9F[utf-8]\xD1\x86\xD0\xB5\xD0\xBD\xD0\xB0" },
	{ S(""), S(""),
	    S("\xC3\xC5\xCE\xC1 \xD3\xCF \xD3\xCB\xC9\xC4\xCB\xCF\xCA"),
	    "[us-ascii]\xC3\x83\xC3\x85\xC3\x8E\xC3\x81 \xC3\x93\xC3\x8F \xC3\x93\xC3\x8B\xC3\x89\xC3\x84\xC3\x8B\xC3\x8F\xC3\x8A[utf-8]\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD \xEF\xBF\xBD\xEF\xBF\xBD \xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD[malformed bytes left out]  [lower seven bits]CENA SO SKIDKOJ[KOI8-R]\xD1\x86\xD0\xB5\xD0\xBD\xD0\xB0 \xD1\x81\xD0\xBE \xD1\x81\xD0\xBA\xD0\xB8\xD0\xB4\xD0\xBA\xD0\xBE\xD0\xB9!text does not decode" },
	{ S("windows-1252"), S("koi8-r"), S("\xC3\xC5\xCE\xC1"),
	    "[windows-1252]\xC3\x83\xC3\x85\xC3\x8E\xC3\x81[koi8-r]\xD1\x86\xD0\xB5\xD0\xBD\xD0\xB0" },
	/* a mark in front */
	{ S("utf-8"), S(""),
	    S("\xEF\xBB\xBF"
	      "a"),
	    "[utf-8]\xEF\xBB\xBF"
	    "a" },
	{ S("iso-8859-1"), S(""),
	    S("\xEF\xBB\xBF"
	      "a\xC3\xA9"),
	    "[iso-8859-1]\xC3\xAF\xC2\xBB\xC2\xBF"
	    "a\xC3\x83\xC2\xA9[utf-8]\xEF\xBB\xBF"
	    "a\xC3\xA9" },
	{ S(""), S(""),
	    S("\xFF\xFE"
	      "d\x00i\x00s\x00"),
	    "[us-ascii]\xC3\xBF\xC3\xBE"
	    "d^@i^@s^@[utf-16]dis[utf-8]\xEF\xBF\xBD\xEF\xBF\xBD"
	    "d^@i^@s^@[malformed bytes left out]d^@i^@s^@[NULs left out]\xC3\xBF\xC3\xBE"
	    "dis[lower seven bits]\x7F~d^@i^@s^@" },
	{ S("us-ascii"), S(""),
	    S("\xFE\xFF\x00"
	      "d\x00i\x00s"),
	    "[us-ascii]\xC3\xBE\xC3\xBF^@d^@i^@s[utf-16]dis[utf-8]\xEF\xBF\xBD\xEF\xBF\xBD^@d^@i^@s[malformed bytes left out]^@d^@i^@s[NULs left out]\xC3\xBE\xC3\xBF"
	    "dis[lower seven bits]~\x7F^@d^@i^@s" },
	{ S("utf-16"), S(""),
	    S("\xFF\xFE"
	      "d\x00i\x00s\x00"),
	    "[utf-16]dis[utf-16be]\xEF\xBF\xBE\xE6\x90\x80\xE6\xA4\x80\xE7\x8C\x80" },
	{ S("utf-8"), S(""),
	    S("\xFF\xFE\x00\x00"
	      "d\x00\x00\x00"),
	    "[utf-8]\xEF\xBF\xBD\xEF\xBF\xBD^@^@d^@^@^@[utf-32]d[utf-16]^@d^@[windows-1252]\xC3\xBF\xC3\xBE^@^@d^@^@^@[utf-16be]\xEF\xBF\xBE^@\xE6\x90\x80^@[malformed bytes left out]^@^@d^@^@^@[NULs left out]\xEF\xBF\xBD\xEF\xBF\xBD"
	    "d" },
	/* UTF-16 and UTF-32 without */
	{ S("utf-16"), S(""), S("d\x00i\x00s\x00"),
	    "[utf-16]\xE6\x90\x80\xE6\xA4\x80\xE7\x8C\x80[utf-16le]dis" },
	{ S("utf-16le"), S(""), S("d\x00i\x00s\x00"), "[utf-16le]dis" },
	{ S("utf-16be"), S(""), S("d\x00i\x00s\x00"),
	    "[utf-16be]\xE6\x90\x80\xE6\xA4\x80\xE7\x8C\x80[utf-16le]dis" },
	{ S("utf-16be"), S(""), S("\x4E\x00\x00i\x00s\x00t"),
	    "[utf-16be]\xE4\xB8\x80ist" },
	{ S("utf-16"), S(""), S("discount"),
	    "[utf-16]\xE6\x91\xA9\xE7\x8D\xA3\xE6\xBD\xB5\xE6\xB9\xB4[utf-16le]\xE6\xA5\xA4\xE6\x8D\xB3\xE7\x95\xAF\xE7\x91\xAE[us-ascii]discount" },
	{ S("us-ascii"), S(""), S("d\x00i\x00s\x00"),
	    "[us-ascii]d^@i^@s^@[utf-16le]dis" },
	{ S(""), S(""),
	    S("\x00"
	      "d\x00i\x00s"),
	    "[us-ascii]^@d^@i^@s[utf-16be]dis" },
	{ S("utf-8"), S(""), S("d\x00\x00\x00i\x00\x00\x00"),
	    "[utf-8]d^@^@^@i^@^@^@[utf-16le]d^@i^@[utf-16be]\xE6\x90\x80^@\xE6\xA4\x80^@[utf-32le]di" },
	{ S("utf-8"), S(""),
	    S("dis\x00"
	      "count"),
	    "[utf-8]dis^@count[utf-16le]\xE6\xA5\xA4s\xE6\xBD\xA3\xE6\xB9\xB5\xEF\xBF\xBD[NULs left out]discount" },
	/* UTF-7 */
	{ S("utf-7"), S(""), S("d+AGkAcw-count"),
	    "[utf-7]discount[us-ascii]d+AGkAcw-count" },
	{ S("us-ascii"), S(""), S("d+AGkAcw-count"),
	    "[us-ascii]d+AGkAcw-count[utf-7]discount" },
	{ S(""), S(""), S("+AGQ-iscount +1-555"),
	    "[us-ascii]+AGQ-iscount +1-555[utf-7]discount +1-555" },
	{ S("x-no-such"), S(""), S("+AGQ-iscount"),
	    "[unknown charset]+AGQ-iscount[utf-7]discount!charset unknown" },
	{ S("utf-8"), S(""), S("+/v8-dis"),
	    "[utf-8]+/v8-dis[utf-7]\xEF\xBB\xBF"
	    "dis" },
	{ S("IMAP-mailbox-name"), S(""), S("d&AGk-scount"),
	    "[IMAP-mailbox-name]d\xEF\xBF\xBD-scount[us-ascii]d&AGk-scount[malformed bytes left out]d-scount" },
	/* charsets that shift by escapes */
	{ S("iso-2022-jp"), S(""), S("\x1B$B2A\x1B(B!"),
	    "[iso-2022-jp]\xE4\xBE\xA1!" },
	{ S("us-ascii"), S(""), S("\x1B$B2A\x1B(B!"),
	    "[us-ascii]\x1B$B2A\x1B(B![iso-2022-jp-2]\xE4\xBE\xA1!" },
	{ S("us-ascii"), S(""), S("\x1B(Jdis\x1B(B"),
	    "[us-ascii]\x1B(Jdis\x1B(B[iso-2022-jp-2]dis" },
	{ S(""), S(""),
	    S("\x1B$)C\x0E"
	      "0!\x0F"),
	    "[us-ascii]\x1B$)C\x0E"
	    "0!\x0F[iso-2022-kr]\xEA\xB0\x80" },
	{ S(""), S(""), S("\x1B$)A\x0E<[\x0F"),
	    "[us-ascii]\x1B$)A\x0E<[\x0F[iso-2022-cn]\xE4\xBB\xB7" },
	{ S("us-ascii"), S(""), S("~{<[~}!"),
	    "[us-ascii]~{<[~}![hz]\xE4\xBB\xB7!" },
	{ S("hz"), S(""), S("dis~\ncount"),
	    "[hz]discount[us-ascii]dis~\ncount" },
	{ S("us-ascii"), S(""), S("\x1B[1mdis\x1B[0m ~/.x"),
	    "[us-ascii]\x1B[1mdis\x1B[0m ~/.x" },
	/* what hardly a program knows is read in both ways */
	{ S("ibm-1047"), S(""), S("\x86\x93\x96\x96\x99"),
	    "[ibm-1047]floor[windows-1252]\xE2\x80\xA0\xE2\x80\x9C\xE2\x80\x93\xE2\x80\x93\xE2\x84\xA2[utf-8]\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD[malformed bytes left out][lower seven bits]\x06\x13\x16\x16\x19!charset unknown" },
	{ S("cp037"), S(""), S("floor"),
	    "[cp037]\xC3\x83%??\xC3\x8A[us-ascii]floor" },
	{ S(""), S(""), S("\x86\x93\x96\x96\x99"),
	    "[us-ascii]\xE2\x80\xA0\xE2\x80\x9C\xE2\x80\x93\xE2\x80\x93\xE2\x84\xA2[utf-8]\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD[malformed bytes left out][lower seven bits]\x06\x13\x16\x16\x19!text does not decode" },
	{ S("x-mainframe"), S(""),
	    S("\x84\x89\xA2\x83\x96\xA4\x95\xA3@\x86\x93\x96\x96\x99"),
	    "[unknown charset]\xE2\x80\x9E\xE2\x80\xB0\xC2\xA2\xC6\x92\xE2\x80\x93\xC2\xA4\xE2\x80\xA2\xC2\xA3@\xE2\x80\xA0\xE2\x80\x9C\xE2\x80\x93\xE2\x80\x93\xE2\x84\xA2[utf-8]\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD@\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD[malformed bytes left out]@[lower seven bits]\x04\x09\"\x03\x16$\x15#@\x06\x13\x16\x16\x19[ibm-37]discount floor!charset unknown" },
	{ S("SCSU"), S(""),
	    S("\x0E"
	      "dis"),
	    "[SCSU]\xE6\x91\xA9s[us-ascii]\x0E"
	    "dis" },
	{ S("utf-32be"), S(""),
	    S("\x00\x00\x00"
	      "d\x00\x00\x00i"),
	    "[utf-32be]di[us-ascii]^@^@^@d^@^@^@i" },
	{ S("CESU-8"), S(""), S("\xED\xA0\xBD\xED\xB8\x80"),
	    "[CESU-8]\xF0\x9F\x98\x80[windows-1252]\xC3\xAD\xC2\xA0\xC2\xBD\xC3\xAD\xC2\xB8\xE2\x82\xAC[utf-8]\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD[malformed bytes left out][lower seven bits]m =m8^@!charset unknown" },
	/* malformed bytes */
	{ S("utf-8"), S(""),
	    S("dis\xFF"
	      "count"),
	    "[utf-8]dis\xEF\xBF\xBD"
	    "count[windows-1252]dis\xC3\xBF"
	    "count[malformed bytes left out]discount" },
	{ S("utf-8"), S(""), S("dis\xC1\xA3ount"),
	    "[utf-8]dis\xEF\xBF\xBD\xEF\xBF\xBDount[windows-1252]dis\xC3\x81\xC2\xA3ount[malformed bytes left out]disount[utf-8 with overlong forms]discount!text does not decode" },
	{ S("utf-8"), S(""), S("\xF0\x80\x81\xA4is"),
	    "[utf-8]\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBDis[windows-1252]\xC3\xB0\xE2\x82\xAC\xC2\x81\xC2\xA4is[malformed bytes left out]is[utf-8 with overlong forms]dis[windows-1250]\xC4\x91\xE2\x82\xAC\xC2\x81\xC2\xA4is!text does not decode" },
	{ S("utf-8"), S(""), S("\xFC\x80\x80\x80\x81\xA4is"),
	    "[utf-8]\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBDis[windows-1252]\xC3\xBC\xE2\x82\xAC\xE2\x82\xAC\xE2\x82\xAC\xC2\x81\xC2\xA4is[malformed bytes left out]is[utf-8 with overlong forms]dis!text does not decode" },
	{ S("utf-8"), S(""), S("\xED\xA0\xB5\xED\xB0\x9Dis"),
	    "[utf-8]\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBDis[windows-1252]\xC3\xAD\xC2\xA0\xC2\xB5\xC3\xAD\xC2\xB0\xC2\x9Dis[malformed bytes left out]is[utf-8 with overlong forms]\xF0\x9D\x90\x9Dis!text does not decode" },
	{ S("us-ascii"), S(""), S("\xE6\xEC\xEF\xEF\xF2"),
	    "[us-ascii]\xC3\xA6\xC3\xAC\xC3\xAF\xC3\xAF\xC3\xB2[utf-8]\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD[malformed bytes left out][lower seven bits]floor[ISO-8859-7]\xCE\xB6\xCE\xBC\xCE\xBF\xCE\xBF\xCF\x82!text does not decode" },
	{ S("gb2312"), S(""), S("\xBC\xDB\xFF dis"),
	    "[gb2312]\xE4\xBB\xB7\xEF\xBF\xBD dis[windows-1252]\xC2\xBC\xC3\x9B\xC3\xBF dis[malformed bytes left out]\xE4\xBB\xB7 dis" },
	{ S("shift_jis"), S(""), S("\x81<b>\x82"),
	    "[shift_jis]\xEF\xBF\xBD<b>\xEF\xBF\xBD[windows-1252]\xC2\x81<b>\xE2\x80\x9A[malformed bytes left out]<b>" },
	{ S("big5"), S(""), S("\xBB\xF9\xAE\xE6 \xF9\"x"),
	    "[big5]\xE5\x83\xB9\xE6\xA0\xBC \xEF\xBF\xBD\"x[windows-1252]\xC2\xBB\xC3\xB9\xC2\xAE\xC3\xA6 \xC3\xB9\"x[malformed bytes left out]\xE5\x83\xB9\xE6\xA0\xBC \"x" },
	{ S("euc-kr"), S(""), S("\xB0\xA1\xB0<dis"),
	    "[euc-kr]\xEA\xB0\x80\xEF\xBF\xBD<dis[windows-1252]\xC2\xB0\xC2\xA1\xC2\xB0<dis[malformed bytes left out]\xEA\xB0\x80<dis" },
	{ S("utf-16be"), S(""),
	    S("\x00"
	      "d\x00i\x00"),
	    "[utf-16be]di\xEF\xBF\xBD[malformed bytes left out]di" },
	{ S("windows-1252"), S(""),
	    S("dis\x81"
	      "count"),
	    "[windows-1252]dis\xC2\x81"
	    "count" },
};

static enum status
read_case(size_t i, struct arena *arena, struct text_readings *readings)
{
	struct charset_hints hints = { .declared = cases[i].declared,
		.others = &cases[i].other,
		.nothers = cases[i].other.len > 0 ? 1 : 0 };

	return text_charset_readings(cases[i].in, &hints, arena, readings);
}

/* A NUL is "^@", so that the result is a C string. */
static void
print_bytes(struct buf *out, struct slice text)
{
	size_t i;

	for (i = 0; i < text.len; i++)
		if (text.ptr[i] == '\0')
			buf_add(out, SLICE("^@"));
		else
			buf_add_byte(out, text.ptr[i]);
}

static void
print_readings(struct buf *out, const struct text_readings *readings)
{
	size_t i;

	for (i = 0; i < readings->n; i++) {
		buf_printf(out, "[%s]", readings->items[i].how);
		print_bytes(out, readings->items[i].text);
	}
	if (readings->why != NULL)
		buf_printf(out, "!%s", readings->why);
}

static void
tables(void **state)
{
	struct arena *arena = arena_new(CEILING);
	struct text_readings readings;
	struct buf out;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(read_case(i, arena, &readings), STATUS_OK);
		buf_init(&out, PRINT_MAX);
		print_readings(&out, &readings);
		if (strcmp(buf_cstr(&out), cases[i].want) != 0)
			fail_msg("case %zu (%s):\n%s\nis not\n%s", i,
			    cases[i].declared.ptr, buf_cstr(&out),
			    cases[i].want);
		buf_free(&out);
	}
	arena_free(arena);
}

/* What a label means, its names by "|". */
static const struct {
	struct slice label;
	const char *want;
} labels[] = {
	{ S(""), "us-ascii|" },
	{ S("UTF-8"), "utf-8|" },
	{ S("UTF_8"), "utf-8|" },
	{ S("utf 8"), "utf-8|" },
	{ S("\"utf-8\""), "utf-8|" },
	{ S("utf-8;"), "utf-8|" },
	{ S("utf-8 (comment)"), "utf-8|" },
	{ S("=?utf-8?q?x?="), "utf-8|" },
	{ S("us-ascii, utf-8"), "us-ascii|utf-8|" },
	{ S("iso-8859-1\0utf-8"), "iso-8859-1|utf-8|" },
	{ S("_iso-2022-jp$ESC"), "iso-2022-jp|" },
	{ S("x-utf-7"), "utf-7|" },
	{ S("windows1251"), "windows-1251|" },
	{ S("ansi"), "windows-1252|" },
	{ S("unicode"), "unicode|" },
	{ S("unknown-8bit"), "?" },
	{ S("default"), "?" },
	{ S("binary"), "?" },
	{ S("8bit"), "?" },
	{ S("x-no-such"), "" },
	{ S("../../etc/passwd"), "" },
	{ S("ibm-1047"), "icu:ibm-1047|" },
	{ S("cp037"), "icu:cp037|" },
	{ S("SCSU"), "icu:SCSU|" },
	{ S("BOCU-1"), "icu:BOCU-1|" },
	{ S("CESU-8"), "icu:CESU-8|" },
	{ S("IMAP-mailbox-name"), "icu:IMAP-mailbox-name|" },
};

static void
label_names(void **state)
{
	struct arena *arena = arena_new(CEILING);
	struct charset_names names;
	struct buf out;
	size_t i, n;

	(void)state;
	for (i = 0; i < sizeof(labels) / sizeof(labels[0]); i++) {
		assert_int_equal(
		    charset_names_read(labels[i].label, arena, &names),
		    STATUS_OK);
		buf_init(&out, PRINT_MAX);
		for (n = 0; n < names.n; n++)
			buf_printf(&out, "%s%s|",
			    names.items[n].label ? "" : "icu:",
			    names.items[n].label ? names.items[n].label->label :
						   names.items[n].converter);
		if (names.n == 0 && names.open)
			buf_add_byte(&out, '?');
		if (strcmp(buf_cstr(&out), labels[i].want) != 0)
			fail_msg("\"%s\" is \"%s\"", labels[i].label.ptr,
			    buf_cstr(&out));
		buf_free(&out);
	}
	arena_free(arena);
}

static void
check_reading(const struct text_reading *reading, size_t source_len)
{
	size_t i, origin, last = 0;

	assert_true(utf8_valid(reading->text));
	assert_non_null(reading->how);
	for (i = 0; i <= reading->text.len; i++) {
		origin = text_map_origin(reading->map, i);
		assert_true(origin >= last && origin <= source_len);
		last = origin;
	}
}

/* Whatever bytes and label: UTF-8 comes out, and maps stay inside. */
static void
hostile_bytes(void **state)
{
	static const char alphabet[] = "+A-/abc ~{}\x1B$B(J)C@<>\0\xC0\xE1\xFF";
	struct text_readings readings;
	struct charset_hints hints;
	struct arena *arena;
	uint32_t random = 1;
	char bytes[300];
	size_t round, i;

	(void)state;
	for (round = 0; round < 400; round++) {
		for (i = 0; i < sizeof(bytes); i++) {
			random = random * 1664525u + 1013904223u;
			bytes[i] = round % 2 == 0 ?
			    (char)(random >> 24) :
			    alphabet[(random >> 16) % sizeof(alphabet)];
		}
		hints = (struct charset_hints){
			.declared =
			    labels[round % (sizeof(labels) / sizeof(labels[0]))]
				.label
		};
		arena = arena_new(CEILING);
		assert_int_equal(
		    text_charset_readings(slice_make(bytes, sizeof(bytes)),
			&hints, arena, &readings),
		    STATUS_OK);
		assert_true(readings.n > 0);
		for (i = 0; i < readings.n; i++)
			check_reading(&readings.items[i], sizeof(bytes));
		arena_free(arena);
	}
}

/* A text that calls for many readings is read in bounded memory, and held. */
static void
large(void **state)
{
	const size_t len = (size_t)24 << 20;
	struct arena *arena = arena_new(CEILING);
	char *bytes = malloc(len);
	struct charset_hints hints = { .declared = SLICE("utf-16") };
	struct text_readings readings;
	size_t i;

	(void)state;
	assert_non_null(bytes);
	for (i = 0; i < len; i++)
		bytes[i] = "+ADw-\x1B$B~{\xC0\x80"[i % 12];
	assert_int_equal(text_charset_readings(
			     slice_make(bytes, len), &hints, arena, &readings),
	    STATUS_OK);
	assert_string_equal(readings.why, "too many charset readings");
	assert_true(arena_used(arena) < 12 * len);
	free(bytes);
	arena_free(arena);
}

static void
without_memory(void **state)
{
	struct text_readings readings;
	struct charset_hints hints = { .declared = SLICE("cp037, utf-7") };
	struct arena *arena;
	unsigned long n;
	enum status status = STATUS_NOMEM;

	(void)state;
	for (n = 1; status != STATUS_OK; n++) {
		arena = arena_new(CEILING);
		mem_fault_set(n);
		status = text_charset_readings(
		    SLICE("+ADw- \xC0\xAF"), &hints, arena, &readings);
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
		cmocka_unit_test(label_names),
		cmocka_unit_test(hostile_bytes),
		cmocka_unit_test(large),
		cmocka_unit_test(without_memory),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, cleanup);
}
