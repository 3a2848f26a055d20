/*
 * message_golden_test.c - tests/golden/structure: messages that mail programs
 * read differently, NAME.eml, and all that is read in each, NAME.txt.
 *
 * Every message says PHRASE to somebody.  Those called ordinary-* say it to
 * everybody, in exactly one reading; the others must not be taken for that.
 * With SENDGATE_GOLDEN_UPDATE=1 the .txt files are written anew.
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

#define FOLDER "tests/golden/structure/"
#define ARENA_CEILING ((size_t)64 << 20)
#define FILE_MAX ((size_t)1 << 20)
#define FILES_MAX 500
#define NAME_LEN_MAX 100
#define PHRASE SLICE("floor price 42")

static bool
file_read(const char *path, struct buf *out)
{
	FILE *file = fopen(path, "rb");
	char block[4096];
	size_t len;

	buf_init(out, FILE_MAX);
	if (file == NULL)
		return false;
	while ((len = fread(block, 1, sizeof(block), file)) > 0)
		buf_add(out, slice_make(block, len));
	(void)fclose(file);
	return !buf_failed(out);
}

static void
file_write(const char *path, const struct buf *text)
{
	FILE *file = fopen(path, "wb");

	assert_non_null(file);
	assert_int_equal(
	    fwrite(buf_slice(text).ptr, 1, buf_slice(text).len, file),
	    buf_slice(text).len);
	assert_int_equal(fclose(file), 0);
}

static bool
part_says(const struct message_part *part)
{
	for (size_t i = 0; i < part->decodings.len; i++)
		if (slice_find(part->decodings.items[i].bytes, PHRASE) !=
		    SLICE_NONE)
			return true;
	for (size_t i = 0; i < part->names.len; i++)
		if (slice_find(part->names.items[i].bytes, PHRASE) !=
		    SLICE_NONE)
			return true;
	return false;
}

static bool
message_says(const struct message *message)
{
	for (size_t i = 0; i < message->parts.len; i++)
		if (part_says(message->parts.items[i]))
			return true;
	return false;
}

static void
golden_check(const char *name, const char *path, const struct buf *printed)
{
	struct buf expected;

	if (getenv("SENDGATE_GOLDEN_UPDATE") != NULL) {
		file_write(path, printed);
		return;
	}
	if (!file_read(path, &expected))
		fail_msg("%s: no %s", name, path);
	if (!slice_equal(buf_slice(&expected), buf_slice(printed)))
		fail_msg("%s reads\n%s", name, buf_cstr(printed));
	buf_free(&expected);
}

static void
golden_run(const char *name)
{
	const struct message_ceilings ceilings = MESSAGE_CEILINGS_DEFAULT;
	struct arena *arena = arena_new(ARENA_CEILING);
	bool ordinary = strncmp(name, "ordinary-", 9) == 0;
	struct message message;
	struct buf raw, printed;
	char path[NAME_LEN_MAX * 2];

	assert_non_null(arena);
	(void)snprintf(path, sizeof(path), FOLDER "%s.eml", name);
	assert_true(file_read(path, &raw));
	assert_int_equal(
	    message_read(buf_slice(&raw), &ceilings, arena, &message, NULL),
	    STATUS_OK);
	if (!message_says(&message))
		fail_msg("%s: the phrase is not found", name);
	if (message_is_plain(&message) != ordinary)
		fail_msg("%s: one reading, or more?", name);
	buf_init(&printed, FILE_MAX);
	print_tree(&printed, message.root, 0, true);
	(void)snprintf(path, sizeof(path), FOLDER "%s.txt", name);
	golden_check(name, path, &printed);
	buf_free(&printed);
	buf_free(&raw);
	arena_free(arena);
}

/* Lists the names without their ".eml"; gives how many there are. */
static size_t
golden_list(char names[FILES_MAX][NAME_LEN_MAX])
{
	DIR *folder = opendir(FOLDER);
	struct dirent *entry;
	size_t count = 0;

	assert_non_null(folder);
	while ((entry = readdir(folder)) != NULL) {
		size_t len = strlen(entry->d_name);

		if (len < 4 || strcmp(entry->d_name + len - 4, ".eml") != 0)
			continue;
		assert_true(count < FILES_MAX && len < NAME_LEN_MAX);
		memcpy(names[count], entry->d_name, len - 4);
		names[count++][len - 4] = '\0';
	}
	(void)closedir(folder);
	return count;
}

static void
test_golden(void **state)
{
	static char names[FILES_MAX][NAME_LEN_MAX];
	size_t count = golden_list(names);

	(void)state;
	assert_true(count > 0);
	for (size_t i = 0; i < count; i++) {
		print_message("# %s\n", names[i]);
		golden_run(names[i]);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_golden) };

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
