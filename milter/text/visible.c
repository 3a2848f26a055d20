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

#include "text/text_flow.h"
#include "text/visible_walk.h"

#define LETTERS_MAX 3         /* bytes of a cell that holds a letter */
#define LETTERS_LEAST 4       /* such cells in a row make a word */
#define GENERATED_LEAST 65536 /* bytes that CSS may put in; and the text's */

#define STYLE_NAME style_name_hash('e', SLICE("style"))

const struct open_element *
walk_innermost(const struct walk *walk)
{
	return walk->stack.len ? &walk->stack.items[walk->stack.len - 1] :
				 &walk->outermost;
}

/*
 * Notes that a line ends here, whatever the style, or that the style decides;
 * that matters where text stands on both sides.
 */
static void
note_line(struct walk *walk, unsigned traits)
{
	if (!(traits & OPEN_LAID_OUT)) {
		if (traits & OPEN_BLOCK)
			walk->seam = false;
	} else if (!text_flow_ends_in_space(&walk->body)) {
		walk->seam = true;
	}
}

/* Where text goes: those that are not NULL. */
struct targets {
	struct text_build *to[2];
};

static struct targets
targets_in(struct walk *walk, const struct open_element *element)
{
	unsigned traits = element->traits;
	bool brief = walk->params->show & VISIBLE_BRIEF;
	struct text_build *shown = walk->shows_all ? &walk->shown : NULL;

	if (traits & OPEN_TITLE)
		return (struct targets){ { brief ? NULL : &walk->titles } };
	if (traits & OPEN_UNSEEN && traits & OPEN_CODE)
		return (struct targets){ { brief ? NULL : &walk->hidden } };
	if (traits & OPEN_UNSEEN)
		return (struct targets){ { &walk->hidden, shown } };
	if (traits & OPEN_REVERSED)
		return (struct targets){ { &walk->reversed } };
	return (struct targets){ { &walk->body, shown } };
}

/* Where text goes now. */
static struct targets
targets_now(struct walk *walk)
{
	return targets_in(walk, walk_innermost(walk));
}

static void
break_in(struct targets targets, size_t offset)
{
	size_t i;

	for (i = 0; i < 2; i++)
		if (targets.to[i] != NULL)
			text_flow_break(targets.to[i], offset);
}

static void
made_in(struct targets targets, struct slice s, size_t offset)
{
	size_t i;

	for (i = 0; i < 2 && s.len > 0; i++)
		if (targets.to[i] != NULL)
			text_build_made(targets.to[i], s, offset);
}

static void
copy(struct text_build *to, const struct text_build *from)
{
	size_t size = from->nruns * sizeof(*from->runs);

	if (!text_build_reserve(to, from->len) || from->len == 0)
		return;
	to->runs = arena_alloc(to->arena, size);
	if (to->runs == NULL) {
		to->failed = true;
		return;
	}
	memcpy(to->ptr, from->ptr, from->len);
	memcpy(to->runs, from->runs, size);
	to->len = from->len;
	to->nruns = to->runs_cap = from->nruns;
}

/* From the first hidden element on, all text is also put together. */
static void
begin_shown(struct walk *walk, const struct open_element *opened)
{
	if (walk->shows_all || !(opened->traits & OPEN_UNSEEN) ||
	    opened->traits & (OPEN_CODE | OPEN_TITLE))
		return;
	walk->shows_all = true;
	copy(&walk->shown, &walk->body);
}

static void
flush_reversed(struct walk *walk, size_t offset)
{
	struct text_build *reversed = &walk->reversed;
	struct slice text = slice_make(reversed->ptr, reversed->len);

	if (reversed->len == 0 || walk_innermost(walk)->traits & OPEN_REVERSED)
		return;
	text_flow_reversed(&walk->body, text, walk->reversed_offset);
	if (walk->shows_all)
		text_flow_reversed(&walk->shown, text, offset);
	reversed->len = 0;
	reversed->nruns = 0;
}

/* Ends the element on top of the stack. */
static void
pop(struct walk *walk, size_t offset)
{
	struct open_element top = walk->stack.items[walk->stack.len - 1];

	made_in(targets_now(walk), top.after, offset);
	while (walk->names.len > top.names)
		walk->ancestors.counts[walk->names.items[--walk->names.len]]--;
	walk->beside = top.traits & OPEN_BESIDE;
	if (top.traits & OPEN_GAP_RIGHT)
		walk->gap = true;
	walk->open[top.name & (WALK_OPEN - 1)]--;
	walk->stack.len--;
	flush_reversed(walk, offset);
}

static void
push(struct walk *walk, const struct open_element *opened)
{
	struct open_element *top;

	if (walk->stack.len == VISIBLE_DEPTH_MAX) {
		walk->deeper++;
		walk->visible->skip = "html nesting";
		return;
	}
	top = VEC_PUSH(walk->arena, &walk->stack);
	if (top == NULL)
		walk->body.failed = true;
	else
		*top = *opened;
	walk->open[opened->name & (WALK_OPEN - 1)]++;
}

static void
element_open(struct walk *walk, const struct html_token *tag, unsigned traits)
{
	uint32_t name = style_name_hash('e', tag->text);
	struct open_element opened;
	struct slice before;
	bool reversed;

	if (traits & ELEMENT_CLOSES && walk->stack.len > 0 &&
	    walk_innermost(walk)->name == name)
		pop(walk, tag->offset);
	opened = *walk_innermost(walk);
	reversed = opened.traits & OPEN_REVERSED;
	opened.name = name;
	opened.names = (uint32_t)walk->names.len;
	walk_style(walk, tag, traits, &opened, &before);
	if (opened.traits & OPEN_REVERSED && !reversed)
		walk->reversed_offset = tag->offset;
	if (!(opened.traits & OPEN_BESIDE))
		walk->beside = false;
	if (opened.traits & OPEN_GAP_LEFT)
		walk->gap = true;
	note_line(walk, opened.traits);
	push(walk, &opened);
	begin_shown(walk, &opened);
	if (opened.traits & OPEN_BLOCK)
		break_in(targets_in(walk, &opened), tag->offset);
	made_in(targets_in(walk, &opened), before, tag->offset);
}

/* Ends the innermost element called name, and its line. */
static void
element_close(struct walk *walk, const struct html_token *tag, unsigned traits)
{
	uint32_t wanted = style_name_hash('e', tag->text);
	size_t i = walk->stack.len;
	struct open_element closed;
	struct targets targets;

	if (walk->deeper > 0) {
		walk->deeper--;
		if (traits & ELEMENT_BLOCK)
			break_in(targets_now(walk), tag->offset);
		return;
	}
	if (walk->open[wanted & (WALK_OPEN - 1)] == 0)
		i = 0;
	while (i > 0 && walk->stack.items[i - 1].name != wanted)
		i--;
	if (i == 0) {
		if (traits & ELEMENT_BLOCK)
			break_in(targets_now(walk), tag->offset);
		return;
	}
	while (walk->stack.len > i)
		pop(walk, tag->offset);
	closed = walk->stack.items[i - 1];
	note_line(walk, closed.traits);
	targets = targets_in(walk, &closed);
	pop(walk, tag->offset);
	if (closed.traits & OPEN_BLOCK || traits & ELEMENT_TITLE)
		break_in(targets, tag->offset);
}

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
fill_gap(
    struct walk *walk, struct targets targets, struct slice text, size_t offset)
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
	struct targets targets = targets_now(walk);
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
	struct targets targets = targets_now(walk);
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
	struct targets targets = targets_now(walk);
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
	size_t i;

	for (i = 0; i < tag->nattributes; i++)
		if (slice_equal(tag->attributes[i].name, SLICE("width")))
			return tag->attributes[i].value.len > 0 &&
			    tag->attributes[i].value.ptr[0] >= '1' &&
			    tag->attributes[i].value.ptr[0] <= '9' &&
			    !slice_equal(tag->attributes[i].value, SLICE("1"));
	return false;
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
		element_open(walk, tag, traits);
	else if (!start && !(traits & ELEMENT_VOID))
		element_close(walk, tag, traits);
	if (traits & ELEMENT_CELL)
		read_cell(walk, tag, start);
	if (!(traits & ELEMENT_VOID))
		return status;
	if (traits & ELEMENT_BLOCK)
		break_in(targets_now(walk), tag->offset);
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
		pop(walk, end);
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
