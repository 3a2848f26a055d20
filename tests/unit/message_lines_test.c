/*
 * message_lines_test.c - line ends and NULs, where they are odd and where they
 * are nobody's business; and the words for defects.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "message/message.h"

#define ARENA_CEILING ((size_t)1 << 20)
#define CR MESSAGE_DEFECT_BARE_CR
#define LF MESSAGE_DEFECT_BARE_LF
#define NUL MESSAGE_DEFECT_NUL
#define MULTI "Content-Type: multipart/mixed; boundary=x\r\n\r\n"
#define BINARY "Content-Transfer-Encoding: binary\r\n"
#define IMAGE "Content-Type: image/png\r\n"

static const struct {
	const char *name;
	struct slice raw;
	uint64_t defects;
} cases[] = {
	{ "LF throughout", SLICE("A: b\nC: d\n\ne\n\nf\n"), 0 },
	{ "CRLF throughout", SLICE("A: b\r\nC: d\r\n\r\ne\r\n\r\nf\r\n"), 0 },
	{ "LF in a CRLF header", SLICE("A: b\r\nC: d\n\r\ne\r\n"),
	    LF | MESSAGE_DEFECT_HEADER_LINE },
	{ "CRLF in an LF header", SLICE("A: b\nC: d\r\n\ne\n"),
	    LF | MESSAGE_DEFECT_HEADER_LINE },
	{ "an empty line of LF", SLICE("A: b\r\n\ne\r\n"),
	    LF | MESSAGE_DEFECT_HEADER_LINE },
	{ "LF in a CRLF body", SLICE("A: b\r\n\r\ne\nf\r\n"), LF },
	{ "CR in a header", SLICE("A: b\rC: d\r\n\r\ne\r\n"), CR },
	{ "CR in a fold", SLICE("A: b\r\r\n c\r\n\r\ne\r\n"), CR },
	{ "CR in a body", SLICE("A: b\r\n\r\ne\rf\r\n"), CR },
	{ "CR at the very end", SLICE("A: b\r\n\r\ne\r"), CR },
	{ "LF before a delimiter", SLICE(MULTI "--x\r\n\r\na\n--x--\r\n"),
	    LF | MESSAGE_DEFECT_BOUNDARY_OPEN },
	{ "LF after a delimiter", SLICE(MULTI "--x\n\r\na\r\n--x--\r\n"),
	    LF | MESSAGE_DEFECT_HEADER_LINE | MESSAGE_DEFECT_BOUNDARY_UNUSED |
		MESSAGE_DEFECT_BOUNDARY_CLASH },
	{ "CR before the LF of a delimiter's CRLF",
	    SLICE(MULTI "--x\r\n\r\na\r\n--x--\r\r\n"),
	    CR | MESSAGE_DEFECT_BOUNDARY_OPEN | MESSAGE_DEFECT_BOUNDARY_CLASH },
	{ "LF in a blank preamble",
	    SLICE(MULTI "\n\r\n--x\r\n\r\na\r\n--x--\r\n"), LF },
	{ "LF in an epilogue", SLICE(MULTI "--x\r\n\r\na\r\n--x--\r\nb\nc\r\n"),
	    LF },
	{ "any line end in a binary part",
	    SLICE(MULTI "--x\r\n" IMAGE BINARY "\r\n\n\r\0\n\r\n--x--\r\n"),
	    0 },
	{ "binary, but text", SLICE(BINARY "\r\n\n\r\0"), NUL },
	{ "NUL in an 8bit image",
	    SLICE(IMAGE "Content-Transfer-Encoding: 8bit\r\n\r\na\0"), 0 },
	{ "NUL in a 7bit image", SLICE(IMAGE "\r\na\0"), NUL },
	{ "NUL in text", SLICE("A: b\r\n\r\na\0"), NUL },
	{ "NUL in a header", SLICE("A: b\0\r\n\r\na"), NUL },
	{ "NUL in decoded text",
	    SLICE("Content-Transfer-Encoding: base64\r\n\r\nAAAA\r\n"), 0 },
	{ "LF in decoded text",
	    SLICE("Content-Transfer-Encoding: quoted-printable\r\n\r\n"
		  "a=0Ab=0D\r\n"),
	    0 },
	{ "LF in a decoded message: its own line ends count",
	    SLICE("Content-Type: message/rfc822\r\n"
		  "Content-Transfer-Encoding: base64\r\n\r\n"
		  "QTogYgoKYwo=\r\n"),
	    MESSAGE_DEFECT_ENCODING_COMPOSITE | MESSAGE_DEFECT_HEADER_LINE },
};

static void
test_lines(void **state)
{
	const struct message_ceilings ceilings = MESSAGE_CEILINGS_DEFAULT;
	struct arena *arena = arena_new(ARENA_CEILING);

	(void)state;
	assert_non_null(arena);
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct message message;

		print_message("# %s\n", cases[i].name);
		assert_int_equal(message_read(cases[i].raw, &ceilings, arena,
				     &message, NULL),
		    STATUS_OK);
		assert_int_equal(message.defects, cases[i].defects);
		arena_reset(arena);
	}
	arena_free(arena);
}

/* Every bit that is used has its word, and each word one bit. */
static void
test_names(void **state)
{
	const uint64_t last = MESSAGE_DEFECT_OUTSIDE_PART;

	(void)state;
	for (uint64_t a = 1; a <= last; a <<= 1) {
		assert_string_not_equal(message_defect_name(a), "unknown");
		for (uint64_t b = 1; b < a; b <<= 1)
			assert_string_not_equal(
			    message_defect_name(a), message_defect_name(b));
	}
	assert_string_equal(message_defect_name(0), "unknown");
	assert_string_equal(message_defect_name(MESSAGE_DEFECT_BASE64_JUNK |
				MESSAGE_DEFECT_NUL),
	    "base64-junk");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lines),
		cmocka_unit_test(test_names),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
