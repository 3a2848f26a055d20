/*
 * link.c - the targets of links: which attributes hold one, and
 * percent-decoding (RFC 3986 section 2.1).
 */
#include "text/link.h"

#include "base/utf8.h"

static const char *const names[] = { "href", "src", "action", "formaction",
	"background", "cite", "data", "poster", "longdesc", "srcset", "ping",
	"xlink:href", "lowsrc", "dynsrc" };

static bool
leads_somewhere(const struct html_attribute *attribute)
{
	size_t i;

	/* The content of <meta http-equiv=refresh>, and of no other. */
	if (slice_equal(attribute->name, SLICE("content")))
		return slice_find_nocase(attribute->value, SLICE("url=")) !=
		    SLICE_NONE;
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (slice_equal(attribute->name, slice_cstr(names[i])))
			return true;
	return false;
}

struct slice
link_decode(struct slice s, struct arena *arena)
{
	struct slice decoded;
	size_t i, len = 0;
	int high, low;
	char *out;

	if (slice_index(s, '%') == SLICE_NONE)
		return s;
	out = arena_alloc(arena, s.len);
	if (out == NULL)
		return (struct slice){ NULL, 0 };
	for (i = 0; i < s.len; i++) {
		high = s.len - i > 2 ? ascii_hex(s.ptr[i + 1]) : -1;
		low = s.len - i > 2 ? ascii_hex(s.ptr[i + 2]) : -1;
		if (s.ptr[i] != '%' || high < 0 || low < 0) {
			out[len++] = s.ptr[i];
			continue;
		}
		out[len++] = (char)(high << 4 | low);
		i += 2;
	}
	decoded = slice_make(out, len);
	return utf8_valid(decoded) ? decoded : s;
}

void
link_add(const struct html_attribute *attribute, struct text_build *links)
{
	struct slice target;

	if (!leads_somewhere(attribute))
		return;
	target = link_decode(attribute->value, links->arena);
	if (target.ptr == NULL) {
		links->failed = true;
		return;
	}
	text_build_made(links, target, attribute->offset);
	text_build_byte(links, '\n', attribute->offset);
}
