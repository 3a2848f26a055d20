/*
 * link.h - the targets of links, as they are followed.
 */
#ifndef TEXT_LINK_H
#define TEXT_LINK_H

#include "text/html.h"
#include "text/map.h"

/*
 * Appends the attribute's value, percent-decoded, and a line end to links, if
 * it is one that leads somewhere.
 */
void link_add(const struct html_attribute *attribute, struct text_build *links);

/* Undoes percent-encoding; s itself where what comes out is not UTF-8. */
struct slice link_decode(struct slice s, struct arena *arena);

#endif
