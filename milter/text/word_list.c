/*
 * word_list.c - finds and decodes the encoded words of a header value as one
 * kind of reader does.
 *
 * Each kind passes over the value once; a word's end is looked for from where
 * the last one was found, so that it stays linear.
 */
#include "text/word_list.h"

#include "base/utf8.h"
#include "message/decode.h"
#include "message/message.h"
#include "text/charset_readings.h"

#define CHARSET_NAME_MAX 64
#define LETTER_MAX 3 /* of an encoding's name, blanks included */

struct list_run {
	const struct word_value *value;
	const struct word_kind *kind;
	struct word_reader reader;
	struct text_build out;
	unsigned traits;
	/* the group of words at hand, whose bytes are joined */
	bool open;
	struct encoded_word first;
	struct text_build bytes;
};

static bool
is_blank(struct slice s)
{
	return slice_trim(s).len == 0;
}

/* The first blank at or behind at, or the end. */
static size_t
find_blank(struct slice in, size_t at)
{
	while (at < in.len && in.ptr[at] != ' ' && in.ptr[at] != '\t')
		at++;
	return at;
}

/* Where the text at from ends that has lost its "?=", or may have. */
static size_t
loose_end(struct list_run *run, size_t from, size_t *next_r)
{
	struct slice in = run->value->in;
	size_t end = slice_find(slice_from(in, from), SLICE("?="));
	size_t blank = run->kind->to_blank ? find_blank(in, from) : in.len;

	if (end != SLICE_NONE && from + end < blank) {
		*next_r = from + end + 2;
		return from + end;
	}
	*next_r = blank;
	while (blank > from &&
	    (in.ptr[blank - 1] == '?' || in.ptr[blank - 1] == '='))
		blank--;
	return blank;
}

/* The encoding's letter in front of a "?": 'b', 'q' or what kind says. */
static char
loose_letter(const struct list_run *run, struct slice name)
{
	struct slice trimmed = slice_trim(name);
	char letter = trimmed.len > 0 ? ascii_lower(trimmed.ptr[0]) : '\0';

	return letter == 'b' || letter == 'q' ? letter : run->kind->letter;
}

/* Takes what begins at start with "=?" for a word if it is one at all. */
static bool
loose_word(struct list_run *run, size_t start, struct encoded_word *word)
{
	struct slice rest = slice_from(run->value->in, start + 2);
	size_t name = slice_index(slice_sub(rest, 0, CHARSET_NAME_MAX), '?');
	size_t letter, text = start + 2, star;

	if (name == SLICE_NONE)
		return false;
	word->charset = slice_trim(slice_sub(rest, 0, name));
	star = slice_index(word->charset, '*');
	if (star != SLICE_NONE)
		word->charset = slice_sub(word->charset, 0, star);
	rest = slice_from(rest, name + 1);
	text += name + 1;
	letter = slice_index(slice_sub(rest, 0, LETTER_MAX + 1), '?');
	word->encoding = run->kind->letter;
	if (letter != SLICE_NONE) {
		word->encoding = loose_letter(run, slice_sub(rest, 0, letter));
		text += letter + 1;
	}
	word->start = start;
	word->text = slice_sub(
	    run->value->in, text, loose_end(run, text, &word->end) - text);
	word->malformed = true;
	return word->text.len > 0;
}

static bool
loose_next(struct list_run *run, struct encoded_word *word)
{
	struct slice in = run->value->in;
	size_t at;

	for (;;) {
		at = slice_find(slice_from(in, run->reader.pos), SLICE("=?"));
		if (at == SLICE_NONE)
			return false;
		at += run->reader.pos;
		run->reader.pos = at + 1;
		if (loose_word(run, at, word)) {
			run->reader.pos = word->end;
			return true;
		}
	}
}

/* Lets word end at the last "?=" before a blank or another word. */
static void
extend(struct list_run *run, struct encoded_word *word)
{
	struct slice in = run->value->in;
	size_t text = (size_t)(word->text.ptr - in.ptr);

	for (size_t i = word->end; i + 1 < in.len; i++) {
		if (in.ptr[i] == ' ' || in.ptr[i] == '\t' ||
		    slice_starts(slice_from(in, i), SLICE("=?")))
			break;
		if (in.ptr[i] != '?' || in.ptr[i + 1] != '=')
			continue;
		word->text = slice_sub(in, text, i - text);
		word->end = i + 2;
	}
	run->reader.pos = word->end;
}

/* May a word have c beside it?  RFC 2047 section 5 names the places. */
static bool
is_apart(char c)
{
	return c == ' ' || c == '\t' || c == '(' || c == ')';
}

static bool
is_attached(const struct list_run *run, const struct encoded_word *word)
{
	struct slice in = run->value->in;

	return (word->start > 0 && !is_apart(in.ptr[word->start - 1])) ||
	    (word->end < in.len && !is_apart(in.ptr[word->end]));
}

static bool
next_word(struct list_run *run, struct encoded_word *word)
{
	if (run->kind->letter != '\0')
		return loose_next(run, word);
	if (!word_reader_next(&run->reader, word))
		return false;
	if (run->kind->greedy)
		extend(run, word);
	return true;
}

/* Q, the "=" of a broken escape dropped. */
static size_t
decode_q(struct slice in, char *out)
{
	size_t len = 0;

	for (size_t i = 0; i < in.len; i++) {
		int high, low;

		if (in.ptr[i] != '=') {
			out[len++] = in.ptr[i] == '_' ? ' ' : in.ptr[i];
			continue;
		}
		high = in.len - i > 2 ? ascii_hex(in.ptr[i + 1]) : -1;
		low = in.len - i > 2 ? ascii_hex(in.ptr[i + 2]) : -1;
		if (high < 0 || low < 0)
			continue;
		out[len++] = (char)(high << 4 | low);
		i += 2;
	}
	return len;
}

/* word's text without its blanks. */
static bool
drop_blanks(struct list_run *run, struct encoded_word *word)
{
	char *out = arena_alloc(run->value->arena, word->text.len);
	size_t len = 0;

	if (out == NULL)
		return false;
	for (size_t i = 0; i < word->text.len; i++)
		if (!ascii_space(word->text.ptr[i]))
			out[len++] = word->text.ptr[i];
	word->text = slice_make(out, len);
	return true;
}

static enum status
word_bytes(
    struct list_run *run, struct encoded_word *word, struct slice *bytes_r)
{
	bool odd =
	    word->encoding == 'b' ? run->kind->base64 : run->kind->no_signs;
	char *out;
	size_t len;

	if (run->kind->no_blanks && !drop_blanks(run, word))
		return STATUS_NOMEM;
	if (!odd)
		return encoded_word_bytes(word, run->value->arena, bytes_r);
	out = arena_alloc(run->value->arena, word->text.len);
	if (out == NULL)
		return STATUS_NOMEM;
	if (word->encoding == 'b')
		message_base64_decode_as(
		    run->kind->base64_kind, word->text, out, &len);
	else
		len = decode_q(word->text, out);
	*bytes_r = slice_make(out, len);
	return STATUS_OK;
}

/* bytes that are none of charset, as the kind reads them. */
static enum status
decode_likely(struct list_run *run, struct slice bytes, struct slice charset,
    struct slice *text_r)
{
	const struct charset_hints hints = { charset, &run->value->charset, 1 };
	struct text_readings likely;
	unsigned pick = run->kind->charset;
	enum status status;

	run->traits |= WORD_CHARSET;
	status =
	    text_charset_readings(bytes, &hints, run->value->arena, &likely);
	if (status != STATUS_OK)
		return status;
	if (likely.why != NULL || likely.n > WORD_LIKELY_MAX)
		run->traits |= WORD_DOUBT;
	if (pick > 0)
		*text_r = likely.items[pick <= likely.n ? pick - 1 : 0].text;
	return STATUS_OK;
}

/* bytes out of charset. */
static enum status
decode_charset(struct list_run *run, struct slice bytes, struct slice charset,
    struct slice *text_r)
{
	enum status status;
	bool exact;

	status = text_charset_decode(
	    bytes, charset, run->value->arena, text_r, &exact);
	if (status != STATUS_OK || exact)
		return status;
	return decode_likely(run, bytes, charset, text_r);
}

/* Ends the group: its bytes out of their charset. */
static enum status
group_close(struct list_run *run)
{
	struct encoded_word word = run->first;
	struct slice bytes, text;
	enum status status = STATUS_OK;

	if (!run->open)
		return STATUS_OK;
	run->open = false;
	if (!text_build_done(&run->bytes, 0, &bytes, NULL))
		return STATUS_NOMEM;
	if (run->kind->joined) {
		word.text = bytes;
		status = word_bytes(run, &word, &bytes);
	}
	if (status == STATUS_OK)
		status = decode_charset(run, bytes, word.charset, &text);
	if (status == STATUS_OK)
		text_build_made(&run->out, text, word.start);
	return status;
}

static enum status
group_add(struct list_run *run, struct encoded_word *word)
{
	struct slice bytes = word->text;
	enum status status = STATUS_OK;

	if (run->open)
		run->traits |= WORD_ADJACENT;
	if (run->kind->apart || word->encoding != run->first.encoding ||
	    !slice_equal_nocase(word->charset, run->first.charset))
		status = group_close(run);
	if (status == STATUS_OK && !run->kind->joined)
		status = word_bytes(run, word, &bytes);
	if (status != STATUS_OK)
		return status;
	if (!run->open) {
		run->open = true;
		run->first = *word;
		text_build_init(&run->bytes, run->value->arena, NULL);
	}
	if (word->malformed)
		run->traits |= WORD_MALFORMED;
	text_build_made(&run->bytes, bytes, 0);
	return STATUS_OK;
}

/* What stands between words; blanks between two of them are nothing. */
static enum status
plain_add(struct list_run *run, size_t start, size_t end, bool between)
{
	struct slice plain = slice_sub(run->value->in, start, end - start);
	struct slice text;
	enum status status;
	bool exact;

	if (plain.len == 0 || (between && is_blank(plain)))
		return STATUS_OK;
	status = group_close(run);
	if (status != STATUS_OK)
		return status;
	if (slice_find(plain, SLICE("=?")) != SLICE_NONE)
		run->traits |= WORD_BROKEN;
	if (utf8_valid(plain)) {
		text_build_copy(&run->out, plain, start);
		return STATUS_OK;
	}
	run->traits |= WORD_RAW;
	status = text_charset_decode(
	    plain, SLICE("windows-1252"), run->value->arena, &text, &exact);
	if (status == STATUS_OK)
		status = decode_likely(run, plain, SLICE_EMPTY, &text);
	if (status == STATUS_OK)
		text_build_made(&run->out, text, start);
	return status;
}

/* Is word one to a reader that keeps to RFC 2047? */
static enum status
is_lawful(struct list_run *run, const struct encoded_word *word, bool *is_r)
{
	struct encoded_word copy = *word;
	struct slice bytes;
	enum status status;

	status = encoded_word_bytes(&copy, run->value->arena, &bytes);
	*is_r = !copy.malformed && !is_attached(run, word);
	return status;
}

static enum status
decode_words(struct list_run *run)
{
	struct encoded_word word;
	size_t start = 0;
	enum status status = STATUS_OK;
	bool taken = true;

	while (status == STATUS_OK && next_word(run, &word)) {
		if (is_attached(run, &word))
			run->traits |= WORD_ATTACHED;
		if (run->kind->strict)
			status = is_lawful(run, &word, &taken);
		if (status != STATUS_OK || !taken)
			continue;
		status = plain_add(run, start, word.start, start > 0);
		if (status == STATUS_OK)
			status = group_add(run, &word);
		start = word.end;
	}
	if (status == STATUS_OK)
		status = plain_add(run, start, run->value->in.len, false);
	if (status == STATUS_OK)
		status = group_close(run);
	return status;
}

enum status
word_list_decode(const struct word_value *value, const struct word_kind *kind,
    struct text_decoded *decoded_r, unsigned *traits_r)
{
	struct list_run run = { .value = value, .kind = kind };
	enum status status;

	word_reader_init(&run.reader, value->in);
	text_build_init(&run.out, value->arena, value->map);
	status = decode_words(&run);
	*traits_r = run.traits;
	if (status != STATUS_OK)
		return status;
	decoded_r->exact = (run.traits & WORD_CHARSET) == 0;
	if (!text_build_done(
		&run.out, value->len, &decoded_r->text, &decoded_r->map))
		return STATUS_NOMEM;
	return STATUS_OK;
}
