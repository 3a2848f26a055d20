/*
 * html_fuzz.c - the tokenizer on any bytes: tokens in order and inside the
 * input, names in lower case, and an end.
 */
#include <stdint.h>
#include <stdlib.h>

#include "text/html.h"

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
	html_tokenizer_read_as(t, data[0] & 7u);
	do {
		check(html_tokenizer_next(t, &token) == STATUS_OK);
		check(token.offset >= end);
		check(token.length > 0 || token.kind == HTML_END);
		check_token(&token, in);
		end = token.offset + token.length;
	} while (token.kind != HTML_END);
	arena_free(arena);
	return 0;
}
