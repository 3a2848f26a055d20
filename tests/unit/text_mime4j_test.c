/*
 * text_mime4j_test.c - the messages of Apache James Mime4j: every text that
 * their authors say a part decodes to is a view.
 *
 * The expected text is a file NAME_decoded_PART.txt beside NAME.msg, with the
 * part's own bytes: it is converted to UTF-8 first.  It and a view are one if
 * they are equal but for the line ends, the blanks before them and what is
 * white at the end.  Of an HTML part each run of text of WORDS_MIN words or
 * more must be in a view.  Which part a view belongs to is not compared, for
 * the malformed ones are numbered differently; and a part of no text at all
 * is only counted, for there is nothing to find.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <dirent.h>
#include <iconv.h>
#include <stdio.h>

#include <cmocka.h>

#include "mime4j_case.h"
#include "text_case.h"

#define ARENA_CEILING ((size_t)512 << 20)
#define WORDS_MIN 4
#define MESSAGES_MIN 30
#define FOUND_MIN 26

/* Whose expected bytes are not UTF-8; the charset is the message's own. */
static const struct {
	const char *file;
	const char *charset;
} charsets[] = {
	{ "qp-body_decoded_1.txt", "ISO-8859-15" },
};

/* What is no view, why that is right, and what is in some view instead. */
static const struct {
	const char *file;
	const char *why;
	const char *instead;
} exceptions[] = {
	{ "malformedHeaderStartsBody-nocrlfcrlf_decoded_1.txt",
	    "the expected text lacks a line of the message",
	    "This is an invalid header\nAnotherHeader: " },
	{ "malformedHeaderStartsBody-noheader_decoded_1.txt",
	    "the expected text lacks a line of the message",
	    "not having headers.\nThe whole text " },
	{ "multipartnestedemptyparts_decoded_1_1.txt",
	    "it is the source of a message inside, whose parts are views",
	    "Nested epilogue" },
};

struct count {
	size_t messages; /* that have a text part */
	size_t parts;
	size_t empty; /* of the parts: no text, nothing to find */
	size_t found;
	size_t excepted;
	size_t missing;
};

static void
file_read(const char *name, struct buf *out)
{
	char path[MIME4J_PATH_MAX];

	mime4j_path(name, "", path);
	assert_true(mime4j_read(path, out));
}

/* The bytes as UTF-8. */
static void
to_utf8(struct slice bytes, const char *charset, struct buf *out)
{
	iconv_t converter = iconv_open("UTF-8", charset);
	char *in = (char *)(uintptr_t)bytes.ptr, block[4096], *made;
	size_t left = bytes.len, room;

	buf_init(out, MIME4J_FILE_MAX);
	assert_true(converter != (iconv_t)-1);
	while (left > 0) {
		size_t before = left;

		made = block;
		room = sizeof(block);
		(void)iconv(converter, &in, &left, &made, &room);
		buf_add(out, slice_make(block, sizeof(block) - room));
		assert_true(left < before);
	}
	(void)iconv_close(converter);
}

/* LF for any line end, no blanks before one, nothing white at the end. */
static void
normalize(struct slice text, struct buf *out)
{
	size_t kept = 0;

	buf_init(out, TEXT_CASE_BYTES_MAX);
	for (size_t i = 0; i < text.len; i++) {
		char c = text.ptr[i];

		if (c == '\r' && i + 1 < text.len && text.ptr[i + 1] == '\n')
			continue;
		if (c == '\r' || c == '\n') {
			out->len = kept;
			c = '\n';
		}
		buf_add_byte(out, c);
		if (c != ' ' && c != '\t')
			kept = out->len;
	}
	while (out->len > 0 && ascii_space(out->ptr[out->len - 1]))
		out->len--;
	assert_false(buf_failed(out));
}

/* Is it the whole of a content view's text? */
static bool
is_view(const struct text *text, struct slice wanted)
{
	bool found = false;

	for (size_t i = 0; i < text->views.len && !found; i++) {
		const struct text_view *view = &text->views.items[i];
		struct buf shown;

		normalize(view->text, &shown);
		found = text_view_is_content(view->kind) &&
		    slice_equal(buf_slice(&shown), wanted);
		buf_free(&shown);
	}
	return found;
}

static bool
in_any_view(const struct text *text, struct slice wanted)
{
	bool found = false;

	for (size_t i = 0; i < text->views.len && !found; i++) {
		struct buf shown;

		normalize(text->views.items[i].text, &shown);
		found = slice_find(buf_slice(&shown), wanted) != SLICE_NONE;
		buf_free(&shown);
	}
	return found;
}

static size_t
words_count(struct slice text)
{
	size_t words = 0;

	for (size_t i = 0; i < text.len; i++)
		if (!ascii_space(text.ptr[i]) &&
		    (i == 0 || ascii_space(text.ptr[i - 1])))
			words++;
	return words;
}

/* Every run between tags that is long enough; false if there is none. */
static bool
has_runs(const struct text *text, struct slice html)
{
	struct slice rest = html, piece, run;
	size_t runs = 0;

	while (slice_cut(&rest, '<', &piece)) {
		run =
		    slice_trim(slice_from(piece, slice_index(piece, '>') + 1));
		if (words_count(run) < WORDS_MIN)
			continue;
		if (!in_any_view(text, run))
			return false;
		runs++;
	}
	return runs > 0;
}

static bool
is_found(const struct text *text, struct slice wanted)
{
	if (is_view(text, wanted))
		return true;
	return slice_find_nocase(wanted, SLICE("<html")) != SLICE_NONE &&
	    has_runs(text, wanted);
}

static void
expected_read(const char *file, struct buf *wanted)
{
	const char *charset = "UTF-8";
	struct buf bytes, utf8;

	for (size_t i = 0; i < sizeof(charsets) / sizeof(*charsets); i++)
		if (strcmp(charsets[i].file, file) == 0)
			charset = charsets[i].charset;
	file_read(file, &bytes);
	to_utf8(buf_slice(&bytes), charset, &utf8);
	normalize(buf_slice(&utf8), wanted);
	buf_free(&utf8);
	buf_free(&bytes);
}

/* A file that is no view: only if the table says so, and says what is. */
static bool
is_excepted(const struct text *text, const char *file)
{
	for (size_t i = 0; i < sizeof(exceptions) / sizeof(*exceptions); i++) {
		if (strcmp(exceptions[i].file, file) != 0)
			continue;
		print_message("# %s: %s\n", file, exceptions[i].why);
		return in_any_view(text, slice_cstr(exceptions[i].instead));
	}
	return false;
}

static void
check_part(const struct text *text, const char *file, struct count *count)
{
	struct buf wanted;

	expected_read(file, &wanted);
	count->parts++;
	if (wanted.len == 0) {
		count->empty++;
	} else if (is_found(text, buf_slice(&wanted))) {
		count->found++;
	} else if (is_excepted(text, file)) {
		count->excepted++;
	} else {
		print_message("# %s: no view\n", file);
		count->missing++;
	}
	buf_free(&wanted);
}

/* The parts of one message: files[i] that are "NAME_decoded_*.txt". */
static void
check_message(
    const char *file, struct dirent **files, int files_len, struct count *count)
{
	struct arena *arena = arena_new(ARENA_CEILING);
	size_t parts = count->parts;
	char prefix[MIME4J_PATH_MAX];
	struct text text;
	struct buf raw;

	assert_non_null(arena);
	file_read(file, &raw);
	text_case_read(buf_slice(&raw), arena, &text);
	(void)snprintf(prefix, sizeof(prefix), "%.*s_decoded_",
	    (int)(strlen(file) - strlen(".msg")), file);
	for (int i = 0; i < files_len; i++) {
		struct slice name = slice_cstr(files[i]->d_name);

		if (slice_starts(name, slice_cstr(prefix)) &&
		    slice_ends_nocase(name, SLICE(".txt")))
			check_part(&text, files[i]->d_name, count);
	}
	if (count->parts > parts)
		count->messages++;
	buf_free(&raw);
	arena_free(arena);
}

static void
all_decoded_text(void **state)
{
	struct count count = { 0 };
	struct dirent **files;
	char path[MIME4J_PATH_MAX];
	int len;

	(void)state;
	mime4j_path("", "", path);
	len = scandir(path, &files, NULL, alphasort);
	if (len < 0) {
		print_message("# skipped: no %s\n", path);
		skip();
	}
	for (int i = 0; i < len; i++)
		if (slice_ends_nocase(
			slice_cstr(files[i]->d_name), SLICE(".msg")))
			check_message(files[i]->d_name, files, len, &count);
	for (int i = 0; i < len; i++)
		free(files[i]);
	free(files);
	print_message("# %zu messages, %zu text parts: %zu found, %zu empty, "
		      "%zu excepted, %zu missing\n",
	    count.messages, count.parts, count.found, count.empty,
	    count.excepted, count.missing);
	assert_int_equal(count.missing, 0);
	assert_int_equal(
	    count.excepted, sizeof(exceptions) / sizeof(*exceptions));
	assert_true(count.messages >= MESSAGES_MIN);
	assert_true(count.found >= FOUND_MIN);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_decoded_text),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
