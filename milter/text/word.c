/*
 * word.c - the words of folded text.
 *
 * Folded text is ASCII for the most part: that goes by a table, the rest by
 * ICU.
 */
#include "text/word.h"

#include <unicode/uchar.h>

#include "base/utf8.h"

/* The length of the character of a word that stands at at, or 0. */
static size_t
word_character(struct slice folded, size_t at)
{
	const unsigned char c = (unsigned char)folded.ptr[at];
	uint32_t cp;
	size_t len;

	if (c < 0x80)
		return ascii_alnum(folded.ptr[at]) ? 1 : 0;
	len = utf8_decode(slice_from(folded, at), &cp);
	if (cp != UTF8_REPLACEMENT &&
	    (U_GET_GC_MASK((UChar32)cp) &
		(U_GC_L_MASK | U_GC_N_MASK | U_GC_M_MASK)) != 0)
		return len;
	return 0;
}

static size_t
other_character(struct slice folded, size_t at)
{
	uint32_t cp;

	if ((unsigned char)folded.ptr[at] < 0x80)
		return 1;
	return utf8_decode(slice_from(folded, at), &cp);
}

bool
text_word_next(struct slice folded, size_t *at_r, struct slice *word_r)
{
	size_t at = *at_r, start, len = 0;

	while (at < folded.len && (len = word_character(folded, at)) == 0)
		at += other_character(folded, at);
	start = at;
	for (at += len; at < folded.len; at += len) {
		len = word_character(folded, at);
		if (len == 0)
			break;
	}
	*at_r = at < folded.len ? at : folded.len;
	*word_r = slice_sub(folded, start, *at_r - start);
	return word_r->len > 0;
}
