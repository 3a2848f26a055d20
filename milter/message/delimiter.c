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
message_delimiter_like(struct slice line)
{
	return line.len > 1 && (line.ptr[0] == '-' || is_blank(line.ptr[0])) &&
	    slice_starts(skip_blanks(line), SLICE("--"));
}

enum message_delimiter
message_delimiter_match(
    struct slice line, struct slice boundary, unsigned match)
{
	bool blanks = (match & MESSAGE_MATCH_BLANKS) != 0;
	struct slice rest = blanks ? skip_blanks(line) : line;

	if (!slice_starts(rest, SLICE("--")))
		return MESSAGE_DELIMITER_NONE;
	rest = slice_from(rest, 2);
	if (blanks)
		rest = skip_blanks(rest);
	if ((match & MESSAGE_MATCH_CASE) != 0 ?
		!slice_starts_nocase(rest, boundary) :
		!slice_starts(rest, boundary))
		return MESSAGE_DELIMITER_NONE;
	rest = slice_from(rest, boundary.len);
	if (skip_blanks(rest).len == 0)
		return MESSAGE_DELIMITER_OPEN;
	if (blanks)
		rest = skip_blanks(rest);
	if (slice_starts(rest, SLICE("--")) &&
	    ((match & MESSAGE_MATCH_PREFIX) != 0 ||
		skip_blanks(slice_from(rest, 2)).len == 0))
		return MESSAGE_DELIMITER_CLOSE;
	return (match & MESSAGE_MATCH_PREFIX) != 0 ? MESSAGE_DELIMITER_OPEN :
						     MESSAGE_DELIMITER_NONE;
}

unsigned
message_delimiter_near(struct slice line, struct slice boundary)
{
	const unsigned all =
	    MESSAGE_MATCH_PREFIX | MESSAGE_MATCH_BLANKS | MESSAGE_MATCH_CASE;
	unsigned near = 0;

	if (message_delimiter_match(line, boundary, all) ==
	    MESSAGE_DELIMITER_NONE)
		return 0;
	for (unsigned bit = 1; bit <= MESSAGE_MATCH_CASE; bit <<= 1)
		if (message_delimiter_match(line, boundary, bit) !=
		    MESSAGE_DELIMITER_NONE)
			near |= bit;
	return near == 0 ? all : near;
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
