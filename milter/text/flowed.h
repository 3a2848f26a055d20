/*
 * flowed.h - plain text whose lines are put together again (RFC 3676).
 */
#ifndef TEXT_FLOWED_H
#define TEXT_FLOWED_H

#include "message/message.h"
#include "text/map.h"

enum flowed {
	FLOWED_NOT,
	FLOWED_KEEPS,  /* a line's last blank stays: format=flowed */
	FLOWED_DELETES /* it goes: delsp=yes */
};

/* What any Content-Type field of part says, however it is written. */
enum flowed flowed_kind(const struct message_part *part);

/*
 * Appends text with its flowed lines joined, quoting marks and stuffed blanks
 * taken out between them.  False where no more than a line's end went, which
 * reads the same to those who fold white space.
 */
bool flowed_read(struct slice text, enum flowed kind, struct text_build *build);

#endif
