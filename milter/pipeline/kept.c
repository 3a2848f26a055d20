/*
 * kept.c - what is kept of an accepted message: its text as a reader had it,
 * headers first, each other view under a line that says what it is.
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

static void
kept_view(struct kept *kept, const struct text_view *view)
{
	kept_add(kept, SLICE("\n["));
	kept_add(kept, slice_cstr(text_view_name(view->kind)));
	kept_add(kept, SLICE(" "));
	kept_add(kept, slice_cstr(view->part->number));
	kept_add(kept, SLICE("]\n"));
	kept_add(kept, view->text);
}

/* Room for the text and what stands between. */
static size_t
kept_size(const struct text *text)
{
	size_t i, size = 0;

	for (i = 0; i < text->views.len && size < KEPT_MAX; i++)
		size += text->views.items[i].text.len +
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
