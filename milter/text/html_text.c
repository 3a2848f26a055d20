/*
 * html_text.c - characters between tags, and how far the content of an element
 * goes that holds no tags (HTML, 13.2.5.1 to 5 and 13.2.5.9 to 31).
 *
 * The end of such content is looked for once, when its element begins; up to
 * there everything is text.
 */
#include <string.h>

#include "text/html_machine.h"

/* Which elements hold what (13.2.6.4), scripting off. */
static const struct {
	const char *name;
	enum html_start state;
} contents[] = {
	{ "title", HTML_START_RCDATA },
	{ "textarea", HTML_START_RCDATA },
	{ "style", HTML_START_RAWTEXT },
	{ "xmp", HTML_START_RAWTEXT },
	{ "iframe", HTML_START_RAWTEXT },
	{ "noembed", HTML_START_RAWTEXT },
	{ "noframes", HTML_START_RAWTEXT },
	{ "script", HTML_START_SCRIPT },
	{ "plaintext", HTML_START_PLAINTEXT },
};

/* Is name at pos, whatever its case, and a tag name's end behind it? */
static bool
name_at(const struct html_tokenizer *t, size_t pos, struct slice name)
{
	char c;

	if (name.len == 0 || pos + name.len >= t->in.len ||
	    !slice_equal_nocase(slice_sub(t->in, pos, name.len), name))
		return false;
	c = t->in.ptr[pos + name.len];
	return html_space(c) || c == '/' || c == '>';
}

static bool
end_tag_at(const struct html_tokenizer *t, size_t pos)
{
	return pos + 1 < t->in.len && t->in.ptr[pos + 1] == '/' &&
	    name_at(t, pos + 2, t->last_start);
}

/* The next "<" at or behind pos, or the input's end. */
static size_t
next_angle(const struct html_tokenizer *t, size_t pos)
{
	size_t at = slice_index(slice_from(t->in, pos), '<');

	return at == SLICE_NONE ? t->in.len : pos + at;
}

static size_t
end_of_content(const struct html_tokenizer *t)
{
	size_t pos = next_angle(t, t->pos);

	while (pos < t->in.len && !end_tag_at(t, pos))
		pos = next_angle(t, pos + 1);
	return pos;
}

/* Script data: plain, inside "<!--", and inside "<script" in that. */
enum script_state {
	SCRIPT_PLAIN,
	SCRIPT_ESCAPED,
	SCRIPT_DOUBLE
};

struct script {
	enum script_state state;
	unsigned dashes; /* in a row before pos */
	size_t pos;
};

/* Passes the "<" at the position; false where the script ends at it. */
static bool
script_angle(const struct html_tokenizer *t, struct script *script)
{
	struct slice rest = slice_from(t->in, script->pos);

	if (script->state != SCRIPT_DOUBLE && end_tag_at(t, script->pos))
		return false;
	script->dashes = 0;
	script->pos++;
	switch (script->state) {
	case SCRIPT_PLAIN:
		if (!slice_starts(rest, SLICE("<!--")))
			break;
		script->state = SCRIPT_ESCAPED;
		script->dashes = 2;
		script->pos += 3;
		break;
	case SCRIPT_ESCAPED:
		if (!name_at(t, script->pos, SLICE("script")))
			break;
		script->state = SCRIPT_DOUBLE;
		script->pos += sizeof("script");
		break;
	case SCRIPT_DOUBLE:
	default:
		if (rest.len < 2 || rest.ptr[1] != '/' ||
		    !name_at(t, script->pos + 1, SLICE("script")))
			break;
		script->state = SCRIPT_ESCAPED;
		script->pos += sizeof("/script");
		break;
	}
	return true;
}

static size_t
end_of_script(const struct html_tokenizer *t)
{
	struct script script = { SCRIPT_PLAIN, 0, t->pos };

	while (script.pos < t->in.len) {
		if (script.state == SCRIPT_PLAIN)
			script.pos = next_angle(t, script.pos);
		if (script.pos >= t->in.len)
			break;
		switch (t->in.ptr[script.pos]) {
		case '<':
			if (!script_angle(t, &script))
				return script.pos;
			continue;
		case '-':
			script.dashes++;
			break;
		case '>':
			if (script.dashes >= 2)
				script.state = SCRIPT_PLAIN;
			script.dashes = 0;
			break;
		default:
			script.dashes = 0;
			break;
		}
		script.pos++;
	}
	return t->in.len;
}

static void
enter(struct html_tokenizer *t, enum html_mode mode, size_t end, size_t skip)
{
	t->mode = mode;
	t->range_end = end;
	t->range_skip = skip;
}

void
html_enter_state(struct html_tokenizer *t, enum html_start state)
{
	size_t at;

	switch (state) {
	case HTML_START_PLAINTEXT:
		enter(t, HTML_MODE_RAW, t->in.len, 0);
		break;
	case HTML_START_RCDATA:
		enter(t, HTML_MODE_RCDATA, end_of_content(t), 0);
		break;
	case HTML_START_RAWTEXT:
		enter(t, HTML_MODE_RAW, end_of_content(t), 0);
		break;
	case HTML_START_SCRIPT:
		enter(t, HTML_MODE_RAW, end_of_script(t), 0);
		break;
	case HTML_START_CDATA:
		at = slice_find(slice_from(t->in, t->pos), SLICE("]]>"));
		if (at == SLICE_NONE)
			enter(t, HTML_MODE_CDATA, t->in.len, 0);
		else
			enter(t, HTML_MODE_CDATA, t->pos + at, 3);
		break;
	case HTML_START_DATA:
	default:
		t->mode = HTML_MODE_DATA;
		break;
	}
}

void
html_enter_content(struct html_tokenizer *t, struct slice name)
{
	size_t i;

	if (t->fixed || t->readings & (HTML_READ_FOREIGN | HTML_READ_STRIPPED))
		return;
	for (i = 0; i < sizeof(contents) / sizeof(contents[0]); i++)
		if (slice_equal(name, slice_cstr(contents[i].name)))
			html_enter_state(t, contents[i].state);
}

/* Does the run of plain characters stop before pos? */
static bool
text_stops(const struct html_tokenizer *t, size_t pos, size_t end)
{
	char out[HTML_REFERENCE_MAX];
	size_t len;

	switch (t->in.ptr[pos]) {
	case '\r':
		return true;
	case '\0':
		return t->mode == HTML_MODE_RCDATA || t->mode == HTML_MODE_RAW;
	case '<':
		return t->mode == HTML_MODE_DATA && html_markup_at(t, pos);
	case '&':
		return (t->mode == HTML_MODE_DATA ||
			   t->mode == HTML_MODE_RCDATA) &&
		    html_reference_read(
			slice_sub(t->in, pos, end - pos), false, out, &len) > 0;
	default:
		return false;
	}
}

/* The one thing at the position that does not stand for itself. */
static enum html_outcome
read_special(struct html_tokenizer *t, size_t end, struct html_token *token)
{
	char out[HTML_REFERENCE_MAX];
	size_t len;

	switch (t->in.ptr[t->pos]) {
	case '\r':
		t->pos++;
		if (t->pos < t->in.len && t->in.ptr[t->pos] == '\n')
			t->pos++;
		token->text = SLICE("\n");
		break;
	case '\0':
		t->pos++;
		token->text = SLICE("\xEF\xBF\xBD");
		break;
	default:
		t->pos += html_reference_read(
		    slice_sub(t->in, t->pos, end - t->pos), false, out, &len);
		token->text = arena_copy(t->arena, slice_make(out, len));
		if (token->text.ptr == NULL)
			return HTML_NOMEM;
		break;
	}
	return HTML_MADE;
}

enum html_outcome
html_read_text(struct html_tokenizer *t, struct html_token *token)
{
	size_t end = t->mode == HTML_MODE_DATA ? t->in.len : t->range_end;
	size_t pos = t->pos;

	token->kind = HTML_TEXT;
	while (pos < end && !text_stops(t, pos, end))
		pos++;
	if (pos == t->pos)
		return read_special(t, end, token);
	token->text = slice_sub(t->in, t->pos, pos - t->pos);
	t->pos = pos;
	return HTML_MADE;
}
