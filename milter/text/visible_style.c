/*
 * visible_style.c - an element's style: what it hides, moves and adds.
 *
 * Whether an element's letters are seen follows from what it inherits; that it
 * is gone, with all that is inside, can't be undone there.
 */
#include "text/css.h"
#include "text/visible_walk.h"

/* What an attribute other than "style" says, which rules outrank. */
static void
read_presentation(const struct html_attribute *attribute, struct style *style)
{
	char buf[64];
	struct slice name = attribute->name, value;

	if (slice_equal(name, SLICE("hidden"))) {
		style->known |= STYLE_NONE;
		style->on |= STYLE_NONE;
		return;
	}
	value = css_plain(
	    slice_sub(attribute->value, 0, sizeof(buf)), buf, sizeof(buf));
	if (slice_equal(name, SLICE("dir"))) {
		style->known |= STYLE_RTL;
		if (slice_equal(value, SLICE("rtl")))
			style->on |= STYLE_RTL;
	} else if (slice_equal(name, SLICE("bgcolor"))) {
		style->has_background = true;
		style->background = color_parse(value);
	} else if (slice_equal(name, SLICE("background"))) {
		style->has_background = true;
	} else {
		style->color = color_parse(value);
	}
}

static bool
presents(struct slice name)
{
	static const char *const names[] = { "hidden", "dir", "bgcolor",
		"background", "color", "text" };
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (slice_equal(name, slice_cstr(names[i])))
			return true;
	return false;
}

static void
read_presentations(const struct html_token *tag, struct style *style)
{
	size_t i;

	if (slice_equal(tag->text, SLICE("bdo"))) {
		style->known |= STYLE_OVERRIDE;
		style->on |= STYLE_OVERRIDE;
	}
	for (i = 0; i < tag->nattributes; i++)
		if (presents(tag->attributes[i].name))
			read_presentation(&tag->attributes[i], style);
}

static bool
sees_style(const struct walk *walk, const struct html_token *tag)
{
	return tag->nattributes > 0 || walk->params->sheet != NULL ||
	    slice_equal(tag->text, SLICE("bdo"));
}

/* Notes the element's names for its descendants. */
static void
names_push(struct walk *walk, const struct style_subject *subject)
{
	uint32_t *name;
	size_t i;

	if (walk->stack.len >= VISIBLE_DEPTH_MAX)
		return;
	for (i = 0; i < subject->nnames; i++) {
		name = VEC_PUSH(walk->arena, &walk->names);
		if (name == NULL) {
			walk->body.failed = true;
			return;
		}
		*name = subject->names[i] & (STYLE_CHAINS - 1);
		walk->ancestors.counts[*name]++;
	}
}

static void
find_style(struct walk *walk, const struct html_token *tag,
    struct style_result *result)
{
	static const struct style_result none = { STYLE_INIT, STYLE_INIT,
		STYLE_INIT };
	struct style_subject subject;

	subject.tag = tag;
	subject.cache = walk->params->cache;
	*result = none;
	if (!sees_style(walk, tag))
		return;
	read_presentations(tag, &result->element);
	if (walk->params->sheet == NULL) {
		style_own(&subject, &result->element);
		return;
	}
	style_subject_init(&subject);
	style_sheet_apply(walk->params->sheet,
	    walk->params->show & VISIBLE_UNSURE, &subject, &walk->ancestors,
	    result);
	names_push(walk, &subject);
}

static void
inherit(const struct style *style, struct open_element *opened)
{
	uint64_t told = style->known & STYLE_INHERITED;

	opened->inherited =
	    (opened->inherited & ~told) | (style->on & STYLE_INHERITED);
	if (style->color != COLOR_NONE)
		opened->color = style->color;
	if (style->has_background)
		opened->background = style->background;
}

static void
judge(const struct style *style, unsigned traits, struct open_element *opened)
{
	bool box = traits & (ELEMENT_BLOCK | ELEMENT_CELL);

	if (traits & (ELEMENT_CODE | ELEMENT_UNSHOWN) ||
	    style_conceals(style->on, box))
		opened->traits |= OPEN_GONE;
	if (opened->traits & OPEN_GONE ||
	    style_conceals_letters(opened->inherited) ||
	    opened->color == COLOR_CLEAR ||
	    color_alike(opened->color, opened->background))
		opened->traits |= OPEN_UNSEEN;
}

/* Where the element stands among others. */
static void
lay_out(struct walk *walk, uint64_t on, unsigned traits, bool in_row,
    struct open_element *opened)
{
	bool styled = walk->params->show & VISIBLE_STYLED;
	bool beside = in_row || on & (STYLE_CELL | STYLE_FLOAT);
	bool flows = beside || on & STYLE_INLINE;
	bool block = traits & ELEMENT_BLOCK;

	if (block ? flows : on & STYLE_BLOCK) {
		opened->traits |= OPEN_LAID_OUT;
		if (beside)
			walk->visible->laid_out = true;
	}
	if (styled)
		block = !flows && (block || on & STYLE_BLOCK);
	if (block)
		opened->traits |= OPEN_BLOCK;
	else if (on & (STYLE_PAD_LEFT | STYLE_GAP_LEFT))
		opened->traits |= OPEN_GAP_LEFT;
	if (!block && on & (STYLE_PAD_RIGHT | STYLE_GAP_RIGHT))
		opened->traits |= OPEN_GAP_RIGHT;
	if (on & STYLE_ROW)
		opened->traits |= OPEN_ROW;
	if (beside && styled)
		opened->traits |= OPEN_BESIDE;
}

static void
turn(struct walk *walk, uint64_t on, unsigned traits,
    struct open_element *opened)
{
	bool reversed = on & STYLE_OVERRIDE && opened->inherited & STYLE_RTL;

	if (reversed || traits & ELEMENT_RUBY)
		walk->visible->laid_out = true;
	if (!(walk->params->show & VISIBLE_STYLED))
		return;
	if (traits & ELEMENT_RUBY)
		opened->traits |= OPEN_GONE | OPEN_UNSEEN;
	if (reversed)
		opened->traits |= OPEN_REVERSED;
}

/* The text of a "content", if it is wanted, and some may yet be made. */
static struct slice
generate(
    struct walk *walk, const struct style *style, const struct html_token *tag)
{
	struct slice text = SLICE_EMPTY;
	struct text_build build;

	if (style->content.ptr == NULL ||
	    !(walk->params->show & VISIBLE_STYLED))
		return text;
	if (style->content.len > walk->generated_left) {
		walk->visible->skip = "css content ceiling";
		return text;
	}
	text_build_init(&build, walk->arena, NULL);
	css_content(style->content, tag, &build, 0);
	if (!text_build_done(&build, 0, &text, NULL))
		walk->body.failed = true;
	walk->generated_left -= style->content.len;
	walk->generated_left -=
	    text.len < walk->generated_left ? text.len : walk->generated_left;
	return text;
}

void
walk_style(struct walk *walk, const struct html_token *tag, unsigned traits,
    struct open_element *opened, struct slice *before_r)
{
	bool in_row = opened->traits & OPEN_ROW;
	struct style_result result;

	opened->traits &= OPEN_INHERITED;
	find_style(walk, tag, &result);
	inherit(&result.element, opened);
	judge(&result.element, traits, opened);
	if (traits & ELEMENT_CODE)
		opened->traits |= OPEN_CODE;
	if (traits & ELEMENT_PRE)
		opened->traits |= OPEN_PRE;
	if (traits & ELEMENT_TITLE)
		opened->traits |= OPEN_TITLE;
	lay_out(walk, result.element.on, traits, in_row, opened);
	turn(walk, result.element.on, traits, opened);
	*before_r = generate(walk, &result.before, tag);
	opened->after = generate(walk, &result.after, tag);
}
