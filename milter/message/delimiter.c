/*
 * delimiter.c - delimiter lines: "--", the boundary, "--" at the closing one,
 * and blanks; and what lenient readers take for one.
 */
#include <string.h>

#include "message/delimiter.h"

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static struct slice
skip_blanks(struct slice text)
{
	while (text.len > 0 && is_blank(text.ptr[0]))
		text = slice_from(text, 1);
	return text;
}

bool
message_delimiter_dashes(struct slice line, struct message_dashes *dashes_r)
{
	struct slice text;

	dashes_r->rest = (struct slice){ NULL, 0 };
	dashes_r->needs = 0;
	if (line.len < 2 || (line.ptr[0] != '-' && !is_blank(line.ptr[0])))
		return false;
	text = skip_blanks(line);
	if (!slice_starts(text, SLICE("--")))
		return false;
	if (text.len == line.len)
		dashes_r->rest = slice_from(text, 2);
	dashes_r->core = skip_blanks(slice_from(text, 2));
	dashes_r->longest = dashes_r->rest.len > dashes_r->core.len ?
	    dashes_r->rest.len :
	    dashes_r->core.len;
	if (dashes_r->core.len + 2 != line.len)
		dashes_r->needs = MESSAGE_MATCH_BLANKS;
	return true;
}

/*
 * What follows the boundary, or ptr NULL if another text stands there; adds
 * what that needs to *needs.
 */
static struct slice
delimiter_tail(
    const struct message_dashes *dashes, struct slice boundary, unsigned *needs)
{
	const struct slice none = { NULL, 0 };
	struct slice core = dashes->core;
	size_t len = boundary.len;

	if (dashes->rest.ptr != NULL && slice_starts(dashes->rest, boundary))
		return slice_from(dashes->rest, len);
	*needs |= dashes->needs;
	if (core.len < len ||
	    (len > 0 &&
		ascii_lower(core.ptr[len - 1]) !=
		    ascii_lower(boundary.ptr[len - 1])))
		return none;
	if (slice_starts(core, boundary))
		return slice_from(core, len);
	*needs |= MESSAGE_MATCH_CASE;
	return slice_starts_nocase(core, boundary) ? slice_from(core, len) :
						     none;
}

/* The one bit that needs has, or all. */
static unsigned
delimiter_near(unsigned needs)
{
	return (needs & (needs - 1)) == 0 ?
	    needs :
	    (MESSAGE_MATCH_PREFIX | MESSAGE_MATCH_BLANKS | MESSAGE_MATCH_CASE);
}

enum message_delimiter
message_delimiter_match(const struct message_dashes *dashes,
    struct slice boundary, unsigned match, unsigned *near_r)
{
	enum message_delimiter kind = MESSAGE_DELIMITER_OPEN;
	unsigned needs = 0;
	struct slice tail = delimiter_tail(dashes, boundary, &needs), end;
	bool closes;

	*near_r = 0;
	if (tail.ptr == NULL)
		return MESSAGE_DELIMITER_NONE;
	end = skip_blanks(tail);
	closes = slice_starts(end, SLICE("--")) &&
	    skip_blanks(slice_from(end, 2)).len == 0;
	if (closes && end.len < tail.len) {
		/* "--b --" closes, or is longer than "--b" */
		*near_r = needs == 0 ?
		    MESSAGE_MATCH_BLANKS | MESSAGE_MATCH_PREFIX :
		    delimiter_near(needs | MESSAGE_MATCH_BLANKS);
		closes = (match & MESSAGE_MATCH_BLANKS) != 0;
		needs |= closes ? MESSAGE_MATCH_BLANKS : MESSAGE_MATCH_PREFIX;
		kind = closes ? MESSAGE_DELIMITER_CLOSE : kind;
	} else {
		if (end.len > 0 && slice_starts(tail, SLICE("--")))
			kind = MESSAGE_DELIMITER_CLOSE;
		if (end.len > 0 && !closes)
			needs |= MESSAGE_MATCH_PREFIX;
		*near_r = delimiter_near(needs);
	}
	return (needs & ~match) == 0 ? kind : MESSAGE_DELIMITER_NONE;
}

/* Blanks in front of it, and what ends a line only for some, are allowed for. */
bool
message_delimiter_likely(struct slice bytes)
{
	size_t from = 0, at, start;

	while ((at = slice_find(slice_from(bytes, from), SLICE("--"))) !=
	    SLICE_NONE) {
		start = from + at;
		from = start + 2;
		while (start > 0 &&
		    (bytes.ptr[start - 1] == ' ' ||
			bytes.ptr[start - 1] == '\t'))
			start--;
		if (start == 0 || bytes.ptr[start - 1] == '\n' ||
		    bytes.ptr[start - 1] == '\r')
			return true;
	}
	return false;
}

struct slice
message_delimiter_guess(struct slice bytes, enum message_line_ends ends)
{
	struct slice first = { NULL, 0 }, last = { NULL, 0 };
	struct message_line line;

	for (size_t pos = 0; message_line_next(bytes, pos, ends, &line);
	     pos = line.next) {
		if (last.ptr != NULL &&
		    slice_starts_nocase(line.text, SLICE("Content-")))
			return last;
		last = (struct slice){ NULL, 0 };
		if (line.text.len < 3 || !slice_starts(line.text, SLICE("--")))
			continue;
		last = slice_trim(slice_from(line.text, 2));
		if (last.len == 0)
			last.ptr = NULL;
		if (first.ptr == NULL)
			first = last;
	}
	return first;
}

size_t
message_delimiter_text_end(
    struct slice bytes, size_t pos, enum message_line_ends ends)
{
	if (pos == 0)
		return pos;
	if (bytes.ptr[pos - 1] == '\r' && ends == MESSAGE_LINE_CR)
		return pos - 1;
	if (bytes.ptr[pos - 1] != '\n')
		return pos;
	pos--;
	if (pos > 0 && bytes.ptr[pos - 1] == '\r')
		pos--;
	return pos;
}
