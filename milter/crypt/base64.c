/*
 * base64.c - RFC 4648 section 4, with padding, as signed notes have it.
 *
 * One text stands for each byte string and no other is taken.
 */
#include "crypt/crypt.h"

#include <stdint.h>

static const char base64_digits[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

bool
crypt_base64_add(struct buf *out, struct slice in)
{
	const unsigned char *bytes = (const unsigned char *)in.ptr;
	uint32_t bits;
	size_t i, left, digit;

	for (i = 0; i < in.len; i += 3) {
		left = in.len - i < 3 ? in.len - i : 3;
		bits = (uint32_t)bytes[i] << 16;
		if (left > 1)
			bits |= (uint32_t)bytes[i + 1] << 8;
		if (left > 2)
			bits |= bytes[i + 2];
		for (digit = 0; digit < 4; digit++, bits <<= 6)
			(void)buf_add_byte(out,
			    digit > left ? '=' :
					   base64_digits[bits >> 18 & 63]);
	}
	return !buf_failed(out);
}

/* 0 to 63, or -1. */
static int
base64_value(char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (ascii_digit(c))
		return c - '0' + 52;
	if (c == '+')
		return 62;
	return c == '/' ? 63 : -1;
}

bool
crypt_base64_decode(struct slice in, void *out, size_t max, size_t *len_r)
{
	unsigned char *bytes = out;
	uint32_t bits = 0;
	unsigned held = 0;
	size_t i, len = 0, digits = in.len;
	int value;

	if (in.len == 0 || in.len % 4 != 0)
		return false;
	while (in.len - digits < 2 && in.ptr[digits - 1] == '=')
		digits--;
	for (i = 0; i < digits; i++) {
		value = base64_value(in.ptr[i]);
		if (value < 0)
			return false;
		bits = bits << 6 | (uint32_t)value;
		held += 6;
		if (held < 8)
			continue;
		held -= 8;
		if (len == max)
			return false;
		bytes[len++] = (unsigned char)(bits >> held & 0xff);
	}
	*len_r = len;
	return (bits & ((1u << held) - 1)) == 0;
}
