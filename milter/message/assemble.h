/*
 * assemble.h - a message's bytes put together from the milter's events.
 *
 * The MTA hands over name, value (leading blank kept, folds as LF) and body
 * chunks; what comes out is the message in CRLF form as the client sent it,
 * as far as the protocol tells.  The buffer has a ceiling; past it the message
 * is marked as cut and the rest is dropped, so that it can be held as not
 * fully inspected.
 */
#ifndef MESSAGE_ASSEMBLE_H
#define MESSAGE_ASSEMBLE_H

#include "base/buf.h"
#include "base/status.h"
#include "message/field.h"

struct assembly {
	struct buf bytes;
	size_t header_end; /* offset of the empty line, once it is there */
	bool in_body;
	bool cut; /* the ceiling was passed */
};

void assembly_init(struct assembly *assembly, size_t ceiling);
void assembly_free(struct assembly *assembly); /* wipes */
void assembly_clear(struct assembly *assembly);

/* STATUS_NOMEM only; past the ceiling it sets cut and returns STATUS_OK. */
enum status assembly_field(
    struct assembly *assembly, struct slice name, struct slice value);
enum status assembly_body(struct assembly *assembly, struct slice chunk);
enum status assembly_end(struct assembly *assembly); /* ends the header too */

/*
 * Copies raw to out without the header fields for which drop(name) is true,
 * folds and all; the body is copied as it stands.
 */
enum status assembly_strip(
    struct slice raw, bool (*drop)(struct slice name), struct buf *out);

#endif
