/*
 * css.c - the syntax of CSS, as far as it must be known to tell declarations,
 * strings and names apart.
 *
 * Nothing is an error: what is not closed goes on to the end, and a string
 * ends with its line, as the standard has it.
 */
#include "text/css.h"

#include <string.h>

#include "base/utf8.h"

#define NAME_MAX_LEN 64      /* bytes of an attribute's name in attr() */
#define CONTENT_BACK 32      /* bytes before a ":" in which "content" is */
#define NUMBER_MAX 100000000 /* thousandths: more digits make no difference */

static bool
is_special(char c)
{
	return !ascii_alnum(c) && c != ' ' && c != '-' && c != '#' &&
	    c != '%' && c != '.';
}

/* The offset behind the string whose quote is at `at`. */
static size_t
string_end(struct slice s, size_t at)
{
	char quote = s.ptr[at];

	for (at++; at < s.len; at++) {
		if (s.ptr[at] == '\\')
			at++;
		else if (s.ptr[at] == quote)
			return at + 1;
		else if (s.ptr[at] == '\n')
			return at;
	}
	return s.len;
}

size_t
css_comment_len(struct slice s)
{
	size_t end;

	if (s.len < 2 || s.ptr[0] != '/' || s.ptr[1] != '*')
		return 0;
	end = slice_find(slice_from(s, 2), SLICE("*/"));
	return end == SLICE_NONE ? s.len : end + 4;
}

/* Passes what is special at `at`; *depth counts brackets. */
static size_t
pass(struct slice s, size_t at, size_t *depth)
{
	size_t len;

	switch (s.ptr[at]) {
	case '\\':
		return at + 2;
	case '"':
	case '\'':
		return string_end(s, at);
	case '/':
		len = css_comment_len(slice_from(s, at));
		return at + (len ? len : 1);
	case '(':
	case '[':
		++*depth;
		return at + 1;
	case ')':
	case ']':
		if (*depth > 0)
			--*depth;
		return at + 1;
	default:
		return at + 1;
	}
}

size_t
css_find(struct slice s, size_t at, const char *stops)
{
	size_t depth = 0;

	while (at < s.len) {
		if (!is_special(s.ptr[at])) {
			at++;
			continue;
		}
		if (depth == 0 && s.ptr[at] != '\0' &&
		    strchr(stops, s.ptr[at]) != NULL)
			return at;
		at = pass(s, at, &depth);
	}
	return s.len;
}

size_t
css_escape(struct slice s, char out[4], size_t *len_r)
{
	uint32_t value = 0;
	size_t i;

	for (i = 1; i < s.len && i <= 6 && ascii_hex(s.ptr[i]) >= 0; i++)
		value = value * 16 + (uint32_t)ascii_hex(s.ptr[i]);
	if (i > 1) {
		*len_r = utf8_encode(value ? value : UTF8_REPLACEMENT, out);
		if (i + 1 < s.len && s.ptr[i] == '\r' && s.ptr[i + 1] == '\n')
			return i + 2;
		return i < s.len && ascii_space(s.ptr[i]) ? i + 1 : i;
	}
	*len_r = 0;
	if (s.len < 2)
		return s.len;
	if (s.ptr[1] == '\n') /* a string goes on in the next line */
		return 2;
	*len_r = utf8_decode(slice_from(s, 1), &value);
	memcpy(out, s.ptr + 1, *len_r);
	return 1 + *len_r;
}

struct slice
css_plain(struct slice s, char *out, size_t size)
{
	char text[UTF8_MAX];
	size_t i = 0, j, n, len = 0, skip;

	while (i < s.len && len + UTF8_MAX <= size) {
		skip = s.ptr[i] == '/' ? css_comment_len(slice_from(s, i)) : 0;
		if (skip > 0) {
			i += skip;
		} else if (s.ptr[i] == '\\') {
			i += css_escape(slice_from(s, i), text, &n);
			for (j = 0; j < n; j++)
				out[len++] = ascii_lower(text[j]);
		} else if (ascii_space(s.ptr[i])) {
			if (len > 0 && out[len - 1] != ' ')
				out[len++] = ' ';
			i++;
		} else {
			out[len++] = ascii_lower(s.ptr[i++]);
		}
	}
	return slice_trim(slice_make(out, len));
}

size_t
css_number(struct slice s, long *thousandths_r)
{
	long value = 0, scale = 1000;
	bool negative = false, any = false, point = false;
	size_t i = 0;

	if (s.len > 0 && (s.ptr[0] == '-' || s.ptr[0] == '+'))
		negative = s.ptr[i++] == '-';
	for (; i < s.len; i++) {
		if (s.ptr[i] == '.' && !point) {
			point = true;
			continue;
		}
		if (!ascii_digit(s.ptr[i]))
			break;
		any = true;
		if (point)
			scale /= 10;
		if (value < NUMBER_MAX)
			value = point ? value + (s.ptr[i] - '0') * scale :
					value * 10 + (s.ptr[i] - '0') * 1000;
	}
	*thousandths_r = negative ? -value : value;
	return any ? i : 0;
}

/* The inside of the string at `at`, escapes undone. */
static void
put_string(struct slice s, struct text_build *build, size_t offset)
{
	char text[UTF8_MAX];
	size_t i = 0, start, n;

	while (i < s.len) {
		start = i;
		while (i < s.len && s.ptr[i] != '\\')
			i++;
		text_build_made(build, slice_sub(s, start, i - start), offset);
		if (i == s.len)
			break;
		i += css_escape(slice_from(s, i), text, &n);
		text_build_made(build, slice_make(text, n), offset);
	}
}

static void
put_attribute(struct slice name, const struct html_token *tag,
    struct text_build *build, size_t offset)
{
	const struct html_attribute *attribute;
	char plain[NAME_MAX_LEN];

	if (tag == NULL)
		return;
	name = css_plain(name, plain, sizeof(plain));
	attribute = html_attribute_find(tag, name);
	if (attribute != NULL)
		text_build_made(build, attribute->value, offset);
}

/* What is inside the string, its closing quote not there if it was cut. */
static struct slice
inside(struct slice s, size_t at, size_t end)
{
	size_t len = end - at - 1;

	if (len > 0 && s.ptr[end - 1] == s.ptr[at])
		len--;
	return slice_sub(s, at + 1, len);
}

void
css_content(struct slice value, const struct html_token *tag,
    struct text_build *build, size_t offset)
{
	size_t at = 0, end, depth = 0;

	while (at < value.len) {
		if (value.ptr[at] == '"' || value.ptr[at] == '\'') {
			end = string_end(value, at);
			put_string(inside(value, at, end), build, offset);
			at = end;
		} else if (slice_starts_nocase(
			       slice_from(value, at), SLICE("attr("))) {
			at += sizeof("attr(") - 1;
			end = css_find(value, at, "),");
			put_attribute(
			    slice_sub(value, at, end - at), tag, build, offset);
			at = end;
		} else {
			at = pass(value, at, &depth);
		}
	}
}

/* The next "content" from at on, whatever its case; or s.len. */
static size_t
find_content(struct slice s, size_t at)
{
	size_t found;

	while ((found = slice_index(slice_from(s, at), ':')) != SLICE_NONE) {
		at += found + 1;
		if (slice_ends_nocase(
			slice_trim(slice_sub(s, 0, at - 1)), SLICE("content")))
			return at;
	}
	return s.len;
}

void
css_generated(
    struct slice css, const struct text_map *map, struct text_build *build)
{
	size_t at = 0, end, len, offset;

	while ((at = find_content(css, at)) < css.len) {
		end = css_find(css, at, ";}");
		offset = text_map_origin(map, at);
		len = build->len;
		css_content(slice_sub(css, at, end - at), NULL, build, offset);
		if (build->len > len)
			text_build_byte(build, '\n', offset);
		at = end;
	}
}

struct slice
css_unescaped(struct slice s, struct arena *arena)
{
	const struct text_map *map;
	struct text_build build;

	if (s.len == 0 || slice_index(s, '\\') == SLICE_NONE)
		return s.ptr != NULL ? s : SLICE_EMPTY;
	text_build_init(&build, arena, NULL);
	put_string(s, &build, 0);
	return text_build_done(&build, 0, &s, &map) ? s :
						      (struct slice){ NULL, 0 };
}

bool
css_url(struct slice css, size_t *at, struct slice *url_r)
{
	struct slice rest;
	size_t open, end;

	while ((open = slice_index(slice_from(css, *at), '(')) != SLICE_NONE) {
		open += *at;
		*at = open + 1;
		if (open < 3 ||
		    !slice_equal_nocase(
			slice_sub(css, open - 3, 3), SLICE("url")))
			continue;
		rest = slice_from(css, open + 1);
		while (rest.len > 0 && ascii_space(rest.ptr[0]))
			rest = slice_from(rest, 1);
		if (rest.len > 0 &&
		    (rest.ptr[0] == '"' || rest.ptr[0] == '\'')) {
			end = string_end(rest, 0);
			*url_r = inside(rest, 0, end);
		} else {
			end = slice_index(rest, ')');
			end = end == SLICE_NONE ? rest.len : end;
			*url_r = slice_trim(slice_sub(rest, 0, end));
		}
		*at = (size_t)(rest.ptr - css.ptr) + end;
		return true;
	}
	return false;
}

/* White space and comments in front of s left out. */
static struct slice
trim_front(struct slice s)
{
	size_t len;

	while (s.len > 0) {
		len = ascii_space(s.ptr[0]) ? 1 : css_comment_len(s);
		if (len == 0)
			break;
		s = slice_from(s, len);
	}
	return s;
}

bool
css_import(struct slice css, size_t *at, struct slice *url_r)
{
	struct slice word = SLICE("@import"), rest;
	size_t found, end;

	while ((found = slice_index(slice_from(css, *at), '@')) != SLICE_NONE) {
		*at += found + 1;
		rest = slice_from(css, *at - 1);
		if (!slice_starts_nocase(rest, word))
			continue;
		rest = trim_front(slice_from(rest, word.len));
		*at = (size_t)(rest.ptr - css.ptr);
		if (rest.len == 0 ||
		    (rest.ptr[0] != '"' && rest.ptr[0] != '\''))
			continue;
		end = string_end(rest, 0);
		*url_r = inside(rest, 0, end);
		*at += end;
		return true;
	}
	return false;
}
