/*
 * charset.c - bytes in a named charset to UTF-8.
 *
 * What nearly all mail is in (us-ascii, utf-8, iso-8859-1, windows-1252) is
 * read here; ICU reads the rest.  What comes out is valid UTF-8 whatever went
 * in, since everything behind relies on it.
 */
#include "text/charset.h"

#include <string.h>

#include <unicode/uclean.h>

#include "base/utf8.h"
#include "text/charset_label.h"
#include "text/convert.h"
#include "text/windows_1252.h"

bool
text_charset_is_ascii(struct slice s)
{
	uint64_t word;
	size_t i = 0;

	for (; i + sizeof(word) <= s.len; i += sizeof(word)) {
		memcpy(&word, s.ptr + i, sizeof(word));
		if (word & UINT64_C(0x8080808080808080))
			return false;
	}
	for (; i < s.len; i++)
		if ((unsigned char)s.ptr[i] > 127)
			return false;
	return true;
}

/* One byte over 127 as a code point; where there is none, as the C1 control. */
static uint32_t
high_byte(unsigned char byte, enum charset_reading reading, bool *exact)
{
	if (reading != CHARSET_WINDOWS || byte > 0x9F)
		return byte;
	if (text_windows_1252[byte - 0x80] != 0)
		return text_windows_1252[byte - 0x80];
	*exact = false;
	return byte;
}

static void
decode_bytes(struct slice in, enum charset_reading reading,
    struct text_build *build, bool *exact)
{
	char out[UTF8_MAX * TEXT_CHARSET_STEP];
	struct slice step;
	size_t offset, i, len;
	unsigned char byte;

	(void)text_build_reserve(build, in.len); /* a failure sticks */
	for (offset = 0; offset < in.len; offset += step.len) {
		step = slice_sub(in, offset, TEXT_CHARSET_STEP);
		for (i = 0, len = 0; i < step.len; i++) {
			byte = (unsigned char)step.ptr[i];
			if (byte < 0x80)
				out[len++] = (char)byte;
			else
				len += utf8_encode(
				    high_byte(byte, reading, exact), out + len);
		}
		if (len == step.len)
			text_build_copy(build, step, offset);
		else
			text_build_made(build, slice_make(out, len), offset);
	}
}

/* UTF-8 with U+FFFD for what is none. */
static void
repair_utf8(struct slice in, struct text_build *build)
{
	size_t offset = 0, start = 0, len;
	char mark[UTF8_MAX];
	uint32_t cp;

	while (offset < in.len) {
		len = utf8_decode(slice_from(in, offset), &cp);
		if (cp == UTF8_REPLACEMENT) {
			text_build_copy(
			    build, slice_sub(in, start, offset - start), start);
			text_build_made(build,
			    slice_make(mark, utf8_encode(cp, mark)), offset);
			start = offset + len;
		}
		offset += len;
	}
	text_build_copy(build, slice_from(in, start), start);
}

/* Bytes that are not what their charset says, or whose charset is unknown. */
static enum status
decode_guessed(
    struct slice in, struct text_build *build, struct text_decoded *decoded)
{
	decoded->exact = false;
	if (utf8_valid(in)) {
		decoded->text = in;
		return STATUS_OK;
	}
	decode_bytes(in, CHARSET_WINDOWS, build, &decoded->exact);
	decoded->exact = false;
	return STATUS_OK;
}

/* in by label's reading, into build or, where it stands as it is, decoded. */
static enum status
decode_labelled(struct slice in, const struct charset_label *label,
    struct text_build *build, struct text_decoded *decoded)
{
	enum status status;
	bool there;

	if (!label->shifted && text_charset_is_ascii(in)) {
		decoded->text = in;
		return STATUS_OK;
	}
	switch (label->reading) {
	case CHARSET_ASCII:
		return decode_guessed(in, build, decoded);
	case CHARSET_UTF8:
		decoded->exact = utf8_valid(in);
		if (decoded->exact)
			decoded->text = in;
		else
			repair_utf8(in, build);
		return STATUS_OK;
	case CHARSET_LATIN1:
	case CHARSET_WINDOWS:
		decode_bytes(in, label->reading, build, &decoded->exact);
		return STATUS_OK;
	case CHARSET_ICU:
	default:
		break;
	}
	status =
	    convert_icu(in, label->converter, build, &there, &decoded->exact);
	if (status == STATUS_OK && !there)
		return decode_guessed(in, build, decoded);
	return status;
}

enum status
text_charset_decode_mapped(struct slice in, struct slice charset,
    struct arena *arena, struct text_decoded *decoded_r)
{
	const struct charset_label *label = charset_label_find(charset);
	struct text_build build;
	enum status status;

	*decoded_r = (struct text_decoded){ { NULL, 0 }, NULL, true };
	text_build_init(&build, arena, NULL);
	if (label != NULL)
		status = decode_labelled(in, label, &build, decoded_r);
	else
		status = decode_guessed(in, &build, decoded_r);
	if (status != STATUS_OK || decoded_r->text.ptr != NULL)
		return status;
	if (!text_build_done(&build, in.len, &decoded_r->text, &decoded_r->map))
		return STATUS_NOMEM;
	return STATUS_OK;
}

enum status
text_charset_decode(struct slice in, struct slice charset, struct arena *arena,
    struct slice *out_r, bool *exact_r)
{
	struct text_decoded decoded;
	enum status status;

	status = text_charset_decode_mapped(in, charset, arena, &decoded);
	*out_r = decoded.text.ptr != NULL ? decoded.text : SLICE_EMPTY;
	*exact_r = decoded.exact;
	return status;
}

bool
text_charset_known(struct slice charset)
{
	return charset_label_find(charset) != NULL;
}

void
text_charset_cleanup(void)
{
	u_cleanup();
}
