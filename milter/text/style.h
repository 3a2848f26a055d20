/*
 * style.h - which CSS declarations hide the text of an element.
 */
#ifndef TEXT_STYLE_H
#define TEXT_STYLE_H

#include <stdint.h>

#include "base/arena.h"
#include "base/slice.h"
#include "text/html.h"

/* Does a style attribute's value, or the block of a rule, hide text? */
bool style_hides(struct slice declarations);

#define STYLE_SLOTS 2048 /* hiding selectors of one document: a power of 2 */

/*
 * The classes, ids and elements that a document's style sheets hide, by hash:
 * a clash hides something in one of several readings, and does no harm.
 */
struct style_sheet {
	uint32_t slots[STYLE_SLOTS];
	size_t len;
};

/* Adds the hiding rules of a sheet's text. */
void style_sheet_add(struct style_sheet *sheet, struct slice text);

/* Does a rule of the sheet hide this start tag's element? */
bool style_sheet_hides(
    const struct style_sheet *sheet, const struct html_token *tag);

#endif
