/*
 * envelope.c - SMTP addresses taken apart (RFC 5321 section 4.1.2).
 */
#include "message/envelope.h"

/* Index of the first c outside quoted strings, or SLICE_NONE. */
static size_t
address_index(struct slice text, char c)
{
	bool quoted = false;

	for (size_t i = 0; i < text.len; i++) {
		char at = text.ptr[i];

		if (quoted && at == '\\')
			i++;
		else if (at == '"')
			quoted = !quoted;
		else if (!quoted && at == c)
			return i;
	}
	return SLICE_NONE;
}

struct slice
envelope_address(struct slice text)
{
	struct slice address = slice_trim(text);
	size_t open = address_index(address, '<');
	size_t at;

	if (open != SLICE_NONE) {
		address = slice_from(address, open + 1);
		address = slice_sub(address, 0, address_index(address, '>'));
		address = slice_trim(address);
	}
	if (!slice_starts(address, SLICE("@")))
		return address;
	at = slice_index(address, ':');
	return at == SLICE_NONE ? address : slice_from(address, at + 1);
}

struct slice
envelope_domain(struct slice address)
{
	size_t at = slice_rindex(address, '@');

	return at == SLICE_NONE ? address : slice_from(address, at + 1);
}

struct slice
envelope_local(struct slice address)
{
	size_t at = slice_rindex(address, '@');

	return at == SLICE_NONE ? SLICE_EMPTY : slice_sub(address, 0, at);
}

struct slice
envelope_normal(struct slice address, struct arena *arena)
{
	size_t domain = address.len - envelope_domain(address).len;
	char *text = arena_alloc(arena, address.len);

	if (text == NULL)
		return SLICE_EMPTY;
	for (size_t i = 0; i < address.len; i++)
		text[i] =
		    i < domain ? address.ptr[i] : ascii_lower(address.ptr[i]);
	return slice_make(text, address.len);
}
