/*
 * json.c - JSON (RFC 8259) as text, by a scanner that takes anything.
 *
 * Comments, single quotes, missing commas, several documents in one file: the
 * scanner has no grammar, only strings, brackets and what stands between.
 */
#include "extract/json.h"

#include "base/buf.h"
#include "base/utf8.h"
#include "extract/plain.h"

#define JSON_NESTED 1 /* times that a string is read as JSON itself */

struct json {
	struct slice rest;
	struct buf *out;
	struct buf open;   /* the brackets that are open */
	struct buf string; /* the one that is being read */
	unsigned nested;
};

static void json_scan(struct slice in, unsigned nested, struct buf *out);

/* The four digits of \uXXXX at the front of in; 0x110000: none. */
static uint32_t
hex4(struct slice in)
{
	uint32_t value = 0;

	if (in.len < 4)
		return 0x110000;
	for (size_t i = 0; i < 4; i++) {
		int digit = ascii_hex(in.ptr[i]);

		if (digit < 0)
			return 0x110000;
		value = value << 4 | (uint32_t)digit;
	}
	return value;
}

/* \uXXXX, two of them for a surrogate pair; in begins behind the first "u". */
static size_t
unicode_add(struct slice in, struct buf *out)
{
	uint32_t cp = hex4(in), low;
	size_t used = 4;
	char encoded[UTF8_MAX];

	if (cp > 0xFFFF) {
		(void)buf_add_byte(out, 'u');
		return 0;
	}
	if (cp >= 0xD800 && cp < 0xDC00 &&
	    slice_starts(slice_from(in, 4), SLICE("\\u"))) {
		low = hex4(slice_from(in, 6));
		if (low >= 0xDC00 && low < 0xE000) {
			cp = 0x10000 + ((cp - 0xD800) << 10) + (low - 0xDC00);
			used = 10;
		}
	}
	(void)buf_add(out, slice_make(encoded, utf8_encode(cp, encoded)));
	return used;
}

/* The escape behind a backslash, at the front of in; how long it is. */
static size_t
escape_add(struct slice in, struct buf *out)
{
	static const char from[] = "nrtbfv";
	static const char to[] = "\n\r\t\b\f\v";
	int high, low;

	if (in.ptr[0] == 'u')
		return 1 + unicode_add(slice_from(in, 1), out);
	if (in.ptr[0] == 'x' && in.len > 2) {
		high = ascii_hex(in.ptr[1]);
		low = ascii_hex(in.ptr[2]);
		if (high >= 0 && low >= 0) {
			(void)buf_add_byte(out, (char)(high << 4 | low));
			return 3;
		}
	}
	for (size_t i = 0; from[i] != '\0'; i++)
		if (in.ptr[0] == from[i]) {
			(void)buf_add_byte(out, to[i]);
			return 1;
		}
	(void)buf_add_byte(out, in.ptr[0]);
	return 1;
}

/* The string whose quote has been taken, up to the next one. */
static void
string_read(struct json *json, char quote)
{
	struct slice in = json->rest;
	size_t at = 0;

	buf_clear(&json->string);
	while (at < in.len && in.ptr[at] != quote) {
		if (in.ptr[at] == '\\' && at + 1 < in.len)
			at += 1 +
			    escape_add(slice_from(in, at + 1), &json->string);
		else
			(void)buf_add_byte(&json->string, in.ptr[at++]);
	}
	json->rest = slice_from(in, at + 1);
}

static bool
looks_nested(struct slice text)
{
	text = slice_trim(text);
	return text.len > 1 && (text.ptr[0] == '{' || text.ptr[0] == '[') &&
	    slice_index(text, '"') != SLICE_NONE;
}

static void
string_add(struct json *json, char quote)
{
	struct slice text;

	string_read(json, quote);
	text = buf_slice(&json->string);
	(void)buf_add(json->out, text);
	if (json->nested < JSON_NESTED && looks_nested(text)) {
		(void)buf_add_byte(json->out, '\n');
		json_scan(text, json->nested + 1, json->out);
	}
}

static void
line_end(struct buf *out)
{
	if (out->len > 0 && out->ptr[out->len - 1] != '\n')
		(void)buf_add_byte(out, '\n');
}

static bool
in_list(const struct json *json)
{
	return json->open.len > 0 && json->open.ptr[json->open.len - 1] == '[';
}

static void
punctuation_add(struct json *json, char c)
{
	switch (c) {
	case '{':
	case '[':
		line_end(json->out);
		(void)buf_add_byte(&json->open, c);
		break;
	case '}':
	case ']':
		line_end(json->out);
		if (json->open.len > 0)
			json->open.len--;
		break;
	case ':':
		(void)buf_add(json->out, SLICE(": "));
		break;
	case ',':
		if (!in_list(json))
			line_end(json->out);
		else if (json->out->len > 0 &&
		    json->out->ptr[json->out->len - 1] != '\n')
			(void)buf_add_byte(json->out, '\t');
		break;
	default:
		(void)buf_add_byte(json->out, c);
		break;
	}
}

static void
json_scan(struct slice in, unsigned nested, struct buf *out)
{
	struct json json = { .rest = in, .out = out, .nested = nested };

	buf_init(&json.open, in.len);
	buf_init(&json.string, in.len);
	while (json.rest.len > 0 && !buf_failed(out)) {
		char c = json.rest.ptr[0];

		json.rest = slice_from(json.rest, 1);
		if (c == '"' || c == '\'')
			string_add(&json, c);
		else if (!ascii_space(c))
			punctuation_add(&json, c);
	}
	out->failed |= json.open.failed || json.string.failed;
	buf_free(&json.open);
	buf_free(&json.string);
}

void
json_read(struct sink *sink, const struct member *member)
{
	struct member self;
	struct buf out;

	if (!sink_as(sink, member, "json", &self))
		return;
	/* a byte may become a line break or ": ", once for each reading */
	buf_init(&out, self.bytes.len * 6 + 16);
	json_scan(self.bytes, 0, &out);
	if (buf_failed(&out))
		sink_nomem(sink, &self);
	plain_put(sink, &self, buf_slice(&out));
	buf_free(&out);
}
