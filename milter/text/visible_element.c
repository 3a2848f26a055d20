/*
 * visible_element.c - the open elements of an HTML text, and where the text in
 * them goes.
 *
 * End tags that match nothing are passed over, and those that match an element
 * further down end what is in between, as a tree builder would have it.
 */
#include <string.h>

#include "text/text_flow.h"
#include "text/visible_walk.h"

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

static struct walk_targets
targets_in(struct walk *walk, const struct open_element *element)
{
	unsigned traits = element->traits;
	bool brief = walk->params->show & VISIBLE_BRIEF;
	struct text_build *shown = walk->shows_all ? &walk->shown : NULL;

	if (traits & OPEN_TITLE)
		return (
		    struct walk_targets){ { brief ? NULL : &walk->titles } };
	if (traits & OPEN_UNSEEN && traits & OPEN_CODE)
		return (
		    struct walk_targets){ { brief ? NULL : &walk->hidden } };
	if (traits & OPEN_UNSEEN)
		return (struct walk_targets){ { &walk->hidden, shown } };
	if (traits & OPEN_REVERSED)
		return (struct walk_targets){ { &walk->reversed } };
	return (struct walk_targets){ { &walk->body, shown } };
}

struct walk_targets
walk_targets(struct walk *walk)
{
	return targets_in(walk, walk_innermost(walk));
}

void
walk_break(struct walk_targets targets, size_t offset)
{
	size_t i;

	for (i = 0; i < 2; i++)
		if (targets.to[i] != NULL)
			text_flow_break(targets.to[i], offset);
}

static void
made_in(struct walk_targets targets, struct slice s, size_t offset)
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

void
walk_pop(struct walk *walk, size_t offset)
{
	struct open_element top = walk->stack.items[walk->stack.len - 1];

	made_in(walk_targets(walk), top.after, offset);
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

void
walk_open(struct walk *walk, const struct html_token *tag, unsigned traits)
{
	uint32_t name = style_name_hash('e', tag->text);
	struct open_element opened;
	struct slice before;
	bool reversed;

	if (traits & ELEMENT_CLOSES && walk->stack.len > 0 &&
	    walk_innermost(walk)->name == name)
		walk_pop(walk, tag->offset);
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
		walk_break(targets_in(walk, &opened), tag->offset);
	made_in(targets_in(walk, &opened), before, tag->offset);
}

void
walk_close(struct walk *walk, const struct html_token *tag, unsigned traits)
{
	uint32_t wanted = style_name_hash('e', tag->text);
	size_t i = walk->stack.len;
	struct open_element closed;
	struct walk_targets targets;

	if (walk->deeper > 0) {
		walk->deeper--;
		if (traits & ELEMENT_BLOCK)
			walk_break(walk_targets(walk), tag->offset);
		return;
	}
	if (walk->open[wanted & (WALK_OPEN - 1)] == 0)
		i = 0;
	while (i > 0 && walk->stack.items[i - 1].name != wanted)
		i--;
	if (i == 0) {
		if (traits & ELEMENT_BLOCK)
			walk_break(walk_targets(walk), tag->offset);
		return;
	}
	while (walk->stack.len > i)
		walk_pop(walk, tag->offset);
	closed = walk->stack.items[i - 1];
	note_line(walk, closed.traits);
	targets = targets_in(walk, &closed);
	walk_pop(walk, tag->offset);
	if (closed.traits & OPEN_BLOCK || traits & ELEMENT_TITLE)
		walk_break(targets, tag->offset);
}
