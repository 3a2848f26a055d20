/*
 * pdf.c - the strings and the dangers of a PDF, without its pages.
 *
 * Names and strings of PDF are found wherever their bytes stand, in a comment
 * too: a finding too many holds a message, one too few lets it pass.
 */
#include "extract/pdf.h"

#include "extract/bytes.h"
#include "extract/codepage.h"
#include "extract/inflate.h"
#include "extract/plain.h"

#define PDF_STREAMS_MAX 4096           /* object streams looked into */
#define PDF_DICTIONARY ((size_t)512)   /* bytes before "stream" */
#define PDF_STRING_MAX ((size_t)65536) /* bytes of one string */

struct pdf {
	struct sink *sink;
	const struct member *self;
	bool encrypted; /* its strings mean nothing */
	unsigned said;  /* of the dangers, a bit each */
	size_t left;    /* bytes that may still be read as strings */
};

static const struct {
	struct slice name;
	const char *why;
} dangers[] = {
	{ SLICE("/EmbeddedFile"), "pdf embeds a file" },
	{ SLICE("/FileAttachment"), "pdf embeds a file" },
	{ SLICE("/RichMedia"), "pdf embeds a file" },
	{ SLICE("/JavaScript"), "pdf script" },
	{ SLICE("/JS"), "pdf script" },
	{ SLICE("/Launch"), "pdf script" },
	{ SLICE("/XFA"), "pdf form" },
};

static const struct slice names[] = {
	SLICE("/Title"),
	SLICE("/Author"),
	SLICE("/Subject"),
	SLICE("/Keywords"),
	SLICE("/Creator"),
	SLICE("/Contents"),
	SLICE("/URI"),
	SLICE("/RC"),
	SLICE("/TU"),
	SLICE("/Alt"),
	SLICE("/ActualText"),
	SLICE("/V"),
	SLICE("/DV"),
	SLICE("/T"),
	SLICE("/Desc"),
};

static bool
is_regular(char c)
{
	return ascii_alnum(c) || c == '_' || c == '.' || c == '-' || c == '#' ||
	    c == '+';
}

/* The escape at the front of *rest (behind its backslash), one byte of it. */
static void
escape_add(struct slice *rest, struct buf *out)
{
	static const char from[] = "nrtbf";
	static const char to[] = "\n\r\t\b\f";
	char c = rest->ptr[0];
	unsigned value = 0;
	size_t n = 0;

	while (n < 3 && n < rest->len && rest->ptr[n] >= '0' &&
	    rest->ptr[n] <= '7')
		value = value * 8 + (unsigned)(rest->ptr[n++] - '0');
	if (n > 0) {
		(void)buf_add_byte(out, (char)value);
		*rest = slice_from(*rest, n);
		return;
	}
	*rest = slice_from(*rest, 1);
	if (c == '\r' && rest->len > 0 && rest->ptr[0] == '\n')
		*rest = slice_from(*rest, 1);
	if (c == '\r' || c == '\n')
		return;
	for (n = 0; from[n] != '\0'; n++)
		if (c == from[n])
			c = to[n];
	(void)buf_add_byte(out, c);
}

/* (text \(with\) escapes), from behind its first bracket. */
static void
literal_read(struct slice rest, struct buf *out)
{
	size_t open = 1;

	while (rest.len > 0 && !buf_failed(out)) {
		char c = rest.ptr[0];

		rest = slice_from(rest, 1);
		if (c == '\\' && rest.len > 0) {
			escape_add(&rest, out);
			continue;
		}
		if (c == '(')
			open++;
		else if (c == ')' && --open == 0)
			return;
		(void)buf_add_byte(out, c);
	}
}

/* <hexadecimal>, from behind its first bracket. */
static void
hex_read(struct slice rest, struct buf *out)
{
	int high = -1;

	for (size_t i = 0; i < rest.len && rest.ptr[i] != '>'; i++) {
		int digit = ascii_hex(rest.ptr[i]);

		if (digit < 0)
			continue;
		if (high < 0) {
			high = digit;
			continue;
		}
		if (!buf_add_byte(out, (char)(high << 4 | digit)))
			return;
		high = -1;
	}
}

/* A string's bytes are UTF-16, UTF-8 by mark, or PDFDocEncoding. */
static void
string_put(struct pdf *pdf, struct slice bytes)
{
	struct buf text;

	buf_init(&text, bytes.len * 3);
	if (bytes_are(bytes, 0, SLICE("\xFE\xFF")))
		(void)plain_add_utf16(&text, slice_from(bytes, 2), true);
	else if (bytes_are(bytes, 0, SLICE("\xFF\xFE")))
		(void)plain_add_utf16(&text, slice_from(bytes, 2), false);
	else if (bytes_are(bytes, 0, SLICE("\xEF\xBB\xBF")))
		(void)buf_add(&text, slice_from(bytes, 3));
	else
		(void)codepage_add(&text, 1252, bytes);
	if (buf_failed(&text))
		sink_nomem(pdf->sink, pdf->self);
	sink_name(pdf->sink, pdf->self, buf_slice(&text));
	buf_free(&text);
}

/* The string behind a name, if one stands there. */
static void
string_read(struct pdf *pdf, struct slice rest)
{
	struct buf bytes;
	size_t blank = 0;

	while (blank < rest.len && ascii_space(rest.ptr[blank]))
		blank++;
	rest = slice_sub(rest, blank, PDF_STRING_MAX);
	if (rest.len < 2 || (rest.ptr[0] != '(' && rest.ptr[0] != '<'))
		return;
	if (pdf->left == 0)
		return;
	buf_init(&bytes, PDF_STRING_MAX);
	if (rest.ptr[0] == '(')
		literal_read(slice_from(rest, 1), &bytes);
	else if (rest.ptr[0] == '<' && rest.ptr[1] != '<')
		hex_read(slice_from(rest, 1), &bytes);
	pdf->left -= bytes.len < pdf->left ? bytes.len : pdf->left;
	if (pdf->left == 0)
		sink_skip(pdf->sink, pdf->self, "output ceiling");
	string_put(pdf, buf_slice(&bytes));
	buf_free(&bytes);
}

/* The name at the front of in, which begins with "/". */
static void
name_read(struct pdf *pdf, struct slice in)
{
	size_t len = 1;

	while (len < in.len && is_regular(in.ptr[len]))
		len++;
	for (size_t i = 0; i < sizeof(dangers) / sizeof(dangers[0]); i++) {
		if (!slice_starts(slice_sub(in, 0, len), dangers[i].name) ||
		    (pdf->said & 1u << i))
			continue;
		/* of "/JS" alone, longer names are others */
		if (dangers[i].name.len == 3 && len != 3)
			continue;
		pdf->said |= 1u << i;
		sink_skip(pdf->sink, pdf->self, dangers[i].why);
	}
	if (pdf->encrypted)
		return;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (slice_equal(slice_sub(in, 0, len), names[i]))
			string_read(pdf, slice_from(in, len));
}

static void
objects_scan(struct pdf *pdf, struct slice in)
{
	size_t at;

	while (
	    !pdf->sink->stopped && (at = slice_index(in, '/')) != SLICE_NONE) {
		in = slice_from(in, at);
		name_read(pdf, in);
		in = slice_from(in, 1);
	}
}

/* Metadata in XML, which stands as it is in most files. */
static void
metadata_scan(struct pdf *pdf, struct slice in)
{
	struct slice end = SLICE("</x:xmpmeta>");
	size_t at, len;

	while (!pdf->sink->stopped &&
	    (at = slice_find(in, SLICE("<x:xmpmeta"))) != SLICE_NONE) {
		in = slice_from(in, at);
		len = slice_find(in, end);
		len = len == SLICE_NONE ? in.len : len + end.len;
		sink_descend(pdf->sink, pdf->self, SLICE("metadata.xml"),
		    slice_sub(in, 0, len));
		in = slice_from(in, len);
	}
}

/* The object stream that begins at data. */
static void
stream_read(struct pdf *pdf, struct slice data)
{
	struct buf out;
	size_t used;

	if (bytes_are(data, 0, SLICE("\r\n")))
		data = slice_from(data, 2);
	else if (bytes_are(data, 0, SLICE("\n")))
		data = slice_from(data, 1);
	buf_init(&out, (size_t)pdf->sink->left.unpacked);
	if (inflate_read(data, INFLATE_ZLIB, &out, &used) == INFLATE_NOMEM)
		sink_nomem(pdf->sink, pdf->self);
	pdf->left += out.len;
	if (sink_unpacked(pdf->sink, pdf->self, out.len))
		objects_scan(pdf, buf_slice(&out));
	metadata_scan(pdf, buf_slice(&out));
	buf_free(&out);
}

/* Does a stream with such a dictionary hold objects, or metadata? */
static bool
is_worth_reading(struct slice dictionary)
{
	return slice_find(dictionary, SLICE("ObjStm")) != SLICE_NONE ||
	    slice_find(dictionary, SLICE("/Metadata")) != SLICE_NONE;
}

static void
streams_scan(struct pdf *pdf)
{
	struct slice in = pdf->self->bytes;
	size_t at = 0, found;
	int n = 0;

	while ((found = slice_find(slice_from(in, at), SLICE("stream"))) !=
	    SLICE_NONE) {
		size_t start = at + found;
		size_t before = start < PDF_DICTIONARY ? start : PDF_DICTIONARY;

		at = start + 6;
		if (!is_worth_reading(slice_sub(in, start - before, before)))
			continue;
		if (pdf->encrypted) {
			sink_skip(pdf->sink, pdf->self, "encrypted");
			return;
		}
		if (++n > PDF_STREAMS_MAX) {
			sink_skip(pdf->sink, pdf->self, "too many members");
			return;
		}
		if (start >= 3 &&
		    slice_equal(slice_sub(in, start - 3, 3), SLICE("end")))
			continue;
		stream_read(pdf, slice_from(in, at));
	}
}

void
pdf_scan(struct sink *sink, const struct member *self)
{
	struct pdf pdf = { .sink = sink, .self = self };

	/* strings do not overlap, but those that are never closed do */
	pdf.left = self->bytes.len + PDF_STRING_MAX;
	pdf.encrypted =
	    slice_find(self->bytes, SLICE("/Encrypt")) != SLICE_NONE;
	objects_scan(&pdf, self->bytes);
	metadata_scan(&pdf, self->bytes);
	streams_scan(&pdf);
}
