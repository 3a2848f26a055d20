/*
 * element.h - what the elements of HTML mean to the reading of text.
 */
#ifndef TEXT_ELEMENT_H
#define TEXT_ELEMENT_H

#include "base/slice.h"

enum element_trait {
	ELEMENT_VOID = 1 << 0,    /* it has no content and no end tag */
	ELEMENT_BLOCK = 1 << 1,   /* it begins and ends a line */
	ELEMENT_CELL = 1 << 2,    /* a tab stands between it and the next */
	ELEMENT_CLOSES = 1 << 3,  /* it ends an open element of its own kind */
	ELEMENT_PRE = 1 << 4,     /* white space is shown as it stands */
	ELEMENT_CODE = 1 << 5,    /* its content is for programs */
	ELEMENT_UNSHOWN = 1 << 6, /* its content is shown by few programs */
	ELEMENT_FOREIGN = 1 << 7, /* its content is SVG or MathML */
	ELEMENT_TITLE = 1 << 8,   /* its content is shown elsewhere */
	ELEMENT_RUBY = 1 << 9     /* its content stands over the text */
};

/* The traits of the element called name (lower case); 0 for any other. */
unsigned element_traits(struct slice name);

/* Is there an element called name (lower case)? */
bool element_is_known(struct slice name);

#endif
