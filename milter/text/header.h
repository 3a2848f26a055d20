/*
 * header.h - header values as a reader sees them: RFC 2047 words and RFC 2231
 * parameters decoded to UTF-8.
 */
#ifndef TEXT_HEADER_H
#define TEXT_HEADER_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/status.h"
#include "base/vec.h"
#include "message/message.h"
#include "text/charset.h"

/*
 * value unfolded and RFC 2047-decoded: white space between two adjacent
 * encoded words dropped; adjacent words of one charset and encoding joined
 * before their charset is decoded (mailers split inside a character).  Raw
 * bytes that are UTF-8 stay; others are read as windows-1252.  *exact_r is
 * false where a word did not decode or was malformed.
 */
enum status text_header_decode(struct slice value, struct arena *arena,
    struct slice *out_r, bool *exact_r);

/* The same with a map from the text back to value. */
enum status text_header_decode_mapped(
    struct slice value, struct arena *arena, struct text_decoded *decoded_r);

/* One more outcome for a header value, and in what its reader differs. */
struct text_header_reading {
	struct slice text;
	const struct text_map *map; /* to the value */
	const char *how;
};

#define TEXT_HEADER_READING_MAX 16

struct text_header_readings VEC(struct text_header_reading);

/*
 * What other programs make of value than canonical, which
 * text_header_decode_mapped() gave: none for a value that all read alike.
 * charset is that of the part's body, for raw bytes.  *whole_r is false where
 * bytes did not decode in their charset, so that a reader may still show
 * something else, and where the value is too long to be read so.
 */
enum status text_header_readings(struct slice value, struct slice charset,
    struct arena *arena, const struct text_decoded *canonical,
    struct text_header_readings *list_r, bool *whole_r);

/*
 * The content digest's form of it: decoded as above, then each run of ASCII
 * white space made one space, ends trimmed.
 */
enum status text_header_canonical(struct slice value, struct arena *arena,
    struct slice *out_r, bool *exact_r);

/* A parameter's value: RFC 2231- and then 2047-decoded. */
enum status text_param_decode(const struct message_param *param,
    struct arena *arena, struct slice *out_r, bool *exact_r);

/* The same of a parameter; canonical is what text_param_decode() gave. */
enum status text_param_readings(const struct message_param *param,
    struct slice charset, struct arena *arena, struct slice canonical,
    struct text_header_readings *list_r, bool *whole_r);

/*
 * A part's file name: the disposition's filename, else the type's name,
 * RFC 2231- and then 2047-decoded.  *out_r has ptr NULL where it has none.
 */
enum status text_filename(const struct message_part *part, struct arena *arena,
    struct slice *out_r, bool *exact_r);

#endif
