/*
 * readings.h - all that readers may take one part's header to say.
 *
 * Used within message/ only.
 */
#ifndef MESSAGE_READINGS_H
#define MESSAGE_READINGS_H

#include "message/loose.h"

/* Of a part's Content-Type fields, the canonical reading first. */
struct message_readings {
	struct message_loose loose;
	bool multipart; /* some reader takes it for one */
	bool nested;
};

/*
 * Fills part->types, charsets and names, and *readings_r.  part must have
 * been interpreted; it gets defects for what was not seen then.
 */
enum status message_readings_find(struct message_part *part,
    struct arena *arena, struct message_readings *readings_r);

/* Some reader shows part's bytes as plain text, whatever its type says. */
enum status message_readings_raw(
    struct message_part *part, struct arena *arena);

/* Has field a blank before its colon, so that some readers pass over it? */
bool message_field_spaced(const struct message_field *field);

#endif
