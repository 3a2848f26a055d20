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
#include "message/line.h"

struct message_header_params {
	struct slice block; /* without the empty line that ends it */
	size_t offset;      /* of block, for the fields' own */
	bool crlf;          /* the line end that its lines should have */
	enum message_line_ends ends;
	bool mbox;   /* a first line "From ..." is no defect */
	size_t room; /* fields that may still be read */
};

/* Where some reader has the header end, and the body start, in the block. */
struct message_header_end {
	size_t header;
	size_t body;
};

/*
 * At most so many: the first line without a colon, with an odd name, that
 * continues nothing, of blanks alone.
 */
#define MESSAGE_HEADER_ENDS 4

struct message_header {
	struct message_fields fields;
	struct message_fields others; /* that only some readers see */
	struct message_header_end ends[MESSAGE_HEADER_ENDS];
	size_t ends_len;
	uint64_t defects;
};

/*
 * Reads the block's fields.  A line that is no field is passed over, with its
 * continuation lines, and sets a defect; header_r says what else it may be.
 */
enum status message_header_read(const struct message_header_params *params,
    struct arena *arena, struct message_header *header_r);

/* Does line continue the field above it? */
bool message_header_folds(struct slice line);

/*
 * What stands before line's colon, trailing blanks cut; false if there is no
 * colon, or nothing before it.
 */
bool message_header_name(struct slice line, struct slice *name_r);

/* Only printable US-ASCII but the colon (RFC 5322 section 3.6.8). */
bool message_header_name_valid(struct slice name);

/*
 * The MIME field that line, which is no field by the rules, is to a reader
 * who passes over odd bytes in names, or over blanks before them: "\0" or a
 * byte order mark in "Content-Type", a line that continues another.  False if
 * it is none.
 */
bool message_header_other(struct slice line, struct message_field *field_r);

/* Is name Content-Type, -Transfer-Encoding or -Disposition? */
bool message_header_is_mime(struct slice name);

#endif
