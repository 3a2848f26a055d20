/*
 * message_leaves_test.c - the canonical leaves, where parts begin in the
 * message, and which messages are plain.
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

#define ARENA_CEILING ((size_t)1 << 20)

static const char nested[] =
    "Content-Type: multipart/mixed; boundary=x\r\n\r\n"
    "pre\r\n"
    "--x\r\nContent-Type: multipart/alternative; boundary=y\r\n\r\n"
    "--y\r\n\r\none\r\n--y\r\n\r\ntwo\r\n--y--\r\npost\r\n"
    "--x\r\nContent-Type: message/rfc822\r\n\r\n"
    "Content-Type: multipart/mixed; boundary=z\r\n\r\n"
    "--z\r\n\r\nin\r\n--z--\r\n"
    "--x\r\nContent-Type: multipart/mixed; boundary=e\r\n\r\n--e--\r\n"
    "--x\r\n\r\nthree\r\n--x--\r\n";

static enum status
print_leaf(const struct message_part *part, void *arg)
{
	struct buf *out = arg;

	buf_printf(out, "%s ", part->number);
	return part->number[0] == '4' ? STATUS_CONFLICT : STATUS_OK;
}

static void
check_leaves(
    const char *raw, const char *expected, enum status result, bool plain)
{
	const struct message_ceilings ceilings = MESSAGE_CEILINGS_DEFAULT;
	struct arena *arena = arena_new(ARENA_CEILING);
	struct message message;
	struct buf out;

	assert_non_null(arena);
	buf_init(&out, 1000);
	assert_int_equal(
	    message_read(slice_cstr(raw), &ceilings, arena, &message, NULL),
	    STATUS_OK);
	assert_int_equal(message_leaves(&message, print_leaf, &out), result);
	assert_string_equal(buf_cstr(&out), expected);
	assert_int_equal(message_is_plain(&message), plain);
	buf_free(&out);
	arena_free(arena);
}

static void
test_leaves(void **state)
{
	(void)state;
	check_leaves("", "1 ", STATUS_OK, true);
	/* an empty multipart has no leaf; each() ends the walk at "4" */
	check_leaves(nested, "1.1 1.2 2 4 ", STATUS_CONFLICT, false);
	/* the readings that are not canonical give none */
	check_leaves("Content-Type: multipart/mixed; boundary=x; boundary=y"
		     "\n\n--y\n\none\n--x\n\ntwo\n--x--\n--y--\n",
	    "1 ", STATUS_OK, false);
	check_leaves("Content-Type: multipart/mixed\n\n--y\n\none\n--y--\n", "",
	    STATUS_OK, false);
}

/* Where two readings differ without a defect of their own, it is not plain. */
static void
test_plain(void **state)
{
	(void)state;
	check_leaves("Content-Type: text/html\n\nx", "1 ", STATUS_OK, true);
	check_leaves(
	    "MIME-Version: 1.0\nContent-Transfer-Encoding: base64\n\neA==",
	    "1 ", STATUS_OK, true);
	/* without a MIME-Version some show it as it stands */
	check_leaves("Content-Transfer-Encoding: base64\n\neA==", "1 ",
	    STATUS_OK, false);
	check_leaves(
	    "Content-Transfer-Encoding: base64\n\neA=", "1 ", STATUS_OK, false);
}

/* offset, body and raw agree for every part that lies in the message. */
static void
test_offsets(void **state)
{
	const struct message_ceilings ceilings = MESSAGE_CEILINGS_DEFAULT;
	struct arena *arena = arena_new(ARENA_CEILING);
	struct message message;

	(void)state;
	assert_non_null(arena);
	assert_int_equal(
	    message_read(slice_cstr(nested), &ceilings, arena, &message, NULL),
	    STATUS_OK);
	assert_int_equal(message.parts.len, 11);
	for (size_t i = 0; i < message.parts.len; i++) {
		const struct message_part *part = message.parts.items[i];

		assert_ptr_equal(part->body.ptr, nested + part->offset);
		for (size_t j = 0; j < part->fields.len; j++)
			assert_ptr_equal(part->fields.items[j].name.ptr,
			    nested + part->fields.items[j].offset);
		if (part->parent != NULL)
			assert_int_equal(part->depth, part->parent->depth + 1);
	}
	arena_free(arena);
}

/* Inside a decoded message, offsets count from the decoding's start. */
static void
test_offsets_decoded(void **state)
{
	const struct message_ceilings ceilings = MESSAGE_CEILINGS_DEFAULT;
	struct arena *arena = arena_new(ARENA_CEILING);
	const struct message_part *root, *in;
	struct message message;

	(void)state;
	assert_non_null(arena);
	assert_int_equal(
	    message_read(
		slice_cstr("Content-Type: message/rfc822\n"
			   "Content-Transfer-Encoding: quoted-printable\n\n"
			   "A: =41\nB: c\n\nbody"),
		&ceilings, arena, &message, NULL),
	    STATUS_OK);
	root = message.root;
	in = root->splits.items[0].parts.items[0];
	assert_int_equal(in->role, MESSAGE_ROLE_NESTED);
	assert_int_equal(in->offset, 11);
	assert_int_equal(in->fields.items[1].offset, 5);
	assert_ptr_equal(in->body.ptr, message_part_bytes(root).ptr + 11);
	assert_true(slice_equal(in->header, SLICE("A: A\nB: c\n")));
	arena_free(arena);
}

static void
test_interpreted(void **state)
{
	const struct message_ceilings ceilings = MESSAGE_CEILINGS_DEFAULT;
	struct arena *arena = arena_new(ARENA_CEILING);
	const struct message_part *part;
	struct message message;

	(void)state;
	assert_non_null(arena);
	assert_int_equal(
	    message_read(
		slice_cstr(
		    "Content-Type: Application/PDF; name=a\n"
		    "Content-Disposition: Attachment; filename=\"b.pdf\"\n"
		    "Content-Transfer-Encoding: Base64\n\neA=="),
		&ceilings, arena, &message, NULL),
	    STATUS_OK);
	part = message.root;
	assert_true(part->has_type && part->has_disposition);
	assert_true(slice_equal(part->type, SLICE("application")));
	assert_true(slice_equal(part->subtype, SLICE("pdf")));
	assert_true(slice_equal(part->disposition.value, SLICE("attachment")));
	assert_true(slice_equal(
	    message_params_find(&part->disposition, SLICE("filename"))->bytes,
	    SLICE("b.pdf")));
	assert_true(slice_equal(
	    message_params_find(&part->content_type, SLICE("name"))->bytes,
	    SLICE("a")));
	assert_int_equal(part->encoding, MESSAGE_ENCODING_BASE64);
	assert_true(slice_equal(part->body, SLICE("eA==")));
	assert_int_equal(
	    message_read(SLICE("\nx"), &ceilings, arena, &message, NULL),
	    STATUS_OK);
	assert_false(message.root->has_type);
	assert_false(message.root->has_disposition);
	assert_int_equal(message.root->encoding, MESSAGE_ENCODING_NONE);
	arena_free(arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_leaves),
		cmocka_unit_test(test_plain),
		cmocka_unit_test(test_offsets),
		cmocka_unit_test(test_offsets_decoded),
		cmocka_unit_test(test_interpreted),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
