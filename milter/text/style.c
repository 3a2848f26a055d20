/*
 * style.c - what CSS declarations do to the text of an element: declarations
 * one by one, and what traits come to together.
 */
#include "text/style.h"

#include "text/css.h"
#include "text/style_property.h"

#define NAME_MAX_LEN 32   /* bytes of a property's name looked at */
#define VALUE_MAX_LEN 192 /* and of its value */

/* The colour in a "background", among words that are none. */
static void
read_background(struct slice value, struct style *style)
{
	struct slice word;
	uint32_t color = COLOR_NONE;

	if (slice_find(value, SLICE("url(")) == SLICE_NONE &&
	    slice_find(value, SLICE("gradient")) == SLICE_NONE) {
		color = color_parse(value);
		while (color == COLOR_NONE &&
		    (word = style_word_cut(&value)).len > 0)
			color = color_parse(word);
	}
	if (color == COLOR_CLEAR)
		return;
	style->has_background = true;
	style->background = color;
}

/* A declaration that is not in the table, for it has a value to keep. */
static void
read_other(struct slice name, struct slice value, struct slice raw,
    struct style *style)
{
	if (slice_equal(name, SLICE("color")) ||
	    slice_equal(name, SLICE("-webkit-text-fill-color")))
		style->color = color_parse(value);
	else if (slice_equal(name, SLICE("background")) ||
	    slice_equal(name, SLICE("background-color")) ||
	    slice_equal(name, SLICE("background-image")))
		read_background(value, style);
	else if (slice_equal(name, SLICE("content")))
		style->content = raw;
}

/* "!important" behind value, which then goes. */
static bool
cut_important(struct slice *value)
{
	size_t mark = slice_rindex(*value, '!');

	if (mark == SLICE_NONE ||
	    !slice_equal(
		slice_trim(slice_from(*value, mark + 1)), SLICE("important")))
		return false;
	*value = slice_trim(slice_sub(*value, 0, mark));
	return true;
}

static void
read_declaration(struct slice declaration, struct style_block *block)
{
	char name_buf[NAME_MAX_LEN], value_buf[VALUE_MAX_LEN];
	size_t colon = css_find(declaration, 0, ":");
	struct slice raw = slice_from(declaration, colon + 1), name, value;
	const struct style_property *property;
	struct style *style;
	uint64_t on;

	if (colon >= declaration.len)
		return;
	name = css_plain(
	    slice_sub(declaration, 0, colon), name_buf, sizeof(name_buf));
	value = css_plain(raw, value_buf, sizeof(value_buf));
	style = cut_important(&value) ? &block->important : &block->normal;
	property = style_property_find(name);
	if (property == NULL) {
		read_other(name, value, raw, style);
		return;
	}
	on = property->read(value, property->mask);
	if (on == STYLE_UNDECIDED)
		return;
	style->known |= property->mask;
	style->on = (style->on & ~property->mask) | on;
}

void
style_read(struct slice declarations, struct style_block *block_r)
{
	static const struct style_block none = { STYLE_INIT, STYLE_INIT };
	size_t at = 0, end;

	*block_r = none;
	while (at < declarations.len) {
		end = css_find(declarations, at, ";");
		read_declaration(
		    slice_sub(declarations, at, end - at), block_r);
		at = end + 1;
	}
}

void
style_merge(struct style *style, const struct style *over)
{
	style->on = (style->on & ~over->known) | over->on;
	style->known |= over->known;
	if (over->color != COLOR_NONE)
		style->color = over->color;
	if (over->has_background) {
		style->has_background = true;
		style->background = over->background;
	}
	if (over->content.ptr != NULL)
		style->content = over->content;
}

bool
style_is_empty(const struct style *style)
{
	return style->known == 0 && style->color == COLOR_NONE &&
	    !style->has_background && style->content.ptr == NULL;
}

#define ALWAYS                                                                \
	(STYLE_NONE | STYLE_OPACITY | STYLE_FILTER | STYLE_ZOOM | STYLE_MSO | \
	    STYLE_CONTENT)
#define OF_BOX (STYLE_CLIP_PATH | STYLE_TRANSFORM | STYLE_MARGIN | STYLE_INDENT)
#define OF_POSITION \
	(STYLE_CLIP | STYLE_LEFT | STYLE_TOP | STYLE_RIGHT | STYLE_BOTTOM)
#define OF_OVERFLOW                                                        \
	(STYLE_HEIGHT | STYLE_MAX_HEIGHT | STYLE_WIDTH | STYLE_MAX_WIDTH | \
	    STYLE_LINE)
#define BOXES \
	(STYLE_BOX | STYLE_BLOCK | STYLE_CELL | STYLE_FLOAT | STYLE_POSITION)

static bool
is_box(uint64_t on, bool box)
{
	return (box && !(on & STYLE_INLINE)) || on & BOXES;
}

bool
style_conceals(uint64_t on, bool box)
{
	if (on & ALWAYS)
		return true;
	if (on & STYLE_POSITION && on & OF_POSITION)
		return true;
	if (!is_box(on, box))
		return false;
	return on & OF_BOX || (on & STYLE_OVERFLOW && on & OF_OVERFLOW);
}

bool
style_conceals_letters(uint64_t on)
{
	return on & (STYLE_SMALL | STYLE_UNSEEN | STYLE_SPACING);
}
