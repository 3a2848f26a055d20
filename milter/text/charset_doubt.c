/*
 * charset_doubt.c - does text that is not to the letter what its label says
 * still leave no doubt about what it is?
 *
 * Old mail has 8-bit letters without a label, quotations cut inside a
 * character, and characters that their charset has on one system alone.  All
 * are read with what is malformed shown, left out, and as windows-1252.  That
 * is not enough for a text which is in another charset altogether: then most
 * of what is not ASCII does not decode, or stands in runs that no western word
 * has.
 */
#include "text/charset_doubt.h"

#include <string.h>

#include "text/lenient.h"
#include "text/windows_1252.h"

#define FEW 3           /* characters that are always taken for accidents */
#define FEW_PARTS 8     /* or one in so many of those that are not ASCII */
#define WESTERN_PARTS 4 /* ASCII letters for each that is not */
#define WESTERN_RUN 3   /* high letters in a row that words have */

static bool
are_few(struct slice text)
{
	size_t malformed = 0, high = 0, i;
	unsigned char c;

	for (i = 0; i < text.len; i++) {
		c = (unsigned char)text.ptr[i];
		if (c < 0xC0)
			continue;
		high++;
		if (c == 0xEF &&
		    slice_starts(slice_from(text, i), SLICE("\xEF\xBF\xBD")))
			malformed++;
	}
	return malformed <= FEW || malformed * FEW_PARTS <= high;
}

/* Bytes of windows-1252, no more and no denser than words have them? */
static bool
is_western(struct slice bytes)
{
	size_t high = 0, ascii = 0, run = 0, i;
	unsigned char c;

	for (i = 0; i < bytes.len; i++) {
		c = (unsigned char)bytes.ptr[i];
		if (c < 0x80) {
			ascii += ascii_alpha((char)c) ? 1 : 0;
			run = 0;
			continue;
		}
		if (c < 0xA0 && text_windows_1252[c - 0x80] == 0)
			return false;
		if (i > 0 && bytes.ptr[i] == bytes.ptr[i - 1])
			continue; /* a ruled line */
		high++;
		if (++run > WESTERN_RUN)
			return false;
	}
	return high <= FEW || high * WESTERN_PARTS <= ascii;
}

/* Does but the last character not decode?  A line end of one byte is why. */
static bool
is_cut(struct slice text)
{
	struct slice mark = SLICE("\xEF\xBF\xBD");

	return text.len >= mark.len &&
	    slice_find(text, mark) == text.len - mark.len;
}

bool
charset_doubt_is_small(
    struct slice bytes, struct slice text, const struct charset_label *label)
{
	if (label == NULL)
		return is_western(bytes);
	switch (label->reading) {
	case CHARSET_ASCII:
		return is_western(bytes);
	case CHARSET_UTF8:
		return !lenient_utf8_there(bytes) &&
		    (are_few(text) || is_western(bytes));
	case CHARSET_LATIN1:
	case CHARSET_WINDOWS:
		return true; /* programs pass over the holes, or show a box */
	case CHARSET_ICU:
	default:
		return strncmp(label->converter, "UTF-", 4) == 0 ?
		    is_cut(text) :
		    are_few(text);
	}
}
