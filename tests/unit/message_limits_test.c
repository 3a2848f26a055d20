/*
 * message_limits_test.c - ceilings, hostile sizes, and memory that runs out.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/mem.h"
#include "message/message.h"

#define ARENA_CEILING ((size_t)256 << 20)
#define MESSAGE_MAX ((size_t)64 << 20)
#define SECONDS_MAX 10.0 /* generous: with sanitizers, on a busy machine */

struct fixture {
	struct arena *arena;
	struct buf raw;
	struct message message;
	struct message_ceilings ceilings;
};

static int
set_up(void **state)
{
	struct fixture *fixture = calloc(1, sizeof(*fixture));

	if (fixture == NULL)
		return -1;
	fixture->ceilings = (struct message_ceilings)MESSAGE_CEILINGS_DEFAULT;
	buf_init(&fixture->raw, MESSAGE_MAX);
	*state = fixture;
	return 0;
}

static int
tear_down(void **state)
{
	struct fixture *fixture = *state;

	buf_free(&fixture->raw);
	arena_free(fixture->arena);
	free(fixture);
	return 0;
}

static void
fixture_read(struct fixture *fixture)
{
	clock_t start = clock();

	assert_false(buf_failed(&fixture->raw));
	arena_free(fixture->arena);
	fixture->arena = arena_new(ARENA_CEILING);
	assert_non_null(fixture->arena);
	assert_int_equal(
	    message_read(buf_slice(&fixture->raw), &fixture->ceilings,
		fixture->arena, &fixture->message, NULL),
	    STATUS_OK);
	assert_true((double)(clock() - start) / CLOCKS_PER_SEC < SECONDS_MAX);
}

/* count parts of a multipart/mixed whose boundary is x. */
static void
add_parts(struct buf *raw, size_t count)
{
	buf_add_cstr(raw, "Content-Type: multipart/mixed; boundary=x\n\n");
	for (size_t i = 0; i < count; i++)
		buf_add_cstr(raw, "--x\n\na\n");
	buf_add_cstr(raw, "--x--\n");
}

/* levels multiparts, one inside the other, closed again if close. */
static void
add_levels(struct buf *raw, size_t levels, bool close)
{
	buf_add_cstr(raw, "Content-Type: multipart/mixed; boundary=b10000\n");
	for (size_t i = 1; i < levels; i++)
		buf_printf(raw,
		    "\n--b%zu\nContent-Type: multipart/mixed; "
		    "boundary=b%zu\n",
		    10000 + i - 1, 10000 + i);
	buf_printf(raw, "\n--b%zu\n\nbottom\n", 10000 + levels - 1);
	for (size_t i = levels; close && i-- > 0;)
		buf_printf(raw, "--b%zu--\n", 10000 + i);
}

static void
test_parts(void **state)
{
	struct fixture *fixture = *state;

	add_parts(&fixture->raw, 999);
	fixture_read(fixture);
	assert_int_equal(fixture->message.parts.len, 1000);
	assert_int_equal(fixture->message.defects, 0);
	buf_clear(&fixture->raw);
	add_parts(&fixture->raw, 1000);
	fixture_read(fixture);
	assert_int_equal(fixture->message.parts.len, 1000);
	assert_int_equal(
	    fixture->message.defects, MESSAGE_DEFECT_CEILING_PARTS);
	assert_int_equal(
	    fixture->message.root->defects, MESSAGE_DEFECT_CEILING_PARTS);
	buf_clear(&fixture->raw);
	add_parts(&fixture->raw, 1000000);
	fixture_read(fixture);
	assert_int_equal(fixture->message.parts.len, 1000);
}

/* What lies inside a part that was left out is not taken for another's. */
static void
test_parts_skipped(void **state)
{
	struct fixture *fixture = *state;
	const struct message_part *root;

	fixture->ceilings.parts = 2;
	buf_add_cstr(&fixture->raw,
	    "Content-Type: multipart/mixed; boundary=x\n\npre\n"
	    "--x\nContent-Type: multipart/mixed; boundary=y\n\n"
	    "--y\n\none\n--y--\n--x\n\ntwo\n--x--\npost\n");
	fixture_read(fixture);
	root = fixture->message.root;
	assert_int_equal(fixture->message.parts.len, 2);
	assert_int_equal(root->splits.items[0].parts.len, 1);
	assert_int_equal(
	    root->splits.items[0].parts.items[0]->role, MESSAGE_ROLE_PREAMBLE);
	assert_int_equal(root->defects, MESSAGE_DEFECT_CEILING_PARTS);
	assert_int_equal(root->body.len, fixture->raw.len - 43);
}

static void
test_depth(void **state)
{
	struct fixture *fixture = *state;
	const struct message_part *last;

	add_levels(&fixture->raw, 100, true);
	fixture_read(fixture);
	assert_int_equal(fixture->message.parts.len, 101);
	assert_int_equal(fixture->message.defects, 0);
	last = fixture->message.parts.items[100];
	assert_int_equal(last->depth, 100);
	assert_true(slice_equal(message_part_bytes(last), SLICE("bottom")));
	buf_clear(&fixture->raw);
	add_levels(&fixture->raw, 101, true);
	fixture_read(fixture);
	assert_int_equal(fixture->message.parts.len, 101);
	last = fixture->message.parts.items[100];
	assert_int_equal(last->defects, MESSAGE_DEFECT_CEILING_DEPTH);
	assert_int_equal(last->splits.len, 0);
	assert_int_not_equal(
	    slice_find(message_part_bytes(last), SLICE("bottom")), SLICE_NONE);
	buf_clear(&fixture->raw);
	add_levels(&fixture->raw, 20000, false);
	fixture_read(fixture);
	assert_int_not_equal(
	    fixture->message.defects & MESSAGE_DEFECT_CEILING_DEPTH, 0);
}

static void
test_fields(void **state)
{
	struct fixture *fixture = *state;
	const struct message *message = &fixture->message;

	fixture->ceilings.fields = 3;
	buf_add_cstr(&fixture->raw,
	    "A: 1\nContent-Type: multipart/mixed; boundary=x\n\n"
	    "--x\nB: 1\n 2\nC: 1\n 2\n\none\n--x\nD: 1\n\ntwo\n--x--\n");
	fixture_read(fixture);
	assert_int_equal(message->parts.len, 3);
	assert_int_equal(message->root->defects, 0);
	assert_int_equal(message->parts.items[1]->fields.len, 1);
	assert_true(slice_equal(
	    message->parts.items[1]->fields.items[0].value, SLICE(" 1\n 2")));
	assert_int_equal(
	    message->parts.items[1]->defects, MESSAGE_DEFECT_CEILING_FIELDS);
	assert_int_equal(
	    message->parts.items[2]->defects, MESSAGE_DEFECT_CEILING_FIELDS);
	assert_int_equal(message->defects, MESSAGE_DEFECT_CEILING_FIELDS);

	fixture->ceilings.fields = 2000;
	buf_clear(&fixture->raw);
	for (unsigned i = 0; i < 100000; i++)
		buf_printf(&fixture->raw, "X-%u: y\n", i);
	fixture_read(fixture);
	assert_int_equal(message->root->fields.len, 2000);
	assert_int_equal(message->defects, MESSAGE_DEFECT_CEILING_FIELDS);
}

static void
test_decoded(void **state)
{
	struct fixture *fixture = *state;
	const struct message *message = &fixture->message;

	fixture->ceilings.decoded = 9;
	buf_add_cstr(&fixture->raw,
	    "Content-Type: multipart/mixed; boundary=x\n\n"
	    "--x\n\n12345\n"
	    "--x\nContent-Transfer-Encoding: base64\n\nYWJj\n"
	    "--x\nContent-Transfer-Encoding: base64\n\nYWJj\n"
	    "--x\n\n\n--x--\n");
	fixture_read(fixture);
	assert_true(slice_equal(
	    message_part_bytes(message->parts.items[1]), SLICE("12345")));
	assert_true(slice_equal(
	    message_part_bytes(message->parts.items[2]), SLICE("abc")));
	assert_int_equal(message->parts.items[2]->defects, 0);
	assert_int_equal(message_part_bytes(message->parts.items[3]).len, 0);
	assert_int_equal(
	    message->parts.items[3]->defects, MESSAGE_DEFECT_CEILING_DECODED);
	assert_int_equal(message->parts.items[4]->defects, 0);
	assert_int_equal(message->defects, MESSAGE_DEFECT_CEILING_DECODED);
}

/* A message/rfc822 is not counted twice with what is in it. */
static void
test_decoded_nested(void **state)
{
	struct fixture *fixture = *state;

	fixture->ceilings.decoded = 4;
	buf_add_cstr(&fixture->raw,
	    "Content-Type: message/rfc822\n\n"
	    "Content-Type: message/rfc822\n\n\nbody");
	fixture_read(fixture);
	assert_int_equal(fixture->message.defects, 0);
	fixture->ceilings.decoded = 3;
	fixture_read(fixture);
	assert_int_equal(
	    fixture->message.defects, MESSAGE_DEFECT_CEILING_DECODED);
}

/* More readings than are kept: held, and bounded. */
static void
test_readings(void **state)
{
	struct fixture *fixture = *state;

	buf_add_cstr(&fixture->raw, "Content-Type: multipart/mixed");
	for (unsigned i = 0; i < 20; i++)
		buf_printf(&fixture->raw, "; boundary=b%u", i);
	buf_add_cstr(&fixture->raw, "\n\n");
	for (unsigned i = 0; i < 20; i++)
		buf_printf(&fixture->raw, "--b%u\n\n%u\n", i, i);
	fixture_read(fixture);
	assert_int_not_equal(
	    fixture->message.defects & MESSAGE_DEFECT_CEILING_READINGS, 0);
	assert_true(fixture->message.root->splits.len <= 24);

	/* each level in two ways: would double with every level */
	buf_clear(&fixture->raw);
	buf_add_cstr(&fixture->raw,
	    "Content-Type: multipart/mixed; "
	    "boundary=a100; boundary=b100\n\n");
	for (unsigned i = 100; i < 160; i++)
		buf_printf(&fixture->raw,
		    "--a%u\n"
		    "--b%u\nContent-Type: multipart/mixed; "
		    "boundary=a%u; boundary=b%u\n\n",
		    i, i, i + 1, i + 1);
	fixture_read(fixture);
	assert_true(fixture->message.parts.len <= 1000);
}

/* Sizes at which anything but linear time would be felt. */
static void
test_linear(void **state)
{
	struct fixture *fixture = *state;
	struct buf *raw = &fixture->raw;

	for (unsigned i = 0; i < 20u << 10; i++)
		buf_printf(raw, "%01024u", i);
	fixture_read(fixture); /* a header of one line */
	assert_int_equal(fixture->message.defects, MESSAGE_DEFECT_HEADER_LINE);

	buf_clear(raw);
	buf_add_cstr(raw, "Content-Type: text/plain; x=");
	for (unsigned i = 0; i < 1u << 20; i++)
		buf_add_cstr(raw, "(((((((\"\\");
	fixture_read(fixture);

	buf_clear(raw);
	add_levels(raw, 100, false);
	for (unsigned i = 0; i < 1u << 20; i++)
		buf_add_cstr(raw, "--b1000\n--\n");
	fixture_read(fixture);

	buf_clear(raw); /* boundaries that are prefixes of each other */
	buf_add_cstr(raw, "Content-Type: multipart/mixed; boundary=a\n\n--a");
	for (unsigned i = 1; i < 90; i++) {
		buf_add_cstr(raw, "\nContent-Type: multipart/mixed; boundary=");
		for (unsigned j = 0; j <= i; j++)
			buf_add_byte(raw, 'a');
		buf_add_cstr(raw, "\n\n--");
		for (unsigned j = 0; j <= i; j++)
			buf_add_byte(raw, 'a');
	}
	for (unsigned i = 0; i < 1u << 17; i++)
		buf_add_cstr(raw,
		    "\n--aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
		    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab");
	fixture_read(fixture);
	assert_int_not_equal(
	    fixture->message.defects & MESSAGE_DEFECT_BOUNDARY_CLASH, 0);
}

/* Odd lines by the million: every reading that they ask for is bounded. */
static void
test_linear_odd(void **state)
{
	static const struct {
		const char *head, *line;
		uint64_t defect;
	} cases[] = {
		{ "A: b\r\n\r\n", "\r", MESSAGE_DEFECT_BARE_CR },
		{ "A: ", "\r", MESSAGE_DEFECT_BARE_CR },
		{ "A: b\n", "no field\n", MESSAGE_DEFECT_HEADER_LINE },
		{ "Content-Type: multipart/mixed; boundary=b\n\n", "--b\n",
		    MESSAGE_DEFECT_CEILING_PARTS },
		{ "Content-Type: multipart/mixed; boundary=b\n\n", " --Bx\n",
		    MESSAGE_DEFECT_CEILING_PARTS },
		{ "Content-Type: multipart/mixed; boundary=b\n\n",
		    "--b--\n--b\n", MESSAGE_DEFECT_CEILING_PARTS },
		{ "A: b\n", "Content-Type: multipart/mixed; boundary=\"x\n",
		    MESSAGE_DEFECT_CEILING_READINGS },
		{ "Content-Type: multipart/mixed; ", "boundary=\"",
		    MESSAGE_DEFECT_CEILING_READINGS },
		{ "Content-Type: multipart/mixed; ", "boundary*1=x;",
		    MESSAGE_DEFECT_CEILING_READINGS },
		{ "Content-Type: multipart/mixed; ", "text((",
		    MESSAGE_DEFECT_CEILING_READINGS },
	};
	struct fixture *fixture = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		print_message("# case %zu\n", i);
		buf_clear(&fixture->raw);
		buf_add_cstr(&fixture->raw, cases[i].head);
		while (fixture->raw.len < 4u << 20)
			buf_add_cstr(&fixture->raw, cases[i].line);
		fixture_read(fixture);
		assert_int_not_equal(
		    fixture->message.defects & cases[i].defect, 0);
		assert_true(arena_used(fixture->arena) < 16u << 20);
	}
}

/* Everything at once, for the failures of memory. */
static const char sample[] =
    "From: a@b.example\n"
    "no field\n: \n \n"
    " Content-Type: multipart/mixed; boundary*0*=x; boundary*1=\"(y\n"
    "Content-Disposition: a; filename=\"=?x?q?a?=\n"
    "X: \r\n"
    "Content-Type: multipart/mixed;\n boundary=\"out\"; boundary=x\n"
    "Content-Type: multipart/mixed; boundary=y\n\n"
    "pre\n--out\nContent-Type: text/plain;\n charset*0*=utf-8''a;\n"
    " charset*1=b\nContent-Disposition: attachment;\n filename=\"a\\\"b\"\n"
    "Content-Transfer-Encoding: quoted-printable\n\na=3D\n"
    "--out\nContent-Type: message/rfc822\n"
    "Content-Transfer-Encoding: base64\n\nU3ViamVjdDogeAoKYm9keQo=\n"
    "--out\nContent-Type: multipart/digest; boundary=d\n\n"
    "--d\n\nSubject: y\n\nz\n--d--\n"
    "--out\nContent-Transfer-Encoding: x-uuencode\n\nbegin\n"
    "--out--\npost\n--y\n\nyes\n--x\n";

static void
test_nomem(void **state)
{
	const struct message_ceilings ceilings = MESSAGE_CEILINGS_DEFAULT;
	enum status status = STATUS_NOMEM;
	unsigned long nth = 1;
	size_t most = 0;

	(void)state;
	for (; status == STATUS_NOMEM; nth++) {
		struct arena *arena;
		struct message message;
		struct err err = ERR_INIT;

		mem_fault_set(nth);
		arena = arena_new(ARENA_CEILING);
		if (arena == NULL)
			continue;
		status = message_read(
		    slice_cstr(sample), &ceilings, arena, &message, &err);
		assert_int_equal(err.status, status);
		mem_fault_set(0);
		most = arena_used(arena);
		arena_free(arena);
	}
	assert_int_equal(status, STATUS_OK);
	assert_true(nth > 2);
	/* an arena's ceiling fails every allocation in turn */
	for (size_t ceiling = 0; ceiling < most; ceiling += 16) {
		struct arena *arena = arena_new(ceiling);
		struct message message;
		struct err err = ERR_INIT;

		assert_non_null(arena);
		assert_int_equal(message_read(slice_cstr(sample), &ceilings,
				     arena, &message, &err),
		    STATUS_NOMEM);
		assert_int_equal(err.status, STATUS_NOMEM);
		arena_free(arena);
	}
}

#define TEST(name) cmocka_unit_test_setup_teardown((name), set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_parts),
		TEST(test_parts_skipped),
		TEST(test_depth),
		TEST(test_fields),
		TEST(test_decoded),
		TEST(test_decoded_nested),
		TEST(test_readings),
		TEST(test_linear),
		TEST(test_linear_odd),
		cmocka_unit_test(test_nomem),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
