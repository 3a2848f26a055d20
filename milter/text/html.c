/*
 * html.c - the tokenizer's front: which construct stands at the position, and
 * what all of them use.
 */
#include "text/html.h"

#include <string.h>

#include "text/html_machine.h"

struct html_tokenizer *
html_tokenizer_new(struct slice input, struct arena *arena)
{
	struct html_tokenizer *t = arena_calloc(arena, 1, sizeof(*t));

	if (t == NULL)
		return NULL;
	t->in = input;
	t->arena = arena;
	t->last_start = SLICE_EMPTY;
	return t;
}

void
html_tokenizer_start(struct html_tokenizer *t, enum html_start start,
    struct slice last_start_tag)
{
	t->fixed = true;
	t->last_start = last_start_tag;
	html_enter_state(t, start);
}

void
html_tokenizer_read_as(struct html_tokenizer *t, unsigned readings)
{
	size_t at = slice_rindex(t->in, '>');

	t->readings = readings;
	t->last_angle = at == SLICE_NONE ? 0 : at;
}

/* How long s gets when it is cleaned; *same_r: it stays as it is. */
static size_t
clean_size(struct slice s, bool lower, bool *same_r)
{
	size_t i, size = s.len;
	char c;

	*same_r = true;
	for (i = 0; i < s.len; i++) {
		c = s.ptr[i];
		if (c == '\0')
			size += 2;
		if (c == '\0' || c == '\r' || (lower && c != ascii_lower(c)))
			*same_r = false;
	}
	return size;
}

static struct slice
clean(const struct html_tokenizer *t, struct slice s, bool lower)
{
	size_t i, len = 0, size;
	bool same;
	char *out, c;

	size = clean_size(s, lower, &same);
	if (same)
		return s.ptr ? s : SLICE_EMPTY;
	out = arena_alloc(t->arena, size);
	if (out == NULL)
		return (struct slice){ NULL, 0 };
	for (i = 0; i < s.len; i++) {
		c = s.ptr[i];
		if (c == '\0') {
			memcpy(out + len, "\xEF\xBF\xBD", 3);
			len += 3;
		} else if (c == '\r') {
			if (i + 1 == s.len || s.ptr[i + 1] != '\n')
				out[len++] = '\n';
		} else {
			out[len++] = lower ? ascii_lower(c) : c;
		}
	}
	return slice_make(out, len);
}

struct slice
html_clean(const struct html_tokenizer *t, struct slice s)
{
	return clean(t, s, false);
}

struct slice
html_clean_lower(const struct html_tokenizer *t, struct slice s)
{
	return clean(t, s, true);
}

bool
html_markup_at(const struct html_tokenizer *t, size_t pos)
{
	char next;

	if (pos + 1 >= t->in.len ||
	    (t->readings & HTML_READ_STRIPPED && pos > t->last_angle))
		return false;
	next = t->in.ptr[pos + 1];
	if (next == '/')
		return pos + 2 < t->in.len;
	return ascii_alpha(next) || next == '!' || next == '?';
}

static enum html_outcome
read_markup(struct html_tokenizer *t, struct html_token *token)
{
	size_t at = t->pos + 1;

	if (t->in.ptr[at] == '/')
		at++;
	if (ascii_alpha(t->in.ptr[at]))
		return html_read_tag(t, token);
	return html_read_declaration(t, token);
}

/* Goes back to the data state where an element's content has ended. */
static void
leave_content(struct html_tokenizer *t)
{
	if (t->mode == HTML_MODE_DATA || t->pos < t->range_end)
		return;
	t->pos = t->range_end + t->range_skip;
	t->range_skip = 0;
	t->mode = HTML_MODE_DATA;
}

static enum html_outcome
read_any(struct html_tokenizer *t, struct html_token *token)
{
	if (t->pos >= t->in.len) {
		token->kind = HTML_END;
		return HTML_MADE;
	}
	if (t->mode == HTML_MODE_DATA && t->in.ptr[t->pos] == '<' &&
	    html_markup_at(t, t->pos))
		return read_markup(t, token);
	return html_read_text(t, token);
}

const struct html_attribute *
html_attribute_find(const struct html_token *tag, struct slice name)
{
	size_t i;

	for (i = 0; i < tag->nattributes; i++)
		if (slice_equal(tag->attributes[i].name, name))
			return &tag->attributes[i];
	return NULL;
}

enum status
html_tokenizer_next(struct html_tokenizer *t, struct html_token *token_r)
{
	enum html_outcome outcome;

	do {
		leave_content(t);
		memset(token_r, 0, sizeof(*token_r));
		token_r->text = SLICE_EMPTY;
		token_r->offset = t->pos < t->in.len ? t->pos : t->in.len;
		outcome = read_any(t, token_r);
	} while (outcome == HTML_NOTHING);
	if (outcome == HTML_NOMEM)
		return STATUS_NOMEM;
	if (token_r->kind != HTML_END)
		token_r->length = t->pos - token_r->offset;
	return STATUS_OK;
}
