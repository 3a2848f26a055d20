/*
 * base64url.c - RFC 4648 section 5 without padding, as JOSE uses it.
 *
 * One text stands for each byte string and no other is taken: a token that can
 * be written in two ways could be shown twice.
 */
#include "crypt/crypt.h"

#include <stdint.h>

static const char base64url_digits[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

struct slice
crypt_base64url_encode(struct slice in, struct arena *arena)
{
	const unsigned char *bytes = (const unsigned char *)in.ptr;
	struct slice none = { NULL, 0 };
	uint32_t bits = 0;
	unsigned held = 0;
	size_t i, len = 0;
	char *out;

	if (in.len > SIZE_MAX / 2)
		return none;
	out = arena_alloc(arena, in.len / 3 * 4 + 5);
	if (out == NULL)
		return none;
	for (i = 0; i < in.len; i++) {
		bits = bits << 8 | bytes[i];
		for (held += 8; held >= 6; held -= 6)
			out[len++] = base64url_digits[bits >> (held - 6) & 63];
	}
	if (held > 0)
		out[len++] = base64url_digits[bits << (6 - held) & 63];
	out[len] = '\0';
	return slice_make(out, len);
}

/* 0 to 63, or -1. */
static int
base64url_value(char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (ascii_digit(c))
		return c - '0' + 52;
	if (c == '-')
		return 62;
	return c == '_' ? 63 : -1;
}

bool
crypt_base64url_decode(
    struct slice in, struct arena *arena, struct slice *out_r)
{
	uint32_t bits = 0;
	unsigned held = 0;
	size_t i, len = 0;
	int value;
	char *out;

	*out_r = SLICE_EMPTY;
	if (in.len % 4 == 1)
		return false;
	out = arena_alloc(arena, in.len / 4 * 3 + 3);
	if (out == NULL)
		return false;
	for (i = 0; i < in.len; i++) {
		value = base64url_value(in.ptr[i]);
		if (value < 0)
			return false;
		bits = bits << 6 | (uint32_t)value;
		held += 6;
		if (held >= 8) {
			held -= 8;
			out[len++] = (char)(bits >> held & 0xff);
		}
	}
	if ((bits & ((1u << held) - 1)) != 0)
		return false;
	out[len] = '\0';
	*out_r = slice_make(out, len);
	return true;
}
