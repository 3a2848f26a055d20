/*
 * params.h - the pieces in which parameters stand, before they are joined.
 *
 * "filename*1*=%41" is the piece {filename, 1, encoded, "%41"}.  Used within
 * message/ only.
 */
#ifndef MESSAGE_PARAMS_H
#define MESSAGE_PARAMS_H

#include "message/field.h"

#define MESSAGE_PIECE_MAX 400 /* of one field */

struct message_piece {
	struct slice name;  /* lower case, without "*" and number */
	struct slice value; /* quotes and quoted pairs undone */
	int section;        /* RFC 2231's number, or -1 */
	bool encoded;       /* the name ended in "*" */
	bool used;
};

struct message_pieces VEC(struct message_piece);

/* s in lower case, in the arena; the empty slice when that failed. */
struct slice message_lower(struct slice s, struct arena *arena);

/*
 * Takes "*", "*N" or "*N*" off the end of piece->name (RFC 2231) and fills
 * section and encoded; defect bits for a number that is none.
 */
uint64_t message_piece_name(struct message_piece *piece);

/* Joins pieces to the parameters of *params; STATUS_NOMEM only. */
enum status message_pieces_join(struct message_pieces *pieces,
    struct arena *arena, struct message_params *params);

#endif
