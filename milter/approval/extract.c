/*
 * extract.c - the token inside a header value.
 *
 * Mailers fold long values wherever they like and some make RFC 2047 words of
 * them; neither is part of the token.
 */
#include "approval/token.h"

#include "text/header.h"

enum status
approval_token_extract(
    struct slice value, struct arena *arena, struct slice *token_r)
{
	struct slice text;
	enum status status;
	bool exact;
	size_t i, len = 0;
	char *token;

	*token_r = SLICE_EMPTY;
	status = text_header_decode(value, arena, &text, &exact);
	if (status != STATUS_OK)
		return status;
	token = arena_alloc(arena, text.len + 1);
	if (token == NULL)
		return STATUS_NOMEM;
	for (i = 0; i < text.len; i++)
		if (!ascii_space(text.ptr[i]))
			token[len++] = text.ptr[i];
	token[len] = '\0';
	*token_r = slice_make(token, len);
	return STATUS_OK;
}
