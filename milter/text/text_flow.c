/*
 * text_flow.c - text put together as a page shows it.
 */
#include "text/text_flow.h"

#include "base/utf8.h"

bool
text_flow_space(char c)
{
	return ascii_space(c) && c != '\v';
}

bool
text_flow_ends_in_space(const struct text_build *build)
{
	return build->len == 0 || text_flow_space(build->ptr[build->len - 1]);
}

void
text_flow_put(
    struct text_build *build, struct slice s, size_t offset, bool direct)
{
	if (direct)
		text_build_copy(build, s, offset);
	else
		text_build_made(build, s, offset);
}

void
text_flow_collapsed(
    struct text_build *build, struct slice s, size_t offset, bool direct)
{
	size_t i = 0, start;
	bool spaced;

	while (i < s.len && !build->failed) {
		start = i;
		spaced = text_flow_ends_in_space(build);
		while (i < s.len &&
		    (!text_flow_space(s.ptr[i]) ||
			(s.ptr[i] == ' ' && !spaced))) {
			spaced = s.ptr[i] == ' ';
			i++;
		}
		text_flow_put(build, slice_sub(s, start, i - start),
		    direct ? offset + start : offset, direct);
		if (i == s.len)
			break;
		if (!text_flow_ends_in_space(build))
			text_build_byte(
			    build, ' ', direct ? offset + i : offset);
		while (i < s.len && text_flow_space(s.ptr[i]))
			i++;
	}
}

void
text_flow_break(struct text_build *build, size_t offset)
{
	if (build->len > 0 && build->ptr[build->len - 1] != '\n')
		text_build_byte(build, '\n', offset);
}

/* The length of the code point that ends before len. */
static size_t
last_cp_len(struct slice s, size_t len)
{
	size_t n = 1;

	while (n < len && n < UTF8_MAX &&
	    ((unsigned char)s.ptr[len - n] & 0xC0) == 0x80)
		n++;
	return n;
}

void
text_flow_reversed(struct text_build *build, struct slice text, size_t offset)
{
	struct slice rest = text, line;
	size_t n;

	while (slice_cut(&rest, '\n', &line)) {
		for (; line.len > 0; line.len -= n) {
			n = last_cp_len(line, line.len);
			text_build_made(
			    build, slice_from(line, line.len - n), offset);
		}
		if (rest.ptr != NULL)
			text_build_byte(build, '\n', offset);
	}
}
