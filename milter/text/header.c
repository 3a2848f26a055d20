/*
 * header.c - header values decoded: unfolded, encoded words undone, raw bytes
 * made UTF-8.
 *
 * Words are decoded a group at a time: adjacent ones of one charset and one
 * encoding, whose bytes are joined first, since mailers split a character
 * between two words.
 */
#include "text/header.h"

#include "base/utf8.h"
#include "text/encoded_word.h"

struct header_decode {
	struct arena *arena;
	struct slice in; /* unfolded */
	struct text_build out;
	bool exact;
	/* the group in hand */
	bool open;
	struct encoded_word first;
	struct text_build bytes;
};

static bool
is_blank(struct slice s)
{
	size_t i;

	for (i = 0; i < s.len; i++)
		if (s.ptr[i] != ' ' && s.ptr[i] != '\t')
			return false;
	return true;
}

/* Ends the group: its bytes out of their charset. */
static enum status
group_close(struct header_decode *decode)
{
	struct slice bytes, text;
	enum status status;
	bool exact;

	if (!decode->open)
		return STATUS_OK;
	decode->open = false;
	if (!text_build_done(&decode->bytes, 0, &bytes, NULL))
		return STATUS_NOMEM;
	status = text_charset_decode(
	    bytes, decode->first.charset, decode->arena, &text, &exact);
	if (status != STATUS_OK)
		return status;
	decode->exact = decode->exact && exact;
	text_build_made(&decode->out, text, decode->first.start);
	return STATUS_OK;
}

static enum status
group_add(struct header_decode *decode, struct encoded_word *word)
{
	struct slice bytes;
	enum status status;

	if (decode->open &&
	    (word->encoding != decode->first.encoding ||
		!slice_equal_nocase(word->charset, decode->first.charset))) {
		status = group_close(decode);
		if (status != STATUS_OK)
			return status;
	}
	if (!decode->open) {
		decode->open = true;
		decode->first = *word;
		text_build_init(&decode->bytes, decode->arena, NULL);
	}
	status = encoded_word_bytes(word, decode->arena, &bytes);
	if (status != STATUS_OK)
		return status;
	if (word->malformed)
		decode->exact = false;
	text_build_made(&decode->bytes, bytes, 0);
	return STATUS_OK;
}

/* What stands between words; blanks between two of them are nothing. */
static enum status
plain_add(struct header_decode *decode, size_t start, size_t end, bool between)
{
	struct slice plain = slice_sub(decode->in, start, end - start), text;
	enum status status;
	bool exact;

	if (plain.len == 0 || (between && is_blank(plain)))
		return STATUS_OK;
	status = group_close(decode);
	if (status != STATUS_OK)
		return status;
	if (utf8_valid(plain)) {
		text_build_copy(&decode->out, plain, start);
		return STATUS_OK;
	}
	decode->exact = false;
	status = text_charset_decode(
	    plain, SLICE("windows-1252"), decode->arena, &text, &exact);
	if (status == STATUS_OK)
		text_build_made(&decode->out, text, start);
	return status;
}

static enum status
decode_words(struct header_decode *decode)
{
	struct word_reader reader;
	struct encoded_word word;
	size_t start = 0;
	enum status status = STATUS_OK;

	word_reader_init(&reader, decode->in);
	while (status == STATUS_OK && word_reader_next(&reader, &word)) {
		status = plain_add(decode, start, word.start, start > 0);
		if (status == STATUS_OK)
			status = group_add(decode, &word);
		start = word.end;
	}
	if (status == STATUS_OK)
		status = plain_add(decode, start, decode->in.len, false);
	if (status == STATUS_OK)
		status = group_close(decode);
	if (reader.broken)
		decode->exact = false;
	return status;
}

/* value without CR and LF, ends trimmed, with a map. */
static bool
unfold(struct slice value, struct arena *arena, struct slice *out_r,
    const struct text_map **map_r)
{
	struct text_build build;
	struct slice trimmed = slice_trim(value);
	size_t skipped = trimmed.len ? (size_t)(trimmed.ptr - value.ptr) : 0;
	size_t i, start = 0;

	text_build_init(&build, arena, NULL);
	text_build_reserve(&build, trimmed.len);
	for (i = 0; i <= trimmed.len; i++) {
		if (i < trimmed.len && trimmed.ptr[i] != '\r' &&
		    trimmed.ptr[i] != '\n')
			continue;
		text_build_copy(&build, slice_sub(trimmed, start, i - start),
		    skipped + start);
		start = i + 1;
	}
	return text_build_done(&build, value.len, out_r, map_r);
}

enum status
text_header_decode_mapped(
    struct slice value, struct arena *arena, struct text_decoded *decoded_r)
{
	struct header_decode decode = { .arena = arena, .exact = true };
	const struct text_map *unfolded;
	enum status status;

	*decoded_r = (struct text_decoded){ SLICE_EMPTY, NULL, true };
	if (!unfold(value, arena, &decode.in, &unfolded))
		return STATUS_NOMEM;
	if (slice_find(decode.in, SLICE("=?")) == SLICE_NONE &&
	    utf8_valid(decode.in)) {
		decoded_r->text = decode.in;
		decoded_r->map = unfolded;
		return STATUS_OK;
	}
	text_build_init(&decode.out, arena, unfolded);
	status = decode_words(&decode);
	if (status != STATUS_OK)
		return status;
	if (!text_build_done(
		&decode.out, value.len, &decoded_r->text, &decoded_r->map))
		return STATUS_NOMEM;
	decoded_r->exact = decode.exact;
	return STATUS_OK;
}

enum status
text_header_decode(
    struct slice value, struct arena *arena, struct slice *out_r, bool *exact_r)
{
	struct text_decoded decoded;
	enum status status;

	status = text_header_decode_mapped(value, arena, &decoded);
	*out_r = decoded.text;
	*exact_r = decoded.exact;
	return status;
}

enum status
text_header_canonical(
    struct slice value, struct arena *arena, struct slice *out_r, bool *exact_r)
{
	struct slice text;
	enum status status;
	size_t i, len = 0;
	char *out;

	status = text_header_decode(value, arena, &text, exact_r);
	*out_r = SLICE_EMPTY;
	if (status != STATUS_OK)
		return status;
	text = slice_trim(text);
	out = arena_alloc(arena, text.len);
	if (out == NULL)
		return STATUS_NOMEM;
	for (i = 0; i < text.len; i++) {
		if (!ascii_space(text.ptr[i]))
			out[len++] = text.ptr[i];
		else if (!ascii_space(text.ptr[i - 1]))
			out[len++] = ' ';
	}
	*out_r = slice_make(out, len);
	return STATUS_OK;
}

enum status
text_param_decode(const struct message_param *param, struct arena *arena,
    struct slice *out_r, bool *exact_r)
{
	struct slice text = param->bytes;
	enum status status;
	bool exact = true;

	*out_r = SLICE_EMPTY;
	*exact_r = true;
	if (param->encoded) {
		status = text_charset_decode(
		    text, param->charset, arena, &text, &exact);
		if (status != STATUS_OK)
			return status;
	}
	status = text_header_decode(text, arena, out_r, exact_r);
	*exact_r = *exact_r && exact;
	return status;
}

enum status
text_filename(const struct message_part *part, struct arena *arena,
    struct slice *out_r, bool *exact_r)
{
	const struct message_param *param;

	param = message_params_find(&part->disposition, SLICE("filename"));
	if (param == NULL)
		param = message_params_find(&part->content_type, SLICE("name"));
	if (param != NULL)
		return text_param_decode(param, arena, out_r, exact_r);
	*out_r = (struct slice){ NULL, 0 };
	*exact_r = true;
	return STATUS_OK;
}
