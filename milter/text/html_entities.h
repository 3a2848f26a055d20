/*
 * html_entities.h - the named character references of HTML.
 */
#ifndef TEXT_HTML_ENTITIES_H
#define TEXT_HTML_ENTITIES_H

#include "base/slice.h"

#define HTML_ENTITIES 2231

struct html_entity {
	const char *name; /* "AElig;": without "&", sorted bytewise */
	const char *text; /* UTF-8 */
};

extern const struct html_entity html_entities[HTML_ENTITIES];

/*
 * The entity with the longest name that is a prefix of text (which begins
 * after the "&"), or NULL.
 */
const struct html_entity *html_entity_find(struct slice text);

#endif
