/*
 * message_decode_test.c - the transfer encodings, well-formed and not.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "message/message.h"

#define ARENA_CEILING ((size_t)1 << 20)
#define JUNK MESSAGE_DEFECT_BASE64_JUNK
#define PADDING MESSAGE_DEFECT_BASE64_PADDING
#define SHORT MESSAGE_DEFECT_BASE64_SHORT
#define ESCAPE MESSAGE_DEFECT_QP_ESCAPE
#define UU MESSAGE_DEFECT_UU_SYNTAX

struct decode_case {
	struct slice in;
	struct slice out;
	uint64_t defects;
};

static const struct decode_case base64_cases[] = {
	/* RFC 4648 section 10 */
	{ SLICE(""), SLICE(""), 0 },
	{ SLICE("Zg=="), SLICE("f"), 0 },
	{ SLICE("Zm8="), SLICE("fo"), 0 },
	{ SLICE("Zm9v"), SLICE("foo"), 0 },
	{ SLICE("Zm9vYg=="), SLICE("foob"), 0 },
	{ SLICE("Zm9vYmE="), SLICE("fooba"), 0 },
	{ SLICE("Zm9vYmFy"), SLICE("foobar"), 0 },
	/* line ends and blanks */
	{ SLICE("Zm9v\r\nYmFy\r\n"), SLICE("foobar"), 0 },
	{ SLICE(" Z m\t9\nv"), SLICE("foo"), 0 },
	{ SLICE("Zg=\n=\n"), SLICE("f"), 0 },
	{ SLICE("\r\n"), SLICE(""), 0 },
	{ SLICE("+/+/"), SLICE("\xfb\xff\xbf"), 0 },
	{ SLICE("AAAA"), SLICE("\0\0\0"), 0 },
	/* junk */
	{ SLICE("Zm-9_v"), SLICE("foo"), JUNK },
	{ SLICE("Z\0m9v"), SLICE("foo"), JUNK },
	{ SLICE("Zm9v\xff"), SLICE("foo"), JUNK },
	{ SLICE("--"), SLICE(""), JUNK },
	/* padding where none belongs */
	{ SLICE("="), SLICE(""), PADDING },
	{ SLICE("===="), SLICE(""), PADDING },
	{ SLICE("Zm9v="), SLICE("foo"), PADDING },
	{ SLICE("Zg==="), SLICE("f"), PADDING },
	{ SLICE("Zg==Zg=="), SLICE("ff"), PADDING },
	{ SLICE("Zm8=Zm8="), SLICE("fofo"), PADDING },
	{ SLICE("Zg=Zg=="), SLICE("ff"), PADDING },
	{ SLICE("Z=m9v"), SLICE("foo"), PADDING },
	{ SLICE("Zh=="), SLICE("f"), PADDING },
	{ SLICE("Zm9="), SLICE("fo"), PADDING },
	/* an incomplete group at the end */
	{ SLICE("Z"), SLICE(""), SHORT },
	{ SLICE("Zg"), SLICE("f"), SHORT },
	{ SLICE("Zg="), SLICE("f"), SHORT },
	{ SLICE("Zm8"), SLICE("fo"), SHORT },
	{ SLICE("Zm9vYg"), SLICE("foob"), SHORT },
};

static const struct decode_case qp_cases[] = {
	{ SLICE(""), SLICE(""), 0 },
	{ SLICE("abc"), SLICE("abc"), 0 },
	{ SLICE("a=3Db"), SLICE("a=b"), 0 },
	{ SLICE("=c3=BC"), SLICE("\xc3\xbc"), 0 },
	{ SLICE("=00"), SLICE("\0"), 0 },
	{ SLICE("a=\r\nb\r\nc"), SLICE("ab\r\nc"), 0 },
	{ SLICE("a=\nb"), SLICE("ab"), 0 },
	{ SLICE("a="), SLICE("a"), 0 },
	{ SLICE("a \t\r\nb "), SLICE("a\r\nb"), 0 },
	{ SLICE("a=20\n"), SLICE("a \n"), 0 },
	{ SLICE("\xfc"), SLICE("\xfc"), 0 },
	{ SLICE("\n\n"), SLICE("\n\n"), 0 },
	{ SLICE("a= \nb"), SLICE("ab"), ESCAPE },
	{ SLICE("a=4"), SLICE("a=4"), ESCAPE },
	{ SLICE("a=4\n1"), SLICE("a=4\n1"), ESCAPE },
	{ SLICE("=XY=41"), SLICE("=XYA"), ESCAPE },
	{ SLICE("=="), SLICE("="), ESCAPE },
	{ SLICE("==41"), SLICE("=A"), ESCAPE },
};

static const struct decode_case uu_cases[] = {
	{ SLICE("begin 644 cat.txt\n#0V%T\n`\nend\n"), SLICE("Cat"), 0 },
	{ SLICE("text\r\nbegin 0644 a b\r\n$0V%T<P``\r\n`\r\nend\r\ntail"),
	    SLICE("Cats"), 0 },
	{ SLICE("begin 644 x\n#0V%T`\n \nend"), SLICE("Cat"), 0 },
	{ SLICE(""), SLICE(""), UU },
	{ SLICE("#0V%T\n"), SLICE(""), UU },
	{ SLICE("begin x\n#0V%T\nend\n"), SLICE(""), UU },
	{ SLICE("begin 644 x\n#0V%T\n"), SLICE("Cat"), UU },
	{ SLICE("begin 644 x\nM0V%T\n`\nend\n"), SLICE("Cat"), UU },
	{ SLICE("begin 644 x\nM\nend\n"), SLICE(""), UU },
	{ SLICE("begin 644 x\n#0V%\x7f\nend\n"), SLICE("Ca@"), UU },
};

static void
run_cases(const struct decode_case *cases, size_t count,
    enum message_encoding encoding)
{
	struct arena *arena = arena_new(ARENA_CEILING);

	assert_non_null(arena);
	for (size_t i = 0; i < count; i++) {
		const struct decode_case *at = &cases[i];
		uint64_t defects = 0;
		struct slice out;

		print_message(
		    "# %s case %zu\n", message_encoding_name(encoding), i);
		assert_int_equal(
		    message_decode(encoding, at->in, arena, &out, &defects),
		    STATUS_OK);
		assert_int_equal(out.len, at->out.len);
		assert_memory_equal(out.ptr, at->out.ptr, out.len);
		assert_int_equal(defects, at->defects);
	}
	arena_free(arena);
}

#define RUN(cases, encoding) \
	run_cases((cases), sizeof(cases) / sizeof(*(cases)), (encoding))

static void
test_base64(void **state)
{
	(void)state;
	RUN(base64_cases, MESSAGE_ENCODING_BASE64);
}

static void
test_qp(void **state)
{
	(void)state;
	RUN(qp_cases, MESSAGE_ENCODING_QP);
}

static void
test_uu(void **state)
{
	(void)state;
	RUN(uu_cases, MESSAGE_ENCODING_UUENCODE);
}

static void
test_identity(void **state)
{
	static const enum message_encoding identities[] = {
		MESSAGE_ENCODING_NONE,
		MESSAGE_ENCODING_7BIT,
		MESSAGE_ENCODING_8BIT,
		MESSAGE_ENCODING_BINARY,
		MESSAGE_ENCODING_UNKNOWN,
	};
	struct slice in = SLICE("a=41\0");

	(void)state;
	for (size_t i = 0; i < sizeof(identities) / sizeof(*identities); i++) {
		uint64_t defects = 0;
		struct slice out;

		/* no arena is needed, since nothing is copied */
		assert_int_equal(
		    message_decode(identities[i], in, NULL, &out, &defects),
		    STATUS_OK);
		assert_ptr_equal(out.ptr, in.ptr);
		assert_int_equal(out.len, in.len);
		assert_int_equal(defects, 0);
	}
}

static void
test_names(void **state)
{
	static const struct {
		const char *token;
		enum message_encoding encoding;
	} names[] = {
		{ "7bit", MESSAGE_ENCODING_7BIT },
		{ " 8BIT\r\n", MESSAGE_ENCODING_8BIT },
		{ "Binary", MESSAGE_ENCODING_BINARY },
		{ "Quoted-Printable", MESSAGE_ENCODING_QP },
		{ "\tbase64 ", MESSAGE_ENCODING_BASE64 },
		{ "x-uuencode", MESSAGE_ENCODING_UUENCODE },
		{ "x-uue", MESSAGE_ENCODING_UUENCODE },
		{ "", MESSAGE_ENCODING_UNKNOWN },
		{ "none", MESSAGE_ENCODING_UNKNOWN },
		{ "base 64", MESSAGE_ENCODING_UNKNOWN },
		{ "base64x", MESSAGE_ENCODING_UNKNOWN },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		assert_int_equal(
		    message_encoding_parse(slice_cstr(names[i].token)),
		    names[i].encoding);
	assert_string_equal(
	    message_encoding_name(MESSAGE_ENCODING_UUENCODE), "x-uuencode");
	assert_string_equal(
	    message_encoding_name(MESSAGE_ENCODING_NONE), "none");
	assert_string_equal(
	    message_encoding_name(MESSAGE_ENCODING_UNKNOWN), "unknown");
}

/* Every input of up to four characters: the output is never longer. */
static void
test_bounds(void **state)
{
	static const char alphabet[] = "A=4\n \"#-";
	static const enum message_encoding encodings[] = {
		MESSAGE_ENCODING_QP,
		MESSAGE_ENCODING_BASE64,
		MESSAGE_ENCODING_UUENCODE,
	};
	char text[] = "begin 644 x\n....";
	char *tail = text + sizeof(text) - 5;
	struct arena *arena = arena_new(ARENA_CEILING);

	(void)state;
	assert_non_null(arena);
	for (unsigned n = 0; n < 8 * 8 * 8 * 8; n++) {
		for (unsigned i = 0; i < 4; i++)
			tail[i] = alphabet[(n >> (3 * i)) & 7];
		for (size_t i = 0; i < 3; i++) {
			struct slice in =
			    encodings[i] == MESSAGE_ENCODING_UUENCODE ?
			    slice_cstr(text) :
			    slice_cstr(tail);
			struct slice out;
			uint64_t defects = 0;

			assert_int_equal(message_decode(encodings[i], in, arena,
					     &out, &defects),
			    STATUS_OK);
			assert_true(out.len <= in.len);
		}
		arena_reset(arena);
	}
	arena_free(arena);
}

static void
test_nomem(void **state)
{
	static const enum message_encoding encodings[] = {
		MESSAGE_ENCODING_QP,
		MESSAGE_ENCODING_BASE64,
		MESSAGE_ENCODING_UUENCODE,
	};

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		struct arena *arena = arena_new(ARENA_CEILING);
		struct slice out;
		uint64_t defects = 0;

		assert_non_null(arena);
		mem_fault_set(1);
		assert_int_equal(message_decode(encodings[i], SLICE("abcd"),
				     arena, &out, &defects),
		    STATUS_NOMEM);
		mem_fault_set(0);
		assert_int_equal(out.len, 0);
		arena_free(arena);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_base64),
		cmocka_unit_test(test_qp),
		cmocka_unit_test(test_uu),
		cmocka_unit_test(test_identity),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_bounds),
		cmocka_unit_test(test_nomem),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
