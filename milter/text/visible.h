/*
 * visible.h - what a program makes of an HTML text: what it shows, and the
 * rest.
 */
#ifndef TEXT_VISIBLE_H
#define TEXT_VISIBLE_H

#include "base/status.h"
#include "base/vec.h"
#include "text/map.h"
#include "text/style_sheet.h"

#define VISIBLE_DEPTH_MAX 1024 /* open elements; deeper ones are not obeyed */
#define VISIBLE_NESTED_MAX 64  /* documents inside one: srcdoc and data: */

/* What a reading does that a program without style sheets does not. */
enum visible_show {
	VISIBLE_STYLED = 1 << 0,  /* text is laid out as CSS says, ruby left
	                             out, generated content put in */
	VISIBLE_UNSURE = 1 << 1,  /* rules that may apply do */
	VISIBLE_LETTERS = 1 << 2, /* nothing stands between table cells */
	VISIBLE_BRIEF = 1 << 3    /* only body, hidden and shown are wanted */
};

/* How the HTML is to be read. */
struct visible_params {
	struct slice html;          /* UTF-8 */
	const struct text_map *map; /* from html to its source, or NULL */
	unsigned readings;          /* enum html_reading bits */
	unsigned show;              /* enum visible_show bits */
	struct style_sheet *sheet;  /* rules to obey, or NULL */
	struct style_cache *cache;  /* shared by readings, or NULL */
};

/* One text and its map. */
struct visible_text {
	struct slice text;
	const struct text_map *map;
};

/* A document inside: a srcdoc, or a data: URI. */
struct visible_nested {
	struct slice text;
	size_t offset; /* of the attribute or style element in html */
	bool uri;
};

struct visible {
	struct visible_text body;       /* what is shown */
	struct visible_text hidden;     /* text that is not */
	struct visible_text shown;      /* both, as if nothing were hidden; or
	                                   "" where nothing is */
	struct visible_text titles;     /* shown, but not with the body */
	struct visible_text generated;  /* strings that CSS puts there */
	struct visible_text attributes; /* one value a line */
	struct visible_text comments;
	struct visible_text links; /* percent-decoded, one a line */
	struct VEC(struct visible_nested) nested;
	struct style_sheet *sheet; /* the document's own rules */
	bool concealed;   /* some text, scripts and the like aside, is hidden */
	bool laid_out;    /* VISIBLE_STYLED would make a difference */
	bool letters;     /* table cells hold single letters */
	bool conditional; /* there is a comment that Outlook reads as markup */
	bool foreign;     /* HTML_READ_FOREIGN would make a difference */
	bool stripped;    /* HTML_READ_STRIPPED would */
	bool plain;       /* there is no tag and no comment */
	bool unclosed;    /* the end cuts a tag, or there is a NUL */
	bool cut;         /* a tag had too many attributes */
	const char *skip; /* why not all could be read, or NULL */
};

/* STATUS_NOMEM is the only error. */
enum status visible_read(const struct visible_params *params,
    struct arena *arena, struct visible *visible_r);

#endif
