/*
 * display.c - text in the order in which it is displayed.
 *
 * A right-to-left override makes "tnuocsid" read "discount".  Lines are not
 * broken as a window would break them: a paragraph is one line.  One that is
 * longer than any is cut, so that ICU's memory has a ceiling.
 */
#include "text/display.h"

#include <stdbool.h>

#include <unicode/ubidi.h>
#include <unicode/ustring.h>

#define PARAGRAPH_MAX ((size_t)1 << 20) /* bytes that are ordered together */

struct display {
	struct arena *arena;
	struct text_build build;
	UBiDi *bidi;
	UChar *units;   /* of a paragraph */
	UChar *ordered; /* the same, ordered */
	char *made;     /* and in UTF-8 */
};

static bool
has_controls(struct slice s)
{
	size_t i;
	unsigned char second, third;

	for (i = 0; i + 2 < s.len; i++) {
		if ((unsigned char)s.ptr[i] != 0xE2)
			continue;
		second = (unsigned char)s.ptr[i + 1];
		third = (unsigned char)s.ptr[i + 2];
		if ((second == 0x80 && third >= 0xAA && third <= 0xAE) ||
		    (second == 0x81 && third >= 0xA6 && third <= 0xA9))
			return true;
	}
	return false;
}

/* The length of the first paragraph of s, its line end included. */
static size_t
paragraph_length(struct slice s)
{
	size_t len = slice_index(s, '\n');

	len = len == SLICE_NONE ? s.len : len + 1;
	if (len <= PARAGRAPH_MAX)
		return len;
	for (len = PARAGRAPH_MAX; len > 1; len--)
		if (((unsigned char)s.ptr[len] & 0xC0) != 0x80)
			break;
	return len;
}

/* Room for the longest paragraph: each byte is one unit at the most. */
static bool
reserve(struct display *display, struct slice text)
{
	size_t max = text.len < PARAGRAPH_MAX ? text.len : PARAGRAPH_MAX;

	if (display->bidi != NULL)
		return true;
	display->units =
	    arena_alloc(display->arena, max * sizeof(*display->units));
	display->ordered =
	    arena_alloc(display->arena, max * sizeof(*display->ordered));
	display->made = arena_alloc(display->arena, max * 3);
	if (display->units == NULL || display->ordered == NULL ||
	    display->made == NULL)
		return false;
	display->bidi = ubidi_open();
	return display->bidi != NULL;
}

static enum status
order_paragraph(struct display *display, struct slice s, size_t at)
{
	int32_t max = (int32_t)s.len, n = 0, len = 0;
	UErrorCode error = U_ZERO_ERROR;

	u_strFromUTF8(display->units, max, &n, s.ptr, (int32_t)s.len, &error);
	ubidi_setPara(
	    display->bidi, display->units, n, UBIDI_DEFAULT_LTR, NULL, &error);
	n = ubidi_writeReordered(display->bidi, display->ordered, max,
	    UBIDI_DO_MIRRORING | UBIDI_REMOVE_BIDI_CONTROLS |
		UBIDI_KEEP_BASE_COMBINING,
	    &error);
	u_strToUTF8WithSub(display->made, max * 3, &len, display->ordered, n,
	    0xFFFD, NULL, &error);
	if (error == U_MEMORY_ALLOCATION_ERROR)
		return STATUS_NOMEM;
	if (U_SUCCESS(error) || error == U_STRING_NOT_TERMINATED_WARNING)
		text_build_made(&display->build,
		    slice_make(display->made, (size_t)len), at);
	else
		text_build_copy(&display->build, s, at);
	return STATUS_OK;
}

enum status
display_order(struct slice text, const struct text_map *base,
    struct arena *arena, struct slice *out_r, const struct text_map **map_r)
{
	struct display display = { .arena = arena };
	enum status status = STATUS_OK;
	struct slice paragraph;
	size_t at;

	text_build_init(&display.build, arena, base);
	for (at = 0; at < text.len && status == STATUS_OK;
	     at += paragraph.len) {
		paragraph = slice_from(text, at);
		paragraph.len = paragraph_length(paragraph);
		if (!has_controls(paragraph))
			text_build_copy(&display.build, paragraph, at);
		else if (!reserve(&display, text))
			status = STATUS_NOMEM;
		else
			status = order_paragraph(&display, paragraph, at);
	}
	if (display.bidi != NULL)
		ubidi_close(display.bidi);
	if (status == STATUS_OK &&
	    !text_build_done(&display.build, text.len, out_r, map_r))
		status = STATUS_NOMEM;
	return status;
}
