/*
 * flowed.c - plain text whose lines are put together again (RFC 3676).
 *
 * A line that ends in a blank goes on in the next one of the same quotation,
 * and where the blank is there for this alone, a word may be cut anywhere.
 * "-- " above a signature ends in a blank and goes on nowhere.
 */
#include "text/flowed.h"

struct flowed_line {
	size_t at;    /* of its first byte behind marks and stuffing */
	size_t end;   /* behind its last byte, the line's end not included */
	size_t next;  /* where the next line begins */
	size_t depth; /* of quotation */
	bool flowed;
};

static struct flowed_line
line_at(struct slice text, size_t start)
{
	size_t len = slice_index(slice_from(text, start), '\n');
	struct flowed_line line = { .at = start };

	line.end = len == SLICE_NONE ? text.len : start + len;
	line.next = len == SLICE_NONE ? text.len : line.end + 1;
	if (line.end > start && text.ptr[line.end - 1] == '\r')
		line.end--;
	while (line.at < line.end && text.ptr[line.at] == '>')
		line.at++;
	line.depth = line.at - start;
	if (line.at < line.end && text.ptr[line.at] == ' ')
		line.at++;
	line.flowed = line.end > line.at && text.ptr[line.end - 1] == ' ' &&
	    !slice_equal(
		slice_sub(text, line.at, line.end - line.at), SLICE("-- "));
	return line;
}

enum flowed
flowed_kind(const struct message_part *part)
{
	enum flowed kind = FLOWED_NOT;
	struct slice value;

	for (size_t i = 0; i < part->fields.len; i++) {
		if (!slice_equal_nocase(
			part->fields.items[i].name, SLICE("content-type")))
			continue;
		value = part->fields.items[i].value;
		if (slice_find_nocase(value, SLICE("flowed")) == SLICE_NONE)
			continue;
		if (slice_find_nocase(value, SLICE("delsp")) != SLICE_NONE)
			return FLOWED_DELETES;
		kind = FLOWED_KEEPS;
	}
	return kind;
}

bool
flowed_read(struct slice text, enum flowed kind, struct text_build *build)
{
	size_t at = 0, cut = kind == FLOWED_DELETES, from = 0;
	bool differs = false;
	struct flowed_line line, next;

	if (text.len == 0 ||
	    (cut == 0 && slice_find(text, SLICE("\n>")) == SLICE_NONE))
		return false;
	for (line = line_at(text, 0);; line = next) {
		at = line.next;
		next = line_at(text, at);
		if (at >= text.len)
			break;
		if (!line.flowed || next.depth != line.depth)
			continue;
		differs = differs || cut > 0 || line.depth > 0;
		text_build_copy(
		    build, slice_sub(text, from, line.end - cut - from), from);
		from = next.at;
	}
	text_build_copy(build, slice_from(text, from), from);
	return differs;
}
