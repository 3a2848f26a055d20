/*
 * json.c - the writer of records.
 *
 * Whether a comma is due is read off the last byte written: after "{" and "["
 * (and at the very start) none is.  No value ends in either, since a string
 * ends in its quote.
 */
#include "store/json.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/utf8.h"

static void
json_key(struct buf *out, const char *key)
{
	char last = out->len == 0 ? '{' : out->ptr[out->len - 1];

	if (out->len > 0 && last != '{' && last != '[')
		(void)buf_add_byte(out, ',');
	if (key == NULL)
		return;
	(void)buf_add_byte(out, '"');
	(void)buf_add_cstr(out, key);
	(void)buf_add(out, SLICE("\":"));
}

void
json_open_object(struct buf *out, const char *key)
{
	json_key(out, key);
	(void)buf_add_byte(out, '{');
}

void
json_close_object(struct buf *out)
{
	(void)buf_add_byte(out, '}');
}

void
json_open_list(struct buf *out, const char *key)
{
	json_key(out, key);
	(void)buf_add_byte(out, '[');
}

void
json_close_list(struct buf *out)
{
	(void)buf_add_byte(out, ']');
}

/* Bytes that stand for themselves inside a string. */
static bool
json_plain(char c)
{
	return (unsigned char)c >= 0x20 && (unsigned char)c < 0x7F &&
	    c != '"' && c != '\\';
}

/* Writes the code point or control character at the front; its length. */
static size_t
json_odd(struct buf *out, struct slice rest)
{
	char bytes[UTF8_MAX], escape[sizeof("\\u0000")];
	uint32_t cp;
	size_t used = utf8_decode(rest, &cp);

	if (cp == '"' || cp == '\\') {
		(void)buf_add_byte(out, '\\');
		(void)buf_add_byte(out, (char)cp);
	} else if (cp < 0x20 || cp == 0x7F) {
		(void)snprintf(
		    escape, sizeof(escape), "\\u%04x", (unsigned)cp & 0xFFu);
		(void)buf_add_cstr(out, escape);
	} else {
		(void)buf_add(out, slice_make(bytes, utf8_encode(cp, bytes)));
	}
	return used;
}

void
json_add_text(struct buf *out, const char *key, struct slice text)
{
	size_t run;

	json_key(out, key);
	(void)buf_add_byte(out, '"');
	while (text.len > 0) {
		for (run = 0; run < text.len && json_plain(text.ptr[run]);)
			run++;
		if (run > 0)
			(void)buf_add(out, slice_sub(text, 0, run));
		else
			run = json_odd(out, text);
		text = slice_from(text, run);
	}
	(void)buf_add_byte(out, '"');
}

void
json_add_text_or_null(struct buf *out, const char *key, struct slice text)
{
	if (text.len == 0)
		json_add_null(out, key);
	else
		json_add_text(out, key, text);
}

void
json_add_int(struct buf *out, const char *key, int64_t value)
{
	char digits[24];

	(void)snprintf(digits, sizeof(digits), "%" PRId64, value);
	json_key(out, key);
	(void)buf_add_cstr(out, digits);
}

void
json_add_null(struct buf *out, const char *key)
{
	json_key(out, key);
	(void)buf_add(out, SLICE("null"));
}

void
json_add_true(struct buf *out, const char *key)
{
	json_key(out, key);
	(void)buf_add(out, SLICE("true"));
}

void
json_add_texts(
    struct buf *out, const char *key, const struct slice *texts, size_t ntexts)
{
	size_t i;

	json_open_list(out, key);
	for (i = 0; i < ntexts; i++)
		json_add_text(out, NULL, texts[i]);
	json_close_list(out);
}
