/*
 * message_walk_test.c - messages and the parts that are read in them.
 *
 * Every case is read as it stands here, with LF, and again with each line end
 * made CRLF: the structure must be the same.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "message_print.h"

#define ARENA_CEILING ((size_t)64 << 20)

struct walk_case {
	const char *name;
	const char *raw;
	const char *parts;
};

static const struct message_ceilings default_ceilings =
    MESSAGE_CEILINGS_DEFAULT;

/* Well-formed mail: one reading, no defect. */
static const struct walk_case plain_cases[] = {
	{ "headers and body", "From: a@b.example\nSubject: x\n\nhello\n",
	    "1 text/plain \"hello\\n\"\n" },
	{ "empty", "", "1 text/plain \"\"\n" },
	{ "headers alone, no empty line", "Subject: x\n",
	    "1 text/plain \"\"\n" },
	{ "headers and empty line", "Subject: x\n\n", "1 text/plain \"\"\n" },
	{ "no headers", "\nbody\n", "1 text/plain \"body\\n\"\n" },
	{ "no final line end", "Subject: x\n\nhello",
	    "1 text/plain \"hello\"\n" },
	{ "mbox line", "From a@b Mon Nov  2 10:00:00 2026\nSubject: x\n\nb\n",
	    "1 text/plain \"b\\n\"\n" },
	{ "UTF-8 in a header", "Subject: gr\xc3\xbc\xc3\x9f\n\nb\n",
	    "1 text/plain \"b\\n\"\n" },
	{ "8bit in a 7bit part", "Subject: x\n\n\xff\n",
	    "1 text/plain \"\\xff\\n\"\n" },
	{ "comment in the type",
	    "Content-Type: text/html; charset=us-ascii (Plain text)\n\nb",
	    "1 text/html \"b\"\n" },
	{ "folded type, quoted boundary, white space after delimiters",
	    "Content-Type: multipart/mixed;\n\tboundary=\"a b\"\n\n"
	    "--a b  \n\none\n--a b\t\n\ntwo\n\n--a b-- \n",
	    "0 multipart/mixed\n"
	    " 1 text/plain \"one\"\n"
	    " 2 text/plain \"two\\n\"\n" },
	{ "preamble and epilogue",
	    "Content-Type: multipart/mixed; boundary=x\n\n"
	    "pre\n--x\n\none\n--x--\npost\n",
	    "0 multipart/mixed\n"
	    " 0.pre text/plain \"pre\"\n"
	    " 1 text/plain \"one\"\n"
	    " 0.post text/plain \"post\\n\"\n" },
	{ "blank preamble and epilogue are none",
	    "Content-Type: multipart/mixed; boundary=x\n\n"
	    "\n \n--x\n\none\n--x--\n\n\t\n",
	    "0 multipart/mixed\n 1 text/plain \"one\"\n" },
	{ "no line end after the closing delimiter",
	    "Content-Type: multipart/mixed; boundary=x\n\n--x\n\none\n--x--",
	    "0 multipart/mixed\n 1 text/plain \"one\"\n" },
	{ "part without an empty line, and one without a byte",
	    "Content-Type: multipart/mixed; boundary=x\n\n"
	    "--x\nContent-Type: text/html\n--x\n--x\n\n--x--\n",
	    "0 multipart/mixed\n"
	    " 1 text/html \"\"\n"
	    " 2 text/plain \"\"\n"
	    " 3 text/plain \"\"\n" },
	{ "nested multiparts",
	    "Content-Type: multipart/mixed; boundary=out\n\n"
	    "--out\nContent-Type: multipart/alternative; boundary=in\n\n"
	    "note\n--in\n\none\n--in\nContent-Type: text/html\n\ntwo\n--in--\n"
	    "end\n"
	    "--out\n\nthree\n--out--\n",
	    "0 multipart/mixed\n"
	    " 1 multipart/alternative\n"
	    "  1.pre text/plain \"note\"\n"
	    "  1.1 text/plain \"one\"\n"
	    "  1.2 text/html \"two\"\n"
	    "  1.post text/plain \"end\"\n"
	    " 2 text/plain \"three\"\n" },
	{ "transfer encodings",
	    "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=x\n\n"
	    "--x\nContent-Transfer-Encoding: BASE64\n\naGVs\nbG8=\n"
	    "--x\nContent-Transfer-Encoding: quoted-printable\n\na=3Db=\nc\n"
	    "--x\nContent-Transfer-Encoding: 8bit\n\n\xc3\xbc\n--x--\n",
	    "0 multipart/mixed\n"
	    " 1 text/plain base64:\"hello\"\n"
	    " 2 text/plain quoted-printable:\"a=bc\"\n"
	    " 3 text/plain \"\\xc3\\xbc\"\n" },
	{ "message in a message",
	    "Content-Type: multipart/mixed; boundary=x\n\n"
	    "--x\n\nsee below\n"
	    "--x\nContent-Type: message/rfc822\n\nSubject: in\n\nbody\n"
	    "--x\nContent-Type: message/rfc822\n\n"
	    "Content-Type: multipart/mixed; boundary=y\n\n"
	    "--y\n\ndeep\n--y--\n--x--\n",
	    "0 multipart/mixed\n"
	    " 1 text/plain \"see below\"\n"
	    " 2 message/rfc822 \"Subject: in\\n\\nbody\"\n"
	    "  2.1 text/plain \"body\"\n"
	    " 3 message/rfc822 \"Content-Type: multipart/mixed; "
	    "boundary=y\\n\\n--y\\n\\ndeep\\n--y--\"\n"
	    "  3.0 multipart/mixed\n"
	    "   3.1 text/plain \"deep\"\n" },
	{ "a message/rfc822 at the root",
	    "Content-Type: message/rfc822\n\nSubject: in\n\nbody",
	    "1 message/rfc822 \"Subject: in\\n\\nbody\"\n"
	    " 1.1 text/plain \"body\"\n" },
	{ "digest",
	    "Content-Type: multipart/digest; boundary=x\n\n"
	    "--x\n\nSubject: one\n\nbody\n"
	    "--x\nContent-Type: text/plain\n\ntext\n--x--\n",
	    "0 multipart/digest\n"
	    " 1 message/rfc822 \"Subject: one\\n\\nbody\"\n"
	    "  1.1 text/plain \"body\"\n"
	    " 2 text/plain \"text\"\n" },
	{ "report",
	    "Content-Type: multipart/report; report-type=delivery-status;\n"
	    " boundary=\"x\"\n\n"
	    "--x\n\nfailed\n"
	    "--x\nContent-Type: message/delivery-status\n\n"
	    "Reporting-MTA: dns; a\n\nAction: failed\n"
	    "--x\nContent-Type: text/rfc822-headers\n\nSubject: x\n--x--\n",
	    "0 multipart/report\n"
	    " 1 text/plain \"failed\"\n"
	    " 2 message/delivery-status "
	    "\"Reporting-MTA: dns; a\\n\\nAction: failed\"\n"
	    " 3 text/rfc822-headers \"Subject: x\"\n" },
	{ "signed",
	    "Content-Type: multipart/signed; protocol=\"application/"
	    "pgp-signature\";\n micalg=pgp-sha256; boundary=\"=_s\"\n\n"
	    "--=_s\nContent-Type: multipart/mixed; boundary=\"=_m\"\n\n"
	    "--=_m\n\nbody\n\n--=_m--\n\n"
	    "--=_s\nContent-Type: application/pgp-signature\n\nsig\n--=_s--\n",
	    "0 multipart/signed\n"
	    " 1 multipart/mixed\n"
	    "  1.1 text/plain \"body\\n\"\n"
	    " 2 application/pgp-signature \"sig\"\n" },
	{ "trailing semicolon, dashes in text",
	    "Content-Type: multipart/mixed; boundary=\"==x==\";\n\n"
	    "--==x==\n\n--\n-- \n--==y\n==x==\n--==x==--\n",
	    "0 multipart/mixed\n"
	    " 1 text/plain \"--\\n-- \\n--==y\\n==x==\"\n" },
};

/* What some reader may take otherwise: further readings, and defects. */
static const struct walk_case odd_cases[] = {
	{ "a line that is no field",
	    "Subject: x\nno field\n more\nTo: y\n\nbody",
	    "1 text/plain \"body\" !header-line\n"
	    " 1.1 text/plain \"no field\\n more\\nTo: y\\n\\nbody\"\n" },
	{ "a field continued by blanks alone", "Subject: x\n \nTo: y\n\nb",
	    "1 text/plain \"b\" !header-line\n"
	    " 1.1 text/plain \"To: y\\n\\nb\"\n" },
	{ "blank before the colon", "Content-Type : text/html\n\nb",
	    "1 text/html \"b\" !header-blank\n" },
	{ "blank before the colon of a first From", "From : a\nFrom: b\n\nb",
	    "1 text/plain \"b\" !header-blank !field-twice\n" },
	{ "an mbox line further down", "A: b\nFrom a@b Mon\n\nb",
	    "1 text/plain \"b\" !header-line\n"
	    " 1.1 text/plain \"From a@b Mon\\n\\nb\"\n" },
	{ "a field name with a blank", "Content Type: text/html\n\nb",
	    "1 text/plain \"b\" !header-line\n"
	    " 1.1 text/plain \"Content Type: text/html\\n\\nb\"\n" },
	{ "Subject twice", "Subject: x\nsubject: y\n\nb",
	    "1 text/plain \"b\" !field-twice\n" },
	{ "header bytes that are not UTF-8", "Subject: \xfc\n\nb",
	    "1 text/plain \"b\" !8bit-header\n" },
	{ "no subtype", "Content-Type: text\n\nb",
	    "1 text/plain \"b\" !type-syntax\n" },
	{ "an empty type", "Content-Type:\n\nb",
	    "1 text/plain \"b\" !type-syntax\n" },
	{ "junk after the type", "Content-Type: text/html charset=x\n\nb",
	    "1 text/html \"b\" !type-syntax\n" },
	{ "an odd disposition", "Content-Disposition: a/b\n\nb",
	    "1 text/plain \"b\" !disposition-syntax\n" },
	{ "an unknown encoding", "Content-Transfer-Encoding: 7-bit\n\nb",
	    "1 text/plain \"b\" !encoding-unknown\n" },
	{ "a comment beside the encoding",
	    "Content-Transfer-Encoding: base64 (x)\n\naGk=",
	    "1 text/plain base64:\"hi\" \"aGk=\" !encoding-unknown\n" },
	{ "uuencode",
	    "Content-Transfer-Encoding: x-uuencode\n\n"
	    "begin 644 x\n\"2&D`\n`\nend\n",
	    "1 text/plain x-uuencode:\"Hi\" "
	    "\"begin 644 x\\n\"2&D`\\n`\\nend\\n\" !encoding-unknown\n" },
	{ "two encodings",
	    "Content-Transfer-Encoding: 7bit\n"
	    "Content-Transfer-Encoding: base64\n\naGk=",
	    "1 text/plain \"aGk=\" base64:\"hi\" !header-twice\n" },
	{ "two types",
	    "Content-Type: text/plain\n"
	    "Content-Type: multipart/mixed; boundary=x\n\n"
	    "--x\n\none\n--x--\n",
	    "1 text/plain \"--x\\n\\none\\n--x--\\n\" !header-twice\n"
	    " 1.1 text/plain \"one\"\n" },
	{ "two types, the multipart first",
	    "Content-Type: multipart/mixed; boundary=x\n"
	    "Content-Type: text/plain\n\n--x\n\none\n--x--\n",
	    "0 multipart/mixed \"--x\\n\\none\\n--x--\\n\" !header-twice\n"
	    " 1 text/plain \"one\"\n" },
	{ "two boundaries",
	    "Content-Type: multipart/mixed; boundary=x; boundary=y\n\n"
	    "--x\n\none\n--x--\n--y\n\ntwo\n--y--\n",
	    "0 multipart/mixed !param-twice\n"
	    " 1 text/plain \"one\"\n"
	    " 0.post text/plain \"--y\\n\\ntwo\\n--y--\\n\"\n"
	    " ~second-boundary\n"
	    " 0~2.pre text/plain \"--x\\n\\none\\n--x--\"\n"
	    " 0~2.1 text/plain \"two\"\n" },
	{ "no boundary", "Content-Type: multipart/mixed\n\n--x\n\none\n--x--\n",
	    "0 multipart/mixed \"--x\\n\\none\\n--x--\\n\" !boundary-missing\n"
	    " 0.pre text/plain \"--x\\n\\none\\n--x--\\n\"\n"
	    " ~guessed-boundary\n"
	    " 0~2.1 text/plain \"one\"\n" },
	{ "a boundary of odd bytes",
	    "Content-Type: multipart/mixed; boundary=\"x*\"\n\n"
	    "--x*\n\none\n--x*--\n",
	    "0 multipart/mixed !boundary-syntax\n"
	    " 1 text/plain \"one\"\n" },
	{ "a boundary that is not used",
	    "Content-Type: multipart/mixed; boundary=x\n\none\n",
	    "0 multipart/mixed \"one\\n\" !no-parts\n"
	    " 0.pre text/plain \"one\\n\"\n" },
	{ "closing delimiter alone",
	    "Content-Type: multipart/mixed; boundary=x\n\n--x--\n",
	    "0 multipart/mixed !boundary-unused\n" },
	{ "no closing delimiter",
	    "Content-Type: multipart/mixed; boundary=x\n\n--x\n\none\n",
	    "0 multipart/mixed !boundary-open\n"
	    " 1 text/plain \"one\\n\"\n" },
	{ "inner multipart ended by the outer delimiter",
	    "Content-Type: multipart/mixed; boundary=out\n\n"
	    "--out\nContent-Type: multipart/mixed; boundary=in\n\n"
	    "--in\n\none\n--out\n\ntwo\n--out--\n",
	    "0 multipart/mixed\n"
	    " 1 multipart/mixed !boundary-open\n"
	    "  1.1 text/plain \"one\"\n"
	    " 2 text/plain \"two\"\n" },
	{ "delimiter after the closing one",
	    "Content-Type: multipart/mixed; boundary=x\n\n"
	    "--x\n\none\n--x--\n--x\n\ntwo\n--x--\n",
	    "0 multipart/mixed !boundary-again\n"
	    " 1 text/plain \"one\"\n"
	    " 0.post text/plain \"--x\\n\\ntwo\\n--x--\\n\"\n"
	    " ~parts-after-close\n"
	    " 0~2.1 text/plain \"one\"\n"
	    " 0~2.2 text/plain \"two\"\n" },
	{ "the outer boundary is a prefix of the inner",
	    "Content-Type: multipart/mixed; boundary=x\n\n"
	    "--x\nContent-Type: multipart/mixed; boundary=xy\n\n"
	    "--xy\n\none\n--xy--\n--x--\n",
	    "0 multipart/mixed\n"
	    " 1 multipart/mixed !boundary-clash\n"
	    "  1.1 text/plain \"one\"\n"
	    " ~longer-delimiter\n"
	    " 0~2.1 multipart/mixed \"\" !boundary-clash !no-parts\n"
	    " 0~2.2 text/plain \"one\"\n"
	    " 0~2.3 text/plain \"\"\n"
	    " ~inner-boundary-first\n"
	    " 0~3.1 multipart/mixed !boundary-clash\n"
	    "  0~3.1.1 text/plain \"one\"\n"
	    " ~lenient-delimiters\n"
	    " 0~4.1 multipart/mixed !boundary-clash\n"
	    "  0~4.1.1 text/plain \"one\"\n" },
	{ "equal boundaries: the outer counts",
	    "Content-Type: multipart/mixed; boundary=x\n\n"
	    "--x\nContent-Type: multipart/mixed; boundary=x\n\n"
	    "--x\n\none\n--x--\n",
	    "0 multipart/mixed !boundary-open\n"
	    " 1 multipart/mixed \"\" !boundary-clash !no-parts\n"
	    " 2 text/plain \"one\"\n"
	    " ~inner-boundary-first\n"
	    " 0~2.1 multipart/mixed !boundary-clash\n"
	    "  0~2.1.1 text/plain \"one\"\n" },
	{ "a line that begins with the delimiter",
	    "Content-Type: multipart/mixed; boundary=x\n\n"
	    "--x\n\none\n--x-junk\ntwo\n--x--\n",
	    "0 multipart/mixed !boundary-clash\n"
	    " 1 text/plain \"one\\n--x-junk\\ntwo\"\n"
	    " ~longer-delimiter\n"
	    " 0~2.1 text/plain \"one\"\n"
	    " 0~2.2 text/plain \"\" !header-line\n"
	    "  0~2.2.1 text/plain \"two\"\n" },
	{ "a blank before a delimiter",
	    "Content-Type: multipart/mixed; boundary=\"==x==\";\n\n"
	    "--==x==\n\none\n --==x==\n\ntwo\n--==x==--\n",
	    "0 multipart/mixed !boundary-clash\n"
	    " 1 text/plain \"one\\n --==x==\\n\\ntwo\"\n"
	    " ~blanks-in-delimiter\n"
	    " 0~2.1 text/plain \"one\"\n"
	    " 0~2.2 text/plain \"two\"\n" },
	{ "base64 on a multipart",
	    "Content-Type: multipart/mixed; boundary=x\n"
	    "Content-Transfer-Encoding: base64\n\n"
	    "--x\n\nb25l\n--x--\n",
	    "0 multipart/mixed !encoding-composite "
	    "!base64-junk !base64-padding !base64-short !no-parts\n"
	    " 1 text/plain \"b25l\"\n"
	    " ~decoded\n"
	    " 0~2.pre text/plain \"\\xc5\\xbd\\xb9\\x97\"\n" },
	{ "a multipart in base64",
	    "Content-Type: multipart/mixed; boundary=x\n"
	    "Content-Transfer-Encoding: base64\n\n"
	    "LS14CgpvbmUKLS14LS0K\n",
	    "0 multipart/mixed base64:\"--x\\n\\none\\n--x--\\n\" \"LS14CgpvbmUKLS14LS0K\\n\" !encoding-composite !no-parts\n"
	    " 0.pre text/plain \"LS14CgpvbmUKLS14LS0K\\n\"\n"
	    " ~decoded\n"
	    " 0~2.1 text/plain \"one\"\n" },
	{ "a message in base64",
	    "Content-Type: message/rfc822\n"
	    "Content-Transfer-Encoding: base64\n\n"
	    "Cmhp\n",
	    "1 message/rfc822 base64:\"\\nhi\" \"Cmhp\\n\" !encoding-composite\n"
	    " 1.1 text/plain \"hi\"\n"
	    " ~nested\n"
	    " 1~2.1 text/plain \"\" !header-line\n"
	    "  1~2.1.1 text/plain \"Cmhp\\n\"\n" },
	{ "quoted-printable on a message",
	    "Content-Type: message/rfc822\n"
	    "Content-Transfer-Encoding: quoted-printable\n\n"
	    "Subject: =41\n\nb=6Fdy",
	    "1 message/rfc822 quoted-printable:\"Subject: A\\n\\nbody\" "
	    "\"Subject: =41\\n\\nb=6Fdy\" !encoding-composite\n"
	    " 1.1 text/plain \"body\"\n"
	    " ~nested\n"
	    " 1~2.1 text/plain \"b=6Fdy\"\n" },
};

/* A message read, and what is printed of it. */
struct reader {
	struct arena *arena;
	struct message message;
	struct buf printed;
};

static const char *
reader_read(struct reader *reader, struct slice raw,
    const struct message_ceilings *ceilings)
{
	reader->arena = arena_new(ARENA_CEILING);
	assert_non_null(reader->arena);
	buf_init(&reader->printed, MESSAGE_PRINT_MAX);
	assert_int_equal(
	    message_read(raw, ceilings, reader->arena, &reader->message, NULL),
	    STATUS_OK);
	print_part(&reader->printed, reader->message.root, 0);
	assert_false(buf_failed(&reader->printed));
	return buf_cstr(&reader->printed);
}

static void
reader_free(struct reader *reader)
{
	buf_free(&reader->printed);
	arena_free(reader->arena);
}

/* Appends text with "\r" removed if it stands before "\n" (both escaped). */
static void
without_cr(const char *text, struct buf *out)
{
	for (; *text != '\0'; text++) {
		if (strncmp(text, "\\r\\n", 4) == 0)
			text += 2;
		buf_add_byte(out, *text);
	}
}

static void
with_crlf(const char *text, struct buf *out)
{
	for (; *text != '\0'; text++) {
		if (*text == '\n')
			buf_add_byte(out, '\r');
		buf_add_byte(out, *text);
	}
}

static void
run_case(const struct walk_case *at, bool plain)
{
	struct reader reader;
	struct buf crlf, bare;

	print_message("# %s\n", at->name);
	assert_string_equal(
	    reader_read(&reader, slice_cstr(at->raw), &default_ceilings),
	    at->parts);
	assert_int_equal(message_is_plain(&reader.message), plain);
	reader_free(&reader);
	buf_init(&crlf, MESSAGE_PRINT_MAX);
	buf_init(&bare, MESSAGE_PRINT_MAX);
	with_crlf(at->raw, &crlf);
	without_cr(
	    reader_read(&reader, buf_slice(&crlf), &default_ceilings), &bare);
	assert_string_equal(buf_cstr(&bare), at->parts);
	assert_int_equal(message_is_plain(&reader.message), plain);
	reader_free(&reader);
	buf_free(&crlf);
	buf_free(&bare);
}

static void
test_plain(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(plain_cases) / sizeof(*plain_cases); i++)
		run_case(&plain_cases[i], true);
}

static void
test_odd(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(odd_cases) / sizeof(*odd_cases); i++)
		run_case(&odd_cases[i], false);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_plain),
		cmocka_unit_test(test_odd),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
