/*
 * delimiter.h - delimiter lines of multiparts (RFC 2046 section 5.1.1).
 *
 * Used within message/ only.
 */
#ifndef MESSAGE_DELIMITER_H
#define MESSAGE_DELIMITER_H

#include "base/slice.h"
#include "message/line.h"

enum message_delimiter {
	MESSAGE_DELIMITER_NONE,
	MESSAGE_DELIMITER_OPEN,
	MESSAGE_DELIMITER_CLOSE
};

/* What a reader lets pass, a bit each. */
enum message_match {
	MESSAGE_MATCH_PREFIX = 1, /* the line may go on after the boundary */
	MESSAGE_MATCH_BLANKS = 2, /* blanks before, and inside, a delimiter */
	MESSAGE_MATCH_CASE = 4,   /* letters of either case */
	MESSAGE_MATCH_AGAIN = 8,  /* parts go on after the closing delimiter */
	MESSAGE_MATCH_INNER = 16  /* the innermost of equal boundaries counts */
};

/* A line that may be a delimiter, taken apart once for all boundaries. */
struct message_dashes {
	struct slice rest; /* behind the "--" at its start; ptr NULL: none */
	struct slice core; /* behind "--", blanks before and behind dropped */
	size_t longest;    /* boundary that it has room for */
	unsigned needs;    /* MESSAGE_MATCH_BLANKS, if core needs it */
};

/* False if line, which is without its end, does not begin with "--" at all. */
bool message_delimiter_dashes(
    struct slice line, struct message_dashes *dashes_r);

/*
 * What the line is to the multipart with this boundary, as a reader has it who
 * lets pass what match says.  *near_r, if it is none: which of PREFIX, BLANKS
 * and CASE would each make it one, or all that do so only together.
 */
enum message_delimiter message_delimiter_match(
    const struct message_dashes *dashes, struct slice boundary, unsigned match,
    unsigned *near_r);

/* Might some reader take a line of bytes for some delimiter? */
bool message_delimiter_likely(struct slice bytes);

/*
 * The boundary that bytes seem to have: what stands after the "--" of the
 * first line that begins so and is followed by a Content-* field, or of the
 * first line that begins so; ptr NULL if none does.
 */
struct slice message_delimiter_guess(
    struct slice bytes, enum message_line_ends ends);

/*
 * Where the text before the delimiter line at pos ends: the line end between
 * them belongs to the delimiter.
 */
size_t message_delimiter_text_end(
    struct slice bytes, size_t pos, enum message_line_ends ends);

#endif
