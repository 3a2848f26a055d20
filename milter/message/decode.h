/*
 * decode.h - the transfer encodings of RFC 2045, and what lenient readers
 * make of broken ones.
 *
 * A decoder reports what was not canonical as defect bits; it never fails on
 * its input.  Output is at most as long as the input (uuencode too) and lies
 * in the arena.  STATUS_NOMEM is the only error.
 */
#ifndef MESSAGE_DECODE_H
#define MESSAGE_DECODE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/status.h"
#include "base/vec.h"

enum message_encoding {
	MESSAGE_ENCODING_NONE, /* no field: 7bit */
	MESSAGE_ENCODING_7BIT,
	MESSAGE_ENCODING_8BIT,
	MESSAGE_ENCODING_BINARY,
	MESSAGE_ENCODING_QP,
	MESSAGE_ENCODING_BASE64,
	MESSAGE_ENCODING_UUENCODE,
	MESSAGE_ENCODING_YENC, /* never declared: found in a body */
	MESSAGE_ENCODING_UNKNOWN
};

/* One way to undo the transfer encoding. */
struct message_decoding {
	enum message_encoding how;
	const char *leniency; /* what it forgives, in words; "" if nothing */
	struct slice bytes;
};

#define MESSAGE_DECODING_MAX 16 /* of one part */

struct message_decodings VEC(struct message_decoding);

/* By the token of RFC 2045 section 6.1, case and blanks aside. */
enum message_encoding message_encoding_parse(struct slice token);
const char *message_encoding_name(enum message_encoding encoding);

/*
 * Base64, RFC 2045 section 6.8: line ends and blanks are skipped; any other
 * byte outside the alphabet is skipped too and sets
 * MESSAGE_DEFECT_BASE64_JUNK; decoding goes on after padding in the middle
 * (MESSAGE_DEFECT_BASE64_PADDING); an incomplete last group gives its whole
 * bytes (MESSAGE_DEFECT_BASE64_SHORT).
 */
enum status message_base64_decode(struct slice in, struct arena *arena,
    struct slice *out_r, uint64_t *defects_r);

/*
 * Quoted-printable, RFC 2045 section 6.7: trailing blanks of a line dropped,
 * soft line breaks joined, "=" with no two hex digits kept as it stands
 * (MESSAGE_DEFECT_QP_ESCAPE).
 */
enum status message_qp_decode(struct slice in, struct arena *arena,
    struct slice *out_r, uint64_t *defects_r);

/* uuencode between its "begin" and "end" lines. */
enum status message_uu_decode(struct slice in, struct arena *arena,
    struct slice *out_r, uint64_t *defects_r);

/*
 * yEnc between its "=ybegin" and "=yend" lines, every part of it;
 * MESSAGE_DEFECT_YENC_SYNTAX where a line of these is missing.
 */
enum status message_yenc_decode(struct slice in, struct arena *arena,
    struct slice *out_r, uint64_t *defects_r);

/* Any of them by its name; identity for 7bit, 8bit, binary and unknown. */
enum status message_decode(enum message_encoding encoding, struct slice in,
    struct arena *arena, struct slice *out_r, uint64_t *defects_r);

/* Does some reader take text for the line that uuencoded data begins with? */
bool message_uu_begins(struct slice text);

/*
 * Fills *list_r with the canonical reading of in as how, and every other that
 * programs give.
 */
enum status message_decode_all(enum message_encoding how, struct slice in,
    struct arena *arena, struct message_decodings *list_r, uint64_t *defects_r);

/*
 * Base64 as the i-th kind of lenient reader decodes it (message_decode() is
 * none of them); NULL past the last kind.  out must have room for in.len
 * bytes; *len_r of it are used.
 */
const char *message_base64_kind(size_t i);
void message_base64_decode_as(
    size_t i, struct slice in, char *out, size_t *len_r);

#endif
