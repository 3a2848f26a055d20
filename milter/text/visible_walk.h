/*
 * visible_walk.h - what the files that read visible text share.
 */
#ifndef TEXT_VISIBLE_WALK_H
#define TEXT_VISIBLE_WALK_H

#include "text/element.h"
#include "text/visible.h"

enum open_trait {
	OPEN_GONE = 1 << 0,   /* hidden, with all that is inside */
	OPEN_UNSEEN = 1 << 1, /* hidden, by itself */
	OPEN_CODE = 1 << 2,
	OPEN_PRE = 1 << 3,
	OPEN_TITLE = 1 << 4,
	OPEN_BLOCK = 1 << 5,  /* on a line of its own */
	OPEN_ROW = 1 << 6,    /* its children stand beside each other */
	OPEN_BESIDE = 1 << 7, /* white space behind it is not shown */
	OPEN_REVERSED = 1 << 8,
	OPEN_LAID_OUT = 1 << 9,  /* CSS decides whether its line ends */
	OPEN_GAP_LEFT = 1 << 10, /* room as of a blank, on the line */
	OPEN_GAP_RIGHT = 1 << 11
};

/* These go on inside. */
#define OPEN_INHERITED \
	(OPEN_GONE | OPEN_CODE | OPEN_PRE | OPEN_TITLE | OPEN_REVERSED)

struct open_element {
	uint32_t name;  /* hash */
	uint32_t names; /* where its names begin among those of all */
	unsigned traits;
	uint64_t inherited; /* style traits */
	uint32_t color;
	uint32_t background;
	struct slice after; /* generated, at its end */
};

#define WALK_OPEN 256 /* a power of 2 */

struct walk {
	const struct visible_params *params;
	struct visible *visible;
	struct arena *arena;
	struct text_build body;
	struct text_build hidden;
	struct text_build shown; /* both; begun where something is hidden */
	bool shows_all;          /* it was */
	struct text_build titles;
	struct text_build generated;
	struct text_build attributes;
	struct text_build comments;
	struct text_build links;
	struct text_build reversed; /* what goes to body in reverse order */
	size_t reversed_offset;
	struct text_build style; /* what the style element in hand holds */
	struct VEC(struct open_element) stack;
	struct open_element outermost;
	uint16_t open[WALK_OPEN];   /* how many of each name, by hash */
	size_t deeper;              /* elements opened past the stack's end */
	struct VEC(uint32_t) names; /* of open elements, if there is a sheet */
	struct style_ancestors ancestors;
	size_t generated_left; /* bytes that may yet be generated */
	unsigned sheets;       /* style sheets in the one in hand */
	bool seam;             /* CSS decides whether a line ends here */
	bool gap;              /* there is room as of a blank here */
	bool beside;           /* white space here is not shown */
	size_t cell;           /* where in body the cell in hand began */
	unsigned cells;        /* with a letter, in a row */
};

const struct open_element *walk_innermost(const struct walk *walk);

/*
 * Fills *opened, a copy of what is inherited, for a start tag: hidden or not,
 * how it is laid out, what is generated.  *before_r goes in front.
 */
void walk_style(struct walk *walk, const struct html_token *tag,
    unsigned traits, struct open_element *opened, struct slice *before_r);

/* Reads the attributes of a tag for the views of their own. */
enum status walk_attributes(struct walk *walk, const struct html_token *tag);

/* Reads what a style element held, at its end. */
enum status walk_style_end(struct walk *walk);

/* Where text goes: those that are not NULL. */
struct walk_targets {
	struct text_build *to[2];
};

/* Where text goes now. */
struct walk_targets walk_targets(struct walk *walk);

/* Ends the line in each. */
void walk_break(struct walk_targets targets, size_t offset);

/* Opens the element of a start tag. */
void walk_open(
    struct walk *walk, const struct html_token *tag, unsigned traits);

/* Ends the innermost element of an end tag's name, and its line. */
void walk_close(
    struct walk *walk, const struct html_token *tag, unsigned traits);

/* Ends the element on top of the stack, which is not empty. */
void walk_pop(struct walk *walk, size_t offset);

#endif
