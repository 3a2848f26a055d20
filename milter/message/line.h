/*
 * line.h - lines of transferred bytes, and the line ends that are odd.
 *
 * A line ends at LF, with or without a CR before it; a CR alone ends nothing.
 * Used within message/ only.
 */
#ifndef MESSAGE_LINE_H
#define MESSAGE_LINE_H

#include <stdint.h>

#include "base/slice.h"

struct message_line {
	struct slice text; /* without the line end */
	size_t start;
	size_t next; /* where the following line starts */
};

/* The line that starts at pos; false at the end of bytes. */
bool message_line_at(
    struct slice bytes, size_t pos, struct message_line *line_r);

/* Is the first line end CRLF?  True if there is none. */
bool message_line_crlf(struct slice bytes);

/*
 * MESSAGE_DEFECT_BARE_CR for a CR without LF, MESSAGE_DEFECT_BARE_LF for a
 * line end other than crlf says.
 */
uint64_t message_line_check(struct slice bytes, bool crlf);

#endif
