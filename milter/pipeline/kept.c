/*
 * kept.c - what is kept of an accepted message: its text as a reader had it,
 * headers first, each other view under a line that says what it is; and that
 * read back, to be judged again.
 */
#include <string.h>

#include "pipeline/inspect.h"

#define KEPT_MAX ((size_t)1 << 20) /* bytes kept of one message */

/* Appends to a block of KEPT_MAX; what does not fit is left out. */
struct kept {
	char *ptr;
	size_t len;
	size_t cap;
};

static void
kept_add(struct kept *kept, struct slice s)
{
	s = slice_sub(s, 0, kept->cap - kept->len);
	memcpy(kept->ptr + kept->len, s.ptr, s.len);
	kept->len += s.len;
}

static bool
is_header(const struct text_view *view)
{
	return view->kind == TEXT_VIEW_SUBJECT ||
	    view->kind == TEXT_VIEW_HEADER;
}

static void
kept_header(struct kept *kept, const struct text_view *view)
{
	kept_add(kept,
	    view->kind == TEXT_VIEW_SUBJECT ? SLICE("Subject") : view->name);
	kept_add(kept, SLICE(": "));
	kept_add(kept, view->text);
	kept_add(kept, SLICE("\n"));
}

/* Is it the number of a part: "2.1", "2.pre", "2~2.1"? */
static bool
is_number(struct slice s)
{
	for (size_t i = 0; i < s.len; i++)
		if (!ascii_alnum(s.ptr[i]) && s.ptr[i] != '.' &&
		    s.ptr[i] != '~')
			return false;
	return s.len > 0;
}

/* A line "[body 2.1]"; *kind_r and *number_r are what it says. */
static bool
heading_read(
    struct slice line, enum text_view_kind *kind_r, struct slice *number_r)
{
	struct slice inside, name;

	if (line.len < 3 || line.ptr[0] != '[' || line.ptr[line.len - 1] != ']')
		return false;
	inside = slice_sub(line, 1, line.len - 2);
	if (!slice_cut(&inside, ' ', &name) || !is_number(inside))
		return false;
	for (int k = 0; k < TEXT_VIEW_KINDS; k++)
		if (slice_equal(name,
			slice_cstr(text_view_name((enum text_view_kind)k)))) {
			*kind_r = (enum text_view_kind)k;
			*number_r = inside;
			return true;
		}
	return false;
}

/* Where the next heading's line begins, from at on; the end if none does. */
static size_t
next_heading(struct slice kept, size_t at)
{
	enum text_view_kind kind;
	struct slice rest, line, number;
	size_t found;

	while (at < kept.len) {
		if (kept.ptr[at] == '[') {
			rest = slice_from(kept, at);
			(void)slice_cut(&rest, '\n', &line);
			if (heading_read(line, &kind, &number))
				return at;
		}
		found = slice_find(slice_from(kept, at), SLICE("\n["));
		if (found == SLICE_NONE)
			return kept.len;
		at += found + 1;
	}
	return kept.len;
}

/* Text in which a line that looks like a heading is set in by a blank. */
static void
kept_text(struct kept *kept, struct slice text)
{
	size_t next;

	while (text.len > 0) {
		next = next_heading(text, 0);
		kept_add(kept, slice_sub(text, 0, next));
		if (next < text.len) {
			kept_add(kept, SLICE(" ["));
			next++;
		}
		text = slice_from(text, next);
	}
}

static void
kept_view(struct kept *kept, const struct text_view *view)
{
	kept_add(kept, SLICE("\n["));
	kept_add(kept, slice_cstr(text_view_name(view->kind)));
	kept_add(kept, SLICE(" "));
	kept_add(kept, slice_cstr(view->part->number));
	kept_add(kept, SLICE("]\n"));
	kept_text(kept, view->text);
}

/* Room for the text and what stands between. */
static size_t
kept_size(const struct text *text)
{
	size_t i, size = 0;

	for (i = 0; i < text->views.len && size < KEPT_MAX; i++)
		/* a heading has five bytes and a line end at least */
		size += text->views.items[i].text.len / 6 * 7 +
		    text->views.items[i].name.len + 128;
	return size < KEPT_MAX ? size : KEPT_MAX;
}

struct slice
inspect_kept_text(const struct inspection *inspection, struct arena *arena)
{
	const struct text *text = &inspection->text;
	struct kept kept = { NULL, 0, kept_size(text) };
	size_t i;

	kept.ptr = arena_alloc(arena, kept.cap + 1);
	if (kept.ptr == NULL)
		return SLICE_EMPTY;
	for (i = 0; i < text->views.len; i++)
		if (is_header(&text->views.items[i]))
			kept_header(&kept, &text->views.items[i]);
	for (i = 0; i < text->views.len; i++)
		if (!is_header(&text->views.items[i]))
			kept_view(&kept, &text->views.items[i]);
	return slice_make(kept.ptr, kept.len);
}

/* Reading it back ------------------------------------------------------------*/

static enum status
view_add(struct text *text, struct arena *arena, const struct text_view *like)
{
	struct text_view *view = VEC_PUSH(arena, &text->views);

	if (view == NULL)
		return STATUS_NOMEM;
	*view = *like;
	view->inside = SLICE_EMPTY;
	view->how = "";
	return text_fold(view->text, arena, &view->folded, &view->folded_map);
}

static enum status
headers_read(struct slice header, const struct message *message,
    struct arena *arena, struct text *text)
{
	struct text_view view = { .part = message->root };
	enum status status = STATUS_OK;
	struct slice line, name;

	while (status == STATUS_OK && header.len > 0 &&
	    slice_cut(&header, '\n', &line)) {
		if (!slice_cut(&line, ':', &name) || line.ptr == NULL)
			continue;
		view.kind = slice_equal_nocase(name, SLICE("Subject")) ?
		    TEXT_VIEW_SUBJECT :
		    TEXT_VIEW_HEADER;
		view.name = name;
		view.text = slice_trim(line);
		status = view_add(text, arena, &view);
	}
	return status;
}

static enum status
view_read(struct slice piece, struct arena *arena, struct text *text)
{
	struct message_part *part = arena_calloc(arena, 1, sizeof(*part));
	struct text_view view = { .part = part, .name = SLICE_EMPTY };
	struct slice line, number;

	(void)slice_cut(&piece, '\n', &line);
	if (part == NULL || !heading_read(line, &view.kind, &number))
		return part == NULL ? STATUS_NOMEM : STATUS_OK;
	part->number = arena_cstr(arena, number);
	part->type = part->subtype = SLICE_EMPTY;
	/* the line end before the next heading is not the text's */
	if (piece.len > 0 && piece.ptr[piece.len - 1] == '\n')
		piece.len--;
	view.text = piece.ptr == NULL ? SLICE_EMPTY : piece;
	return part->number == NULL ? STATUS_NOMEM :
				      view_add(text, arena, &view);
}

enum status
inspect_kept_read(struct slice kept, struct arena *arena,
    struct message *message_r, struct text *text_r, bool *whole_r,
    struct err *err_r)
{
	const struct message_ceilings ceilings = MESSAGE_CEILINGS_DEFAULT;
	size_t at = next_heading(kept, 0), next;
	struct slice header = slice_sub(kept, 0, at);
	enum status status;

	memset(text_r, 0, sizeof(*text_r));
	*whole_r = kept.len < KEPT_MAX;
	status = message_read(header, &ceilings, arena, message_r, err_r);
	if (status == STATUS_OK)
		status = headers_read(header, message_r, arena, text_r);
	for (; status == STATUS_OK && at < kept.len; at = next) {
		next = next_heading(kept, at + 1);
		status =
		    view_read(slice_sub(kept, at, next - at), arena, text_r);
	}
	return status == STATUS_NOMEM ? err_nomem(err_r) : status;
}
