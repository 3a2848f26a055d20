/*
 * visible.c - what an HTML text shows, by its tokens alone.
 *
 * No tree is made: a stack of open elements, bounded, knows whether text is
 * hidden and whether its white space counts.
 */
#include "text/visible.h"

#include <string.h>

#include "text/text_flow.h"
#include "text/visible_walk.h"

#define LETTERS_MAX 3         /* bytes of a cell that holds a letter */
#define LETTERS_LEAST 4       /* such cells in a row make a word */
#define GENERATED_LEAST 65536 /* bytes that CSS may put in; and the text's */

#define STYLE_NAME style_name_hash('e', SLICE("style"))

/* s without white space in front. */
static struct slice
trim_front(struct slice s)
{
	size_t i = 0;

	while (i < s.len && text_flow_space(s.ptr[i]))
		i++;
	return slice_from(s, i);
}

static void
note_text(struct walk *walk, const struct html_token *token, bool direct)
{
	const struct open_element *element = walk_innermost(walk);

	if (element->traits & OPEN_UNSEEN &&
	    !(element->traits & (OPEN_CODE | OPEN_TITLE)) &&
	    !walk->visible->concealed && trim_front(token->text).len > 0)
		walk->visible->concealed = true;
	if (element->traits & OPEN_CODE &&
	    !(walk->params->show & VISIBLE_BRIEF) &&
	    element->name == STYLE_NAME)
		text_flow_put(&walk->style, token->text, token->offset, direct);
}

/* Room between words that no white space makes. */
static void
fill_gap(struct walk *walk, struct walk_targets targets, struct slice text,
    size_t offset)
{
	size_t i;

	walk->gap = false;
	if (text.len == 0 || text_flow_space(text.ptr[0]))
		return;
	for (i = 0; i < 2 && targets.to[i] != NULL; i++) {
		if (text_flow_ends_in_space(targets.to[i]))
			continue;
		walk->visible->laid_out = true;
		if (walk->params->show & VISIBLE_STYLED)
			text_build_byte(targets.to[i], ' ', offset);
	}
}

static void
read_text(struct walk *walk, const struct html_token *token)
{
	const struct open_element *element = walk_innermost(walk);
	struct walk_targets targets = walk_targets(walk);
	struct slice html = walk->params->html, text = token->text;
	bool direct = text.ptr == html.ptr + token->offset;
	size_t offset = token->offset, i;

	walk->visible->unclosed |= direct ? 0 : html.ptr[offset] == '\0';
	note_text(walk, token, direct);
	if (walk->beside || element->traits & OPEN_ROW) {
		text = trim_front(text);
		if (direct)
			offset += token->text.len - text.len;
		if (text.len > 0)
			walk->beside = false;
	}
	if (walk->seam && trim_front(text).len > 0) {
		walk->visible->laid_out = true;
		walk->seam = false;
	}
	if (walk->gap)
		fill_gap(walk, targets, text, offset);
	for (i = 0; i < 2 && targets.to[i] != NULL; i++) {
		if (element->traits & OPEN_PRE)
			text_flow_put(targets.to[i], text, offset, direct);
		else
			text_flow_collapsed(
			    targets.to[i], text, offset, direct);
	}
}

/* Is what the cell in hand has put a letter? */
static bool
is_letter(struct slice s)
{
	s = slice_trim(s);
	return s.len > 0 && s.len <= LETTERS_MAX &&
	    (ascii_alpha(s.ptr[0]) || (unsigned char)s.ptr[0] >= 128);
}

static void
read_cell(struct walk *walk, const struct html_token *tag, bool start)
{
	struct walk_targets targets = walk_targets(walk);
	struct text_build *body = &walk->body;
	bool joined = walk->params->show & VISIBLE_LETTERS;
	size_t i;

	if (joined)
		walk->beside = true;
	if (!start)
		return;
	walk->seam = false;
	if (is_letter(
		slice_from(slice_make(body->ptr, body->len), walk->cell))) {
		if (++walk->cells >= LETTERS_LEAST)
			walk->visible->letters = true;
	} else if (body->len > walk->cell + LETTERS_MAX) {
		walk->cells = 0;
	}
	/* An empty cell is a blank between words. */
	for (i = 0; i < 2 && targets.to[i] != NULL; i++)
		if (!text_flow_ends_in_space(targets.to[i]) &&
		    (!joined || body->len == walk->cell))
			text_build_byte(
			    targets.to[i], joined ? ' ' : '\t', tag->offset);
	walk->cell = body->len;
}

static void
note_tag(struct walk *walk, const struct html_token *tag, unsigned traits)
{
	walk->visible->plain = false;
	if (tag->cut)
		walk->visible->cut = true;
	if (tag->kind == HTML_START_TAG && traits & ELEMENT_FOREIGN)
		walk->visible->foreign = true;
}

static void
read_br(struct walk *walk, size_t offset)
{
	struct walk_targets targets = walk_targets(walk);
	size_t i;

	walk->seam = false;
	for (i = 0; i < 2 && targets.to[i] != NULL; i++)
		if (targets.to[i]->len > 0)
			text_build_byte(targets.to[i], '\n', offset);
}

/* A picture with a width, which keeps words apart. */
static bool
is_spacer(const struct html_token *tag)
{
	const struct html_attribute *width =
	    html_attribute_find(tag, SLICE("width"));

	return width != NULL && width->value.len > 0 &&
	    width->value.ptr[0] >= '1' && width->value.ptr[0] <= '9' &&
	    !slice_equal(width->value, SLICE("1"));
}

static enum status
read_tag(struct walk *walk, const struct html_token *tag)
{
	unsigned traits = element_traits(tag->text);
	bool start = tag->kind == HTML_START_TAG, open;
	enum status status;

	note_tag(walk, tag, traits);
	status = walk_style_end(walk);
	if (status == STATUS_OK)
		status = walk_attributes(walk, tag);
	open = start && !(traits & ELEMENT_VOID);
	if (open)
		walk_open(walk, tag, traits);
	else if (!start && !(traits & ELEMENT_VOID))
		walk_close(walk, tag, traits);
	if (traits & ELEMENT_CELL)
		read_cell(walk, tag, start);
	if (!(traits & ELEMENT_VOID))
		return status;
	if (traits & ELEMENT_BLOCK)
		walk_break(walk_targets(walk), tag->offset);
	if (slice_equal(tag->text, SLICE("img")) && is_spacer(tag))
		walk->gap = true;
	if (slice_equal(tag->text, SLICE("br")))
		read_br(walk, tag->offset);
	return status;
}

static void
read_comment(struct walk *walk, const struct html_token *token)
{
	struct visible *visible = walk->visible;
	struct slice source =
	    slice_sub(walk->params->html, token->offset, token->length);

	visible->plain = false;
	if (slice_starts_nocase(token->text, SLICE("[if")))
		visible->conditional = true;
	else if (slice_index(token->text, '>') != SLICE_NONE)
		visible->stripped = true;
	if (slice_starts(token->text, SLICE("[CDATA[")))
		visible->foreign = true;
	if (token->offset + token->length == walk->params->html.len &&
	    source.ptr[source.len - 1] != '>')
		visible->unclosed = true;
	if (walk->params->show & VISIBLE_BRIEF)
		return;
	text_build_made(&walk->comments,
	    token->kind == HTML_DOCTYPE ? source : token->text, token->offset);
	text_build_byte(&walk->comments, '\n', token->offset);
}

/* Content that is text to the standard, and markup to others. */
static void
note_raw(struct walk *walk, const struct html_token *token)
{
	struct slice rest = token->text;
	size_t at;

	if (walk->visible->foreign || walk_innermost(walk)->traits & OPEN_CODE)
		return;
	while ((at = slice_index(rest, '<')) != SLICE_NONE) {
		rest = slice_from(rest, at + 1);
		if (rest.len > 0 &&
		    (ascii_alpha(rest.ptr[0]) || rest.ptr[0] == '/' ||
			rest.ptr[0] == '!'))
			walk->visible->foreign = true;
	}
}

static enum status
walk_tokens(struct walk *walk)
{
	const struct visible_params *params = walk->params;
	struct html_tokenizer *t =
	    html_tokenizer_new(params->html, walk->arena);
	struct html_token token = { .kind = HTML_TEXT };
	enum status status = STATUS_OK;

	if (t == NULL)
		return STATUS_NOMEM;
	html_tokenizer_read_as(t, params->readings | HTML_READ_WHOLE);
	while (token.kind != HTML_END && status == STATUS_OK) {
		status = html_tokenizer_next(t, &token);
		if (status != STATUS_OK || token.kind == HTML_END)
			break;
		if (token.kind == HTML_TEXT) {
			note_raw(walk, &token);
			read_text(walk, &token);
		} else if (token.kind == HTML_START_TAG ||
		    token.kind == HTML_END_TAG) {
			status = read_tag(walk, &token);
		} else {
			read_comment(walk, &token);
		}
	}
	return status;
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
	size_t end = walk->params->html.len;
	enum status status = walk_style_end(walk);

	while (walk->stack.len > 0)
		walk_pop(walk, end);
	if (status != STATUS_OK ||
	    !text_done(&walk->body, walk, &visible->body) ||
	    !text_done(&walk->hidden, walk, &visible->hidden) ||
	    !text_done(&walk->shown, walk, &visible->shown) ||
	    !text_done(&walk->titles, walk, &visible->titles) ||
	    !text_done(&walk->generated, walk, &visible->generated) ||
	    !text_done(&walk->attributes, walk, &visible->attributes) ||
	    !text_done(&walk->comments, walk, &visible->comments) ||
	    !text_done(&walk->links, walk, &visible->links) ||
	    walk->reversed.failed || walk->style.failed)
		return STATUS_NOMEM;
	if (walk->params->sheet != NULL && walk->params->sheet->cut)
		visible->skip = "too many style rules";
	return STATUS_OK;
}

static void
walk_init(struct walk *walk, const struct visible_params *params)
{
	struct text_build *builds[] = { &walk->body, &walk->hidden,
		&walk->titles, &walk->generated, &walk->attributes,
		&walk->comments, &walk->links, &walk->shown };
	size_t i;

	for (i = 0; i < sizeof(builds) / sizeof(builds[0]); i++)
		text_build_init(builds[i], walk->arena, params->map);
	text_build_init(&walk->reversed, walk->arena, NULL);
	text_build_init(&walk->style, walk->arena, NULL);
	walk->params = params;
	walk->outermost.background = COLOR_WHITE;
	walk->generated_left = params->html.len + GENERATED_LEAST;
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
	visible_r->plain = true;
	walk->visible = visible_r;
	walk->arena = arena;
	walk_init(walk, params);
	status = walk_tokens(walk);
	if (status == STATUS_OK)
		status = walk_done(walk);
	return status;
}
