/*
 * style_property.h - the properties of CSS that can take text out of sight, or
 * move it.
 */
#ifndef TEXT_STYLE_PROPERTY_H
#define TEXT_STYLE_PROPERTY_H

#include <stdint.h>

#include "base/slice.h"

#define STYLE_UNDECIDED (~UINT64_C(0))

struct style_property {
	struct slice name;
	uint64_t mask; /* the traits (style.h) that it decides */
	/* Which of them hold by value, as css_plain() gives it; or
	   STYLE_UNDECIDED. */
	uint64_t (*read)(struct slice value, uint64_t mask);
};

/* The property called name, or NULL. */
const struct style_property *style_property_find(struct slice name);

/* Takes the first word off a value; empty where none is left. */
struct slice style_word_cut(struct slice *rest);

#endif
