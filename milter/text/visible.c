/*
 * visible.c - what an HTML text shows, by its tokens alone.
 *
 * No tree is made: a stack of open elements, bounded, knows whether text is
 * hidden and whether its white space counts.  End tags that match nothing are
 * passed over, and those that match an element further down end what is in
 * between, as a tree builder would have it.
 */
#include "text/visible.h"

#include <string.h>

#include "text/element.h"
#include "text/link.h"

#define DEPTH_MAX 512 /* open elements known by name; more are only counted */

struct open_element {
	uint32_t name; /* hash */
	bool hidden;
	bool code;
	bool pre;
};

struct walk {
	const struct visible_params *params;
	struct visible *visible;
	struct arena *arena;
	struct text_build body;
	struct text_build hidden;
	struct text_build attributes;
	struct text_build comments;
	struct text_build links;
	struct text_build style; /* what style elements hold */
	struct open_element stack[DEPTH_MAX];
	size_t depth;
	size_t deeper; /* elements opened past the stack's end */
};

static const struct open_element outermost;

static uint32_t
hash(struct slice name)
{
	uint32_t value = 2166136261u;
	size_t i;

	for (i = 0; i < name.len; i++)
		value = (value ^ (unsigned char)name.ptr[i]) * 16777619u;
	return value;
}

static const struct open_element *
innermost(const struct walk *walk)
{
	return walk->depth ? &walk->stack[walk->depth - 1] : &outermost;
}

static bool
hides(const struct walk *walk, const struct html_token *tag, unsigned traits)
{
	size_t i;

	if (traits & (ELEMENT_CODE | ELEMENT_UNSHOWN))
		return true;
	for (i = 0; i < tag->nattributes; i++) {
		if (slice_equal(tag->attributes[i].name, SLICE("hidden")))
			return true;
		if (slice_equal(tag->attributes[i].name, SLICE("style")) &&
		    style_hides(tag->attributes[i].value))
			return true;
	}
	return walk->params->sheet != NULL &&
	    style_sheet_hides(walk->params->sheet, tag);
}

static void
element_open(struct walk *walk, const struct html_token *tag, unsigned traits)
{
	struct open_element opened = *innermost(walk);

	opened.name = hash(tag->text);
	if (traits & ELEMENT_CLOSES && walk->depth > 0 &&
	    walk->stack[walk->depth - 1].name == opened.name) {
		walk->depth--;
		opened = *innermost(walk);
		opened.name = hash(tag->text);
	}
	opened.hidden = opened.hidden || hides(walk, tag, traits);
	opened.code = opened.code || traits & ELEMENT_CODE;
	opened.pre = opened.pre || traits & ELEMENT_PRE;
	if (walk->depth < DEPTH_MAX)
		walk->stack[walk->depth++] = opened;
	else
		walk->deeper++;
}

/* Where text inside element goes, or NULL where it is not wanted. */
static struct text_build *
target_in(struct walk *walk, const struct open_element *element)
{
	if (!element->hidden || (walk->params->show_hidden && !element->code))
		return &walk->body;
	return walk->params->body_alone ? NULL : &walk->hidden;
}

/* Where text goes now. */
static struct text_build *
text_target(struct walk *walk)
{
	return target_in(walk, innermost(walk));
}

/* Ends the innermost element called name; returns where its text went. */
static struct text_build *
element_close(struct walk *walk, struct slice name)
{
	uint32_t wanted = hash(name);
	size_t i = walk->depth;

	if (walk->deeper > 0) {
		walk->deeper--;
		return text_target(walk);
	}
	while (i > 0 && walk->stack[i - 1].name != wanted)
		i--;
	if (i == 0)
		return text_target(walk);
	walk->depth = i - 1;
	return target_in(walk, &walk->stack[i - 1]);
}

static bool
is_space(char c)
{
	return ascii_space(c) && c != '\v';
}

static bool
ends_in_space(const struct text_build *build)
{
	return build->len == 0 || is_space(build->ptr[build->len - 1]);
}

static void
put(struct text_build *build, struct slice s, size_t offset, bool direct)
{
	if (direct)
		text_build_copy(build, s, offset);
	else
		text_build_made(build, s, offset);
}

/* s with each run of white space made one space. */
static void
put_collapsed(
    struct text_build *build, struct slice s, size_t offset, bool direct)
{
	size_t i = 0, start;
	bool spaced;

	while (i < s.len && !build->failed) {
		start = i;
		spaced = ends_in_space(build);
		while (i < s.len &&
		    (!is_space(s.ptr[i]) || (s.ptr[i] == ' ' && !spaced))) {
			spaced = s.ptr[i] == ' ';
			i++;
		}
		put(build, slice_sub(s, start, i - start),
		    direct ? offset + start : offset, direct);
		if (i == s.len)
			break;
		if (!ends_in_space(build))
			text_build_byte(
			    build, ' ', direct ? offset + i : offset);
		while (i < s.len && is_space(s.ptr[i]))
			i++;
	}
}

static void
break_line(struct text_build *build, size_t offset)
{
	if (build != NULL && build->len > 0 &&
	    build->ptr[build->len - 1] != '\n')
		text_build_byte(build, '\n', offset);
}

static void
read_text(struct walk *walk, const struct html_token *token)
{
	const struct open_element *element = innermost(walk);
	struct text_build *target = text_target(walk);
	bool direct = token->text.ptr == walk->params->html.ptr + token->offset;

	if (element->hidden && !element->code &&
	    slice_trim(token->text).len > 0)
		walk->visible->concealed = true;
	if (element->code && !walk->params->body_alone &&
	    element->name == hash(SLICE("style")))
		text_build_made(&walk->style, token->text, 0);
	if (target == NULL)
		return;
	if (element->pre)
		put(target, token->text, token->offset, direct);
	else
		put_collapsed(target, token->text, token->offset, direct);
}

static void
read_attributes(struct walk *walk, const struct html_token *tag)
{
	const struct html_attribute *attribute;
	struct slice html = walk->params->html;
	size_t i, end;
	bool direct;

	if (walk->params->body_alone)
		return;
	for (i = 0; i < tag->nattributes; i++) {
		attribute = &tag->attributes[i];
		if (attribute->value.len == 0)
			continue;
		direct = attribute->value.ptr == html.ptr + attribute->offset;
		end = attribute->offset + (direct ? attribute->value.len : 0);
		put(&walk->attributes, attribute->value, attribute->offset,
		    direct);
		text_build_byte(&walk->attributes, '\n', end);
		link_add(attribute, &walk->links);
	}
}

static void
read_tag(struct walk *walk, const struct html_token *tag)
{
	unsigned traits = element_traits(tag->text);
	bool start = tag->kind == HTML_START_TAG;
	struct text_build *target;

	read_attributes(walk, tag);
	if (tag->cut)
		walk->visible->cut = true;
	if (start && traits & ELEMENT_FOREIGN)
		walk->visible->foreign = true;
	if (start && !(traits & ELEMENT_VOID))
		element_open(walk, tag, traits);
	if (start || traits & ELEMENT_VOID)
		target = text_target(walk);
	else
		target = element_close(walk, tag->text);
	if (traits & ELEMENT_BLOCK)
		break_line(target, tag->offset);
	if (traits & ELEMENT_CELL && target != NULL && !ends_in_space(target))
		text_build_byte(target, '\t', tag->offset);
	if (slice_equal(tag->text, SLICE("br")) && target != NULL &&
	    target->len > 0)
		text_build_byte(target, '\n', tag->offset);
}

static void
read_comment(struct walk *walk, const struct html_token *token)
{
	struct slice source =
	    slice_sub(walk->params->html, token->offset, token->length);

	if (slice_starts_nocase(token->text, SLICE("[if")))
		walk->visible->conditional = true;
	if (walk->params->body_alone)
		return;
	text_build_made(&walk->comments,
	    token->kind == HTML_DOCTYPE ? source : token->text, token->offset);
	text_build_byte(&walk->comments, '\n', token->offset);
}

static enum status
walk_tokens(struct walk *walk)
{
	const struct visible_params *params = walk->params;
	struct html_tokenizer *t =
	    html_tokenizer_new(params->html, walk->arena);
	struct html_token token = { .kind = HTML_TEXT };
	enum status status;

	if (t == NULL)
		return STATUS_NOMEM;
	html_tokenizer_read_as(t, params->readings | HTML_READ_WHOLE);
	while (token.kind != HTML_END) {
		status = html_tokenizer_next(t, &token);
		if (status != STATUS_OK)
			return status;
		if (token.kind == HTML_TEXT)
			read_text(walk, &token);
		else if (token.kind == HTML_START_TAG ||
		    token.kind == HTML_END_TAG)
			read_tag(walk, &token);
		else if (token.kind != HTML_END)
			read_comment(walk, &token);
	}
	return STATUS_OK;
}

static bool
text_done(struct text_build *build, const struct walk *walk,
    struct visible_text *text)
{
	return text_build_done(
	    build, walk->params->html.len, &text->text, &text->map);
}

static enum status
walk_done(struct walk *walk)
{
	struct visible *visible = walk->visible;
	struct slice style;

	if (!text_done(&walk->body, walk, &visible->body) ||
	    !text_done(&walk->hidden, walk, &visible->hidden) ||
	    !text_done(&walk->attributes, walk, &visible->attributes) ||
	    !text_done(&walk->comments, walk, &visible->comments) ||
	    !text_done(&walk->links, walk, &visible->links) ||
	    !text_build_done(&walk->style, 0, &style, NULL))
		return STATUS_NOMEM;
	if (style.len == 0)
		return STATUS_OK;
	visible->sheet = arena_calloc(walk->arena, 1, sizeof(*visible->sheet));
	if (visible->sheet == NULL)
		return STATUS_NOMEM;
	style_sheet_add(visible->sheet, style);
	return STATUS_OK;
}

enum status
visible_read(const struct visible_params *params, struct arena *arena,
    struct visible *visible_r)
{
	struct walk *walk = arena_calloc(arena, 1, sizeof(*walk));
	enum status status;

	memset(visible_r, 0, sizeof(*visible_r));
	if (walk == NULL)
		return STATUS_NOMEM;
	walk->params = params;
	walk->visible = visible_r;
	walk->arena = arena;
	text_build_init(&walk->body, arena, params->map);
	text_build_init(&walk->hidden, arena, params->map);
	text_build_init(&walk->attributes, arena, params->map);
	text_build_init(&walk->comments, arena, params->map);
	text_build_init(&walk->links, arena, params->map);
	text_build_init(&walk->style, arena, NULL);
	status = walk_tokens(walk);
	if (status == STATUS_OK)
		status = walk_done(walk);
	return status;
}
