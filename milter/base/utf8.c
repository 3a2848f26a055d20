/*
 * utf8.c - decoding and encoding by RFC 3629's table.
 *
 * Overlong forms, surrogates and what lies beyond U+10FFFF are malformed from
 * their second byte on, which is what makes the length of a maximal subpart.
 */
#include "base/utf8.h"

#include <assert.h>

/* What may follow a lead byte: how many bytes, and the second one's range. */
struct lead {
	unsigned char first, last; /* lead bytes that this row is for */
	unsigned char len;
	unsigned char low, high; /* second byte */
};

static const struct lead leads[] = {
	{ 0xC2, 0xDF, 2, 0x80, 0xBF },
	{ 0xE0, 0xE0, 3, 0xA0, 0xBF },
	{ 0xE1, 0xEC, 3, 0x80, 0xBF },
	{ 0xED, 0xED, 3, 0x80, 0x9F },
	{ 0xEE, 0xEF, 3, 0x80, 0xBF },
	{ 0xF0, 0xF0, 4, 0x90, 0xBF },
	{ 0xF1, 0xF3, 4, 0x80, 0xBF },
	{ 0xF4, 0xF4, 4, 0x80, 0x8F },
};

static const struct lead *
lead_find(unsigned char byte)
{
	size_t i;

	for (i = 0; i < sizeof(leads) / sizeof(leads[0]); i++)
		if (byte >= leads[i].first && byte <= leads[i].last)
			return &leads[i];
	return NULL;
}

/* A sequence longer than one byte; *ok_r tells whether it is well-formed. */
static size_t
decode_long(struct slice s, uint32_t *cp_r, bool *ok_r)
{
	const unsigned char *byte = (const unsigned char *)s.ptr;
	const struct lead *lead = lead_find(byte[0]);
	unsigned char low, high;
	uint32_t cp;
	size_t i;

	*ok_r = false;
	*cp_r = UTF8_REPLACEMENT;
	if (lead == NULL)
		return 1;
	low = lead->low;
	high = lead->high;
	cp = byte[0] & (0x7Fu >> lead->len);
	for (i = 1; i < lead->len; i++) {
		if (i == s.len || byte[i] < low || byte[i] > high)
			return i;
		cp = cp << 6 | (byte[i] & 0x3Fu);
		low = 0x80;
		high = 0xBF;
	}
	*cp_r = cp;
	*ok_r = true;
	return i;
}

size_t
utf8_decode(struct slice s, uint32_t *cp_r)
{
	bool ok;

	assert(s.len > 0);
	if ((unsigned char)s.ptr[0] < 0x80) {
		*cp_r = (unsigned char)s.ptr[0];
		return 1;
	}
	return decode_long(s, cp_r, &ok);
}

size_t
utf8_encode(uint32_t cp, char out[UTF8_MAX])
{
	if (cp > 0x10FFFF || (cp >= 0xD800 && cp <= 0xDFFF))
		cp = UTF8_REPLACEMENT;
	if (cp < 0x80) {
		out[0] = (char)cp;
		return 1;
	}
	if (cp < 0x800) {
		out[0] = (char)(0xC0 | cp >> 6);
		out[1] = (char)(0x80 | (cp & 0x3F));
		return 2;
	}
	if (cp < 0x10000) {
		out[0] = (char)(0xE0 | cp >> 12);
		out[1] = (char)(0x80 | (cp >> 6 & 0x3F));
		out[2] = (char)(0x80 | (cp & 0x3F));
		return 3;
	}
	out[0] = (char)(0xF0 | cp >> 18);
	out[1] = (char)(0x80 | (cp >> 12 & 0x3F));
	out[2] = (char)(0x80 | (cp >> 6 & 0x3F));
	out[3] = (char)(0x80 | (cp & 0x3F));
	return 4;
}

bool
utf8_valid(struct slice s)
{
	uint32_t cp;
	bool ok;

	while (s.len > 0) {
		if ((unsigned char)s.ptr[0] < 0x80) {
			s = slice_from(s, 1);
			continue;
		}
		s = slice_from(s, decode_long(s, &cp, &ok));
		if (!ok)
			return false;
	}
	return true;
}
