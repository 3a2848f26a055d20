/*
 * css.h - the syntax of CSS (CSS Syntax Level 3), as far as it must be known
 * to tell declarations, strings and names apart.
 */
#ifndef TEXT_CSS_H
#define TEXT_CSS_H

#include "text/html.h"
#include "text/map.h"

/*
 * Where the first of stops is in s from at on, outside comments, strings,
 * escapes and brackets; s.len where there is none.  Stops are among ";:{},!)]".
 */
size_t css_find(struct slice s, size_t at, const char *stops);

/* The length of the comment, or of nothing, in front of s. */
size_t css_comment_len(struct slice s);

/* The length of the escape in front of s, and what it stands for. */
size_t css_escape(struct slice s, char out[4], size_t *len_r);

/*
 * s in lower case, comments left out, escapes undone, each run of white space
 * one blank, trimmed, and cut to size bytes, which out has.
 */
struct slice css_plain(struct slice s, char *out, size_t size);

/*
 * The number in front of s, in thousandths (within a thousand million of
 * them); returns its length, 0: there is none.
 */
size_t css_number(struct slice s, long *thousandths_r);

/*
 * Appends the strings of a "content" value as one text that stands for what is
 * at offset.  attr(x) is taken from tag, unless that is NULL.
 */
void css_content(struct slice value, const struct html_token *tag,
    struct text_build *build, size_t offset);

/*
 * Appends the content of every such declaration in css, one a line; map leads
 * from css to the offsets of build.
 */
void css_generated(
    struct slice css, const struct text_map *map, struct text_build *build);

/* s with its escapes undone; ptr is NULL when out of memory. */
struct slice css_unescaped(struct slice s, struct arena *arena);

/* Takes the next url(...) out of css from *at on; false where none is left. */
bool css_url(struct slice css, size_t *at, struct slice *url_r);

/* The same for the string of the next "@import". */
bool css_import(struct slice css, size_t *at, struct slice *url_r);

#endif
