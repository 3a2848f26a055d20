/*
 * percent.c - words with percent-escapes in them, the escapes undone.
 *
 * A word is what stands between white space.  One whose bytes are no UTF-8
 * then is left as it was.
 */
#include "text/percent.h"

#include "base/utf8.h"

#define TIMES 2 /* that escapes are undone, one in the other */

/* The byte of the escape at i, or -1. */
static int
escape_at(struct slice s, size_t i)
{
	int high, low;

	if (s.ptr[i] != '%' || s.len - i < 3)
		return -1;
	high = ascii_hex(s.ptr[i + 1]);
	low = ascii_hex(s.ptr[i + 2]);
	return high < 0 || low < 0 ? -1 : high * 16 + low;
}

/* The next escape at or behind at, or SLICE_NONE. */
static size_t
escape_next(struct slice text, size_t at)
{
	size_t found;

	while ((found = slice_index(slice_from(text, at), '%')) != SLICE_NONE) {
		at += found;
		if (escape_at(text, at) >= ' ')
			return at;
		at++;
	}
	return SLICE_NONE;
}

bool
percent_is_there(struct slice text)
{
	return escape_next(text, 0) != SLICE_NONE;
}

/* Undoes the escapes of word, to out; returns the length. */
static size_t
undo_once(struct slice word, char *out)
{
	size_t len = 0;

	for (size_t i = 0; i < word.len; i++) {
		int byte = escape_at(word, i);

		out[len++] = byte < 0 ? word.ptr[i] : (char)byte;
		if (byte >= 0)
			i += 2;
	}
	return len;
}

static enum status
undo_word(struct text_build *build, struct slice word, size_t from)
{
	char *out = arena_alloc(build->arena, word.len);
	struct slice undone;

	if (out == NULL)
		return STATUS_NOMEM;
	undone = slice_make(out, undo_once(word, out));
	for (int i = 1; i < TIMES && percent_is_there(undone); i++)
		undone.len = undo_once(undone, out);
	if (!utf8_valid(undone))
		return STATUS_OK;
	text_build_made(build, undone, from);
	text_build_byte(build, '\n', from);
	return STATUS_OK;
}

enum status
percent_undo(const struct text_view *view, struct arena *arena,
    struct slice *out_r, const struct text_map **map_r)
{
	struct slice text = view->text;
	enum status status = STATUS_OK;
	struct text_build build;
	size_t start, end = 0, at;

	text_build_init(&build, arena, view->map);
	while (status == STATUS_OK &&
	    (at = escape_next(text, end)) != SLICE_NONE) {
		start = at;
		while (start > end && !ascii_space(text.ptr[start - 1]))
			start--;
		end = at;
		while (end < text.len && !ascii_space(text.ptr[end]))
			end++;
		status = undo_word(
		    &build, slice_sub(text, start, end - start), start);
	}
	if (status != STATUS_OK ||
	    !text_build_done(&build, text.len, out_r, map_r))
		return STATUS_NOMEM;
	return STATUS_OK;
}
