/*
 * loose_params.c - parameters found by their names alone, wherever they stand,
 * and every value that some reader may give them.
 *
 * A value may end at the closing quote, at a blank, a ";" or the line's end;
 * its quotes and backslashes may be kept or dropped.
 */
#include <string.h>

#include "message/loose.h"

#define OCCURRENCES_MAX 16 /* of one name in one text */
#define CHARSET_MAX 40

struct finder {
	struct slice text;
	struct slice name;
	struct arena *arena;
	struct message_loose *loose;
	struct message_pieces pieces;
	enum status status;
};

static bool
is_label(struct slice value)
{
	if (value.len == 0 || value.len > CHARSET_MAX)
		return false;
	for (size_t i = 0; i < value.len; i++)
		if (!ascii_alnum(value.ptr[i]) &&
		    (value.ptr[i] == '\0' ||
			strchr("-_.:+", value.ptr[i]) == NULL))
			return false;
	return true;
}

static void
finder_add(struct finder *finder, struct slice value)
{
	struct message_param param = {
		.name = finder->name,
		.bytes = value,
		.charset = SLICE_EMPTY,
	};

	if (finder->status != STATUS_OK ||
	    (slice_equal(finder->name, SLICE("charset")) && !is_label(value)))
		return;
	finder->status =
	    message_loose_param(finder->loose, &param, finder->arena);
}

/* value without the bytes in drop; of a backslash, what follows is kept. */
static struct slice
value_without(struct finder *finder, struct slice value, const char *drop)
{
	char *out = arena_alloc(finder->arena, value.len);
	size_t len = 0;

	if (out == NULL) {
		finder->status = STATUS_NOMEM;
		return SLICE_EMPTY;
	}
	for (size_t i = 0; i < value.len; i++) {
		if (value.ptr[i] != '\0' && strchr(drop, value.ptr[i])) {
			if (value.ptr[i] != '\\' || i + 1 == value.len)
				continue;
			i++;
		}
		out[len++] = value.ptr[i];
	}
	return slice_make(out, len);
}

/* The first of the bytes in stop, from i on, or the end. */
static size_t
value_end(struct slice text, size_t i, const char *stop)
{
	while (i < text.len &&
	    (text.ptr[i] == '\0' || strchr(stop, text.ptr[i]) == NULL))
		i++;
	return i;
}

static struct slice
value_between(struct slice text, size_t from, size_t to)
{
	return slice_sub(text, from, to - from);
}

/* The quoted string at the start of text, quotes and pairs undone. */
static struct slice
value_quoted(struct finder *finder, struct slice text)
{
	size_t end = 1;

	while (end < text.len && text.ptr[end] != '"')
		end += text.ptr[end] == '\\' ? 2 : 1;
	return value_without(finder,
	    value_between(text, 1, end < text.len ? end : text.len), "\\");
}

/* What a reader may take text, which starts at a value, to be. */
static void
finder_values(struct finder *finder, struct slice text)
{
	size_t line = value_end(text, 0, "\r\n");
	size_t part = value_end(text, 0, ";\r\n");
	size_t word = value_end(text, 0, "; \t\r\n,(");
	struct slice whole = slice_trim(value_between(text, 0, part));

	if (text.len > 0 && text.ptr[0] == '"') {
		finder_add(finder, value_quoted(finder, text));
		finder_add(
		    finder, value_between(text, 1, value_end(text, 1, "\"")));
		finder_add(finder,
		    slice_trim(
			value_between(text, 1, value_end(text, 1, "\"\r\n;"))));
		finder_add(finder,
		    value_between(text, 1, value_end(text, 1, "\"\r\n")));
	}
	if (text.len > 0 && text.ptr[0] == '\'')
		finder_add(finder,
		    value_between(text, 1, value_end(text, 1, "'\r\n")));
	finder_add(finder, value_between(text, 0, word));
	finder_add(finder, whole);
	finder_add(finder, slice_trim(value_between(text, 0, line)));
	finder_add(finder, value_between(text, 0, part));
	finder_add(finder, value_without(finder, whole, "\\\""));
	finder_add(finder, value_without(finder, whole, "\""));
}

/* "*", "*1" or "*1*" at *at: a piece of RFC 2231; false if there is none. */
static bool
finder_star(struct finder *finder, size_t *at, struct message_piece *piece)
{
	struct slice text = finder->text;
	size_t i = *at, digits = 0;

	*piece = (struct message_piece){ .name = finder->name, .section = -1 };
	if (i >= text.len || text.ptr[i] != '*')
		return false;
	for (i++; i < text.len && ascii_digit(text.ptr[i]); i++, digits++) {
		if (digits == 0)
			piece->section = 0;
		if (piece->section < 100000)
			piece->section =
			    piece->section * 10 + (text.ptr[i] - '0');
	}
	piece->encoded = digits == 0;
	if (digits > 0 && i < text.len && text.ptr[i] == '*') {
		piece->encoded = true;
		i++;
	}
	*at = i;
	return true;
}

/* Passes over blanks and one "=" from i on; SLICE_NONE if no value follows. */
static size_t
finder_equals(const struct finder *finder, size_t i)
{
	struct slice text = finder->text;
	size_t start = i;

	while (i < text.len && ascii_space(text.ptr[i]))
		i++;
	if (i >= text.len)
		return SLICE_NONE;
	if (text.ptr[i] != '=')
		return i > start || text.ptr[i] == '"' ? i : SLICE_NONE;
	for (i++; i < text.len && ascii_space(text.ptr[i]); i++)
		;
	return i;
}

/* The name stands before i. */
static void
finder_found(struct finder *finder, size_t i)
{
	struct message_piece piece, *added;
	bool star = finder_star(finder, &i, &piece);
	struct slice text;

	i = finder_equals(finder, i);
	if (i == SLICE_NONE)
		return;
	text = slice_sub(finder->text, i, MESSAGE_LOOSE_VALUE_MAX);
	finder_values(finder, text);
	if (!star || finder->status != STATUS_OK)
		return;
	piece.value = text.len > 0 && text.ptr[0] == '"' ?
	    value_quoted(finder, text) :
	    slice_trim(value_between(text, 0, value_end(text, 0, ";\r\n")));
	added = VEC_PUSH(finder->arena, &finder->pieces);
	if (added == NULL)
		finder->status = STATUS_NOMEM;
	else
		*added = piece;
}

static bool
is_name_byte(char c)
{
	return ascii_alnum(c) || c == '-' || c == '_';
}

enum status
message_loose_params(struct slice text, struct slice name, struct arena *arena,
    struct message_loose *loose)
{
	struct finder finder = {
		.text = text,
		.name = name,
		.arena = arena,
		.loose = loose,
	};
	size_t found = 0, i = 0;

	while (i < text.len && finder.status == STATUS_OK) {
		size_t at = slice_find_nocase(slice_from(text, i), name);

		if (at == SLICE_NONE)
			break;
		at += i;
		i = at + name.len;
		if (at > 0 && is_name_byte(text.ptr[at - 1]))
			continue;
		if (found++ >= OCCURRENCES_MAX) {
			loose->full = true;
			break;
		}
		finder_found(&finder, i);
	}
	if (finder.status == STATUS_OK && finder.pieces.len > 0)
		finder.status =
		    message_loose_segments(&finder.pieces, arena, loose);
	return finder.status;
}
