/*
 * lenient.c - bytes and texts as programs show them that are not strict about
 * what is malformed.
 *
 * RFC 3629 forbids UTF-8 forms longer than need be, surrogates and forms of
 * five and six bytes; decoders of before it take them, and so hide an ASCII
 * letter in bytes that a strict one does not know.
 */
#include "text/lenient.h"

#include "base/utf8.h"

#define FORM_MAX 6

/* The length that a lead byte tells, and its own bits; 0: it is none. */
static size_t
form_of(unsigned char lead, uint32_t *bits_r)
{
	static const struct {
		unsigned char mask, lead;
	} forms[FORM_MAX + 1] = {
		[2] = { 0xE0, 0xC0 },
		[3] = { 0xF0, 0xE0 },
		[4] = { 0xF8, 0xF0 },
		[5] = { 0xFC, 0xF8 },
		[6] = { 0xFE, 0xFC },
	};
	size_t len;

	for (len = 2; len <= FORM_MAX; len++)
		if ((lead & forms[len].mask) == forms[len].lead) {
			*bits_r = lead & (unsigned char)~forms[len].mask;
			return len;
		}
	return 0;
}

/* Decodes a form of any length at the front of s; 0: there is none. */
static size_t
decode_form(struct slice s, uint32_t *cp_r)
{
	size_t len, i;
	unsigned char byte;

	len = form_of((unsigned char)s.ptr[0], cp_r);
	if (len == 0 || len > s.len)
		return 0;
	for (i = 1; i < len; i++) {
		byte = (unsigned char)s.ptr[i];
		if ((byte & 0xC0) != 0x80)
			return 0;
		*cp_r = *cp_r << 6 | (byte & 0x3F);
	}
	return len;
}

/* The same for two surrogates that make one character. */
static size_t
decode_pair(struct slice s, uint32_t *cp_r)
{
	size_t len = decode_form(s, cp_r), more;
	uint32_t trail;

	if (len == 0 || *cp_r < 0xD800 || *cp_r > 0xDBFF || len >= s.len)
		return len;
	more = decode_form(slice_from(s, len), &trail);
	if (more == 0 || trail < 0xDC00 || trail > 0xDFFF)
		return len;
	*cp_r = 0x10000 + ((*cp_r - 0xD800) << 10) + (trail - 0xDC00);
	return len + more;
}

/* Is what is at at, and was decoded to cp, no UTF-8? */
static bool
is_malformed(struct slice bytes, size_t at, uint32_t cp)
{
	return cp == UTF8_REPLACEMENT &&
	    !slice_starts(slice_from(bytes, at), SLICE("\xEF\xBF\xBD"));
}

bool
lenient_utf8_there(struct slice bytes)
{
	size_t at, len;
	uint32_t cp;

	for (at = 0; at < bytes.len; at += len) {
		len = 1;
		if ((unsigned char)bytes.ptr[at] < 0x80)
			continue;
		len = utf8_decode(slice_from(bytes, at), &cp);
		if (is_malformed(bytes, at, cp) &&
		    decode_form(slice_from(bytes, at), &cp) != 0)
			return true;
	}
	return false;
}

enum status
lenient_utf8(
    struct slice bytes, struct arena *arena, struct text_decoded *decoded_r)
{
	struct text_build build;
	size_t at, len, start = 0;
	char out[UTF8_MAX];
	uint32_t cp;

	text_build_init(&build, arena, NULL);
	for (at = 0; at < bytes.len; at += len) {
		len = 1;
		if ((unsigned char)bytes.ptr[at] < 0x80)
			continue;
		len = utf8_decode(slice_from(bytes, at), &cp);
		if (!is_malformed(bytes, at, cp))
			continue;
		text_build_copy(
		    &build, slice_sub(bytes, start, at - start), start);
		len = decode_pair(slice_from(bytes, at), &cp);
		if (len == 0) {
			cp = UTF8_REPLACEMENT;
			len = 1;
		}
		text_build_made(
		    &build, slice_make(out, utf8_encode(cp, out)), at);
		start = at + len;
	}
	text_build_copy(&build, slice_from(bytes, start), start);
	decoded_r->exact = false;
	if (!text_build_done(
		&build, bytes.len, &decoded_r->text, &decoded_r->map))
		return STATUS_NOMEM;
	return STATUS_OK;
}

enum status
lenient_seven_bits(
    struct slice bytes, struct arena *arena, struct text_decoded *decoded_r)
{
	struct text_build build;
	size_t i;

	text_build_init(&build, arena, NULL);
	if (text_build_reserve(&build, bytes.len)) {
		for (i = 0; i < bytes.len; i++)
			build.ptr[i] = (char)(bytes.ptr[i] & 0x7F);
		text_build_written(&build, bytes.len, 0);
	}
	decoded_r->exact = false;
	if (!text_build_done(
		&build, bytes.len, &decoded_r->text, &decoded_r->map))
		return STATUS_NOMEM;
	return STATUS_OK;
}

enum status
lenient_without(const struct text_decoded *from, struct slice what,
    struct arena *arena, struct text_decoded *decoded_r)
{
	struct text_build build;
	size_t at = 0, len;

	text_build_init(&build, arena, from->map);
	while (at < from->text.len) {
		len = slice_find(slice_from(from->text, at), what);
		if (len == SLICE_NONE)
			len = from->text.len - at;
		text_build_copy(&build, slice_sub(from->text, at, len), at);
		at += len + what.len;
	}
	decoded_r->exact = false;
	if (!text_build_done(
		&build, from->text.len, &decoded_r->text, &decoded_r->map))
		return STATUS_NOMEM;
	return STATUS_OK;
}
