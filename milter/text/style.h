/*
 * style.h - what CSS declarations do to the text of an element: hide it, lay
 * it out, reverse it, put text before it.
 */
#ifndef TEXT_STYLE_H
#define TEXT_STYLE_H

#include <stdint.h>

#include "base/slice.h"
#include "text/color.h"

/* What a declaration can do; each is one property's, or one of its values'. */
enum style_trait {
	/* inherited */
	STYLE_SMALL = 1 << 0,   /* letters of no size */
	STYLE_UNSEEN = 1 << 1,  /* visibility */
	STYLE_SPACING = 1 << 2, /* letters on top of each other */
	STYLE_RTL = 1 << 3,
	/* not inherited, but over all that is inside */
	STYLE_NONE = 1 << 5, /* display */
	STYLE_OPACITY = 1 << 6,
	STYLE_FILTER = 1 << 7,
	STYLE_ZOOM = 1 << 8,
	STYLE_MSO = 1 << 9,
	STYLE_CONTENT = 1 << 10, /* content-visibility */
	STYLE_INDENT = 1 << 4,   /* a box is needed from here on */
	STYLE_CLIP_PATH = 1 << 11,
	STYLE_TRANSFORM = 1 << 12,
	STYLE_MARGIN = 1 << 13,
	STYLE_CLIP = 1 << 14, /* a position is */
	STYLE_LEFT = 1 << 15,
	STYLE_TOP = 1 << 16,
	STYLE_RIGHT = 1 << 17,
	STYLE_BOTTOM = 1 << 18,
	STYLE_HEIGHT = 1 << 19, /* an overflow is */
	STYLE_MAX_HEIGHT = 1 << 20,
	STYLE_WIDTH = 1 << 21,
	STYLE_MAX_WIDTH = 1 << 22,
	STYLE_LINE = 1 << 23,
	/* what makes others count */
	STYLE_OVERFLOW = 1 << 24,
	STYLE_POSITION = 1 << 25,
	/* layout */
	STYLE_INLINE = 1 << 26, /* on a line with what is around it */
	STYLE_BLOCK = 1 << 27,  /* on a line of its own */
	STYLE_CELL = 1 << 28,   /* beside the next, without white space */
	STYLE_FLOAT = 1 << 29,
	STYLE_ROW = 1 << 30 /* its children are */
};

#define STYLE_OVERRIDE (UINT64_C(1) << 31) /* the letters' own direction */
#define STYLE_BOX (UINT64_C(1) << 32)      /* inline-block */
/* Room at its sides, as much as a blank: of the padding, of the margin. */
#define STYLE_PAD_LEFT (UINT64_C(1) << 33)
#define STYLE_PAD_RIGHT (UINT64_C(1) << 34)
#define STYLE_GAP_LEFT (UINT64_C(1) << 35)
#define STYLE_GAP_RIGHT (UINT64_C(1) << 36)

#define STYLE_INHERITED \
	((uint64_t)(STYLE_SMALL | STYLE_UNSEEN | STYLE_SPACING | STYLE_RTL))
#define STYLE_LAYOUT                                                       \
	((uint64_t)STYLE_INLINE | STYLE_BLOCK | STYLE_CELL | STYLE_FLOAT | \
	    STYLE_ROW | STYLE_BOX)

struct style {
	uint64_t known; /* traits that were decided */
	uint64_t on;    /* those of them that hold */
	uint32_t color;
	uint32_t background; /* COLOR_NONE with has_background: a picture */
	bool has_background;
	struct slice content; /* of a "content" property, as it stands */
};

#define STYLE_INIT                                   \
	{                                            \
		0, 0, COLOR_NONE, COLOR_NONE, false, \
		{                                    \
			NULL, 0                      \
		}                                    \
	}

/* Declarations, and those of them that are "!important". */
struct style_block {
	struct style normal;
	struct style important;
};

/* Reads a style attribute's value, or the inside of a rule's braces. */
void style_read(struct slice declarations, struct style_block *block_r);

/* Lays over on style: what it says counts. */
void style_merge(struct style *style, const struct style *over);

/* Does it say anything? */
bool style_is_empty(const struct style *style);

/*
 * Is an element with these traits (its own and the inherited ones) not seen,
 * nor what is inside it?  box: it is a block or a cell by itself.
 */
bool style_conceals(uint64_t on, bool box);

/*
 * Are its own letters not seen, by traits that are inherited, and that an
 * element inside can undo?
 */
bool style_conceals_letters(uint64_t on);

#endif
