/*
 * delimiter.h - delimiter lines of multiparts (RFC 2046 section 5.1.1).
 *
 * Used within message/ only.
 */
#ifndef MESSAGE_DELIMITER_H
#define MESSAGE_DELIMITER_H

#include "base/slice.h"

enum message_delimiter {
	MESSAGE_DELIMITER_NONE,
	MESSAGE_DELIMITER_BEGINS, /* it goes on: a delimiter to some readers */
	MESSAGE_DELIMITER_OPEN,
	MESSAGE_DELIMITER_CLOSE
};

/*
 * What is a line of "--" and rest, without its end, to the multipart with this
 * boundary?
 */
enum message_delimiter message_delimiter_match(
    struct slice rest, struct slice boundary);

/*
 * What stands after the "--" of the first line that begins so; ptr NULL if
 * none does.
 */
struct slice message_delimiter_guess(struct slice bytes);

/*
 * Where the text before the delimiter line at pos ends: the line end between
 * them belongs to the delimiter.
 */
size_t message_delimiter_text_end(struct slice bytes, size_t pos);

#endif
