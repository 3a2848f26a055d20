/*
 * link.h - the targets of links, as they are followed.
 */
#ifndef TEXT_LINK_H
#define TEXT_LINK_H

#include "text/html.h"
#include "text/map.h"

/* Does the attribute lead somewhere? */
bool link_leads(const struct html_attribute *attribute);

/*
 * Appends target to links, percent-decoded, and a line end; and what else it
 * can be read as, a line each: decoded twice, "+" taken for a blank.
 */
void link_put(struct slice target, struct text_build *links, size_t offset);

/* The same for an attribute, if it leads somewhere or holds "%20" and such. */
void link_add(const struct html_attribute *attribute, struct text_build *links);

/*
 * Undoes percent-encoding: ptr NULL without memory.  The bytes may be
 * anything.
 */
struct slice link_bytes(struct slice s, struct arena *arena);

#endif
