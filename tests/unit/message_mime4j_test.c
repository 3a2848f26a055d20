/*
 * message_mime4j_test.c - the messages of Apache James Mime4j: all are read,
 * and the well-formed ones as their authors say.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <dirent.h>
#include <stdio.h>

#include <cmocka.h>

#include "message_print.h"
#include "mime4j_case.h"

#define ARENA_CEILING ((size_t)16 << 20)
#define MESSAGES_MIN 20

/* Parts are "number type" in the order of message.parts, first splits only. */
static const struct {
	const char *name;
	uint64_t defects;
	const char *parts;
	const char *binary; /* the part whose bytes are in NAME_decoded_X.bin */
	const char *file;
} cases[] = {
	{ "basic-plain", 0, "1 text/plain\n", NULL, NULL },
	{ "base64-encoded-text", 0, "1 text/plain\n", NULL, NULL },
	{ "qp-body", 0, "1 text/plain\n", NULL, NULL },
	{ "simple-attachment", 0,
	    "0 multipart/mixed\n"
	    "0.pre text/plain\n"
	    "1 text/plain\n"
	    "2 application/octet-stream\n",
	    "2", "1_2" },
	{ "example", 0,
	    "0 multipart/mixed\n"
	    "1 text/plain\n"
	    "2 image/png\n"
	    "3 image/png\n"
	    "4 text/plain\n",
	    "2", "1_2" },
	{ "intermediate-boundaries", /* with blanks before them */
	    MESSAGE_DEFECT_BOUNDARY_CLASH | MESSAGE_DEFECT_HEADER_LINE,
	    "0 multipart/mixed\n"
	    "0.pre text/plain\n"
	    "1 text/plain\n"
	    "2 text/plain\n"
	    "0.post text/plain\n",
	    NULL, NULL },
	{ "multipartdigestnestedemptyparts", 0, NULL, NULL, NULL },
	{ "boundary-name-clash",
	    MESSAGE_DEFECT_BOUNDARY_CLASH | MESSAGE_DEFECT_PARTS_NONE,
	    "0 multipart/mixed\n"
	    "1 multipart/alternative\n"
	    "1.1 text/plain\n"
	    "1.2 text/html\n"
	    "2 application/pdf\n",
	    "2", "1_2" },
	{ "base64encoded-rfc822message",
	    MESSAGE_DEFECT_ENCODING_COMPOSITE | MESSAGE_DEFECT_BARE_LF |
		MESSAGE_DEFECT_HEADER_LINE,
	    "1 message/rfc822\n"
	    "1.1 text/plain\n",
	    NULL, NULL },
	{ "ending-boundaries",
	    MESSAGE_DEFECT_BOUNDARY_CLASH | MESSAGE_DEFECT_BOUNDARY_UNUSED |
		MESSAGE_DEFECT_BOUNDARY_OPEN | MESSAGE_DEFECT_BOUNDARY_AGAIN |
		MESSAGE_DEFECT_OUTSIDE_PART,
	    NULL, NULL, NULL },
};

static void
read_raw(struct slice raw, struct arena *arena, struct message *message)
{
	const struct message_ceilings ceilings = MESSAGE_CEILINGS_DEFAULT;

	assert_int_equal(
	    message_read(raw, &ceilings, arena, message, NULL), STATUS_OK);
}

static void
check_parts(const struct message *message, const char *expected)
{
	struct buf out;

	buf_init(&out, MIME4J_FILE_MAX);
	for (size_t i = 0; i < message->parts.len; i++) {
		const struct message_part *part = message->parts.items[i];

		if (strchr(part->number, '~') != NULL)
			continue;
		buf_printf(&out, "%s %.*s/%.*s\n", part->number,
		    SLICE_ARG(part->type), SLICE_ARG(part->subtype));
	}
	assert_string_equal(buf_cstr(&out), expected);
	buf_free(&out);
}

static void
check_binary(
    const struct message *message, const char *number, const char *path)
{
	struct buf expected;

	assert_true(mime4j_read(path, &expected));
	for (size_t i = 0; i < message->parts.len; i++) {
		const struct message_part *part = message->parts.items[i];

		if (strcmp(part->number, number) == 0)
			assert_true(slice_equal(
			    message_part_bytes(part), buf_slice(&expected)));
	}
	buf_free(&expected);
}

static void
test_known(void **state)
{
	char path[MIME4J_PATH_MAX], suffix[32];

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct arena *arena = arena_new(ARENA_CEILING);
		struct message message;
		struct buf raw;

		assert_non_null(arena);
		print_message("# %s\n", cases[i].name);
		mime4j_path(cases[i].name, ".msg", path);
		if (!mime4j_read(path, &raw)) {
			buf_free(&raw);
			arena_free(arena);
			print_message("# skipped: no %s\n", path);
			skip();
		}
		read_raw(buf_slice(&raw), arena, &message);
		assert_int_equal(message.defects, cases[i].defects);
		if (cases[i].parts != NULL)
			check_parts(&message, cases[i].parts);
		(void)snprintf(suffix, sizeof(suffix), "_decoded_%s.bin",
		    cases[i].binary == NULL ? "" : cases[i].file);
		mime4j_path(cases[i].name, suffix, path);
		if (cases[i].binary != NULL)
			check_binary(&message, cases[i].binary, path);
		buf_free(&raw);
		arena_free(arena);
	}
}

static void
read_one(const char *name)
{
	struct arena *arena = arena_new(ARENA_CEILING);
	char path[MIME4J_PATH_MAX];
	struct message message;
	struct buf raw, out;

	assert_non_null(arena);
	mime4j_path(name, "", path);
	assert_true(mime4j_read(path, &raw));
	read_raw(buf_slice(&raw), arena, &message);
	buf_init(&out, MIME4J_FILE_MAX);
	print_part(&out, message.root, 0);
	assert_true(buf_slice(&out).len > 0);
	buf_free(&out);
	buf_free(&raw);
	arena_free(arena);
}

static void
test_all(void **state)
{
	char path[MIME4J_PATH_MAX];
	struct dirent *entry;
	size_t count = 0;
	DIR *folder;

	(void)state;
	mime4j_path("", "", path);
	folder = opendir(path);
	if (folder == NULL) {
		print_message("# skipped: no %s\n", path);
		skip();
	}
	while ((entry = readdir(folder)) != NULL) {
		if (!slice_ends_nocase(
			slice_cstr(entry->d_name), SLICE(".msg")))
			continue;
		read_one(entry->d_name);
		count++;
	}
	(void)closedir(folder);
	assert_true(count >= MESSAGES_MIN);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_known),
		cmocka_unit_test(test_all),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
