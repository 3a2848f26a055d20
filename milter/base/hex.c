/*
 * hex.c - two digits a byte.
 */
#include "base/hex.h"

void
hex_encode(const void *bytes, size_t len, char *out)
{
	static const char digits[] = "0123456789abcdef";
	const unsigned char *byte = bytes;
	size_t i;

	for (i = 0; i < len; i++) {
		*out++ = digits[byte[i] >> 4];
		*out++ = digits[byte[i] & 0xF];
	}
	*out = '\0';
}

bool
hex_decode(struct slice text, void *bytes, size_t len)
{
	unsigned char *byte = bytes;
	size_t i;
	int high, low;

	if (text.len / 2 != len || text.len % 2 != 0)
		return false;
	for (i = 0; i < len; i++) {
		high = ascii_hex(text.ptr[2 * i]);
		low = ascii_hex(text.ptr[2 * i + 1]);
		if (high < 0 || low < 0)
			return false;
		byte[i] = (unsigned char)(high << 4 | low);
	}
	return true;
}
