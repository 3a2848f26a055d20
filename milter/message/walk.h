/*
 * walk.h - the walker's state, shared by walk.c (what is left to read) and
 * pass.c (one pass over some bytes).
 *
 * Used within message/ only.
 */
#ifndef MESSAGE_WALK_H
#define MESSAGE_WALK_H

#include "message/header.h"
#include "message/part.h"

/* What a pass reads. */
struct message_pass_params {
	struct slice bytes;
	size_t offset; /* of bytes, for the parts' own offsets */
	bool crlf;     /* the line end that bytes should have */
	enum message_line_ends ends;
	unsigned match; /* of enum message_match, for all multiparts */
	bool forced;    /* the header that bytes begin with ends here: */
	struct message_header_end header;
};

/* A way of a part that is walked once the part is known. */
struct message_job {
	struct message_part *part;
	struct message_way way;
	/* The bytes: ptr NULL if they are the part's body, or decoded. */
	struct message_pass_params params;
};

struct message_walk {
	struct message *message;
	const struct message_ceilings *ceilings;
	struct arena *arena;
	struct VEC(struct message_job) jobs;
	size_t fields;  /* that may still be read */
	size_t decoded; /* bytes that may still be decoded */
	size_t again;   /* bytes that may still be walked once more */
};

/* Leaves a way of part to later: job is copied. */
enum status message_walk_later(
    struct message_walk *walk, const struct message_job *job);

/* Reads params->bytes as the message itself. */
enum status message_pass_root(
    struct message_walk *walk, const struct message_pass_params *params);

/* Reads params->bytes, of part, as one more split of it. */
enum status message_pass_way(struct message_walk *walk,
    struct message_part *part, const struct message_way *way,
    const struct message_pass_params *params);

/*
 * A new part at the end of message->parts, and of its parent's split, if any;
 * *part_r is NULL past the ceiling of parts, which is noted at the parent.
 */
enum status message_walk_part(struct message_walk *walk,
    struct message_part *parent, size_t split, enum message_role role,
    struct message_part **part_r);

/*
 * Names part: as a root, or as what stands at index (from 1) among the parts
 * of its parent's split.  To be called once its type is known.
 */
enum status message_walk_number(
    struct message_part *part, size_t index, struct arena *arena);

#endif
