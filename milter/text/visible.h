/*
 * visible.h - what a program makes of an HTML text: what it shows, and the
 * rest.
 */
#ifndef TEXT_VISIBLE_H
#define TEXT_VISIBLE_H

#include "base/status.h"
#include "text/map.h"
#include "text/style.h"

/* How the HTML is to be read. */
struct visible_params {
	struct slice html;               /* UTF-8 */
	const struct text_map *map;      /* from html to its source, or NULL */
	unsigned readings;               /* enum html_reading bits */
	bool show_hidden;                /* hidden text is taken as shown */
	bool body_alone;                 /* only body is wanted */
	const struct style_sheet *sheet; /* rules to obey, or NULL */
};

/* One text and its map. */
struct visible_text {
	struct slice text;
	const struct text_map *map;
};

struct visible {
	struct visible_text body;       /* what is shown */
	struct visible_text hidden;     /* text that is not */
	struct visible_text attributes; /* one value a line */
	struct visible_text comments;
	struct visible_text links; /* percent-decoded, one a line */
	struct style_sheet *sheet; /* the document's own hiding rules */
	bool concealed;   /* some text, scripts and the like aside, is hidden */
	bool conditional; /* there is a comment that Outlook reads as markup */
	bool foreign;     /* there is SVG or MathML */
	bool cut;         /* a tag had too many attributes */
};

/* STATUS_NOMEM is the only error. */
enum status visible_read(const struct visible_params *params,
    struct arena *arena, struct visible *visible_r);

#endif
