/*
 * rich.h - text/richtext (RFC 1341) and text/enriched (RFC 1896): plain text
 * with commands in angles.
 */
#ifndef TEXT_RICH_H
#define TEXT_RICH_H

#include "message/message.h"
#include "text/map.h"

/* Is part said to be one of these? */
bool rich_is(const struct message_part *part);

/* Appends what text shows.  Linear. */
void rich_read(struct slice text, struct text_build *build);

#endif
