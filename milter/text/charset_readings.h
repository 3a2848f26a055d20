/*
 * charset_readings.h - the texts that bytes may be, by what their labels say
 * and by what the bytes look like.
 */
#ifndef TEXT_CHARSET_READINGS_H
#define TEXT_CHARSET_READINGS_H

#include "text/charset.h"

#define TEXT_READINGS_MAX 12

/* What is said about the charset. */
struct charset_hints {
	struct slice declared;      /* what counts most: the header's, or "" */
	const struct slice *others; /* a second parameter, HTML's own ... */
	size_t nothers;
};

struct text_reading {
	struct slice text; /* UTF-8 */
	const struct text_map *map;
	const char *how; /* the charset's name */
};

struct text_readings {
	struct text_reading items[TEXT_READINGS_MAX]; /* one at least */
	size_t n;
	bool plain; /* the first is what the bytes are to the letter, and none
	               of these means something else than itself */
	const char *why; /* NULL, or why these may not be all that it could be:
	                    "charset unknown", "text does not decode",
	                    "too many charset readings" */
};

/*
 * The readings of bytes, the likeliest first, each text once.
 *
 * They are held for not all where the charset is not known and the bytes are
 * not ASCII; where it is known, but more of the bytes are not of it than
 * ordinary mail has; and where the bytes call for more readings than
 * TEXT_READINGS_MAX, or than memory for twice the bytes and
 * CHARSET_READINGS_BYTES.  STATUS_NOMEM is the only error.
 */
#define CHARSET_READINGS_BYTES ((size_t)16 << 20)

enum status text_charset_readings(struct slice bytes,
    const struct charset_hints *hints, struct arena *arena,
    struct text_readings *readings_r);

#endif
