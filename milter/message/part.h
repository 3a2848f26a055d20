/*
 * part.h - what the header of one part says about its body, and in which ways
 * the body may be cut or decoded.
 *
 * Used within message/ only.
 */
#ifndef MESSAGE_PART_H
#define MESSAGE_PART_H

#include "message/delimiter.h"
#include "message/line.h"
#include "message/message.h"
#include "message/readings.h"

#define MESSAGE_WAY_MAX 24 /* splits, and decodings, of one part */

/*
 * Fills type, subtype, content_type, disposition and encoding from
 * part->fields, and sets the part's defects.  digest: the parent is a
 * multipart/digest, whose parts are messages where they don't say otherwise.
 */
enum status message_part_interpret(
    struct message_part *part, bool digest, struct arena *arena);

/* One way to cut a part into parts. */
struct message_way {
	const char *how;
	enum message_way_kind {
		MESSAGE_WAY_BOUNDARY, /* at boundary's delimiter lines */
		MESSAGE_WAY_GUESS,    /* at those of a "--" line */
		MESSAGE_WAY_NONE,  /* a multipart of no parts, all preamble */
		MESSAGE_WAY_NESTED /* a message as a whole */
	} kind;
	struct slice boundary;
	enum message_encoding decode; /* undone first, unless an identity */
	unsigned match;               /* of enum message_match */
};

struct message_ways {
	struct message_way items[MESSAGE_WAY_MAX];
	size_t len;
};

/*
 * The ways for an interpreted part, the canonical one first; none for an
 * ordinary leaf.  Past MESSAGE_WAY_MAX the part gets
 * MESSAGE_DEFECT_CEILING_READINGS.
 */
void message_ways_find(struct message_part *part,
    const struct message_readings *readings, struct message_ways *ways_r);

/*
 * May the part's first way be walked together with what surrounds it?  Not
 * if its bytes must be decoded first, or it is a leaf by its own type.
 */
bool message_ways_direct(
    const struct message_part *part, const struct message_ways *ways);

/* Does undoing encoding give other bytes than those that stand there? */
bool message_encoding_transforms(enum message_encoding encoding);

/* The transfer encodings that some reader may undo, the canonical first. */
struct message_encodings {
	enum message_encoding items[MESSAGE_WAY_MAX];
	size_t len;
};

void message_encodings_find(
    struct message_part *part, struct message_encodings *list_r);

/*
 * Fills part->decodings by its encoding and every other that some reader may
 * take, and checks the body.  *room is what may still be decoded, in bytes;
 * crlf the line end that the body should have.
 */
enum status message_leaf_finish(
    struct message_part *part, bool crlf, size_t *room, struct arena *arena);

#endif
