/*
 * kind.c - how a leaf is read, by its type and its first bytes.
 *
 * The label counts where it speaks of text, since programs go by it; for the
 * rest what the bytes are.
 */
#include "text/kind.h"

#include <string.h>

#include "base/utf8.h"
#include "text/element.h"
#include "text/html_machine.h"

#define SIGNATURE_MAX ((size_t)64 << 10)
#define NAME_MAX_LEN 16      /* bytes of a known element's name, at most */
#define REFERENCE_MAX_LEN 64 /* bytes of a character reference looked at */
#define DER_SEQUENCE 0x30
#define ZIP_END_WITHIN ((size_t)66 << 10) /* bytes, with the comment */
#define PDF_WITHIN 1024 /* bytes in which programs look for its mark */

/* The first that fits; subtype "*" is any, "*+x" any that ends so. */
static const struct {
	const char *type;
	const char *subtype;
	enum kind kind;
} kinds[] = {
	{ "text", "html", KIND_HTML },
	{ "text", "*", KIND_TEXT },
	{ "message", "*", KIND_TEXT },
	{ "image", "svg+xml", KIND_HTML },
	{ "application", "xhtml+xml", KIND_HTML },
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
};

/* A magic number; "at" is where it stands. */
struct magic {
	size_t at;
	struct slice bytes;
};

static const struct magic images[] = {
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

/* How what programs open begins; "at" is where it stands. */
static const struct magic containers[] = {
	{ 0, { "PK\3\4", 4 } },
	{ 0, { "PK\5\6", 4 } },
	{ 0, { "\x1f\x8b", 2 } },
	{ 0, { "BZh", 3 } },
	{ 0,
	    { "\xFD"
	      "7zXZ\0",
		6 } },
	{ 0, { "\x28\xB5\x2F\xFD", 4 } },
	{ 0, { "7z\xBC\xAF\x27\x1C", 6 } },
	{ 0, { "Rar!\x1A\x07", 6 } },
	{ 0, { "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8 } },
	{ 0, { "\x78\x9F\x3E\x22", 4 } }, /* TNEF */
	{ 0, { "{\\rt", 4 } },
	{ 257, { "ustar", 5 } },
};

/* Text in which characters stand as something else, by subtype ... */
static const char *const escaped_types[] = { "calendar", "x-vcalendar", "vcard",
	"x-vcard", "directory", "ics", "csv", "comma-separated-values",
	"tab-separated-values", "json", "x-ndjson", "ndjson", "xml", "rtf",
	"richtext", "tnef", "ms-tnef" };

/* ... by how the subtype ends, and by the file name's end. */
static const char *const escaped_suffixes[] = { "+json", "+xml" };
static const char *const escaped_names[] = { ".ics", ".vcs", ".vcf", ".csv",
	".tsv", ".json", ".jsonl", ".ndjson", ".xml", ".rtf", ".eml", ".mbox",
	".fodt", ".fods" };

static bool
subtype_fits(struct slice subtype, const char *pattern)
{
	if (pattern[0] != '*')
		return slice_equal(subtype, slice_cstr(pattern));
	return slice_ends_nocase(subtype, slice_cstr(pattern + 1));
}

enum kind
kind_of_type(const struct message_type *type)
{
	size_t i;

	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (slice_equal(type->type, slice_cstr(kinds[i].type)) &&
		    subtype_fits(type->subtype, kinds[i].subtype))
			return kinds[i].kind;
	return KIND_OTHER;
}

static bool
begins_as(struct slice bytes, const struct magic *magics, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (slice_equal(
			slice_sub(bytes, magics[i].at, magics[i].bytes.len),
			magics[i].bytes))
			return true;
	return false;
}

bool
kind_is_image(struct slice bytes)
{
	return begins_as(bytes, images, sizeof(images) / sizeof(images[0]));
}

static bool
ends_as(struct slice name, const char *const *ends, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (slice_ends_nocase(name, slice_cstr(ends[i])))
			return true;
	return false;
}

static bool
is_escaped_type(const struct message_type *type)
{
	size_t i;

	if (kind_of_type(type) == KIND_HTML)
		return false;
	for (i = 0; i < sizeof(escaped_types) / sizeof(escaped_types[0]); i++)
		if (slice_equal(type->subtype, slice_cstr(escaped_types[i])))
			return true;
	return ends_as(type->subtype, escaped_suffixes,
	    sizeof(escaped_suffixes) / sizeof(escaped_suffixes[0]));
}

/* Is it for some program, which may find more in it than text? */
static bool
is_program_type(const struct message_type *type)
{
	return slice_equal(type->type, SLICE("application")) &&
	    !slice_equal(type->subtype, SLICE("octet-stream")) &&
	    kind_of_type(type) == KIND_OTHER;
}

/* Does the header say so? */
static bool
said_to_have_inside(const struct message_part *part)
{
	size_t i;

	for (i = 0; i < part->types.len; i++)
		if (is_escaped_type(&part->types.items[i]) ||
		    is_program_type(&part->types.items[i]))
			return true;
	for (i = 0; i < part->names.len; i++)
		if (ends_as(slice_trim(part->names.items[i].bytes),
			escaped_names,
			sizeof(escaped_names) / sizeof(escaped_names[0])))
			return true;
	return false;
}

/* Programs look for a zip's directory at the end, whatever the file begins as. */
static bool
has_zip_behind(struct slice bytes)
{
	size_t from =
	    bytes.len > ZIP_END_WITHIN ? bytes.len - ZIP_END_WITHIN : 0;

	return slice_find(slice_from(bytes, from), SLICE("PK\5\6")) !=
	    SLICE_NONE;
}

bool
kind_has_inside(const struct message_part *part, struct slice bytes)
{
	size_t n = sizeof(containers) / sizeof(containers[0]);

	return begins_as(bytes, containers, n) || has_zip_behind(bytes) ||
	    slice_find(slice_sub(bytes, 0, PDF_WITHIN), SLICE("%PDF")) !=
	    SLICE_NONE ||
	    said_to_have_inside(part);
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

/* Is what follows a "<" a tag of a known element, or a comment's begin? */
static bool
markup_at(struct slice rest)
{
	char name[NAME_MAX_LEN];
	size_t i = 0, len = 0;
	char c;

	if (rest.len > 0 && rest.ptr[0] == '/')
		i++;
	else if (rest.len > 1 && rest.ptr[0] == '!')
		return rest.ptr[1] == '-' || rest.ptr[1] == '[' ||
		    ascii_alpha(rest.ptr[1]);
	for (; i < rest.len && len < NAME_MAX_LEN; i++) {
		c = rest.ptr[i];
		if (ascii_space(c) || c == '/' || c == '>')
			return element_is_known(slice_make(name, len));
		name[len++] = ascii_lower(c);
	}
	return false;
}

/* Does a character reference stand at the "&" in front of s? */
static bool
reference_at(struct slice s)
{
	char text[HTML_REFERENCE_MAX];
	size_t text_len, len;

	s = slice_sub(s, 0, REFERENCE_MAX_LEN);
	len = html_reference_read(s, false, text, &text_len);
	return len > 0 && (s.ptr[1] == '#' || s.ptr[len - 1] == ';');
}

bool
kind_looks_like_html(struct slice text)
{
	size_t at = 0, next;

	while ((next = slice_index(slice_from(text, at), '<')) != SLICE_NONE) {
		at += next + 1;
		if (markup_at(slice_from(text, at)))
			return true;
	}
	for (at = 0;
	     (next = slice_index(slice_from(text, at), '&')) != SLICE_NONE;
	     at++) {
		at += next;
		if (reference_at(slice_from(text, at)))
			return true;
	}
	return false;
}
