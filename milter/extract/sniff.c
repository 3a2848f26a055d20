/*
 * sniff.c - a table of magic numbers, then the marks of texts.
 *
 * Order matters where one mark contains another.  What matches nothing and is
 * no text is unknown, and unknown is not inspected: this file never guesses in
 * favour of a format that would hide bytes.
 */
#include "extract/sniff.h"

#include "base/utf8.h"
#include "extract/bytes.h"

#define SNIFF_PDF_BEFORE ((size_t)1024) /* bytes before "%PDF-" */
#define SNIFF_HEAD ((size_t)65536)      /* bytes looked at for HTML */
#define SNIFF_DULL_MAX ((size_t)262144) /* bytes of a member without text */
#define SNIFF_FIELDS_MAX 200            /* lines of a header */

static const struct magic {
	enum format format;
	size_t at;
	struct slice bytes;
} magics[] = {
	{ FORMAT_ZIP, 0, SLICE("PK\3\4") },
	{ FORMAT_ZIP, 0, SLICE("PK\5\6") },
	{ FORMAT_ZIP, 0, SLICE("PK\7\10PK\3\4") },
	{ FORMAT_ZIP, 0, SLICE("PK00PK\3\4") },
	{ FORMAT_GZIP, 0, SLICE("\x1F\x8B") },
	{ FORMAT_FILTER, 0, SLICE("BZh") },
	{ FORMAT_FILTER, 0, SLICE("\xFD\x37zXZ\0") },
	{ FORMAT_FILTER, 0, SLICE("\x28\xB5\x2F\xFD") },
	{ FORMAT_FILTER, 0, SLICE("\x04\x22\x4D\x18") },
	{ FORMAT_FILTER, 0, SLICE("LZIP\1") },
	{ FORMAT_FILTER, 0, SLICE("\x1F\x9D") },
	{ FORMAT_FILTER, 0, SLICE("\x5D\0\0") },
	{ FORMAT_ARCHIVE, 0, SLICE("7z\xBC\xAF\x27\x1C") },
	{ FORMAT_ARCHIVE, 0, SLICE("Rar!\x1A\7") },
	{ FORMAT_ARCHIVE, 0, SLICE("MSCF\0\0\0\0") },
	{ FORMAT_ARCHIVE, 0, SLICE("!<arch>\n") },
	{ FORMAT_ARCHIVE, 0, SLICE("070701") },
	{ FORMAT_ARCHIVE, 0, SLICE("070702") },
	{ FORMAT_ARCHIVE, 0, SLICE("070707") },
	{ FORMAT_ARCHIVE, 0, SLICE("\xC7\x71") },
	{ FORMAT_ARCHIVE, 0, SLICE("\x71\xC7") },
	{ FORMAT_ARCHIVE, 257, SLICE("ustar") },
	{ FORMAT_ARCHIVE, 32769, SLICE("CD001") },
	{ FORMAT_ARCHIVE, 2, SLICE("-lh") },
	{ FORMAT_OLE2, 0, SLICE("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1") },
	{ FORMAT_TNEF, 0, SLICE("\x78\x9F\x3E\x22") },
	{ FORMAT_IMAGE, 0, SLICE("\x89PNG\r\n\x1A\n") },
	{ FORMAT_IMAGE, 0, SLICE("\xFF\xD8\xFF") },
	{ FORMAT_IMAGE, 0, SLICE("GIF87a") },
	{ FORMAT_IMAGE, 0, SLICE("GIF89a") },
	{ FORMAT_IMAGE, 8, SLICE("WEBPVP8") },
	{ FORMAT_IMAGE, 0, SLICE("II*\0") },
	{ FORMAT_IMAGE, 0, SLICE("MM\0*") },
	{ FORMAT_IMAGE, 4, SLICE("ftypavif") },
	{ FORMAT_IMAGE, 4, SLICE("ftypavis") },
	{ FORMAT_IMAGE, 4, SLICE("ftypheic") },
	{ FORMAT_IMAGE, 4, SLICE("ftypheix") },
	{ FORMAT_IMAGE, 4, SLICE("ftypmif1") },
	{ FORMAT_IMAGE, 4, SLICE("ftypmsf1") },
	{ FORMAT_IMAGE, 0, SLICE("wOFF") },
	{ FORMAT_IMAGE, 0, SLICE("wOF2") },
	{ FORMAT_IMAGE, 0, SLICE("OTTO\0") },
	{ FORMAT_IMAGE, 0, SLICE("ttcf\0") },
	{ FORMAT_DULL, 40, SLICE(" EMF") },
	{ FORMAT_DULL, 0, SLICE("\xD7\xCD\xC6\x9A") },
	{ FORMAT_DULL, 0, SLICE("VCLMTF") },
	{ FORMAT_DULL, 0, SLICE("\0\5\x16\7") },
	{ FORMAT_DULL, 0, SLICE("\0\0\0\1Bud1") },
};

bool
sniff_ends(struct slice name, const char *suffix)
{
	return slice_ends_nocase(name, slice_cstr(suffix));
}

size_t
sniff_pdf(struct slice bytes)
{
	return slice_find(
	    slice_sub(bytes, 0, SNIFF_PDF_BEFORE + 5), SLICE("%PDF-"));
}

/* A tar of before POSIX has no mark, but a sum over its first block. */
static bool
is_old_tar(struct slice in)
{
	uint32_t wanted = 0, sum = 8 * ' ';
	size_t i = 148;

	if (in.len < 512 || in.ptr[0] == '\0')
		return false;
	while (i < 156 && in.ptr[i] == ' ')
		i++;
	for (; i < 156 && in.ptr[i] >= '0' && in.ptr[i] <= '7'; i++)
		wanted = wanted * 8 + (uint32_t)(in.ptr[i] - '0');
	for (i = 0; i < 512; i++)
		if (i < 148 || i >= 156)
			sum += (unsigned char)in.ptr[i];
	return wanted == sum;
}

/* Windows bitmaps and icons have short marks: their numbers must fit too. */
static bool
is_bitmap(struct slice in)
{
	if (bytes_are(in, 0, SLICE("BM")))
		return bytes_le32(in, 6) == 0 && bytes_le32(in, 10) >= 26 &&
		    bytes_le32(in, 10) < in.len && bytes_le32(in, 14) >= 12 &&
		    bytes_le32(in, 14) <= 124;
	return (bytes_are(in, 0, SLICE("\0\0\1\0")) ||
		   bytes_are(in, 0, SLICE("\0\0\2\0"))) &&
	    bytes_le16(in, 4) >= 1 && bytes_le16(in, 4) <= 64 &&
	    bytes_le32(in, 18) == 6 + 16u * bytes_le16(in, 4);
}

static bool
is_tag(struct slice in, size_t at)
{
	for (size_t i = 0; i < 4; i++)
		if (bytes_u8(in, at + i) < 0x20 || bytes_u8(in, at + i) > 0x7E)
			return false;
	return true;
}

/*
 * A font of TrueType: a list of tables, each with a tag of four letters and
 * an offset inside the file.  The first 32 bytes are not asked, for an office
 * package has them XORed.
 */
static bool
is_font(struct slice in, bool obfuscated)
{
	if (!obfuscated &&
	    (bytes_be32(in, 0) != 0x00010000 || bytes_u8(in, 4) != 0) &&
	    !bytes_are(in, 0, SLICE("true")))
		return false;
	for (size_t at = 44; at < 44 + 3 * 16; at += 16)
		if (!is_tag(in, at) || bytes_be32(in, at + 8) >= in.len)
			return false;
	return true;
}

/*
 * What office programs put beside every document and nobody reads: settings
 * of a printer, a layout that was computed, the fonts.
 */
static enum format
package_format(const struct member *member)
{
	if (member->package == PACKAGE_NONE)
		return FORMAT_UNKNOWN;
	if (sniff_ends(member->name, ".odttf") && is_font(member->bytes, true))
		return FORMAT_IMAGE;
	if (sniff_ends(member->name, ".fntdata") &&
	    bytes_le16(member->bytes, 34) == 0x504C)
		return FORMAT_IMAGE;
	if (member->bytes.len > SNIFF_DULL_MAX)
		return FORMAT_UNKNOWN;
	if (member->package == PACKAGE_OOXML &&
	    slice_find(member->name, SLICE("/printerSettings")) != SLICE_NONE)
		return FORMAT_DULL;
	if (member->package == PACKAGE_ODF &&
	    slice_equal(member->name, SLICE("layout-cache")))
		return FORMAT_DULL;
	return FORMAT_UNKNOWN;
}

bool
sniff_text(struct slice bytes)
{
	bool valid = utf8_valid(bytes);
	size_t controls = 0;

	for (size_t i = 0; i < bytes.len; i++) {
		unsigned char c = (unsigned char)bytes.ptr[i];

		if (c == 0)
			return false;
		if ((c < 0x20 && !ascii_space((char)c) && c != 0x1B &&
			c != '\b') ||
		    c == 0x7F)
			controls++;
	}
	return controls * (valid ? 10 : 50) <= bytes.len;
}

/* UTF-16 by its mark, or by every second byte's being NUL. */
static bool
is_utf16(struct slice in)
{
	size_t nuls[2] = { 0, 0 };
	size_t n = in.len < 4096 ? in.len : 4096;

	if (n < 4)
		return false;
	if (bytes_are(in, 0, SLICE("\xFF\xFE")) ||
	    bytes_are(in, 0, SLICE("\xFE\xFF")))
		return true;
	for (size_t i = 0; i < n; i++)
		nuls[i % 2] += in.ptr[i] == '\0';
	return (nuls[0] == 0 && nuls[1] * 5 >= n * 2) ||
	    (nuls[1] == 0 && nuls[0] * 5 >= n * 2);
}

bool
sniff_html(struct slice text)
{
	static const struct slice marks[] = {
		SLICE("<html"),
		SLICE("<!doctype html"),
		SLICE("<body"),
		SLICE("<head"),
		SLICE("<div"),
		SLICE("<span"),
		SLICE("<table"),
		SLICE("<p>"),
		SLICE("<br"),
		SLICE("<a "),
		SLICE("<img"),
		SLICE("<style"),
		SLICE("<script"),
		SLICE("</"),
		SLICE("<!--"),
	};
	struct slice head = slice_sub(text, 0, SNIFF_HEAD);

	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++)
		if (slice_find_nocase(head, marks[i]) != SLICE_NONE)
			return true;
	return false;
}

/* "Name:" at the front of a line, the name of RFC 5322's characters. */
static size_t
field_name(struct slice line)
{
	size_t i = 0;

	while (i < line.len &&
	    (ascii_alnum(line.ptr[i]) || line.ptr[i] == '-' ||
		line.ptr[i] == '_'))
		i++;
	return i > 0 && i < line.len && line.ptr[i] == ':' ? i : 0;
}

static bool
field_known(struct slice name)
{
	static const struct slice names[] = {
		SLICE("from"),
		SLICE("to"),
		SLICE("subject"),
		SLICE("date"),
		SLICE("received"),
		SLICE("mime-version"),
		SLICE("message-id"),
		SLICE("return-path"),
		SLICE("content-type"),
		SLICE("delivered-to"),
		SLICE("dkim-signature"),
		SLICE("content-transfer-encoding"),
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (slice_equal_nocase(name, names[i]))
			return true;
	return false;
}

/* Nothing but header fields up to an empty line, one of them a mail's. */
static bool
is_message(struct slice in)
{
	struct slice line;
	bool known = false;

	for (int n = 0; n < SNIFF_FIELDS_MAX && slice_cut(&in, '\n', &line);
	     n++) {
		size_t name = field_name(line);

		if (line.len == 0 || slice_equal(line, SLICE("\r")))
			return known;
		if (name == 0 &&
		    (n == 0 || (line.ptr[0] != ' ' && line.ptr[0] != '\t')))
			return false;
		known |= field_known(slice_sub(line, 0, name));
	}
	return known && in.len > 0;
}

/* HTML and SVG go to the HTML reader, whatever stands around the root. */
static enum format
markup_format(struct slice in)
{
	struct slice head = slice_sub(in, 0, 4096);
	size_t at = 0;

	if (slice_starts_nocase(in, SLICE("<!doctype html")))
		return FORMAT_HTML;
	for (; at + 1 < head.len; at++) {
		struct slice tag = slice_from(head, at + 1);
		size_t end = 0, colon;

		if (head.ptr[at] != '<' || !ascii_alpha(head.ptr[at + 1]))
			continue;
		while (end < tag.len && tag.ptr[end] != '>' &&
		    tag.ptr[end] != '/' && !ascii_space(tag.ptr[end]))
			end++;
		tag = slice_sub(tag, 0, end);
		colon = slice_index(tag, ':');
		if (colon != SLICE_NONE)
			tag = slice_from(tag, colon + 1);
		if (slice_equal_nocase(tag, SLICE("html")) ||
		    slice_equal_nocase(tag, SLICE("svg")))
			return FORMAT_HTML;
		return FORMAT_XML;
	}
	return FORMAT_TEXT;
}

static bool
hinted(const struct member *member, const char *suffix, const char *type)
{
	return sniff_ends(member->name, suffix) ||
	    slice_starts_nocase(member->type, slice_cstr(type));
}

static enum format
text_format(const struct member *member)
{
	struct slice in = member->bytes;
	struct slice body;

	if (bytes_are(in, 0, SLICE("\xEF\xBB\xBF")))
		in = slice_from(in, 3);
	body = slice_trim(in);
	if (slice_starts(body, SLICE("{\\rt")))
		return FORMAT_RTF;
	if (slice_starts_nocase(body, SLICE("BEGIN:V")))
		return FORMAT_CALENDAR;
	if (slice_starts(body, SLICE("<")))
		return markup_format(body);
	if (slice_starts(body, SLICE("{")) || slice_starts(body, SLICE("[")))
		return FORMAT_JSON;
	if (slice_starts(in, SLICE("From ")))
		return FORMAT_MBOX;
	if (is_message(in))
		return FORMAT_MESSAGE;
	if (hinted(member, ".csv", "text/csv") ||
	    hinted(member, ".tsv", "text/tab-separated-values"))
		return FORMAT_CSV;
	if (hinted(member, ".ics", "text/calendar") ||
	    hinted(member, ".vcf", "text/vcard"))
		return FORMAT_CALENDAR;
	if (hinted(member, ".json", "application/json"))
		return FORMAT_JSON;
	return FORMAT_TEXT;
}

enum format
sniff_format(const struct member *member)
{
	struct slice in = member->bytes;
	enum format format;

	for (size_t i = 0; i < sizeof(magics) / sizeof(magics[0]); i++)
		if (bytes_are(in, magics[i].at, magics[i].bytes))
			return magics[i].format;
	if (sniff_pdf(in) != SLICE_NONE)
		return FORMAT_PDF;
	if (is_old_tar(in))
		return FORMAT_ARCHIVE;
	if (is_bitmap(in) || is_font(in, false))
		return FORMAT_IMAGE;
	format = package_format(member);
	if (format != FORMAT_UNKNOWN)
		return format;
	if (sniff_text(in))
		return text_format(member);
	if (slice_starts(in, SLICE("{\\rt")))
		return FORMAT_RTF;
	if (is_utf16(in))
		return FORMAT_UTF16;
	return FORMAT_UNKNOWN;
}
