/*
 * line.h - lines of transferred bytes, and the line ends that are odd.
 *
 * A line ends at LF, with or without a CR before it; a CR alone ends nothing.
 * Some readers have it otherwise: to them a CR alone ends a line too, or
 * nothing but CRLF does.  Used within message/ only.
 */
#ifndef MESSAGE_LINE_H
#define MESSAGE_LINE_H

#include <stdint.h>

#include "base/slice.h"

/* What ends a line. */
enum message_line_ends {
	MESSAGE_LINE_LF,    /* LF, and CRLF */
	MESSAGE_LINE_CR,    /* CR alone too */
	MESSAGE_LINE_STRICT /* CRLF alone */
};

struct message_line {
	struct slice text; /* without the line end */
	size_t start;
	size_t next; /* where the following line starts */
};

/* The line that starts at pos; false at the end of bytes. */
bool message_line_at(
    struct slice bytes, size_t pos, struct message_line *line_r);

/* The same, to a reader who has ends end a line. */
bool message_line_next(struct slice bytes, size_t pos,
    enum message_line_ends ends, struct message_line *line_r);

/* Is the first line end CRLF?  True if there is none. */
bool message_line_crlf(struct slice bytes);

/*
 * MESSAGE_DEFECT_BARE_CR for a CR without LF, MESSAGE_DEFECT_BARE_LF for a
 * line end other than crlf says.
 */
uint64_t message_line_check(struct slice bytes, bool crlf);

#endif
