/*
 * plain.c - plain text, UTF-16, and the readable runs of binary data.
 *
 * The charset of a text is not guessed at here: the gate has the tables for
 * that.  Only UTF-16 is turned into UTF-8, since the formats inside a text
 * are told by their ASCII marks.
 */
#include "extract/plain.h"

#include <string.h>

#include "base/utf8.h"
#include "extract/bytes.h"
#include "extract/sniff.h"

#define PLAIN_RUN_MIN ((size_t)4)       /* letters */
#define PLAIN_DULL_MAX ((size_t)262144) /* bytes, of what is no picture */

void
plain_read(struct sink *sink, const struct member *member)
{
	struct member self;

	if (!sink_as(sink, member, "text", &self))
		return;
	sink_put(sink, &self, RECORD_RAW, self.bytes);
	if (sniff_html(self.bytes))
		sink_put(sink, &self, RECORD_HTML, self.bytes);
}

void
plain_put(struct sink *sink, const struct member *self, struct slice text)
{
	sink_put(sink, self, utf8_valid(text) ? RECORD_TEXT : RECORD_RAW, text);
}

void
plain_read_html(struct sink *sink, const struct member *member)
{
	struct member self;

	if (sink_as(sink, member, "html", &self))
		sink_put(sink, &self, RECORD_HTML, self.bytes);
}

static uint32_t
unit_at(struct slice in, size_t at, bool big_endian)
{
	uint32_t first = bytes_u8(in, at), second = bytes_u8(in, at + 1);

	return big_endian ? first << 8 | second : second << 8 | first;
}

bool
plain_add_utf16(struct buf *out, struct slice in, bool big_endian)
{
	for (size_t at = 0; at + 1 < in.len; at += 2) {
		uint32_t cp = unit_at(in, at, big_endian);
		char encoded[UTF8_MAX];

		if (cp >= 0xD800 && cp < 0xDC00 && bytes_has(in, at, 4)) {
			uint32_t low = unit_at(in, at + 2, big_endian);

			if (low >= 0xDC00 && low < 0xE000) {
				cp = 0x10000 + ((cp - 0xD800) << 10) +
				    (low - 0xDC00);
				at += 2;
			}
		}
		if (!buf_add(
			out, slice_make(encoded, utf8_encode(cp, encoded))))
			return false;
	}
	return true;
}

/* Without a mark, the half that is NUL tells the order. */
static bool
is_big_endian(struct slice in)
{
	size_t nuls = 0;

	if (bytes_are(in, 0, SLICE("\xFE\xFF")))
		return true;
	if (bytes_are(in, 0, SLICE("\xFF\xFE")))
		return false;
	for (size_t at = 0; at < in.len && at < 4096; at += 2)
		nuls += in.ptr[at] == '\0';
	return nuls > 0;
}

void
plain_read_utf16(struct sink *sink, const struct member *member)
{
	bool big_endian = is_big_endian(member->bytes);
	struct slice in = member->bytes;
	struct member self;
	struct buf out;

	if (!sink_as(sink, member, "utf-16", &self))
		return;
	if (bytes_are(in, 0, SLICE("\xFE\xFF")) ||
	    bytes_are(in, 0, SLICE("\xFF\xFE")))
		in = slice_from(in, 2);
	buf_init(&out, in.len * 2);
	if (!sink_unpacked(sink, &self, in.len))
		goto out;
	if (!plain_add_utf16(&out, in, big_endian)) {
		sink_nomem(sink, &self);
		goto out;
	}
	self.bytes = buf_slice(&out);
	if (sniff_text(self.bytes)) {
		self.level++;
		sink_open(sink, &self);
	} else {
		sink_skip(sink, &self, "unknown format");
	}
out:
	buf_free(&out);
}

static bool
is_letter(uint32_t unit)
{
	return unit == '\t' || (unit >= 0x20 && unit < 0x7F) ||
	    (unit >= 0xA0 && unit < 0x2100);
}

static bool
runs_ascii(struct slice in, struct buf *out)
{
	size_t from = 0;

	for (size_t at = 0; at <= in.len; at++) {
		if (at < in.len && (unsigned char)in.ptr[at] < 0x7F &&
		    is_letter((unsigned char)in.ptr[at]))
			continue;
		if (at - from >= PLAIN_RUN_MIN &&
		    (!buf_add(out, slice_sub(in, from, at - from)) ||
			!buf_add_byte(out, '\n')))
			return false;
		from = at + 1;
	}
	return true;
}

/* At both alignments: a record of odd length moves what follows. */
static bool
runs_utf16(struct slice in, struct buf *out)
{
	for (size_t start = 0; start < 2; start++) {
		size_t from = start;

		for (size_t at = start; at + 1 < in.len + 2; at += 2) {
			if (at + 1 < in.len &&
			    is_letter(unit_at(in, at, false)))
				continue;
			if (at - from >= 2 * PLAIN_RUN_MIN &&
			    (!plain_add_utf16(
				 out, slice_sub(in, from, at - from), false) ||
				!buf_add_byte(out, '\n')))
				return false;
			from = at + 2;
		}
	}
	return true;
}

void
plain_runs(struct sink *sink, const struct member *self, struct slice bytes)
{
	struct buf out;

	buf_init(&out, bytes.len * 5);
	if (!runs_ascii(bytes, &out) || !runs_utf16(bytes, &out))
		sink_nomem(sink, self);
	else
		sink_text(sink, self, buf_slice(&out));
	buf_free(&out);
}

static bool
is_metafile(struct slice in)
{
	return bytes_are(in, 40, SLICE(" EMF")) ||
	    bytes_are(in, 0, SLICE("\xD7\xCD\xC6\x9A")) ||
	    bytes_are(in, 0, SLICE("VCLMTF"));
}

void
plain_read_dull(struct sink *sink, const struct member *member)
{
	struct member self;

	if (!sink_as(sink, member, "strings", &self))
		return;
	plain_runs(sink, &self, self.bytes);
	if (is_metafile(self.bytes))
		sink_put(sink, &self, RECORD_IMAGE, SLICE_EMPTY);
	else if (self.bytes.len > PLAIN_DULL_MAX)
		sink_skip(sink, &self, "unknown format");
}
