/*
 * encoded_word.h - one encoded word of RFC 2047.
 */
#ifndef TEXT_ENCODED_WORD_H
#define TEXT_ENCODED_WORD_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/status.h"

struct encoded_word {
	struct slice charset; /* RFC 2231's language cut off */
	char encoding;        /* 'b' or 'q' */
	struct slice text;    /* still encoded */
	size_t start, end;    /* of the whole word */
	bool malformed;       /* it is read, but RFC 2047 forbids it */
};

/* A header value on the way through its words. */
struct word_reader {
	struct slice in;
	size_t pos;
	size_t next_end; /* of a "?=", once looked for: keeps it linear */
	bool broken;     /* something that began as a word was none */
};

void word_reader_init(struct word_reader *reader, struct slice in);

/* The next word at or behind the position; false where there is none. */
bool word_reader_next(struct word_reader *reader, struct encoded_word *word_r);

/* Its bytes, in the arena; sets malformed where they did not decode. */
enum status encoded_word_bytes(
    struct encoded_word *word, struct arena *arena, struct slice *bytes_r);

#endif
