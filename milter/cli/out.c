/*
 * out.c - safe output: no byte of mail reaches a terminal as a command to it.
 */
#include "cli/out.h"

#include <stdint.h>
#include <string.h>

#include "base/buf.h"
#include "base/utf8.h"

/* Controls, and what turns the direction of writing or breaks the line. */
static bool
disturbs(uint32_t cp)
{
	return cp < 0x20 || (cp >= 0x7f && cp <= 0x9f) || cp == 0x061c ||
	    cp == 0x200e || cp == 0x200f || (cp >= 0x2028 && cp <= 0x202e) ||
	    (cp >= 0x2066 && cp <= 0x2069) || cp == 0xfeff;
}

static bool
malformed(struct slice at, uint32_t cp, size_t len)
{
	return cp == UTF8_REPLACEMENT &&
	    !(len == 3 && (unsigned char)at.ptr[0] == 0xef &&
		(unsigned char)at.ptr[1] == 0xbf &&
		(unsigned char)at.ptr[2] == 0xbd);
}

static void
bytes_write(FILE *out, struct slice bytes)
{
	(void)fwrite(bytes.ptr, 1, bytes.len, out);
}

static void
code_point_write(FILE *out, struct slice at, uint32_t cp, size_t len)
{
	if (malformed(at, cp, len)) {
		for (size_t i = 0; i < len; i++)
			(void)fprintf(
			    out, "\\x%02x", (unsigned)(unsigned char)at.ptr[i]);
	} else if (disturbs(cp)) {
		(void)fprintf(
		    out, cp < 0x100 ? "\\x%02x" : "\\u%04x", (unsigned)cp);
	} else {
		bytes_write(out, slice_sub(at, 0, len));
	}
}

static void
text_write(FILE *out, struct slice text, bool lines)
{
	while (text.len > 0) {
		uint32_t cp;
		size_t len = utf8_decode(text, &cp);
		bool crlf = text.len > 1 && cp == '\r' && text.ptr[1] == '\n';

		if (lines && (cp == '\n' || cp == '\t'))
			(void)fputc((int)cp, out);
		else if (!lines || !crlf)
			code_point_write(out, text, cp, len);
		text = slice_from(text, len);
	}
}

void
out_text(FILE *out, struct slice text)
{
	text_write(out, text, false);
}

void
out_lines(FILE *out, struct slice text)
{
	text_write(out, text, true);
}

/*
 * What disturbs can only stand inside a string of the JSON, where an escape
 * says the same.
 */
void
out_json_line(struct slice json)
{
	while (json.len > 0) {
		uint32_t cp;
		size_t len = utf8_decode(json, &cp);

		if (disturbs(cp))
			(void)printf("\\u%04x", (unsigned)cp);
		else if (malformed(json, cp, len))
			(void)fputs("\\ufffd", stdout);
		else
			bytes_write(stdout, slice_sub(json, 0, len));
		json = slice_from(json, len);
	}
	(void)fputc('\n', stdout);
}

int
out_json(json_t *value)
{
	char *text = value != NULL ?
	    json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY) :
	    NULL;

	json_decref(value);
	if (text == NULL)
		return cli_nomem();
	out_json_line(slice_cstr(text));
	free(text);
	return EX_OK;
}

void
out_column(struct slice text, size_t width)
{
	size_t used = 0;

	while (text.len > 0 && used < width) {
		uint32_t cp;
		size_t len = utf8_decode(text, &cp);

		if (disturbs(cp) || malformed(text, cp, len))
			(void)fputc('?', stdout);
		else
			bytes_write(stdout, slice_sub(text, 0, len));
		text = slice_from(text, len);
		used++;
	}
	(void)printf("%*s", (int)(width - used + 1), "");
}

json_t *
out_json_text(struct slice text, struct arena *arena)
{
	char *bytes, *at;

	if (utf8_valid(text))
		return json_stringn(text.ptr, text.len);
	bytes = text.len < SIZE_MAX / UTF8_MAX ?
	    arena_alloc(arena, text.len * UTF8_MAX) :
	    NULL;
	if (bytes == NULL)
		return NULL;
	at = bytes;
	while (text.len > 0) {
		uint32_t cp;
		size_t len = utf8_decode(text, &cp);

		at += utf8_encode(cp, at);
		text = slice_from(text, len);
	}
	return json_stringn(bytes, (size_t)(at - bytes));
}

json_t *
out_json_list(const struct slice *texts, size_t n, struct arena *arena)
{
	json_t *list = json_array();

	for (size_t i = 0; i < n; i++) {
		if (json_array_append_new(
			list, out_json_text(texts[i], arena)) != 0) {
			json_decref(list);
			return NULL;
		}
	}
	return list;
}

void
out_style(const struct cli *cli, enum out_style style)
{
	static const char *const codes[] = {
		[OUT_BOLD] = "\033[1m",
		[OUT_RED] = "\033[31m",
		[OUT_GREEN] = "\033[32m",
		[OUT_YELLOW] = "\033[33m",
		[OUT_HIT] = "\033[1;30;43m",
		[OUT_PLAIN] = "\033[0m",
	};

	if (cli->colour)
		(void)fputs(codes[style], stdout);
}

int
out_end(int status)
{
	if (fflush(stdout) == 0 && !ferror(stdout))
		return status;
	cli_say("standard output could not be written");
	return status == EX_OK ? EX_IOERR : status;
}
