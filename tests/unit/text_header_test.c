/*
 * text_header_test.c - header values and file names as a reader sees them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/utf8.h"
#include "message/field.h"
#include "text/header.h"

#define CEILING ((size_t)512 << 20)

static const struct {
	const char *in;
	const char *out;
	bool exact;
} cases[] = {
	{ "", "", true },
	{ " plain ", "plain", true },
	{ " Your\r\n rooms, 100%", "Your rooms, 100%", true },
	{ "a\n\tb", "a\tb", true },
	{ "=?utf-8?q?Caf=C3=A9?= =?utf-8?q?_visit?=", "Caf\xC3\xA9 visit",
	    true },
	{ "=?utf-8?Q?a?= b =?utf-8?Q?c?=", "a b c", true },
	{ "=?utf-8?Q?a?=\r\n =?utf-8?Q?b?=", "ab", true },
	{ "=?utf-8?Q?a?==?utf-8?Q?b?=", "ab", true },
	{ "=?iso-8859-1?q?Ana_M=FCller?= <ana@corp.example>",
	    "Ana M\xC3\xBCller <ana@corp.example>", true },
	{ "\"=?utf-8?b?w6k=?=\" <x@y>", "\"\xC3\xA9\" <x@y>", true },
	{ "=?utf-8*en?q?colour?=", "colour", true },
	{ "=?UTF-8?B?w6nDqQ==?=", "\xC3\xA9\xC3\xA9", true },
	/* padding left out is forgiven, and nothing of the tail lost */
	{ "=?UTF-8?B?ZmxvbzE?=", "floo1", true },
	{ "=?UTF-8?B?Zmxvb3I?=", "floor", true },
	/* a character cut in two by a mailer */
	{ "=?utf-8?q?Caf=C3?= =?utf-8?q?=A9?=", "Caf\xC3\xA9", true },
	{ "=?utf-8?b?Q2Fmww==?=\r\n =?utf-8?b?qQ==?=", "Caf\xC3\xA9", true },
	/* the charset or the encoding changes between words */
	{ "=?utf-8?q?=C3=A9?= =?iso-8859-1?q?=E9?=", "\xC3\xA9\xC3\xA9", true },
	{ "=?utf-8?q?a?= =?utf-8?b?Yg==?=", "ab", true },
	{ "=?gb2312?B?vNu48Q==?=", "\xE4\xBB\xB7\xE6\xA0\xBC", true },
	{ "=?utf-8?q?\?=", "", true },
	/* raw bytes */
	{ "Caf\xC3\xA9", "Caf\xC3\xA9", true },
	{ "Caf\xE9", "Caf\xC3\xA9", false },
	{ "=?utf-8?q?a?= Caf\xE9", "a Caf\xC3\xA9", false },
	/* malformed, read none the less */
	{ "=?utf-8?q?discount floor?=", "discount floor", false },
	{ "=?utf-8?q?what?\?=", "what?", false },
	{ "=?utf-8?q?=C3?=", "\xEF\xBF\xBD", false },
	{ "=?utf-8?q?100=?=", "100=", false },
	{ "=?x-none?q?abc?=", "abc", false },
	{ "=?utf-8?b?Zm*xv?=", "flo", false },
	{ "=?utf-8?b?Z?=", "", false },
	{ "=?us-ascii?q?=E9?=", "\xC3\xA9", false },
	/* no words */
	{ "=?utf-8?q?abc", "=?utf-8?q?abc", false },
	{ "=?utf-8?x?abc?=", "=?utf-8?x?abc?=", true },
	{ "=?=?utf-8?q?a?=", "=?a", true },
	{ "a =? b ?= c", "a =? b ?= c", true },
	{ "=??q?a?=", "=??q?a?=", true },
};

static void
decoded(void **state)
{
	struct arena *arena = arena_new(CEILING);
	struct slice out;
	size_t i;
	bool exact;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(text_header_decode(slice_cstr(cases[i].in),
				     arena, &out, &exact),
		    STATUS_OK);
		if (!slice_equal(out, slice_cstr(cases[i].out)) ||
		    exact != cases[i].exact)
			fail_msg("case %zu: \"%s\" is \"%.*s\", %d", i,
			    cases[i].in, SLICE_ARG(out), exact);
	}
	arena_free(arena);
}

static void
canonical(void **state)
{
	static const struct {
		const char *in;
		const char *out;
	} values[] = {
		{ "  a \r\n\t b  ", "a b" },
		{ "=?utf-8?q?_a=0D=0A__b_?=", "a b" },
		{ " \r\n ", "" },
		{ "a\vb\fc", "a b c" },
		{ "a\xC2\xA0 b", "a\xC2\xA0 b" },
	};
	struct arena *arena = arena_new(CEILING);
	struct slice out;
	size_t i;
	bool exact;

	(void)state;
	for (i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
		assert_int_equal(text_header_canonical(slice_cstr(values[i].in),
				     arena, &out, &exact),
		    STATUS_OK);
		if (!slice_equal(out, slice_cstr(values[i].out)))
			fail_msg("case %zu: \"%.*s\"", i, SLICE_ARG(out));
	}
	arena_free(arena);
}

static void
origins(void **state)
{
	struct slice in =
	    SLICE(" Our\r\n =?utf-8?q?discount?= =?utf-8?q?_floor?= now");
	struct arena *arena = arena_new(CEILING);
	struct text_decoded out;

	(void)state;
	assert_int_equal(text_header_decode_mapped(in, arena, &out), STATUS_OK);
	assert_true(slice_equal(out.text, SLICE("Our discount floor now")));
	assert_int_equal(text_map_origin(out.map, 0), 1);
	assert_int_equal(text_map_origin(out.map, 4), 7);
	assert_int_equal(
	    text_map_origin(out.map, 19), slice_find(in, SLICE("now")));
	arena_free(arena);
}

/* What some program shows of a value, beside what all tests above have. */
static const struct {
	const char *in;
	const char *out;
} more[] = {
	/* each word by itself, or joined before it is decoded */
	{ "=?utf-8?q?Caf=C3?= =?utf-8?q?=A9?=", "Caf\xEF\xBF\xBD\xEF\xBF\xBD" },
	{ "=?utf-8?b?ZGl?= =?utf-8?b?zY291bnQ=?=", "discount" },
	{ "=?utf-8?b?ZGlzY291bn?=\r\n =?utf-8?b?Qg?=", "discount " },
	{ "=?utf-8?q?dis=6?= =?utf-8?q?3ount?=", "discount" },
	{ "=?utf-8?q?dis=?= =?utf-8?q?63ount?=", "discount" },
	{ "=?utf-8?b?ZGk=?= =?utf-8?b?c2NvdW50?=", "discount" },
	/* no blank between words, or between a word and text */
	{ "=?utf-8?q?dis?=count", "=?utf-8?q?dis?=count" },
	{ "dis=?utf-8?q?count?=", "dis=?utf-8?q?count?=" },
	{ "=?utf-8?q?a?= dis=?utf-8?q?count?=", "a dis=?utf-8?q?count?=" },
	/* broken base64 */
	{ "=?utf-8?b?ZGk=c2NvdW50?=", "di" },
	{ "=?utf-8?b?ZG=lzY291bnQ=?=", "discount" },
	{ "=?utf-8?b?ZGlz*Y291bnQ=?=", "dis" },
	{ "=?utf-8?b?fn5-ZGlz?=", "~~~dis" },
	{ "=?utf-8?b?ZGlz!Y2?=", "=?utf-8?b?ZGlz!Y2?=" },
	{ "=?utf-8?b?=ZGlz?=", "=?utf-8?b?=ZGlz?=" },
	/* broken Q */
	{ "=?utf-8?q?dis=XYcount?=", "disXYcount" },
	{ "=?utf-8?q?100=?=", "100" },
	{ "=?utf-8?q?dis count?=", "discount" },
	{ "=?utf-8?q?dis\r\n count?=", "discount" },
	{ "=?utf-8?q?what?\?=", "=?utf-8?q?what?\?=" },
	{ "=?utf-8?q?a?=64is?=", "a?dis" },
	{ "=?utf-8?q?dis?=63ount?=", "=?utf-8?q?dis?=63ount?=" },
	/* no end, no charset, no encoding, no such encoding */
	{ "=?utf-8?q?dis=63ount", "discount" },
	{ "=?utf-8?q?dis=63ount?", "discount" },
	{ "=?utf-8?b?ZGlzY291bnQ=", "discount" },
	{ "=?utf-8?b?ZGlzY291bnQ", "discount" },
	{ "=?utf-8?q?dis=63ount floor", "discount floor" },
	{ "=??q?dis=63ount?=", "discount" },
	{ "=??b?ZGlzY291bnQ=?=", "discount" },
	{ "=?utf-8?x?dis=63ount?=", "discount" },
	{ "=?utf-8?x?ZGlzY291bnQ=?=", "discount" },
	{ "=?utf-8?\?dis=63ount?=", "discount" },
	{ "=?utf-8?ZGlzY291bnQ=?=", "discount" },
	{ "=?utf-8? q ?dis=63ount?=", "discount" },
	{ "=? utf-8 ?q?dis=63ount?=", "discount" },
	{ "=?utf-8*en?x?dis=63ount?=", "discount" },
	/* cut by a fold */
	{ "=?utf-8?b?ZGlz\r\n Y291bnQ=?=", "=?utf-8?b?ZGlz Y291bnQ=?=" },
	{ "=?ut\r\n f-8?q?dis=63ount?=", "discount" },
	{ "=?utf-8?q?dis=63ount?\r\n =", "discount" },
	{ "=\r\n ?utf-8?q?dis=63ount?= =?", "discount =?" },
	/* in quotes, comments and angle brackets */
	{ "\"=?utf-8?q?dis=63ount?=\" <a@b>",
	    "\"=?utf-8?q?dis=63ount?=\" <a@b>" },
	{ "a (=?utf-8?x?dis=63ount?=)", "a (discount)" },
	{ "<=?utf-8?q?dis=63ount?=>", "<=?utf-8?q?dis=63ount?=>" },
	/* other ways to write a character */
	{ "=?utf-8?q?=64=69=\r\n =73=63=\r\n =6F?=", "disco" },
	{ "utf-8''%64is%63%6Funt", "discount" },
	{ "+AGQ-is+AGM-ount", "discount" },
	/* twice */
	{ "=?utf-8?q?=3D=3Futf-8=3Fq=3Fdis=3D63ount=3F=3D?=", "discount" },
	{ "=?utf-8?b?PT91dGYtOD9xP2Rpcz02M291bnQ/PQ==?=", "discount" },
	/* a charset that nobody knows, or another than it says */
	{ "=?x-none?q?=C3=A9?=", "\xD0\x93\xC2\xA9" },
	{ "=?us-ascii?q?=E9?=", "\xEF\xBF\xBD" },
	{ "=?utf-8?q?=E9?=", "\xC3\xA9" },
	{ "=?utf-8?q?=C4?=", "\xD0\x94" },
	{ "Caf\xE9", "Caf\xD0\xB9" },
	{ "Caf\xE9", "Caf\xEF\xBF\xBD" },
};

static bool
is_shown(struct slice in, struct arena *arena, struct slice want)
{
	struct text_header_readings list;
	struct text_decoded canonical;
	bool whole;

	assert_int_equal(
	    text_header_decode_mapped(in, arena, &canonical), STATUS_OK);
	assert_int_equal(text_header_readings(in, SLICE("windows-1251"), arena,
			     &canonical, &list, &whole),
	    STATUS_OK);
	assert_true(list.len <= TEXT_HEADER_READING_MAX);
	for (size_t i = 0; i < list.len; i++) {
		assert_true(utf8_valid(list.items[i].text));
		assert_false(slice_equal(list.items[i].text, canonical.text));
		if (slice_equal(list.items[i].text, want))
			return true;
	}
	if (slice_equal(canonical.text, want))
		return true;
	if (want.len == 0)
		return false;
	print_message("# \"%.*s\" is never \"%.*s\" but \"%.*s\"\n",
	    SLICE_ARG(in), SLICE_ARG(want), SLICE_ARG(canonical.text));
	for (size_t i = 0; i < list.len; i++)
		print_message("#   %s: \"%.*s\"\n", list.items[i].how,
		    SLICE_ARG(list.items[i].text));
	return false;
}

static void
readings(void **state)
{
	struct arena *arena = arena_new(CEILING);
	size_t missed = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(more) / sizeof(more[0]); i++)
		missed += !is_shown(
		    slice_cstr(more[i].in), arena, slice_cstr(more[i].out));
	assert_int_equal(missed, 0);
	arena_free(arena);
}

/* Ordinary values have one outcome. */
static void
one_reading(void **state)
{
	static const char *const values[] = {
		"plain",
		" Your\r\n\trooms ",
		"Caf\xC3\xA9",
		"=?utf-8?q?Caf=C3=A9?= =?utf-8?q?_visit?=",
		"=?utf-8?Q?a?=\r\n =?utf-8?Q?b?= c",
		"=?iso-8859-1?q?Ana_M=FCller?= <ana@corp.example>",
		"a =? b",
		"x (=?utf-8?q?a?=)",
	};
	struct arena *arena = arena_new(CEILING);
	struct text_header_readings list;
	struct text_decoded canonical;
	bool whole;

	(void)state;
	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
		struct slice in = slice_cstr(values[i]);

		assert_int_equal(
		    text_header_decode_mapped(in, arena, &canonical),
		    STATUS_OK);
		assert_int_equal(text_header_readings(in, SLICE_EMPTY, arena,
				     &canonical, &list, &whole),
		    STATUS_OK);
		assert_true(whole);
		if (list.len > 0)
			fail_msg("\"%s\" is \"%.*s\" too", values[i],
			    SLICE_ARG(list.items[0].text));
	}
	arena_free(arena);
}

static void
parameters(void **state)
{
	static const struct {
		const char *disposition;
		const char *name;
	} rows[] = {
		{ "attachment; filename=\"utf-8''dis%63ount\"", "discount" },
		{ "attachment; filename=\"dis%63ount\"", "discount" },
		{ "attachment; filename=\"iso-8859-1'de'r%E4ume\"",
		    "r\xC3\xA4ume" },
		{ "attachment; filename=\"=?utf-8?q?dis=63ount\"", "discount" },
		{ "attachment; filename*=\"utf-8''=%3Futf-8%3Fx%3Fdis=63ount"
		  "%3F=\"",
		    "discount" },
		{ "attachment; filename*=\"x-none''r%E4ume\"", "r\xD0\xB4ume" },
	};
	struct arena *arena = arena_new(CEILING);
	struct text_header_readings list;
	const struct message_param *param;
	struct message_params params;
	struct slice name;
	bool exact, whole;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		bool found = false;

		message_params_read(
		    slice_cstr(rows[i].disposition), arena, &params);
		param = message_params_find(&params, SLICE("filename"));
		assert_non_null(param);
		assert_int_equal(
		    text_param_decode(param, arena, &name, &exact), STATUS_OK);
		assert_int_equal(
		    text_param_readings(param, SLICE("windows-1251"), arena,
			name, &list, &whole),
		    STATUS_OK);
		for (size_t j = 0; j < list.len; j++)
			found = found ||
			    slice_equal(
				list.items[j].text, slice_cstr(rows[i].name));
		if (!found)
			fail_msg("row %zu: %s", i, rows[i].disposition);
	}
	arena_free(arena);
}

static void
filenames(void **state)
{
	static const struct {
		const char *type;
		const char *disposition;
		const char *name; /* NULL: none */
		bool exact;
	} parts[] = {
		{ "text/plain", "", NULL, true },
		{ "text/plain; name=a.txt", "", "a.txt", true },
		{ "text/plain; name=a.txt", "attachment; filename=\"b c.txt\"",
		    "b c.txt", true },
		{ "application/pdf",
		    "ATTACHMENT; filename*=utf-8''r%C3%A4ume.pdf",
		    "r\xC3\xA4ume.pdf", true },
		{ "application/pdf",
		    "attachment; filename*0*=iso-8859-1'de'r%E4; "
		    "filename*1=\"ume.pdf\"",
		    "r\xC3\xA4ume.pdf", true },
		{ "application/pdf; name=\"=?utf-8?q?r=C3=A4ume=2Epdf?=\"", "",
		    "r\xC3\xA4ume.pdf", true },
		{ "application/pdf", "attachment; filename*=x-no''%E4",
		    "\xC3\xA4", false },
	};
	struct arena *arena = arena_new(CEILING);
	struct message_part part;
	struct slice name;
	size_t i;
	bool exact;

	(void)state;
	for (i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		memset(&part, 0, sizeof(part));
		message_params_read(
		    slice_cstr(parts[i].type), arena, &part.content_type);
		if (parts[i].disposition[0])
			message_params_read(slice_cstr(parts[i].disposition),
			    arena, &part.disposition);
		assert_int_equal(
		    text_filename(&part, arena, &name, &exact), STATUS_OK);
		if (parts[i].name == NULL) {
			assert_null(name.ptr);
			continue;
		}
		if (!slice_equal(name, slice_cstr(parts[i].name)) ||
		    exact != parts[i].exact)
			fail_msg("case %zu: \"%.*s\", %d", i, SLICE_ARG(name),
			    exact);
	}
	arena_free(arena);
}

/* Megabytes of beginnings and ends of words; none may be quadratic. */
static void
hostile(void **state)
{
	static const char *const pieces[] = { "=?", "=?a?q?", "=?utf-8?q?a",
		"=?utf-8?q?a?=", "=?utf-8?q?a?= ", "=?a?b?=?= x", "?=",
		"=?utf-8?q?=C3?= ", "=?utf-8?b?w?= =?utf-16?q?a?= ", "\xFF " };
	struct arena *arena;
	struct slice out;
	size_t i, j, len, size = (size_t)1 << 20;
	char *in = malloc(size);
	bool exact;

	(void)state;
	assert_non_null(in);
	for (i = 0; i < sizeof(pieces) / sizeof(pieces[0]); i++) {
		len = strlen(pieces[i]);
		for (j = 0; j + len <= size; j += len)
			memcpy(in + j, pieces[i], len);
		arena = arena_new(CEILING);
		assert_int_equal(
		    text_header_decode(slice_make(in, j), arena, &out, &exact),
		    STATUS_OK);
		assert_true(utf8_valid(out));
		(void)is_shown(slice_make(in, 60000), arena, SLICE_EMPTY);
		arena_free(arena);
	}
	free(in);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(decoded),
		cmocka_unit_test(canonical),
		cmocka_unit_test(origins),
		cmocka_unit_test(readings),
		cmocka_unit_test(one_reading),
		cmocka_unit_test(parameters),
		cmocka_unit_test(filenames),
		cmocka_unit_test(hostile),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
