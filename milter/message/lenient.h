/*
 * lenient.h - the further readings of an encoded body: what programs make of
 * it that forgive other things than the canonical decoder does, or give up
 * elsewhere.
 *
 * They are made only of bodies that are not canonical.  A reading that gives
 * the bytes of an earlier one is not entered.  Used within message/ only.
 */
#ifndef MESSAGE_LENIENT_H
#define MESSAGE_LENIENT_H

#include "message/decode.h"

struct lenient {
	struct slice in;  /* still encoded */
	uint64_t defects; /* what the canonical decoder saw in it */
	struct arena *arena;
	struct message_decodings *list; /* the canonical reading is in it */
	size_t *room;                   /* bytes that may still be decoded */
	char *scratch;                  /* lenient_scratch() */
	bool number_out;                /* there were too many readings */
	bool room_out;
};

/*
 * Room for in.len bytes, the same at each call, so that a reading that is not
 * new costs no memory; NULL when out of memory.
 */
char *lenient_scratch(struct lenient *lenient);

/* Enters a copy of bytes as a reading, unless it is there or a limit is hit. */
enum status lenient_add(struct lenient *lenient, enum message_encoding how,
    const char *leniency, struct slice bytes);

/* The same for bytes that lie in the message itself. */
enum status lenient_add_source(struct lenient *lenient, const char *leniency);

/* The readings of in as each encoding. */
enum status message_base64_readings(struct lenient *lenient);
enum status message_qp_readings(struct lenient *lenient);
enum status message_uu_readings(struct lenient *lenient);

/* Of a body whose encoding has a name that nobody knows. */
enum status message_unknown_readings(struct lenient *lenient);

/* A body that holds what another encoding than the declared begins with. */
enum status message_other_readings(struct lenient *lenient);

/* All of them for a body declared as how. */
enum status message_decode_lenient(
    struct lenient *lenient, enum message_encoding how);

#endif
