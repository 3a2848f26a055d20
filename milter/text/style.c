/*
 * style.c - which CSS declarations hide the text of an element.
 *
 * It knows the ways that mail uses (preheaders, and words broken up by what is
 * not seen), not the cascade: a property counts wherever it stands.  Whoever
 * calls it keeps a reading in which nothing is hidden.
 */
#include "text/style.h"

#include <string.h>

#define PROPERTY_MAX 32 /* bytes of a property's name or value looked at */
#define CLASS_MAX 32    /* classes of one element looked at */
#define SLOTS_USED_MAX (STYLE_SLOTS / 2)

enum hiding {
	HIDING_WORD, /* the value is the word */
	HIDING_ZERO, /* it is nought, of whatever unit */
	HIDING_TINY, /* nought, or one pixel or point */
	HIDING_FAR   /* some hundred to the left or above */
};

static const struct {
	const char *property;
	enum hiding hiding;
	const char *word;
} hidings[] = {
	{ "display", HIDING_WORD, "none" },
	{ "visibility", HIDING_WORD, "hidden" },
	{ "visibility", HIDING_WORD, "collapse" },
	{ "mso-hide", HIDING_WORD, "all" },
	{ "color", HIDING_WORD, "transparent" },
	{ "opacity", HIDING_ZERO, NULL },
	{ "font-size", HIDING_TINY, NULL },
	{ "font", HIDING_ZERO, NULL },
	{ "max-height", HIDING_ZERO, NULL },
	{ "max-width", HIDING_ZERO, NULL },
	{ "height", HIDING_ZERO, NULL },
	{ "width", HIDING_ZERO, NULL },
	{ "text-indent", HIDING_FAR, NULL },
	{ "left", HIDING_FAR, NULL },
	{ "top", HIDING_FAR, NULL },
	{ "margin-left", HIDING_FAR, NULL },
};

/* The byte that the escape at the front of s stands for, and its length. */
static size_t
unescape(struct slice s, char *c_r)
{
	unsigned value = 0;
	size_t i;

	for (i = 1; i < s.len && i <= 6 && ascii_hex(s.ptr[i]) >= 0; i++)
		value = value * 16 + (unsigned)ascii_hex(s.ptr[i]);
	if (i == 1) {
		*c_r = s.len > 1 ? s.ptr[1] : '\\';
		return s.len > 1 ? 2 : 1;
	}
	*c_r = value < 128 ? (char)value : '?';
	if (i < s.len && ascii_space(s.ptr[i]))
		i++;
	return i;
}

/*
 * s in lower case without comments, escapes and white space, cut to what fits;
 * what is cut off can't be one of the short words that are looked for.
 */
static struct slice
plain_css(struct slice s, char out[PROPERTY_MAX])
{
	size_t i = 0, len = 0, end;
	char c;

	while (i < s.len && len < PROPERTY_MAX) {
		if (slice_starts(slice_from(s, i), SLICE("/*"))) {
			end = slice_find(slice_from(s, i + 2), SLICE("*/"));
			i = end == SLICE_NONE ? s.len : i + 2 + end + 2;
			continue;
		}
		c = s.ptr[i];
		if (c == '\\')
			i += unescape(slice_from(s, i), &c);
		else
			i++;
		if (!ascii_space(c))
			out[len++] = ascii_lower(c);
	}
	return slice_make(out, len);
}

/* The length of the number in front of value; *zero_r: it is nought. */
static size_t
number_len(struct slice value, bool *zero_r)
{
	size_t i;

	*zero_r = true;
	for (i = 0; i < value.len; i++) {
		if (!ascii_digit(value.ptr[i]) && value.ptr[i] != '.')
			break;
		if (value.ptr[i] != '0' && value.ptr[i] != '.')
			*zero_r = false;
	}
	return i;
}

static bool
value_hides(struct slice value, enum hiding hiding, const char *word)
{
	size_t len;
	bool zero;

	if (hiding == HIDING_WORD)
		return slice_starts(value, slice_cstr(word));
	if (hiding == HIDING_FAR)
		return slice_starts(value, SLICE("-")) &&
		    number_len(slice_from(value, 1), &zero) >= 3;
	len = number_len(value, &zero);
	if (len > 0 && zero)
		return true;
	return hiding == HIDING_TINY &&
	    (slice_starts(value, SLICE("1px")) ||
		slice_starts(value, SLICE("1pt")));
}

static bool
declaration_hides(struct slice declaration)
{
	char name_buf[PROPERTY_MAX], value_buf[PROPERTY_MAX];
	struct slice name, value;
	size_t i, colon = slice_index(declaration, ':');

	if (colon == SLICE_NONE)
		return false;
	name = plain_css(slice_sub(declaration, 0, colon), name_buf);
	value = plain_css(slice_from(declaration, colon + 1), value_buf);
	for (i = 0; i < sizeof(hidings) / sizeof(hidings[0]); i++)
		if (slice_equal(name, slice_cstr(hidings[i].property)) &&
		    value_hides(value, hidings[i].hiding, hidings[i].word))
			return true;
	return false;
}

bool
style_hides(struct slice declarations)
{
	struct slice rest = declarations, declaration;

	if (rest.len == 0)
		return false;
	while (slice_cut(&rest, ';', &declaration))
		if (declaration_hides(declaration))
			return true;
	return false;
}

/* Never 0, which marks an empty slot. */
static uint32_t
selector_hash(char kind, struct slice name)
{
	uint32_t hash = 2166136261u ^ (unsigned char)kind;
	size_t i;

	for (i = 0; i < name.len; i++)
		hash = (hash ^ (unsigned char)ascii_lower(name.ptr[i])) *
		    16777619u;
	return hash ? hash : 1;
}

static bool
sheet_has(const struct style_sheet *sheet, char kind, struct slice name)
{
	uint32_t hash = selector_hash(kind, name);
	size_t at = hash & (STYLE_SLOTS - 1);

	for (; sheet->slots[at] != 0; at = (at + 1) & (STYLE_SLOTS - 1))
		if (sheet->slots[at] == hash)
			return true;
	return false;
}

static void
sheet_put(struct style_sheet *sheet, char kind, struct slice name)
{
	uint32_t hash = selector_hash(kind, name);
	size_t at = hash & (STYLE_SLOTS - 1);

	if (name.len == 0 || sheet->len == SLOTS_USED_MAX ||
	    sheet_has(sheet, kind, name))
		return;
	while (sheet->slots[at] != 0)
		at = (at + 1) & (STYLE_SLOTS - 1);
	sheet->slots[at] = hash;
	sheet->len++;
}

/* Of "div.a > td.b", what names the element itself: "b" as a class. */
static void
selector_put(struct style_sheet *sheet, struct slice selector)
{
	size_t i, name = 0;
	char kind = 'e';

	selector = slice_trim(selector);
	for (i = 0; i < selector.len; i++) {
		switch (selector.ptr[i]) {
		case ' ':
		case '\t':
		case '\n':
		case '\r':
		case '\f':
		case '>':
		case '+':
		case '~':
			name = i + 1;
			kind = 'e';
			break;
		case '.':
		case '#':
			kind = selector.ptr[i];
			name = i + 1;
			break;
		case ':':
		case '[':
			return; /* a state, or an attribute */
		default:
			break;
		}
	}
	sheet_put(sheet, kind, slice_from(selector, name));
}

void
style_sheet_add(struct style_sheet *sheet, struct slice text)
{
	struct slice rest = text, block, prelude, selector;
	size_t open;

	while (slice_cut(&rest, '}', &block)) {
		/* Of a nested "@media x { .a { ...", the innermost rule. */
		open = slice_rindex(block, '{');
		if (open == SLICE_NONE ||
		    !style_hides(slice_from(block, open + 1)))
			continue;
		prelude = slice_sub(block, 0, open);
		open = slice_rindex(prelude, '{');
		if (open != SLICE_NONE)
			prelude = slice_from(prelude, open + 1);
		while (slice_cut(&prelude, ',', &selector))
			selector_put(sheet, selector);
	}
}

static bool
classes_hidden(const struct style_sheet *sheet, struct slice classes)
{
	size_t i = 0, start, seen;

	for (seen = 0; seen < CLASS_MAX; seen++) {
		while (i < classes.len && ascii_space(classes.ptr[i]))
			i++;
		start = i;
		while (i < classes.len && !ascii_space(classes.ptr[i]))
			i++;
		if (i == start)
			return false;
		if (sheet_has(sheet, '.', slice_sub(classes, start, i - start)))
			return true;
	}
	return false;
}

bool
style_sheet_hides(const struct style_sheet *sheet, const struct html_token *tag)
{
	const struct html_attribute *attribute;
	size_t i;

	if (sheet->len == 0)
		return false;
	if (sheet_has(sheet, 'e', tag->text))
		return true;
	for (i = 0; i < tag->nattributes; i++) {
		attribute = &tag->attributes[i];
		if (slice_equal(attribute->name, SLICE("class")) &&
		    classes_hidden(sheet, attribute->value))
			return true;
		if (slice_equal(attribute->name, SLICE("id")) &&
		    sheet_has(sheet, '#', slice_trim(attribute->value)))
			return true;
	}
	return false;
}
