/*
 * html_tag.c - start and end tags and their attributes (HTML, 13.2.5.6 to 8
 * and 13.2.5.32 to 40).
 *
 * A tag that the end of the input cuts off is no tag.  Of two attributes of
 * one name the first counts; a hash finds the second, so that a tag of a
 * thousand attributes costs no more than a thousand steps.
 */
#include <string.h>

#include "text/html_machine.h"

#define ATTRIBUTES_FIRST 16

static bool
at_end(const struct html_tokenizer *t)
{
	return t->pos >= t->in.len;
}

static char
here(const struct html_tokenizer *t)
{
	return t->in.ptr[t->pos];
}

static void
skip_space(struct html_tokenizer *t)
{
	while (!at_end(t) && html_space(here(t)))
		t->pos++;
}

static uint32_t
name_hash(struct slice name)
{
	uint32_t hash = 2166136261u;
	size_t i;

	for (i = 0; i < name.len; i++)
		hash = (hash ^ (unsigned char)name.ptr[i]) * 16777619u;
	return hash;
}

/* Is name new among the n attributes?  Then it is noted as the next one. */
static bool
name_is_new(struct html_tokenizer *t, struct slice name, size_t n)
{
	size_t at = name_hash(name) & (HTML_SLOTS - 1);

	while (t->slots[at].tag == t->tag) {
		if (slice_equal(t->attributes[t->slots[at].index].name, name))
			return false;
		at = (at + 1) & (HTML_SLOTS - 1);
	}
	t->slots[at].tag = t->tag;
	t->slots[at].index = (uint32_t)n;
	return true;
}

/* Room for one attribute more than n. */
static bool
attributes_reserve(struct html_tokenizer *t, size_t n)
{
	size_t cap =
	    t->attributes_cap ? t->attributes_cap * 2 : ATTRIBUTES_FIRST;
	struct html_attribute *grown;

	if (t->slots == NULL)
		t->slots =
		    arena_calloc(t->arena, HTML_SLOTS, sizeof(*t->slots));
	if (t->slots == NULL)
		return false;
	if (n < t->attributes_cap)
		return true;
	grown = arena_realloc(t->arena, t->attributes,
	    t->attributes_cap * sizeof(*grown), cap * sizeof(*grown));
	if (grown == NULL)
		return false;
	t->attributes = grown;
	t->attributes_cap = cap;
	return true;
}

/* Adds attribute to the token, unless its name was there or it is too many. */
static enum html_outcome
attribute_add(struct html_tokenizer *t, struct html_token *token,
    struct html_attribute attribute)
{
	if (token->nattributes == HTML_ATTRIBUTE_MAX) {
		token->cut = true;
		return HTML_NOTHING;
	}
	if (!attributes_reserve(t, token->nattributes))
		return HTML_NOMEM;
	if (!name_is_new(t, attribute.name, token->nattributes) &&
	    !(t->readings & HTML_READ_WHOLE))
		return HTML_NOTHING;
	t->attributes[token->nattributes++] = attribute;
	return HTML_MADE;
}

/* Writes what the raw value stands for to out and returns its length. */
static size_t
value_write(struct slice raw, char *out)
{
	char text[HTML_REFERENCE_MAX];
	size_t i = 0, len = 0, used, n;

	while (i < raw.len) {
		used = raw.ptr[i] == '&' ?
		    html_reference_read(slice_from(raw, i), true, text, &n) :
		    0;
		if (used > 0) {
			memcpy(out + len, text, n);
			len += n;
			i += used;
			continue;
		}
		if (raw.ptr[i] == '\0') {
			memcpy(out + len, "\xEF\xBF\xBD", 3);
			len += 3;
		} else if (raw.ptr[i] == '\r') {
			if (i + 1 == raw.len || raw.ptr[i + 1] != '\n')
				out[len++] = '\n';
		} else {
			out[len++] = raw.ptr[i];
		}
		i++;
	}
	return len;
}

/*
 * The value with references decoded.  A reference's text is at most one byte
 * longer than its source, and U+FFFD two bytes longer than NUL.
 */
static struct slice
value_decode(const struct html_tokenizer *t, struct slice raw)
{
	size_t i, size = raw.len;
	bool same = true;
	char *out;

	for (i = 0; i < raw.len; i++) {
		if (raw.ptr[i] == '\0')
			size += 2;
		else if (raw.ptr[i] == '&')
			size++;
		else if (raw.ptr[i] != '\r')
			continue;
		same = false;
	}
	if (same)
		return raw;
	out = arena_alloc(t->arena, size);
	if (out == NULL)
		return (struct slice){ NULL, 0 };
	return slice_make(out, value_write(raw, out));
}

/* The raw value behind "="; false where the input ends in it. */
static bool
value_read(struct html_tokenizer *t, struct slice *raw_r)
{
	size_t start, len;
	char quote;

	skip_space(t);
	if (at_end(t))
		return false;
	start = t->pos;
	quote = here(t);
	if (quote == '"' || quote == '\'') {
		start++;
		len = slice_index(slice_from(t->in, start), quote);
		if (len == SLICE_NONE)
			return false;
		t->pos = start + len + 1;
	} else {
		while (!at_end(t) && !html_space(here(t)) && here(t) != '>')
			t->pos++;
		len = t->pos - start;
	}
	*raw_r = slice_sub(t->in, start, len);
	return !at_end(t);
}

/* HTML_NOTHING where the input ends before the tag does. */
static enum html_outcome
attribute_read(struct html_tokenizer *t, struct html_token *token)
{
	size_t start = t->pos;
	struct slice name, raw;
	struct html_attribute attribute;

	for (t->pos++; !at_end(t); t->pos++)
		if (html_space(here(t)) || here(t) == '/' || here(t) == '>' ||
		    here(t) == '=')
			break;
	name = slice_sub(t->in, start, t->pos - start);
	raw = slice_sub(t->in, t->pos, 0);
	skip_space(t);
	if (at_end(t))
		return HTML_NOTHING;
	if (here(t) == '=') {
		t->pos++;
		if (!value_read(t, &raw))
			return HTML_NOTHING;
	}
	attribute.name = html_clean_lower(t, name);
	attribute.value = value_decode(t, raw);
	attribute.offset = (size_t)(raw.ptr - t->in.ptr);
	if (attribute.name.ptr == NULL || attribute.value.ptr == NULL ||
	    attribute_add(t, token, attribute) == HTML_NOMEM)
		return HTML_NOMEM;
	return HTML_MADE;
}

/* All attributes, and the ">". */
static enum html_outcome
attributes_read(struct html_tokenizer *t, struct html_token *token)
{
	enum html_outcome outcome = HTML_MADE;

	t->tag++;
	while (outcome == HTML_MADE) {
		skip_space(t);
		if (at_end(t))
			return HTML_NOTHING;
		if (here(t) == '>') {
			t->pos++;
			return HTML_MADE;
		}
		if (here(t) != '/') {
			outcome = attribute_read(t, token);
			continue;
		}
		t->pos++;
		token->self_closing = !at_end(t) && here(t) == '>';
	}
	return outcome;
}

/* A tag that the input's end cut off: nothing, or for some readers text. */
static enum html_outcome
cut_off(struct html_tokenizer *t, struct html_token *token)
{
	struct slice rest = slice_from(t->in, token->offset);

	t->pos = t->in.len;
	if (!(t->readings & HTML_READ_WHOLE))
		return HTML_NOTHING;
	*token = (struct html_token){ .kind = HTML_COMMENT,
		.offset = token->offset };
	token->text = html_clean(t, rest);
	return token->text.ptr ? HTML_MADE : HTML_NOMEM;
}

/* Passes what is before the next ">", and it; there is one. */
static enum html_outcome
attributes_skip(struct html_tokenizer *t)
{
	t->pos += slice_index(slice_from(t->in, t->pos), '>') + 1;
	return HTML_MADE;
}

enum html_outcome
html_read_tag(struct html_tokenizer *t, struct html_token *token)
{
	enum html_outcome outcome;
	size_t start;

	t->pos++;
	token->kind = here(t) == '/' ? HTML_END_TAG : HTML_START_TAG;
	if (token->kind == HTML_END_TAG)
		t->pos++;
	start = t->pos;
	while (!at_end(t) && !html_space(here(t)) && here(t) != '/' &&
	    here(t) != '>')
		t->pos++;
	token->text =
	    html_clean_lower(t, slice_sub(t->in, start, t->pos - start));
	if (token->text.ptr == NULL)
		return HTML_NOMEM;
	outcome = t->readings & HTML_READ_STRIPPED ? attributes_skip(t) :
						     attributes_read(t, token);
	if (outcome == HTML_NOTHING)
		return cut_off(t, token);
	token->attributes = t->attributes;
	if (outcome == HTML_MADE && token->kind == HTML_START_TAG) {
		t->last_start = token->text;
		html_enter_content(t, token->text);
	}
	return outcome;
}
