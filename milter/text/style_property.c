/*
 * style_property.c - the properties of CSS that can take text out of sight, or
 * move it: one in a row of a table, each with what its values do.
 *
 * A value that can't be judged leaves the trait undecided.  Nothing is drawn:
 * lengths are judged by themselves.
 */
#include "text/style_property.h"

#include <string.h>

#include "text/css.h"
#include "text/style.h"

#define TINY_PIXELS 2000 /* thousandths from here on */
#define TINY_EMS 150
#define TINY_PERCENT 15000
#define BLANK_PIXELS 2000
#define BLANK_EMS 150
#define FAINT 50           /* opacity and scale */
#define FAR_BACK (-100000) /* to the left or above */
#define FAR_ON 3000000

struct slice
style_word_cut(struct slice *rest)
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
	    STYLE_UNDECIDED :
	    0;
}

/* "italic bold 12px/1.2 serif": the last number before the family. */
static uint64_t
read_font(struct slice value, uint64_t mask)
{
	struct slice word, size = { NULL, 0 };

	while ((word = style_word_cut(&value)).len > 0) {
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
		return STYLE_UNDECIDED;
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
		return slice_equal(value, SLICE("normal")) ? 0 :
							     STYLE_UNDECIDED;
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

	while (n < 4 && (word = style_word_cut(&value)).len > 0)
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

/* In the order of their names. */
static const struct style_property properties[] = {
	{ SLICE_INIT("bottom"), STYLE_BOTTOM, read_offset },
	{ SLICE_INIT("clip"), STYLE_CLIP, read_clip },
	{ SLICE_INIT("clip-path"), STYLE_CLIP_PATH, read_clip },
	{ SLICE_INIT("content-visibility"), STYLE_CONTENT, read_hidden },
	{ SLICE_INIT("direction"), STYLE_RTL, read_direction },
	{ SLICE_INIT("display"), DISPLAY, read_display },
	{ SLICE_INIT("filter"), STYLE_FILTER, read_function },
	{ SLICE_INIT("float"), STYLE_FLOAT, read_float },
	{ SLICE_INIT("font"), STYLE_SMALL, read_font },
	{ SLICE_INIT("font-size"), STYLE_SMALL, read_size },
	{ SLICE_INIT("height"), STYLE_HEIGHT, read_nought },
	{ SLICE_INIT("left"), STYLE_LEFT, read_offset },
	{ SLICE_INIT("letter-spacing"), STYLE_SPACING, read_spacing },
	{ SLICE_INIT("line-height"), STYLE_LINE, read_nought },
	{ SLICE_INIT("margin"), MARGIN, read_sides },
	{ SLICE_INIT("margin-left"), STYLE_MARGIN | STYLE_GAP_LEFT,
	    read_margin_left },
	{ SLICE_INIT("margin-right"), STYLE_GAP_RIGHT, read_wide },
	{ SLICE_INIT("margin-top"), STYLE_MARGIN, read_offset },
	{ SLICE_INIT("max-height"), STYLE_MAX_HEIGHT, read_nought },
	{ SLICE_INIT("max-width"), STYLE_MAX_WIDTH, read_nought },
	{ SLICE_INIT("mso-hide"), STYLE_MSO, read_hidden },
	{ SLICE_INIT("opacity"), STYLE_OPACITY, read_faint },
	{ SLICE_INIT("overflow"), STYLE_OVERFLOW, read_not_visible },
	{ SLICE_INIT("overflow-x"), STYLE_OVERFLOW, read_not_visible },
	{ SLICE_INIT("overflow-y"), STYLE_OVERFLOW, read_not_visible },
	{ SLICE_INIT("padding"), PADDING, read_sides },
	{ SLICE_INIT("padding-left"), STYLE_PAD_LEFT, read_wide },
	{ SLICE_INIT("padding-right"), STYLE_PAD_RIGHT, read_wide },
	{ SLICE_INIT("position"), STYLE_POSITION, read_position },
	{ SLICE_INIT("right"), STYLE_RIGHT, read_offset },
	{ SLICE_INIT("scale"), STYLE_TRANSFORM, read_faint },
	{ SLICE_INIT("text-indent"), STYLE_INDENT, read_offset },
	{ SLICE_INIT("top"), STYLE_TOP, read_offset },
	{ SLICE_INIT("transform"), STYLE_TRANSFORM, read_function },
	{ SLICE_INIT("unicode-bidi"), STYLE_OVERRIDE, read_bidi },
	{ SLICE_INIT("visibility"), STYLE_UNSEEN, read_visibility },
	{ SLICE_INIT("width"), STYLE_WIDTH, read_nought },
	{ SLICE_INIT("zoom"), STYLE_ZOOM, read_faint },
};

const struct style_property *
style_property_find(struct slice name)
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
