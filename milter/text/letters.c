/*
 * letters.c - words whose letters stand one by one.
 *
 * They are found in the folded text, where every blank is one space and every
 * letter that passes for an ASCII one is that; the separators are then taken
 * out of the text itself.  Where words are no further apart than letters, they
 * run together.
 */
#include "text/letters.h"

#include <unicode/uchar.h>

#include "base/utf8.h"

#define APART_LEAST 6 /* letters that make it worth a look */
#define JOIN_LEAST 3  /* letters of a word that is joined */
#define STEP 8        /* of six letters and five separators, one is hit */

enum class {
	CLASS_OTHER,
	CLASS_LETTER,
	CLASS_SEPARATOR
};

#define L CLASS_LETTER
static const unsigned char classes[256] = {
	[' '] = CLASS_SEPARATOR,
	['*'] = CLASS_SEPARATOR,
	['+'] = CLASS_SEPARATOR,
	[','] = CLASS_SEPARATOR,
	['-'] = CLASS_SEPARATOR,
	['.'] = CLASS_SEPARATOR,
	['/'] = CLASS_SEPARATOR,
	['_'] = CLASS_SEPARATOR,
	['|'] = CLASS_SEPARATOR,
	['~'] = CLASS_SEPARATOR,
	['a'] = L,
	L,
	L,
	L,
	L,
	L,
	L,
	L,
	L,
	L,
	L,
	L,
	L,
	L,
	L,
	L,
	L,
	L,
	L,
	L,
	L,
	L,
	L,
	L,
	L,
	L,
};
#undef L

static unsigned
class_at(struct slice s, size_t at)
{
	return at < s.len ? classes[(unsigned char)s.ptr[at]] : CLASS_OTHER;
}

/* Does a letter stand at at, with none beside it? */
static bool
is_single(struct slice s, size_t at)
{
	return class_at(s, at) == CLASS_LETTER &&
	    class_at(s, at + 1) != CLASS_LETTER &&
	    (at == 0 || class_at(s, at - 1) != CLASS_LETTER);
}

/* How many single letters stand around at, as far as it matters? */
static bool
are_apart_at(struct slice s, size_t at)
{
	size_t first = at, n;

	for (n = 0; n < APART_LEAST && first >= 2; n++) {
		if (!is_single(s, first - 2) ||
		    class_at(s, first - 1) != CLASS_SEPARATOR)
			break;
		first -= 2;
	}
	for (n = 0; n < APART_LEAST; n++)
		if (!is_single(s, first + 2 * n) ||
		    (n > 0 &&
			class_at(s, first + 2 * n - 1) != CLASS_SEPARATOR))
			return false;
	return true;
}

bool
letters_are_apart(struct slice folded)
{
	const unsigned char *in = (const unsigned char *)folded.ptr;
	unsigned first, second;
	size_t at;

	for (at = 0; at + 2 < folded.len; at += STEP) {
		first = classes[in[at]];
		second = classes[in[at + 1]];
		if (first + second != CLASS_LETTER + CLASS_SEPARATOR ||
		    first != classes[in[at + 2]] || first == second)
			continue;
		if (are_apart_at(folded, first == CLASS_LETTER ? at : at + 1))
			return true;
	}
	return false;
}

/* Is the gap at folded byte at one separator, and no wider? */
static bool
is_narrow(const struct text_view *view, size_t at)
{
	size_t from = text_map_origin(view->folded_map, at);
	size_t to = text_map_origin(view->folded_map, at + 1), blanks = 0;
	uint32_t cp;

	if (view->folded.ptr[at] != ' ')
		return true;
	while (from < to && blanks < 2) {
		from += utf8_decode(slice_from(view->text, from), &cp);
		if (cp != '\r' && u_isUWhiteSpace((UChar32)cp))
			blanks++;
	}
	return blanks < 2;
}

/* The end of the row of single letters that begins at at. */
static size_t
row_end(const struct text_view *view, size_t at, size_t *letters_r)
{
	struct slice s = view->folded;

	*letters_r = 1;
	while (class_at(s, at + 1) == CLASS_SEPARATOR && is_single(s, at + 2) &&
	    (*letters_r < 2 || s.ptr[at + 1] == s.ptr[at - 1]) &&
	    is_narrow(view, at + 1)) {
		at += 2;
		++*letters_r;
	}
	return at;
}

enum status
letters_join(const struct text_view *view, struct arena *arena,
    struct slice *out_r, const struct text_map **map_r)
{
	struct text_build build;
	size_t at = 0, end, letters, start = 0, gap;

	text_build_init(&build, arena, view->map);
	for (; at < view->folded.len; at++) {
		if (!is_single(view->folded, at))
			continue;
		end = row_end(view, at, &letters);
		for (; at < end; at += 2) {
			if (letters < JOIN_LEAST)
				continue;
			gap = text_map_origin(view->folded_map, at + 1);
			text_build_copy(&build,
			    slice_sub(view->text, start, gap - start), start);
			start = text_map_origin(view->folded_map, at + 2);
		}
	}
	text_build_copy(&build, slice_from(view->text, start), start);
	if (!text_build_done(&build, view->text.len, out_r, map_r))
		return STATUS_NOMEM;
	return STATUS_OK;
}
