/*
 * link.c - the targets of links: which attributes hold one, and
 * percent-decoding (RFC 3986 section 2.1).
 */
#include "text/link.h"

#include "base/utf8.h"

/* In order. */
static const struct slice names[] = {
	SLICE_INIT("action"),
	SLICE_INIT("archive"),
	SLICE_INIT("background"),
	SLICE_INIT("cite"),
	SLICE_INIT("classid"),
	SLICE_INIT("codebase"),
	SLICE_INIT("data"),
	SLICE_INIT("dynsrc"),
	SLICE_INIT("formaction"),
	SLICE_INIT("href"),
	SLICE_INIT("imagesrcset"),
	SLICE_INIT("longdesc"),
	SLICE_INIT("lowsrc"),
	SLICE_INIT("manifest"),
	SLICE_INIT("ping"),
	SLICE_INIT("poster"),
	SLICE_INIT("profile"),
	SLICE_INIT("src"),
	SLICE_INIT("srcset"),
	SLICE_INIT("usemap"),
	SLICE_INIT("xlink:href"),
};

bool
link_leads(const struct html_attribute *attribute)
{
	size_t low = 0, high = sizeof(names) / sizeof(names[0]), middle;
	int order;

	/* The content of <meta http-equiv=refresh>, and of no other. */
	if (slice_equal(attribute->name, SLICE("content")))
		return slice_find_nocase(attribute->value, SLICE("url=")) !=
		    SLICE_NONE;
	while (low < high) {
		middle = low + (high - low) / 2;
		order = slice_compare(attribute->name, names[middle]);
		if (order == 0)
			return true;
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return false;
}

/* The byte that is escaped at i, or -1. */
static int
escaped_at(struct slice s, size_t i)
{
	int high, low;

	if (s.ptr[i] != '%' || s.len - i < 3)
		return -1;
	high = ascii_hex(s.ptr[i + 1]);
	low = ascii_hex(s.ptr[i + 2]);
	return high < 0 || low < 0 ? -1 : high << 4 | low;
}

static bool
has_escape(struct slice s)
{
	size_t at = 0, found;

	while ((found = slice_index(slice_from(s, at), '%')) != SLICE_NONE) {
		at += found;
		if (escaped_at(s, at) >= 0)
			return true;
		at++;
	}
	return false;
}

struct slice
link_bytes(struct slice s, struct arena *arena)
{
	size_t i, len = 0;
	int byte;
	char *out;

	if (!has_escape(s))
		return s;
	out = arena_alloc(arena, s.len);
	if (out == NULL)
		return (struct slice){ NULL, 0 };
	for (i = 0; i < s.len; i++) {
		byte = escaped_at(s, i);
		if (byte >= 0)
			i += 2;
		out[len++] = byte >= 0 ? (char)byte : s.ptr[i];
	}
	return slice_make(out, len);
}

/* s with what is no UTF-8 in it made U+FFFD; a byte grows to three. */
static struct slice
sound(struct slice s, struct arena *arena)
{
	size_t i, len = 0;
	uint32_t cp;
	char *out;

	if (utf8_valid(s))
		return s;
	out = arena_calloc(arena, s.len, 3);
	if (out == NULL)
		return (struct slice){ NULL, 0 };
	for (i = 0; i < s.len;) {
		i += utf8_decode(slice_from(s, i), &cp);
		len += utf8_encode(cp, out + len);
	}
	return slice_make(out, len);
}

static bool
is_dropped(char c)
{
	return c == '\t' || c == '\n' || c == '\r';
}

/* Without what programs drop from a URL (URL standard, section 4.4). */
static struct slice
normalized(struct slice s, bool plus, struct arena *arena)
{
	size_t i, len = 0;
	bool same = true;
	char *out;

	s = slice_trim(s);
	for (i = 0; i < s.len && same; i++)
		same = !is_dropped(s.ptr[i]) && !(plus && s.ptr[i] == '+');
	if (same)
		return s;
	out = arena_alloc(arena, s.len);
	if (out == NULL)
		return (struct slice){ NULL, 0 };
	for (i = 0; i < s.len; i++)
		if (!is_dropped(s.ptr[i]))
			out[len++] = plus && s.ptr[i] == '+' ? ' ' : s.ptr[i];
	return slice_make(out, len);
}

/* One line of target, decoded; *once_r is what was put. */
static void
put_line(struct slice target, struct text_build *links, size_t offset,
    struct slice *once_r)
{
	struct slice s = target;

	if (s.ptr != NULL)
		s = link_bytes(s, links->arena);
	if (s.ptr != NULL)
		s = sound(s, links->arena);
	if (s.ptr == NULL) {
		links->failed = true;
		*once_r = SLICE_EMPTY;
		return;
	}
	text_build_made(links, s, offset);
	text_build_byte(links, '\n', offset);
	*once_r = s;
}

void
link_put(struct slice target, struct text_build *links, size_t offset)
{
	struct slice url = normalized(target, false, links->arena), once;
	size_t query;

	put_line(url, links, offset, &once);
	if (links->failed)
		return;
	if (once.ptr != url.ptr && has_escape(once))
		put_line(once, links, offset, &once);
	query = slice_index(url, '?');
	if (query != SLICE_NONE &&
	    slice_index(slice_from(url, query), '+') != SLICE_NONE)
		put_line(
		    normalized(url, true, links->arena), links, offset, &once);
}

void
link_add(const struct html_attribute *attribute, struct text_build *links)
{
	if (link_leads(attribute) || has_escape(attribute->value))
		link_put(attribute->value, links, attribute->offset);
}
