/*
 * style.c - what CSS declarations do to the text of an element.
 *
 * It knows the properties that can take text out of sight, one in a row of a
 * table, each with the values that do.  A value that it can't judge leaves the
 * trait undecided.  Nothing is drawn: lengths are judged by themselves.
 */
#include "text/style.h"

#include <string.h>

#include "text/css.h"

#define NAME_MAX_LEN 32   /* bytes of a property's name looked at */
#define VALUE_MAX_LEN 192 /* and of its value */
#define TINY_PIXELS 2000  /* thousandths from here on */
#define TINY_EMS 150
#define TINY_PERCENT 15000
#define BLANK_PIXELS 2000
#define BLANK_EMS 150
#define FAINT 50           /* opacity and scale */
#define FAR_BACK (-100000) /* to the left or above */
#define FAR_ON 3000000

#define UNDECIDED (~UINT64_C(0))

/* What in the value: bits of the property's mask, or UNDECIDED. */
typedef uint64_t reading(struct slice value, uint64_t mask);

static struct slice
word_cut(struct slice *rest)
{
	struct slice word = { NULL, 0 };

	*rest = slice_trim(*rest);
	if (rest->len > 0)
		slice_cut(rest, ' ', &word);
	return word;
}

static bool
is_unit(struct slice unit, const char *name)
{
	return slice_starts(unit, slice_cstr(name));
}

/* A length so small that its text is no text; *relative_r: to the parent's. */
static bool
is_tiny(struct slice value, bool *relative_r)
{
	long number;
	size_t len = css_number(value, &number);
	struct slice unit = slice_from(value, len);

	*relative_r = false;
	if (len == 0)
		return false;
	if (number <= 0)
		return true;
	*relative_r = is_unit(unit, "%") || is_unit(unit, "em") ||
	    is_unit(unit, "ex") || is_unit(unit, "ch");
	if (is_unit(unit, "%"))
		return number <= TINY_PERCENT;
	if (*relative_r || is_unit(unit, "rem") || is_unit(unit, "v") ||
	    is_unit(unit, "in") || is_unit(unit, "cm") || is_unit(unit, "pc"))
		return number <= TINY_EMS;
	return number <= TINY_PIXELS;
}

static uint64_t
read_size(struct slice value, uint64_t mask)
{
	bool relative, tiny = is_tiny(value, &relative);

	if (tiny)
		return mask;
	return relative || slice_equal(value, SLICE("inherit")) ||
		slice_equal(value, SLICE("smaller")) ||
		slice_equal(value, SLICE("larger")) ?
	    UNDECIDED :
	    0;
}

/* "italic bold 12px/1.2 serif": the last number before the family. */
static uint64_t
read_font(struct slice value, uint64_t mask)
{
	struct slice word, size = { NULL, 0 };

	while ((word = word_cut(&value)).len > 0) {
		if (ascii_digit(word.ptr[0]) || word.ptr[0] == '.')
			size = word;
		else if (size.ptr != NULL)
			break;
	}
	return size.ptr != NULL ? read_size(size, mask) : 0;
}

static uint64_t
read_visibility(struct slice value, uint64_t mask)
{
	if (slice_equal(value, SLICE("inherit")))
		return UNDECIDED;
	return slice_equal(value, SLICE("hidden")) ||
		slice_equal(value, SLICE("collapse")) ?
	    mask :
	    0;
}

static const struct {
	const char *word;
	uint64_t traits;
} displays[] = {
	{ "none", STYLE_NONE },
	{ "inline", STYLE_INLINE },
	{ "contents", STYLE_INLINE },
	{ "inline-block", STYLE_INLINE | STYLE_BOX },
	{ "inline-table", STYLE_INLINE | STYLE_BOX },
	{ "table-cell", STYLE_CELL | STYLE_BOX },
	{ "flex", STYLE_ROW | STYLE_BLOCK },
	{ "inline-flex", STYLE_ROW | STYLE_INLINE | STYLE_BOX },
	{ "grid", STYLE_ROW | STYLE_BLOCK },
	{ "inline-grid", STYLE_ROW | STYLE_INLINE | STYLE_BOX },
	{ "-webkit-box", STYLE_ROW | STYLE_BLOCK },
	{ "block", STYLE_BLOCK },
	{ "list-item", STYLE_BLOCK },
	{ "flow-root", STYLE_BLOCK },
	{ "table", STYLE_BLOCK },
	{ "table-row", STYLE_BLOCK },
	{ "table-caption", STYLE_BLOCK },
};

static uint64_t
read_display(struct slice value, uint64_t mask)
{
	size_t i;

	(void)mask;
	for (i = 0; i < sizeof(displays) / sizeof(displays[0]); i++)
		if (slice_equal(value, slice_cstr(displays[i].word)))
			return displays[i].traits;
	return 0;
}

static uint64_t
read_float(struct slice value, uint64_t mask)
{
	return slice_equal(value, SLICE("left")) ||
		slice_equal(value, SLICE("right")) ||
		slice_starts(value, SLICE("inline-")) ?
	    mask :
	    0;
}

/* opacity and zoom */
static uint64_t
read_faint(struct slice value, uint64_t mask)
{
	long number;
	size_t len = css_number(value, &number);

	if (len == 0)
		return 0;
	if (slice_starts(slice_from(value, len), SLICE("%")))
		number /= 100;
	return number <= FAINT ? mask : 0;
}

/* A function of transform or filter whose first number is next to nothing. */
static uint64_t
read_function(struct slice value, uint64_t mask)
{
	static const char *const names[] = { "scale(", "scalex(", "scaley(",
		"scale3d(", "opacity(" };
	size_t i, at;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		at = slice_find(value, slice_cstr(names[i]));
		if (at == SLICE_NONE)
			continue;
		at += strlen(names[i]);
		if (read_faint(slice_trim(slice_from(value, at)), mask))
			return mask;
	}
	at = slice_find(value, SLICE("translate"));
	if (at == SLICE_NONE)
		return 0;
	at = slice_find(value, SLICE("-"));
	return at != SLICE_NONE && slice_from(value, at).len > 3 &&
		ascii_digit(value.ptr[at + 1]) &&
		ascii_digit(value.ptr[at + 2]) &&
		ascii_digit(value.ptr[at + 3]) ?
	    mask :
	    0;
}

/* Nothing but numbers of at most a pixel, or halves and wholes. */
static uint64_t
read_clip(struct slice value, uint64_t mask)
{
	size_t at = slice_index(value, '('), len;
	bool all = true, half = false;
	long number;

	if (at == SLICE_NONE)
		return 0;
	for (at++; at < value.len; at += len ? len : 1) {
		len = css_number(slice_from(value, at), &number);
		if (len == 0)
			continue;
		if (number > 1000 || number < -1000)
			all = false;
		half = number >= 50000 && at + len < value.len &&
		    value.ptr[at + len] == '%';
	}
	return all || (half && slice_starts(value, SLICE("inset"))) ? mask : 0;
}

static uint64_t
read_nought(struct slice value, uint64_t mask)
{
	long number;
	size_t len = css_number(value, &number);

	if (len == 0)
		return 0;
	return number <= 0 ||
		(number <= 1000 && is_unit(slice_from(value, len), "p")) ?
	    mask :
	    0;
}

static uint64_t
read_offset(struct slice value, uint64_t mask)
{
	long number;

	if (css_number(value, &number) == 0)
		return 0;
	return number <= FAR_BACK || number >= FAR_ON ? mask : 0;
}

/* As much as a letter is wide, or more. */
static uint64_t
read_spacing(struct slice value, uint64_t mask)
{
	long number;
	size_t len = css_number(value, &number);

	if (len == 0)
		return slice_equal(value, SLICE("normal")) ? 0 : UNDECIDED;
	if (is_unit(slice_from(value, len), "em"))
		return number <= -400 ? mask : 0;
	return number <= -5000 ? mask : 0;
}

static uint64_t
read_not_visible(struct slice value, uint64_t mask)
{
	return slice_equal(value, SLICE("visible")) ? 0 : mask;
}

static uint64_t
read_position(struct slice value, uint64_t mask)
{
	return slice_equal(value, SLICE("static")) ? 0 : mask;
}

static uint64_t
read_hidden(struct slice value, uint64_t mask)
{
	return slice_equal(value, SLICE("hidden")) ||
		slice_equal(value, SLICE("all")) ?
	    mask :
	    0;
}

static uint64_t
read_direction(struct slice value, uint64_t mask)
{
	return slice_equal(value, SLICE("rtl")) ? mask : 0;
}

static uint64_t
read_bidi(struct slice value, uint64_t mask)
{
	return slice_find(value, SLICE("override")) != SLICE_NONE ? mask : 0;
}

/* As wide as a blank, or more? */
static bool
is_wide(struct slice value)
{
	long number;
	size_t len = css_number(value, &number);
	struct slice unit = slice_from(value, len);

	if (len == 0)
		return false;
	return number >= (is_unit(unit, "p") ? BLANK_PIXELS : BLANK_EMS);
}

static uint64_t
read_wide(struct slice value, uint64_t mask)
{
	return is_wide(value) ? mask : 0;
}

/* A margin to the left may also take its box out of sight. */
static uint64_t
read_margin_left(struct slice value, uint64_t mask)
{
	return read_offset(value, mask & STYLE_MARGIN) |
	    read_wide(value, mask & ~(uint64_t)STYLE_MARGIN);
}

/* "top right bottom left", of which the last two may lack. */
static uint64_t
read_sides(struct slice value, uint64_t mask)
{
	struct slice side[4], word;
	uint64_t left = mask & (STYLE_PAD_LEFT | STYLE_GAP_LEFT), on = 0;
	size_t n = 0;

	while (n < 4 && (word = word_cut(&value)).len > 0)
		side[n++] = word;
	if (n > 0 && is_wide(side[n > 1]))
		on |= mask & ~left;
	if (n > 0 && is_wide(side[n == 4 ? 3 : n > 1]))
		on |= left;
	return on;
}

#define PADDING (STYLE_PAD_LEFT | STYLE_PAD_RIGHT)
#define MARGIN (STYLE_GAP_LEFT | STYLE_GAP_RIGHT)
#define DISPLAY                                                             \
	(STYLE_NONE | STYLE_INLINE | STYLE_BLOCK | STYLE_CELL | STYLE_ROW | \
	    STYLE_BOX)

#define NAME(name)                     \
	{                              \
		name, sizeof(name) - 1 \
	}

/* In the order of their names. */
static const struct property {
	struct slice name;
	uint64_t mask;
	reading *read;
} properties[] = {
	{ NAME("bottom"), STYLE_BOTTOM, read_offset },
	{ NAME("clip"), STYLE_CLIP, read_clip },
	{ NAME("clip-path"), STYLE_CLIP_PATH, read_clip },
	{ NAME("content-visibility"), STYLE_CONTENT, read_hidden },
	{ NAME("direction"), STYLE_RTL, read_direction },
	{ NAME("display"), DISPLAY, read_display },
	{ NAME("filter"), STYLE_FILTER, read_function },
	{ NAME("float"), STYLE_FLOAT, read_float },
	{ NAME("font"), STYLE_SMALL, read_font },
	{ NAME("font-size"), STYLE_SMALL, read_size },
	{ NAME("height"), STYLE_HEIGHT, read_nought },
	{ NAME("left"), STYLE_LEFT, read_offset },
	{ NAME("letter-spacing"), STYLE_SPACING, read_spacing },
	{ NAME("line-height"), STYLE_LINE, read_nought },
	{ NAME("margin"), MARGIN, read_sides },
	{ NAME("margin-left"), STYLE_MARGIN | STYLE_GAP_LEFT,
	    read_margin_left },
	{ NAME("margin-right"), STYLE_GAP_RIGHT, read_wide },
	{ NAME("margin-top"), STYLE_MARGIN, read_offset },
	{ NAME("max-height"), STYLE_MAX_HEIGHT, read_nought },
	{ NAME("max-width"), STYLE_MAX_WIDTH, read_nought },
	{ NAME("mso-hide"), STYLE_MSO, read_hidden },
	{ NAME("opacity"), STYLE_OPACITY, read_faint },
	{ NAME("overflow"), STYLE_OVERFLOW, read_not_visible },
	{ NAME("overflow-x"), STYLE_OVERFLOW, read_not_visible },
	{ NAME("overflow-y"), STYLE_OVERFLOW, read_not_visible },
	{ NAME("padding"), PADDING, read_sides },
	{ NAME("padding-left"), STYLE_PAD_LEFT, read_wide },
	{ NAME("padding-right"), STYLE_PAD_RIGHT, read_wide },
	{ NAME("position"), STYLE_POSITION, read_position },
	{ NAME("right"), STYLE_RIGHT, read_offset },
	{ NAME("scale"), STYLE_TRANSFORM, read_faint },
	{ NAME("text-indent"), STYLE_INDENT, read_offset },
	{ NAME("top"), STYLE_TOP, read_offset },
	{ NAME("transform"), STYLE_TRANSFORM, read_function },
	{ NAME("unicode-bidi"), STYLE_OVERRIDE, read_bidi },
	{ NAME("visibility"), STYLE_UNSEEN, read_visibility },
	{ NAME("width"), STYLE_WIDTH, read_nought },
	{ NAME("zoom"), STYLE_ZOOM, read_faint },
};

static const struct property *
property_find(struct slice name)
{
	size_t low = 0, high = sizeof(properties) / sizeof(properties[0]);
	size_t middle;
	int order;

	while (low < high) {
		middle = low + (high - low) / 2;
		order = slice_compare(name, properties[middle].name);
		if (order == 0)
			return &properties[middle];
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return NULL;
}

/* The colour in a "background", among words that are none. */
static void
read_background(struct slice value, struct style *style)
{
	struct slice word;
	uint32_t color = COLOR_NONE;

	if (slice_find(value, SLICE("url(")) == SLICE_NONE &&
	    slice_find(value, SLICE("gradient")) == SLICE_NONE) {
		color = color_parse(value);
		while (color == COLOR_NONE && (word = word_cut(&value)).len > 0)
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
	const struct property *property;
	struct style *style;
	uint64_t on;

	if (colon >= declaration.len)
		return;
	name = css_plain(
	    slice_sub(declaration, 0, colon), name_buf, sizeof(name_buf));
	value = css_plain(raw, value_buf, sizeof(value_buf));
	style = cut_important(&value) ? &block->important : &block->normal;
	property = property_find(name);
	if (property == NULL) {
		read_other(name, value, raw, style);
		return;
	}
	on = property->read(value, property->mask);
	if (on == UNDECIDED)
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
