/*
 * delimiter.c - delimiter lines: "--", the boundary, "--" at the closing one,
 * and blanks.
 */
#include <string.h>

#include "message/delimiter.h"
#include "message/line.h"

static bool
delimiter_blank(struct slice text)
{
	for (size_t i = 0; i < text.len; i++)
		if (text.ptr[i] != ' ' && text.ptr[i] != '\t')
			return false;
	return true;
}

enum message_delimiter
message_delimiter_match(struct slice rest, struct slice boundary)
{
	struct slice tail;

	if (rest.len < boundary.len ||
	    memcmp(rest.ptr, boundary.ptr, boundary.len) != 0)
		return MESSAGE_DELIMITER_NONE;
	tail = slice_from(rest, boundary.len);
	if (delimiter_blank(tail))
		return MESSAGE_DELIMITER_OPEN;
	if (slice_starts(tail, SLICE("--")) &&
	    delimiter_blank(slice_from(tail, 2)))
		return MESSAGE_DELIMITER_CLOSE;
	return MESSAGE_DELIMITER_BEGINS;
}

struct slice
message_delimiter_guess(struct slice bytes)
{
	struct message_line line;

	for (size_t pos = 0; message_line_at(bytes, pos, &line);
	     pos = line.next)
		if (line.text.len > 2 && slice_starts(line.text, SLICE("--")))
			return slice_trim(slice_from(line.text, 2));
	return (struct slice){ NULL, 0 };
}

size_t
message_delimiter_text_end(struct slice bytes, size_t pos)
{
	if (pos == 0 || bytes.ptr[pos - 1] != '\n')
		return pos;
	pos--;
	if (pos > 0 && bytes.ptr[pos - 1] == '\r')
		pos--;
	return pos;
}
