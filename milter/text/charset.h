/*
 * charset.h - bytes in a named charset to UTF-8, by ICU, under the names of
 * the WHATWG Encoding standard and IANA.
 */
#ifndef TEXT_CHARSET_H
#define TEXT_CHARSET_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/status.h"
#include "text/map.h"

/*
 * Converts in from charset ("" means us-ascii) to UTF-8 in the arena.
 * *exact_r is false where the charset is unknown or some bytes do not decode
 * in it: then *out_r holds what can be made of it (U+FFFD for what can't; an
 * unknown charset is read as UTF-8 where that is valid, else windows-1252).
 * us-ascii and utf-8 are checked to the letter and not copied when valid.
 * STATUS_NOMEM is the only error.  Safe on any thread.
 */
enum status text_charset_decode(struct slice in, struct slice charset,
    struct arena *arena, struct slice *out_r, bool *exact_r);

#define TEXT_CHARSET_STEP 64

/*
 * The same with a map back to the bytes: right where bytes are unchanged, else
 * to within TEXT_CHARSET_STEP bytes, and NULL where the text is the bytes
 * themselves.
 */
struct text_decoded {
	struct slice text;
	const struct text_map *map;
	bool exact;
};

enum status text_charset_decode_mapped(struct slice in, struct slice charset,
    struct arena *arena, struct text_decoded *decoded_r);

/* Are all bytes below 128? */
bool text_charset_is_ascii(struct slice s);

/* Is charset known at all? */
bool text_charset_known(struct slice charset);

/* Frees what ICU keeps for the process, at its end (for leak checkers). */
void text_charset_cleanup(void);

#endif
