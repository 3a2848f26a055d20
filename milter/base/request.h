/*
 * request.h - one command on the control socket, as bytes.
 *
 * The socket is of the kind SOCK_SEQPACKET: a request is one packet, whole or
 * not there, so that nothing has to be put together from pieces.  With it come
 * three descriptors (SCM_RIGHTS): the caller's standard input, output and
 * error.  The packet is words, each ended by a NUL: "sendgate 1", the flags
 * ("c": colours, or "-"), and then the command line, at least one word.
 *
 * The answer is one packet of REQUEST_ANSWER_LEN bytes: what it is, and an
 * exit status.
 */
#ifndef BASE_REQUEST_H
#define BASE_REQUEST_H

#include "base/buf.h"

#define REQUEST_BYTES_MAX ((size_t)64 << 10)
#define REQUEST_WORDS_MAX ((size_t)4096) /* of the command line */
#define REQUEST_ANSWER_LEN ((size_t)2)
#define REQUEST_FILES 3 /* descriptors that come with it */
#define REQUEST_FD 3    /* the connection, to who serves it */

enum request_answer {
	REQUEST_ENDED = 'E',  /* the command did, with this status */
	REQUEST_BUSY = 'B',   /* try again */
	REQUEST_REFUSED = 'R' /* without having been heard */
};

/* What a caller may do: bits, granted by the groups of `roles`. */
enum request_role {
	REQUEST_REVIEW = 1,
	REQUEST_KILL = 2,
	REQUEST_ADMIN = 4
};
#define REQUEST_ROLES_ALL ((unsigned)7)

struct request {
	bool colour;
	int argc;
	char **argv; /* argc words and a NULL, in the bytes that were parsed */
};

/*
 * Reads a packet; argv has room for REQUEST_WORDS_MAX + 1.  False where it is
 * no request: nothing of *request_r is to be used then.
 */
bool request_parse(struct slice packet, char **argv, struct request *request_r);

/* Appends a request to *out; false past a ceiling. */
bool request_write(const struct request *request, struct buf *out);

#endif
