/*
 * header.h - a header block cut into fields (RFC 5322 section 2.2).
 *
 * Used within message/ only.
 */
#ifndef MESSAGE_HEADER_H
#define MESSAGE_HEADER_H

#include <stdint.h>

#include "base/arena.h"
#include "base/status.h"
#include "message/field.h"

struct message_header_params {
	struct slice block; /* without the empty line that ends it */
	size_t offset;      /* of block, for the fields' own */
	bool crlf;          /* the line end that its lines should have */
	bool mbox;          /* a first line "From ..." is no defect */
	size_t room;        /* fields that may still be read */
};

/*
 * Appends block's fields to *fields.  A line that is no field is passed over,
 * with its continuation lines, and sets a defect.
 */
enum status message_header_read(const struct message_header_params *params,
    struct arena *arena, struct message_fields *fields, uint64_t *defects_r);

/* Does line continue the field above it? */
bool message_header_folds(struct slice line);

/*
 * What stands before line's colon, trailing blanks cut; false if there is no
 * colon, or nothing before it.
 */
bool message_header_name(struct slice line, struct slice *name_r);

#endif
