/*
 * html_doctype.c - the DOCTYPE and its identifiers (HTML, 13.2.5.53 to 68).
 */
#include "text/html_machine.h"

static bool
at_end(const struct html_tokenizer *t)
{
	return t->pos >= t->in.len;
}

static void
skip_space(struct html_tokenizer *t)
{
	while (!at_end(t) && html_space(t->in.ptr[t->pos]))
		t->pos++;
}

static bool
quote_here(const struct html_tokenizer *t)
{
	return !at_end(t) &&
	    (t->in.ptr[t->pos] == '"' || t->in.ptr[t->pos] == '\'');
}

/*
 * A quoted identifier, if one stands here.  One that a ">" or the end of the
 * input cuts off is kept as far as it goes.
 */
static bool
read_id(struct html_tokenizer *t, struct html_token *token, struct slice *id_r,
    bool *has_r)
{
	size_t start = t->pos + 1;
	char quote, c = '\0';

	if (!quote_here(t)) {
		token->force_quirks = true;
		return true;
	}
	quote = t->in.ptr[t->pos];
	for (t->pos = start; !at_end(t); t->pos++) {
		c = t->in.ptr[t->pos];
		if (c == quote || c == '>')
			break;
	}
	*has_r = true;
	*id_r = html_clean(t, slice_sub(t->in, start, t->pos - start));
	if (!at_end(t) && c == quote)
		t->pos++;
	else
		token->force_quirks = true;
	return id_r->ptr != NULL;
}

static bool
keyword(struct html_tokenizer *t, struct slice word)
{
	if (!slice_starts_nocase(slice_from(t->in, t->pos), word))
		return false;
	t->pos += word.len;
	skip_space(t);
	return true;
}

/* What stands behind the name; false when out of memory. */
static bool
read_ids(struct html_tokenizer *t, struct html_token *token)
{
	if (keyword(t, SLICE("public"))) {
		if (!read_id(
			t, token, &token->public_id, &token->has_public_id))
			return false;
		if (token->force_quirks)
			return true;
		skip_space(t);
		if (at_end(t) || t->in.ptr[t->pos] == '>')
			return true;
	} else if (!keyword(t, SLICE("system"))) {
		token->force_quirks = true;
		return true;
	}
	return read_id(t, token, &token->system_id, &token->has_system_id);
}

enum html_outcome
html_read_doctype(struct html_tokenizer *t, struct html_token *token)
{
	size_t start, len;

	token->kind = HTML_DOCTYPE;
	token->public_id = token->system_id = SLICE_EMPTY;
	skip_space(t);
	start = t->pos;
	while (!at_end(t) && !html_space(t->in.ptr[t->pos]) &&
	    t->in.ptr[t->pos] != '>')
		t->pos++;
	token->text =
	    html_clean_lower(t, slice_sub(t->in, start, t->pos - start));
	if (token->text.ptr == NULL)
		return HTML_NOMEM;
	token->force_quirks = token->text.len == 0;
	skip_space(t);
	if (!at_end(t) && t->in.ptr[t->pos] != '>' && !read_ids(t, token))
		return HTML_NOMEM;
	skip_space(t);
	if (at_end(t))
		token->force_quirks = true;
	len = slice_index(slice_from(t->in, t->pos), '>');
	t->pos = len == SLICE_NONE ? t->in.len : t->pos + len + 1;
	return HTML_MADE;
}
