/*
 * text_flow.h - text put together as a page shows it: white space collapsed,
 * lines broken.
 *
 * "direct" text stands byte for byte at its offset; other text stands for what
 * is there.
 */
#ifndef TEXT_TEXT_FLOW_H
#define TEXT_TEXT_FLOW_H

#include "text/map.h"

/* White space of HTML. */
bool text_flow_space(char c);

/* Is nothing, or white space, at the end? */
bool text_flow_ends_in_space(const struct text_build *build);

/* Appends s as it stands. */
void text_flow_put(
    struct text_build *build, struct slice s, size_t offset, bool direct);

/* Appends s with each run of white space made one space. */
void text_flow_collapsed(
    struct text_build *build, struct slice s, size_t offset, bool direct);

/* Ends the line, unless it is empty. */
void text_flow_break(struct text_build *build, size_t offset);

/*
 * Appends text with the code points of each line in reverse order, for what is
 * at offset.
 */
void text_flow_reversed(
    struct text_build *build, struct slice text, size_t offset);

#endif
