/*
 * inline_base64.c - base64 in a text: runs of its characters that decode to
 * text, or to a file.
 *
 * A word is a run of characters of either alphabet.  Words with nothing but
 * white space and quoting marks between them are tried together: the long
 * ones that follow each other, as encoders wrap them, and all of them, as
 * somebody may cut them.  A sample is decoded first, so that ordinary words
 * and identifiers cost next to nothing.
 */
#include "text/inline.h"

#define LONG_MIN 16   /* characters of a word as encoders make them */
#define BLOCK_MIN 20  /* characters of what is tried at all */
#define SAMPLE_MAX 96 /* characters */
#define ALIGNMENTS 4

#define NO 0x80

/* Values of both alphabets; the upper half of the bytes is none of them. */
/* clang-format off */
static const unsigned char digits[256] = {
	NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO,
	NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO,
	NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, 62, NO, 62, NO, 63,
	52, 53, 54, 55, 56, 57, 58, 59, 60, 61, NO, NO, NO, NO, NO, NO,
	NO, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14,
	15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, NO, NO, NO, NO, 63,
	NO, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40,
	41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, NO, NO, NO, NO, NO,
	NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO,
	NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO,
	NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO,
	NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO,
	NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO,
	NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO,
	NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO,
	NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO,
};
/* clang-format on */

/* The value of a digit, or -1. */
static int
digit(char c)
{
	unsigned char value = digits[(unsigned char)c];

	return value == NO ? -1 : value;
}

/* Decodes in, its first skip digits left out, to out. */
static size_t
decode(struct slice in, unsigned skip, char *out)
{
	uint32_t bits = 0;
	unsigned have = 0;
	size_t len = 0;

	for (size_t i = 0; i < in.len; i++) {
		int value = digit(in.ptr[i]);

		if (value < 0) {
			if (in.ptr[i] == '=')
				have = 0;
			continue;
		}
		if (skip > 0) {
			skip--;
			continue;
		}
		bits = bits << 6 | (unsigned)value;
		if (have > 0)
			out[len++] =
			    (char)(unsigned char)(bits >> (6 - 2 * have));
		have = (have + 1) % 4;
	}
	return len;
}

/* Is what stands at from text, or a file, at some alignment? */
static bool
sample_is_good(struct slice text, size_t from)
{
	struct slice in = slice_sub(text, from, SAMPLE_MAX), charset;
	char out[SAMPLE_MAX];

	for (unsigned skip = 0; skip < ALIGNMENTS; skip++) {
		size_t len = decode(in, skip, out);
		struct slice bytes = { out, len };

		if (inline_is_file(bytes) || inline_is_text(bytes, &charset))
			return true;
	}
	return false;
}

/* Tries the block of text from start to end; *found_r says if it is one. */
static enum status
try_block(
    const struct inline_scan *scan, size_t start, size_t end, bool *found_r)
{
	struct slice in = slice_sub(scan->model->text, start, end - start);
	struct inline_found found = { .from = start, .how = "inline base64" };
	struct slice charset;
	char *out;

	*found_r = false;
	if (!sample_is_good(in, 0) &&
	    (in.len < SAMPLE_MAX || !sample_is_good(in, in.len / 2)))
		return STATUS_OK;
	out = arena_alloc(scan->reader->arena, in.len);
	if (out == NULL)
		return STATUS_NOMEM;
	for (unsigned skip = 0; skip < ALIGNMENTS && !*found_r; skip++) {
		found.bytes = slice_make(out, decode(in, skip, out));
		*found_r = inline_is_file(found.bytes) ||
		    inline_is_text(found.bytes, &charset);
	}
	return *found_r ? inline_enter(scan, &found) : STATUS_OK;
}

/* A charset whose text does not look like text here? */
static bool
is_foreign(struct slice charset)
{
	static const char *const plain[] = { "us-ascii", "utf-8", "iso-8859-1",
		"iso-8859-15", "windows-1252" };

	for (size_t i = 0; i < sizeof(plain) / sizeof(plain[0]); i++)
		if (slice_equal_nocase(charset, slice_cstr(plain[i])))
			return false;
	return charset.len > 0;
}

/*
 * Nothing but base64 as the content of what is said to be a file, or to be
 * text in some other charset; *found_r: that is all there is to it.
 */
static enum status
try_whole(const struct inline_scan *scan, bool *found_r)
{
	struct inline_found found = { .how = "inline base64" };
	struct slice text = slice_trim(scan->model->text);
	char *out;

	*found_r = false;
	found.file = inline_is_attached(scan);
	found.text = !found.file && scan->reader->inline_level == 1 &&
	    is_foreign(reader_charset(scan->model->part));
	/* an armoured signature or key says what it is */
	if ((!found.file && !found.text) || text.len < BLOCK_MIN ||
	    slice_starts(text, SLICE("-----BEGIN ")))
		return STATUS_OK;
	for (size_t i = 0; i < text.len; i++)
		if (digit(text.ptr[i]) < 0 && text.ptr[i] != '=' &&
		    !ascii_space(text.ptr[i]))
			return STATUS_OK;
	out = arena_alloc(scan->reader->arena, text.len);
	if (out == NULL)
		return STATUS_NOMEM;
	*found_r = found.file;
	found.bytes = slice_make(out, decode(text, 0, out));
	return inline_enter(scan, &found);
}

/* Words that belong together. */
struct block {
	size_t start;
	size_t end;
	size_t digits;
	size_t shorter_end; /* without the short word at the end */
};

struct words {
	const struct inline_scan *scan;
	struct block wide; /* all words that nothing else stands between */
	struct block core; /* the long ones at its end */
};

static void
block_add(struct block *block, size_t start, size_t end)
{
	if (block->digits == 0)
		block->start = start;
	block->end = end;
	block->digits += end - start;
}

static enum status
wide_end(struct words *words)
{
	enum status status = STATUS_OK;
	bool found;

	if (words->wide.digits >= BLOCK_MIN)
		status = try_block(
		    words->scan, words->wide.start, words->wide.end, &found);
	words->wide.digits = 0;
	return status;
}

/* Tries the core; where it is one, what is wide begins anew behind it. */
static enum status
core_end(struct words *words)
{
	struct block core = words->core;
	enum status status = STATUS_OK;
	bool found = false;

	words->core = (struct block){ 0 };
	if (core.digits < BLOCK_MIN)
		return STATUS_OK;
	status = try_block(words->scan, core.start, core.end, &found);
	if (status == STATUS_OK && !found && core.shorter_end > 0)
		status = try_block(
		    words->scan, core.start, core.shorter_end, &found);
	if (status != STATUS_OK || !found)
		return status;
	words->wide.end = core.start;
	words->wide.digits = words->wide.digits > core.digits ?
	    words->wide.digits - core.digits :
	    0;
	return wide_end(words);
}

static enum status
word_add(struct words *words, size_t start, size_t end)
{
	bool is_long = end - start >= LONG_MIN;

	block_add(&words->wide, start, end);
	if (is_long) {
		block_add(&words->core, start, end);
		return STATUS_OK;
	}
	if (words->core.digits > 0) {
		words->core.shorter_end = words->core.end;
		block_add(&words->core, start, end);
	}
	return core_end(words);
}

static enum status
words_end(struct words *words)
{
	enum status status = core_end(words);

	return status == STATUS_OK ? wide_end(words) : status;
}

/* Where the word at i ends, its padding included. */
static size_t
word_len(struct slice text, size_t i)
{
	size_t at = i, pads = 0;

	while (at < text.len && digit(text.ptr[at]) >= 0)
		at++;
	while (pads < 2 && at < text.len && text.ptr[at] == '=') {
		at++;
		pads++;
	}
	return at - i;
}

static bool
is_between(char c)
{
	return ascii_space(c) || c == '>' || c == '|' || c == '*';
}

enum status
inline_base64(const struct inline_scan *scan)
{
	struct slice text = scan->model->text;
	struct words words = { .scan = scan };
	enum status status;
	size_t i = 0, len;
	bool whole;

	status = try_whole(scan, &whole);
	if (status != STATUS_OK || whole)
		return status;

	while (i < text.len && status == STATUS_OK) {
		if (digit(text.ptr[i]) >= 0) {
			len = word_len(text, i);
			status = word_add(&words, i, i + len);
			i += len;
		} else {
			if (!is_between(text.ptr[i]))
				status = words_end(&words);
			i++;
		}
	}
	return status == STATUS_OK ? words_end(&words) : status;
}
