/*
 * message_lenient_test.c - broken bodies, and what each kind of reader makes
 * of them.
 *
 * A row names one outcome that must be among a part's decodings; the first of
 * these is the canonical one, which message_decode_test.c has.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "message/message.h"

#define CEILING ((size_t)64 << 20)
#define RAW_MAX ((size_t)1 << 20)

struct row {
	struct slice body;
	struct slice out; /* one of the decodings */
};

#define ROW(body, out)                  \
	{                               \
		SLICE(body), SLICE(out) \
	}

static const struct row base64_rows[] = {
	/* bytes outside the alphabet */
	ROW("ZGlz*Y291bnQ=", "discount"),
	ROW("ZGlz*Y291bnQ=", "dis"),
	ROW("ZGlzY2*9Y291bnQ=", "discount"),
	ROW("ZGlzY2*91bnQ=", "dis\xd5\xb9\xd0"),
	ROW("a note.\nZGlzY291bnQ=\n", "discount"),
	ROW("a note of mine\nZGlzY291\nbnQ=\n", "discount"),
	ROW("ZGlzY291bnQ=\nSent by my phone.\n", "discount"),
	ROW("ZGlzY291bnQ=\nSent!\n", "ZGlzY291bnQ=\nSent!\n"),
	ROW("ZGlz\0Y291bnQ=", "dis"),
	ROW("ZGl\xfaY291bnQ=", "discount"),
	ROW("ZGlz!Y2\x80\xbd"
	    "91bnQ=",
	    "discount"),
	ROW("<ZGlzY291bnQ=>", "discount"),
	/* padding in the middle, and too much */
	ROW("ZGlz=Y291bnQ=", "discount"),
	ROW("ZGk=c2NvdW50", "discount"),
	ROW("ZGk=c2NvdW50", "di"),
	ROW("ZGk=c2NvdW50", "di\0scount"),
	ROW("ZG=lzY291bnQ=", "discount"),
	ROW("Z=G=l=zY291bnQ", "discount"),
	ROW("=ZGlzY291bnQ=", "discount"),
	ROW("ZGlzY291bnQ==", "discount"),
	ROW("ZGlzY291bnQ=ZGlzY291bnQ=", "discountdiscount"),
	ROW("ZGlzY291bnQ=ZGlzY291bnQ=", "discount"),
	/* no padding, or an incomplete end */
	ROW("ZGlzY291bnQ", "discount"),
	ROW("ZGlzY291bnQ", "discou"),
	ROW("ZGlzZ", "dis"),
	ROW("ZGlzZ", "disd"),
	/* the url alphabet */
	ROW("fn5-fn5_", "~~~~~\x7f"),
	ROW("fn5-fn5_", "~~"),
	ROW("fn5_=fn5-", "~~\x7f~~~"),
	ROW("_-8=", "\xff\xef"),
	/* the same and blanks: these are canonical */
	ROW("Z\nG\nl\nz\n", "dis"),
	ROW("Z G\tl z", "dis"),
	/* groups that begin elsewhere */
	ROW("Hello\nZGlzY291bnQgZmxvb3Ig\n",
	    "\x1d\xe9"
	    "ediscount floor "),
	ROW("XZGlzY291bnQgZmxvb3Ig", "discount floor "),
	ROW("XYZGlzY291bnQgZmxvb3Ig", "discount floor "),
	ROW("XYWZGlzY291bnQgZmxvb3Ig", "discount floor "),
	/* another encoding than the declared */
	ROW("begin 644 x\n#9&ES\n`\nend\n", "dis"),
	ROW("=ybegin line=128 size=3 name=x\n\x8e\x93\x9d\n=yend size=3\n",
	    "dis"),
	ROW("dis=63ount floor.", "dis=63ount floor."),
};

static const struct row qp_rows[] = {
	ROW("dis= \r\ncount", "discount"),
	ROW("dis= \r\ncount", "dis= \r\ncount"),
	ROW("dis=6\r\n", "dis6\r\n"),
	ROW("dis=6=\r\n3ount", "discount"),
	ROW("dis==\r\n63ount", "discount"),
	ROW("dis=XYcount", "dis=XYcount"),
	ROW("dis=XYcount", "disXYcount"),
	ROW("dis=XYcount", "discount"),
	ROW("dis=XYcount", "dis"),
	ROW("dis=X\r\ncount", "dis\r\ncount"),
	ROW("dis=\rcount\r\n", "discount\r\n"),
	ROW("dis=\r\r\ncount\r\n", "discount\r\n"),
	ROW("dis=6=\r3ount\r\n", "discount\r\n"),
	ROW("a\r\ndis=\ncount\r\n", "a\r\ndiscount\r\n"),
	ROW("a\r\ndis=\ncount\r\n", "a\r\ndis=\ncount\r\n"),
	ROW("dis=63ount=", "discount"),
	ROW("d=69s=6 \r\n3ount", "dis=6\r\n3ount"),
	ROW("=64=69=73=G", "=64=69=73=G"),
	ROW("dis=XY=63ount", "discount"),
	ROW("dis=XY =\r\ncount", "disXY count"),
};

static const struct row uu_rows[] = {
	ROW("begin 644 x\n#9&ES\n`\nend\n", "dis"),
	ROW("BEGIN 644 x\n#9&ES\n`\nend\n", "dis"),
	ROW("begin 644\n#9&ES\n`\nend\n", "dis"),
	ROW("begin 77777 x\n#9&ES\n`\nend\n", "dis"),
	ROW("#9&ES\n`\nend\n", "dis"),
	ROW("begin 644 x\n#9&ES\n`\nend\nbegin 644 y\n#9&ES\n`\nend\n",
	    "disdis"),
	ROW("begin 644 x\n#9&ES\n`\nend\nsee you\n",
	    "begin 644 x\n#9&ES\n`\nend\nsee you\n"),
	ROW("begin 644 x\n!9&ES\n`\nend\n", "d"),
	ROW("begin 644 x\nM9&ES\n", "dis"),
	ROW("begin 644 x\n\"9&D\n`\nend\n", "di"),
	ROW("begin 644 x\n#9&E\n`\nend\n", "di@"),
	ROW("begin 644 x\n#9~&ES\n`\nend\n", "dis"),
	ROW("begin-base64 644 x\nZGlz\n====\n", "dis"),
	ROW("begin-base64 644 x\nZGlz\n", "dis"),
	ROW("ZGlz\n", "dis"),
};

static const struct row unknown_rows[] = {
	ROW("ZGlz\n", "dis"),
	ROW("ZGlz\n", "ZGlz\n"),
	ROW("dis=63ount", "discount"),
	ROW("begin 644 x\n#9&ES\n`\nend\n", "dis"),
	ROW("=ybegin line=128 size=4 name=x\r\n..\x8e\x93=\x7d\x7d\r\n"
	    "=yend size=4\r\n",
	    "\x04"
	    "di\x13S"),
};

/* The part of a message with body in encoding. */
static const struct message_part *
read_part(const char *encoding, struct slice body, struct arena *arena)
{
	static const struct message_ceilings ceilings =
	    MESSAGE_CEILINGS_DEFAULT;
	struct message message;
	struct buf raw;
	struct slice kept;

	buf_init(&raw, RAW_MAX);
	buf_printf(&raw,
	    "MIME-Version: 1.0\r\n"
	    "Content-Transfer-Encoding: %s\r\n\r\n",
	    encoding);
	buf_add(&raw, body);
	kept = arena_copy(arena, buf_slice(&raw));
	buf_free(&raw);
	assert_int_equal(
	    message_read(kept, &ceilings, arena, &message, NULL), STATUS_OK);
	return message.root;
}

static bool
has_decoding(const struct message_part *part, struct slice want)
{
	for (size_t i = 0; i < part->decodings.len; i++)
		if (slice_equal(part->decodings.items[i].bytes, want))
			return true;
	return false;
}

static void
print_decodings(const struct message_part *part)
{
	for (size_t i = 0; i < part->decodings.len; i++) {
		const struct message_decoding *at = &part->decodings.items[i];

		print_message("# %s (%s): \"%.*s\"\n",
		    message_encoding_name(at->how), at->leniency,
		    SLICE_ARG(at->bytes));
	}
}

/* No outcome twice, each with its words, the canonical first. */
static void
check_part(const struct message_part *part)
{
	assert_true(part->decodings.len <= MESSAGE_DECODING_MAX);
	assert_string_equal(part->decodings.items[0].leniency, "");
	for (size_t i = 0; i < part->decodings.len; i++) {
		const struct message_decoding *at = &part->decodings.items[i];

		assert_non_null(at->leniency);
		for (size_t j = 0; j < i; j++)
			assert_false(slice_equal(
			    at->bytes, part->decodings.items[j].bytes));
	}
}

static void
check_rows(const char *encoding, const struct row *rows, size_t n)
{
	struct arena *arena = arena_new(CEILING);
	size_t failed = 0;

	assert_non_null(arena);
	for (size_t i = 0; i < n; i++) {
		const struct message_part *part =
		    read_part(encoding, rows[i].body, arena);

		check_part(part);
		if (has_decoding(part, rows[i].out))
			continue;
		print_message("# row %zu: \"%.*s\" is never \"%.*s\"\n", i,
		    SLICE_ARG(rows[i].body), SLICE_ARG(rows[i].out));
		print_decodings(part);
		failed++;
	}
	assert_int_equal(failed, 0);
	arena_free(arena);
}

#define CHECK(encoding, rows) \
	check_rows((encoding), (rows), sizeof(rows) / sizeof((rows)[0]))

static void
test_base64(void **state)
{
	(void)state;
	CHECK("base64", base64_rows);
}

static void
test_qp(void **state)
{
	(void)state;
	CHECK("quoted-printable", qp_rows);
}

static void
test_uu(void **state)
{
	(void)state;
	CHECK("x-uuencode", uu_rows);
}

static void
test_unknown(void **state)
{
	(void)state;
	CHECK("x-none", unknown_rows);
}

/* Ordinary bodies have one reading. */
static void
test_canonical(void **state)
{
	static const struct {
		const char *encoding;
		struct slice body;
	} bodies[] = {
		{ "base64", SLICE("ZGlzY291bnQ=\r\n") },
		{ "base64", SLICE("Z\r\nG l\tz\r\n\r\n") },
		{ "quoted-printable", SLICE("dis=63ount=\r\n =3D\r\n") },
		{ "quoted-printable", SLICE("a \r\nb=") },
		{ "7bit", SLICE("dis=XY ZGlz*\r\n") },
	};
	struct arena *arena = arena_new(CEILING);

	(void)state;
	for (size_t i = 0; i < sizeof(bodies) / sizeof(bodies[0]); i++)
		if (read_part(bodies[i].encoding, bodies[i].body, arena)
			->decodings.len != 1)
			fail_msg("body %zu has several readings", i);
	arena_free(arena);
}

/* A body with every oddity at once: the readings are bounded, and it says so. */
static void
test_bounded(void **state)
{
	const struct message_ceilings ceilings = { 10, 10, 10, 200 };
	struct slice raw = SLICE("Content-Transfer-Encoding: base64\r\n\r\n"
				 "Some text here\r\nabcd=\r\nZGlzY291bnQ-\r\n"
				 "ZGlz_Y2=91bnQ\0\x80=\r\nZGlzY291bnQ*Z\r\n");
	struct arena *arena = arena_new(CEILING);
	struct message message;
	size_t total = 0;

	(void)state;
	assert_int_equal(
	    message_read(raw, &ceilings, arena, &message, NULL), STATUS_OK);
	check_part(message.root);
	for (size_t i = 0; i < message.root->decodings.len; i++)
		total += message.root->decodings.items[i].bytes.len;
	assert_true(total <= ceilings.decoded);
	assert_true(message.defects & MESSAGE_DEFECT_CEILING_DECODED);
	arena_free(arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_base64),
		cmocka_unit_test(test_qp),
		cmocka_unit_test(test_uu),
		cmocka_unit_test(test_unknown),
		cmocka_unit_test(test_canonical),
		cmocka_unit_test(test_bounded),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
