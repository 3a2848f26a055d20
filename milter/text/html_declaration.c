/*
 * html_declaration.c - comments, real and bogus, CDATA sections and DOCTYPEs
 * (HTML, 13.2.5.41 to 69).
 */
#include "text/html_machine.h"

static enum html_outcome
comment_made(
    struct html_tokenizer *t, struct html_token *token, struct slice data)
{
	token->kind = HTML_COMMENT;
	token->text = html_clean(t, data);
	return token->text.ptr ? HTML_MADE : HTML_NOMEM;
}

/* From start to the next ">" or the input's end. */
static enum html_outcome
read_bogus(struct html_tokenizer *t, struct html_token *token, size_t start)
{
	struct slice rest = slice_from(t->in, start);
	size_t len = slice_index(rest, '>');

	if (len == SLICE_NONE) {
		t->pos = t->in.len;
		len = rest.len;
	} else {
		t->pos = start + len + 1;
	}
	return comment_made(t, token, slice_sub(rest, 0, len));
}

static bool
ends(struct slice s, size_t len, struct slice tail)
{
	return len >= tail.len &&
	    slice_equal(slice_sub(s, len - tail.len, tail.len), tail);
}

/* The length of a comment's data when no end of it is in rest. */
static size_t
unended_len(struct slice rest)
{
	if (ends(rest, rest.len, SLICE("--!")))
		return rest.len - 3;
	if (ends(rest, rest.len, SLICE("--")))
		return rest.len - 2;
	if (ends(rest, rest.len, SLICE("-")))
		return rest.len - 1;
	return rest.len;
}

/* The length of the data in front of rest; *after_r is what follows its end. */
static size_t
comment_len(struct slice rest, size_t *after_r)
{
	size_t at = 0, next;

	if (slice_starts(rest, SLICE(">")) || slice_starts(rest, SLICE("->"))) {
		*after_r = rest.ptr[0] == '>' ? 1 : 2;
		return 0;
	}
	for (;;) {
		next = slice_index(slice_from(rest, at), '>');
		if (next == SLICE_NONE)
			break;
		at += next;
		*after_r = at + 1;
		if (ends(rest, at, SLICE("--")))
			return at - 2;
		if (ends(rest, at, SLICE("--!")))
			return at - 3;
		at++;
	}
	*after_r = rest.len;
	return unended_len(rest);
}

/*
 * The length of "[if ...]" in front of rest, if ">" follows it, else 0.  It
 * looks no further than that, since what is behind will be read as markup.
 */
static size_t
condition_len(struct slice rest)
{
	size_t len;

	if (!slice_starts_nocase(rest, SLICE("[if")))
		return 0;
	len = slice_index(rest, '>');
	return len != SLICE_NONE && rest.ptr[len - 1] == ']' ? len : 0;
}

static enum html_outcome
read_comment(struct html_tokenizer *t, struct html_token *token)
{
	size_t start = t->pos + 4, after, len = 0;
	struct slice rest = slice_from(t->in, start);

	if (t->readings & HTML_READ_CONDITIONAL)
		len = condition_len(rest);
	if (len > 0)
		after = len + 1;
	else
		len = comment_len(rest, &after);
	t->pos = start + after;
	return comment_made(t, token, slice_sub(rest, 0, len));
}

enum html_outcome
html_read_declaration(struct html_tokenizer *t, struct html_token *token)
{
	struct slice rest = slice_from(t->in, t->pos);

	if (rest.ptr[1] == '?')
		return read_bogus(t, token, t->pos + 1);
	if (slice_starts(rest, SLICE("</>"))) {
		t->pos += 3;
		return HTML_NOTHING;
	}
	if (t->readings & HTML_READ_STRIPPED)
		return read_bogus(t, token, t->pos + 2);
	if (slice_starts(rest, SLICE("<!--")))
		return read_comment(t, token);
	if (slice_starts_nocase(rest, SLICE("<!doctype"))) {
		t->pos += sizeof("<!doctype") - 1;
		return html_read_doctype(t, token);
	}
	if (t->readings & HTML_READ_FOREIGN &&
	    slice_starts(rest, SLICE("<![CDATA["))) {
		t->pos += sizeof("<![CDATA[") - 1;
		html_enter_state(t, HTML_START_CDATA);
		return HTML_NOTHING;
	}
	return read_bogus(t, token, t->pos + 2);
}
