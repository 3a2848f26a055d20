/*
 * outside.h - text in which a part, or parts, may be hidden.
 *
 * Used within message/ only.
 */
#ifndef MESSAGE_OUTSIDE_H
#define MESSAGE_OUTSIDE_H

#include "message/line.h"

struct message_outside {
	bool header;      /* it begins with fields, a MIME field among them */
	size_t start;     /* where they stand */
	bool parts;       /* a "--" line in it is followed by a MIME field */
	bool parts_first; /* and that is the first line */
};

void message_outside_find(struct slice bytes, enum message_line_ends ends,
    struct message_outside *outside_r);

#endif
