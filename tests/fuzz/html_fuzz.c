/*
 * html_fuzz.c - HTML of any bytes.  The tokenizer: tokens in order and inside
 * the input, and an end.  What is shown: texts whose offsets ascend and stay
 * inside the input, with the document's own style sheets obeyed as well.
 */
#include <stdint.h>
#include <stdlib.h>

#include "text/data_uri.h"
#include "text/visible.h"

#define CEILING ((size_t)256 << 20)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check(bool holds)
{
	if (!holds)
		abort();
}

static void
check_token(const struct html_token *token, struct slice in)
{
	size_t i;

	check(token->text.ptr != NULL);
	check(
	    token->length <= in.len && token->offset <= in.len - token->length);
	check(token->nattributes <= HTML_ATTRIBUTE_MAX);
	for (i = 0; i < token->nattributes; i++) {
		check(token->attributes[i].name.len > 0);
		check(token->attributes[i].value.ptr != NULL);
		check(token->attributes[i].offset <= in.len);
	}
}

static void
check_text(const struct visible_text *text, size_t source_len)
{
	size_t at, origin, last = 0;

	check(text->text.ptr != NULL);
	for (at = 0; at <= text->text.len; at++) {
		origin = text_map_origin(text->map, at);
		check(origin >= last && origin <= source_len);
		last = origin;
	}
}

static void
check_visible(const struct visible_params *params, struct arena *arena,
    struct visible *visible)
{
	const struct visible_text *const texts[] = { &visible->body,
		&visible->hidden, &visible->shown, &visible->titles,
		&visible->generated, &visible->attributes, &visible->comments,
		&visible->links };
	enum data_uri_kind kind;
	struct slice text;
	bool exact;
	size_t i;

	check(visible_read(params, arena, visible) == STATUS_OK);
	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		check_text(texts[i], params->html.len);
	for (i = 0; i < visible->nested.len; i++) {
		check(visible->nested.items[i].offset <= params->html.len);
		if (visible->nested.items[i].uri)
			check(data_uri_read(visible->nested.items[i].text,
				  arena, &kind, &text, &exact) == STATUS_OK);
	}
}

/* As the standard has it, and then as show says. */
static void
read_visible(struct slice in, unsigned readings, unsigned show)
{
	struct arena *arena = arena_new(CEILING);
	struct visible_params params = { .html = in, .readings = readings };
	struct visible plain, again;

	check_visible(&params, arena, &plain);
	params.show = show;
	params.sheet = plain.sheet;
	params.cache = arena_calloc(arena, 1, sizeof(*params.cache));
	check_visible(&params, arena, &again);
	arena_free(arena);
}

/* The first byte chooses the readings. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena;
	struct html_tokenizer *t;
	struct html_token token;
	struct slice in;
	size_t end = 0;

	if (size == 0)
		return 0;
	in = slice_make((const char *)data + 1, size - 1);
	arena = arena_new(CEILING);
	t = html_tokenizer_new(in, arena);
	html_tokenizer_read_as(t, data[0] & 15u);
	do {
		check(html_tokenizer_next(t, &token) == STATUS_OK);
		check(token.offset >= end);
		check(token.length > 0 || token.kind == HTML_END);
		check_token(&token, in);
		end = token.offset + token.length;
	} while (token.kind != HTML_END);
	arena_free(arena);
	read_visible(in, data[0] & 15u, data[0] >> 4);
	return 0;
}
