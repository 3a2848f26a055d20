/*
 * word.c - the words of folded text.
 *
 * Folded text is ASCII for the most part: that goes by a table, the rest by
 * ICU.
 */
#include "text/word.h"

#include <unicode/uchar.h>

#include "base/utf8.h"

/* What stands at a place of the text. */
struct character {
	size_t len;
	bool in_word;
	bool alone; /* a word by itself: its script puts no blanks */
};

/* Scripts that are written without blanks between words, by their blocks. */
static const struct {
	uint32_t first, last;
} unspaced[] = {
	{ 0x0E00, 0x0EFF },   /* Thai, Lao */
	{ 0x1000, 0x109F },   /* Myanmar */
	{ 0x1780, 0x17FF },   /* Khmer */
	{ 0x3005, 0x3007 },   /* ideographic signs */
	{ 0x3040, 0x30FF },   /* Hiragana, Katakana */
	{ 0x3400, 0x4DBF },   /* Han */
	{ 0x4E00, 0x9FFF },   /* Han */
	{ 0xF900, 0xFAFF },   /* Han */
	{ 0x20000, 0x3FFFF }, /* Han */
};

static bool
is_unspaced(uint32_t cp)
{
	for (size_t i = 0; i < sizeof(unspaced) / sizeof(*unspaced); i++)
		if (cp >= unspaced[i].first && cp <= unspaced[i].last)
			return true;
	return false;
}

static struct character
character_at(struct slice folded, size_t at)
{
	struct character c = { .len = 1 };
	uint32_t cp;

	if ((unsigned char)folded.ptr[at] < 0x80) {
		c.in_word = ascii_alnum(folded.ptr[at]);
		return c;
	}
	c.len = utf8_decode(slice_from(folded, at), &cp);
	c.in_word = cp != UTF8_REPLACEMENT &&
	    (U_GET_GC_MASK((UChar32)cp) &
		(U_GC_L_MASK | U_GC_N_MASK | U_GC_M_MASK)) != 0;
	c.alone = c.in_word && is_unspaced(cp);
	return c;
}

bool
text_word_next(struct slice folded, size_t *at_r, struct slice *word_r)
{
	size_t at = *at_r, start;
	struct character c = { 0, false, false };

	while (at < folded.len && !(c = character_at(folded, at)).in_word)
		at += c.len;
	start = at;
	if (at < folded.len)
		at += c.len;
	while (at < folded.len && !c.alone) {
		struct character next = character_at(folded, at);

		if (!next.in_word || next.alone)
			break;
		at += next.len;
	}
	*at_r = at < folded.len ? at : folded.len;
	*word_r = slice_sub(folded, start, *at_r - start);
	return word_r->len > 0;
}
