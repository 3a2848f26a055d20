/*
 * encoded_word.c - finds the encoded words of a header value and undoes their
 * encoding (RFC 2047 sections 2 to 4, RFC 2231 section 5).
 *
 * A word is read wherever it stands (in quotes, amid other text) and with
 * blanks or question marks inside, since readers do so; what RFC 2047 forbids
 * is noted as malformed.
 */
#include "text/encoded_word.h"

#include "message/decode.h"
#include "message/message.h"

void
word_reader_init(struct word_reader *reader, struct slice in)
{
	*reader = (struct word_reader){ .in = in };
}

/* The first "?=" at or behind at, or SLICE_NONE. */
static size_t
find_end(struct word_reader *reader, size_t at)
{
	size_t found;

	if (reader->next_end == SLICE_NONE ||
	    (reader->next_end != 0 && reader->next_end >= at))
		return reader->next_end;
	found = slice_find(slice_from(reader->in, at), SLICE("?="));
	reader->next_end = found == SLICE_NONE ? SLICE_NONE : at + found;
	return reader->next_end;
}

static bool
text_is_clean(struct slice text)
{
	size_t i;

	for (i = 0; i < text.len; i++)
		if (text.ptr[i] <= ' ' || text.ptr[i] > '~' ||
		    text.ptr[i] == '?')
			return false;
	return true;
}

/* The charset's name in front of a "?", or SLICE_NONE. */
static size_t
charset_len(struct slice s)
{
	size_t i;

	for (i = 0; i < s.len && s.ptr[i] != '?'; i++)
		if (s.ptr[i] <= ' ' || s.ptr[i] > '~')
			return SLICE_NONE;
	return i > 0 && i < s.len ? i : SLICE_NONE;
}

/* Reads the word whose "=?" is at start. */
static bool
read_word(struct word_reader *reader, size_t start, struct encoded_word *word)
{
	struct slice rest = slice_from(reader->in, start + 2), name;
	size_t len = charset_len(rest), text, end;

	if (len == SLICE_NONE || len + 2 >= rest.len ||
	    rest.ptr[len + 2] != '?')
		return false;
	word->encoding = ascii_lower(rest.ptr[len + 1]);
	if (word->encoding != 'b' && word->encoding != 'q')
		return false;
	text = start + 2 + len + 3;
	end = find_end(reader, text);
	if (end == SLICE_NONE) {
		reader->broken = true;
		return false;
	}
	name = slice_sub(rest, 0, len);
	word->charset = slice_sub(name, 0,
	    slice_index(name, '*') == SLICE_NONE ? len :
						   slice_index(name, '*'));
	word->text = slice_sub(reader->in, text, end - text);
	word->start = start;
	word->end = end + 2;
	word->malformed = !text_is_clean(word->text);
	return true;
}

bool
word_reader_next(struct word_reader *reader, struct encoded_word *word_r)
{
	size_t at;

	for (;;) {
		at = slice_find(
		    slice_from(reader->in, reader->pos), SLICE("=?"));
		if (at == SLICE_NONE)
			return false;
		at += reader->pos;
		if (read_word(reader, at, word_r)) {
			reader->pos = word_r->end;
			return true;
		}
		reader->pos = at + 1;
	}
}

/* The Q encoding; an "=" before no two hex digits stands for itself. */
static enum status
read_q(struct encoded_word *word, struct arena *arena, struct slice *bytes_r)
{
	struct slice in = word->text;
	char *out = arena_alloc(arena, in.len);
	size_t i, len = 0;
	int high, low;

	if (out == NULL)
		return STATUS_NOMEM;
	for (i = 0; i < in.len; i++) {
		if (in.ptr[i] != '=') {
			out[len++] = in.ptr[i] == '_' ? ' ' : in.ptr[i];
			continue;
		}
		high = in.len - i > 2 ? ascii_hex(in.ptr[i + 1]) : -1;
		low = in.len - i > 2 ? ascii_hex(in.ptr[i + 2]) : -1;
		if (high < 0 || low < 0) {
			word->malformed = true;
			out[len++] = '=';
			continue;
		}
		out[len++] = (char)(high << 4 | low);
		i += 2;
	}
	*bytes_r = slice_make(out, len);
	return STATUS_OK;
}

/* Base64; a missing padding is forgiven, a lone last digit is not. */
static enum status
read_b(struct encoded_word *word, struct arena *arena, struct slice *bytes_r)
{
	uint64_t defects = 0;
	size_t i, digits = 0;
	enum status status;
	char c;

	status = message_base64_decode(word->text, arena, bytes_r, &defects);
	for (i = 0; i < word->text.len; i++) {
		c = word->text.ptr[i];
		digits += ascii_alnum(c) || c == '+' || c == '/';
	}
	if (digits % 4 == 1 || defects & ~MESSAGE_DEFECT_BASE64_SHORT)
		word->malformed = true;
	return status;
}

enum status
encoded_word_bytes(
    struct encoded_word *word, struct arena *arena, struct slice *bytes_r)
{
	if (word->encoding == 'b')
		return read_b(word, arena, bytes_r);
	return read_q(word, arena, bytes_r);
}
