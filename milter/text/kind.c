/*
 * kind.c - how a leaf is read, by its type and its first bytes.
 *
 * What is not in the table is not read, and the message then not fully
 * inspected; a picture is none unless its bytes say so too.
 */
#include "text/kind.h"

#include <string.h>

#include "base/utf8.h"

#define SIGNATURE_MAX ((size_t)64 << 10)
#define DER_SEQUENCE 0x30

/* The first that fits; subtype "*" is any, "*+x" any that ends so. */
static const struct {
	const char *type;
	const char *subtype;
	enum kind kind;
} kinds[] = {
	{ "text", "html", KIND_HTML },
	{ "text", "rtf", KIND_RTF },
	{ "text", "*", KIND_TEXT },
	{ "message", "partial", KIND_OTHER },
	{ "message", "external-body", KIND_OTHER },
	{ "message", "rfc822", KIND_OTHER },
	{ "message", "global", KIND_OTHER },
	{ "message", "*", KIND_TEXT },
	{ "image", "svg+xml", KIND_HTML },
	{ "image", "*", KIND_IMAGE },
	{ "application", "xhtml+xml", KIND_HTML },
	{ "application", "rtf", KIND_RTF },
	{ "application", "json", KIND_TEXT },
	{ "application", "xml", KIND_TEXT },
	{ "application", "javascript", KIND_TEXT },
	{ "application", "x-javascript", KIND_TEXT },
	{ "application", "ecmascript", KIND_TEXT },
	{ "application", "yaml", KIND_TEXT },
	{ "application", "x-yaml", KIND_TEXT },
	{ "application", "toml", KIND_TEXT },
	{ "application", "sql", KIND_TEXT },
	{ "application", "x-sql", KIND_TEXT },
	{ "application", "x-sh", KIND_TEXT },
	{ "application", "x-ndjson", KIND_TEXT },
	{ "application", "ics", KIND_TEXT },
	{ "application", "csv", KIND_TEXT },
	{ "application", "pgp-signature", KIND_TEXT },
	{ "application", "pgp-keys", KIND_TEXT },
	{ "application", "pgp-encrypted", KIND_TEXT },
	{ "application", "*+xml", KIND_TEXT },
	{ "application", "*+json", KIND_TEXT },
	{ "application", "*+yaml", KIND_TEXT },
	{ "application", "pkcs7-signature", KIND_SIGNATURE },
	{ "application", "x-pkcs7-signature", KIND_SIGNATURE },
	{ "application", "octet-stream", KIND_BYTES },
};

/* Magic numbers; "at" is where they stand. */
static const struct {
	size_t at;
	struct slice bytes;
} images[] = {
	{ 0, { "\x89PNG\r\n\x1a\n", 8 } },
	{ 0, { "\xFF\xD8\xFF", 3 } },
	{ 0, { "GIF87a", 6 } },
	{ 0, { "GIF89a", 6 } },
	{ 8, { "WEBP", 4 } },
	{ 0, { "BM", 2 } },
	{ 0, { "II*\0", 4 } },
	{ 0, { "MM\0*", 4 } },
	{ 0, { "\0\0\1\0", 4 } },
	{ 4, { "ftypavif", 8 } },
	{ 4, { "ftypavis", 8 } },
	{ 4, { "ftypheic", 8 } },
	{ 4, { "ftypheix", 8 } },
	{ 4, { "ftypmif1", 8 } },
};

/* What makes a program that guesses types guess HTML. */
static const char *const html_tags[] = { "html", "!doctype", "head", "body",
	"br", "p", "div", "span", "b", "i", "u", "a", "table", "tr", "td",
	"font", "img", "style", "script", "center", "strong", "em", "h1", "h2",
	"h3", "ul", "ol", "li", "pre", "title", "bold", "!--" };

static bool
subtype_fits(struct slice subtype, const char *pattern)
{
	if (pattern[0] != '*')
		return slice_equal(subtype, slice_cstr(pattern));
	return slice_ends_nocase(subtype, slice_cstr(pattern + 1));
}

enum kind
kind_of_part(const struct message_part *part)
{
	size_t i;

	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (slice_equal(part->type, slice_cstr(kinds[i].type)) &&
		    subtype_fits(part->subtype, kinds[i].subtype))
			return kinds[i].kind;
	return KIND_OTHER;
}

bool
kind_is_image(struct slice bytes)
{
	size_t i;

	for (i = 0; i < sizeof(images) / sizeof(images[0]); i++)
		if (slice_equal(
			slice_sub(bytes, images[i].at, images[i].bytes.len),
			images[i].bytes))
			return true;
	return false;
}

bool
kind_is_signature(struct slice bytes)
{
	return bytes.len > 0 && bytes.len <= SIGNATURE_MAX &&
	    (unsigned char)bytes.ptr[0] == DER_SEQUENCE;
}

bool
kind_is_plain_text(struct slice bytes)
{
	size_t i;
	unsigned char c;

	for (i = 0; i < bytes.len; i++) {
		c = (unsigned char)bytes.ptr[i];
		if (c == 0x7F || (c < ' ' && !ascii_space((char)c)))
			return false;
	}
	return utf8_valid(bytes);
}

/* Is the tag's name in front of rest, and its end behind it? */
static bool
tag_at(struct slice rest, const char *tag)
{
	struct slice name = slice_cstr(tag);
	char c;

	if (!slice_starts_nocase(rest, name))
		return false;
	if (name.ptr[0] == '!')
		return true;
	c = name.len < rest.len ? rest.ptr[name.len] : '\0';
	return c == '>' || c == '/' || ascii_space(c);
}

bool
kind_looks_like_html(struct slice text)
{
	struct slice rest = text;
	size_t i, at;

	while ((at = slice_index(rest, '<')) != SLICE_NONE) {
		rest = slice_from(rest, at + 1);
		for (i = 0; i < sizeof(html_tags) / sizeof(html_tags[0]); i++)
			if (tag_at(rest, html_tags[i]))
				return true;
	}
	return false;
}
