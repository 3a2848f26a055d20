/*
 * message.h - bytes to envelope, headers and every reading of the MIME
 * structure.
 *
 * A bounded walker, no library: where the parsers of the world disagree about
 * a message, all their outcomes are kept.  A message is a tree of parts; where
 * a part can be read in several ways it has several splits (ways to cut it
 * into sub-parts) or several decodings (ways to undo its transfer encoding).
 * The first of each is the canonical one, by RFC 2045 to 2049 and RFC 5322.
 * A message with one split and one decoding everywhere and no defect has
 * exactly one reading.
 *
 * Nothing here is an error of the message: odd input sets defect bits, and a
 * ceiling that is passed sets the ceiling's bit and leaves the rest unread.
 * It converts no charset, opens no attachment and judges nothing.
 */
#ifndef MESSAGE_MESSAGE_H
#define MESSAGE_MESSAGE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/status.h"
#include "base/vec.h"
#include "message/decode.h"
#include "message/field.h"

/*
 * What is odd about a part or a message, a bit each in a uint64_t;
 * message_defect_name() words it.
 */
#define MESSAGE_DEFECT(n) (UINT64_C(1) << (n))

#define MESSAGE_DEFECT_HEADER_LINE MESSAGE_DEFECT(0)  /* it is no field */
#define MESSAGE_DEFECT_HEADER_BLANK MESSAGE_DEFECT(1) /* before a colon */
/* A Content-* field twice. */
#define MESSAGE_DEFECT_HEADER_TWICE MESSAGE_DEFECT(2)
#define MESSAGE_DEFECT_TYPE_SYNTAX MESSAGE_DEFECT(3) /* Content-Type */
#define MESSAGE_DEFECT_DISPOSITION_SYNTAX MESSAGE_DEFECT(4)
/* Content-Transfer-Encoding that is none, or not written as RFC 2045 has it. */
#define MESSAGE_DEFECT_ENCODING_UNKNOWN MESSAGE_DEFECT(5)
/* base64 or qp on a multipart or message. */
#define MESSAGE_DEFECT_ENCODING_COMPOSITE MESSAGE_DEFECT(6)
#define MESSAGE_DEFECT_PARAM_TWICE MESSAGE_DEFECT(7)
#define MESSAGE_DEFECT_PARAM_SYNTAX MESSAGE_DEFECT(8)
#define MESSAGE_DEFECT_BOUNDARY_MISSING MESSAGE_DEFECT(9)
/* Empty, over 70, odd bytes. */
#define MESSAGE_DEFECT_BOUNDARY_SYNTAX MESSAGE_DEFECT(10)
#define MESSAGE_DEFECT_BOUNDARY_UNUSED MESSAGE_DEFECT(11) /* never occurs */
#define MESSAGE_DEFECT_BOUNDARY_OPEN MESSAGE_DEFECT(12)   /* is not closed */
/* Equal to or prefix of an outer one, or of a line. */
#define MESSAGE_DEFECT_BOUNDARY_CLASH MESSAGE_DEFECT(13)
#define MESSAGE_DEFECT_BASE64_JUNK MESSAGE_DEFECT(14)
#define MESSAGE_DEFECT_BASE64_PADDING MESSAGE_DEFECT(15)
#define MESSAGE_DEFECT_BASE64_SHORT MESSAGE_DEFECT(16)
#define MESSAGE_DEFECT_QP_ESCAPE MESSAGE_DEFECT(17)
#define MESSAGE_DEFECT_UU_SYNTAX MESSAGE_DEFECT(18)
#define MESSAGE_DEFECT_BARE_CR MESSAGE_DEFECT(19)
#define MESSAGE_DEFECT_BARE_LF MESSAGE_DEFECT(20)
#define MESSAGE_DEFECT_NUL MESSAGE_DEFECT(21)
/* Bytes over 127 in a header that are not UTF-8. */
#define MESSAGE_DEFECT_8BIT_HEADER MESSAGE_DEFECT(22)
#define MESSAGE_DEFECT_BOUNDARY_AGAIN MESSAGE_DEFECT(23) /* after its close */
#define MESSAGE_DEFECT_CEILING_PARTS MESSAGE_DEFECT(24)
#define MESSAGE_DEFECT_CEILING_DEPTH MESSAGE_DEFECT(25)
#define MESSAGE_DEFECT_CEILING_FIELDS MESSAGE_DEFECT(26)
#define MESSAGE_DEFECT_CEILING_DECODED MESSAGE_DEFECT(27)
#define MESSAGE_DEFECT_CEILING_READINGS MESSAGE_DEFECT(28)

/* What stands before or behind the parts reads as a part itself. */
#define MESSAGE_DEFECT_OUTSIDE_PART MESSAGE_DEFECT(29)
/* MIME-Version, From, To ...: a field twice that is read once or each time. */
#define MESSAGE_DEFECT_FIELD_TWICE MESSAGE_DEFECT(30)
#define MESSAGE_DEFECT_NAME_TWICE MESSAGE_DEFECT(31)  /* of a file */
#define MESSAGE_DEFECT_NAME_SYNTAX MESSAGE_DEFECT(33) /* of a file, unquoted */
/* A multipart in which no line could be a delimiter: all of it is text. */
#define MESSAGE_DEFECT_PARTS_NONE MESSAGE_DEFECT(32)
#define MESSAGE_DEFECT_YENC_SYNTAX MESSAGE_DEFECT(40)

#define MESSAGE_DEFECT_CEILINGS                                              \
	(MESSAGE_DEFECT_CEILING_PARTS | MESSAGE_DEFECT_CEILING_DEPTH |       \
	    MESSAGE_DEFECT_CEILING_FIELDS | MESSAGE_DEFECT_CEILING_DECODED | \
	    MESSAGE_DEFECT_CEILING_READINGS)

/*
 * The defects of which every outcome is among the splits and decodings, or
 * which all readers pass over alike: they leave nothing unread.
 */
#define MESSAGE_DEFECTS_READ                                              \
	(MESSAGE_DEFECT_FIELD_TWICE | MESSAGE_DEFECT_NAME_SYNTAX |        \
	    MESSAGE_DEFECT_NAME_TWICE | MESSAGE_DEFECT_PARTS_NONE |       \
	    MESSAGE_DEFECT_BOUNDARY_OPEN | MESSAGE_DEFECT_BASE64_JUNK |   \
	    MESSAGE_DEFECT_BASE64_PADDING | MESSAGE_DEFECT_BASE64_SHORT | \
	    MESSAGE_DEFECT_QP_ESCAPE | MESSAGE_DEFECT_UU_SYNTAX)

/* The fixed lower-case word of the lowest bit in defect ("base64-junk"). */
const char *message_defect_name(uint64_t defect);

/* DESIGN's ceilings, from the settings. */
struct message_ceilings {
	size_t parts;   /* in all, 1,000 */
	size_t depth;   /* levels, 100 */
	size_t fields;  /* of all parts, 2,000 */
	size_t decoded; /* bytes in all, 64 MiB */
};

#define MESSAGE_CEILINGS_DEFAULT                  \
	{                                         \
		1000, 100, 2000, (size_t)64 << 20 \
	}

/* What a part is to its parent. */
enum message_role {
	MESSAGE_ROLE_PART, /* the message itself, or a part of a multipart */
	MESSAGE_ROLE_PREAMBLE, /* text before the first delimiter */
	MESSAGE_ROLE_EPILOGUE, /* text after the closing delimiter */
	MESSAGE_ROLE_NESTED    /* the message inside a message/rfc822 */
};

/* A media type, in lower case. */
struct message_type {
	struct slice type;
	struct slice subtype;
};

struct message_types VEC(struct message_type);

struct message_part;

/* One way to cut a part into parts. */
struct message_split {
	const char *how; /* "boundary", "nested", or what leniency it needs */
	struct VEC(struct message_part *) parts; /* in order, roles mixed */
};

struct message_part {
	const char *number; /* "1", "2.1" as IMAP counts; "0" is a multipart
	                       root, "2.0" one of the message in 2; "2.pre",
	                       "2.post" for preamble and epilogue; "2~2.1"
	                       in the second split of 2 */
	enum message_role role;
	const struct message_part *parent; /* NULL for the root */
	size_t split;   /* which of the parent's: 0 canonical */
	unsigned depth; /* root: 0 */
	struct message_fields fields;

	/* Lines of the header that only some readers take for a Content-Type,
	   -Transfer-Encoding or -Disposition field; the name is spelled right. */
	struct message_fields others;

	struct slice type;    /* lower case; the default where none stood */
	struct slice subtype; /* lower case */
	struct message_params content_type;
	bool has_type; /* a Content-Type field was there and parsed */
	struct message_params disposition;
	bool has_disposition;
	enum message_encoding encoding;

	struct slice
	    header; /* the header block's bytes, empty line not included */
	struct slice body; /* as transferred */
	size_t offset;     /* of body from the start of the message; for what
	                        lies inside an encoded part, from its decoding's start */

	/* Leaves have decodings (at least one); multiparts have splits.
	   A message/rfc822 has both: its bytes, and a split into one NESTED part.
	   Where readers differ about its type, any part may have both.  A split
	   of one NESTED part in anything but a message/rfc822 is the whole part,
	   header and all, as some other reader takes it. */
	struct message_decodings decodings;
	struct VEC(struct message_split) splits;

	/*
	 * Every reading of what the header says about the leaf, each list
	 * without repetitions and the canonical reading, if any, first.
	 * types: what some reader takes the decodings for; none for a multipart
	 * or message that nobody takes for a leaf.  charsets: every "charset"
	 * parameter.  names: every "filename" and "name" parameter.
	 */
	struct message_types types;
	struct message_param_list charsets;
	struct message_param_list names;

	uint64_t defects; /* this part's own */
};

struct message {
	struct slice raw;
	struct message_part *root;
	struct VEC(struct message_part *) parts; /* every part of every reading,
	                                            each before its sub-parts */
	uint64_t defects;                        /* of all parts together */
};

/*
 * Reads raw, which must outlive *message_r, in time linear in its size.  All
 * memory is the arena's.  Line ends may be CRLF, or LF throughout (a file);
 * only a mixture, or a bare CR, is a defect.  STATUS_NOMEM is the only error.
 */
enum status message_read(struct slice raw,
    const struct message_ceilings *ceilings, struct arena *arena,
    struct message *message_r, struct err *err_r);

bool message_part_is_multipart(const struct message_part *part);

/* message/rfc822, and message/global of RFC 6532. */
bool message_part_is_nested(const struct message_part *part);

/* The canonical bytes of a leaf: its first decoding's, or empty. */
struct slice message_part_bytes(const struct message_part *part);

/*
 * The leaves of the canonical reading in document order, preambles and
 * epilogues left out, a message/rfc822 as one leaf: what the content digest
 * binds.  Calls each(part, arg) for every one until it gives something other
 * than STATUS_OK, and returns that.
 */
enum status message_leaves(const struct message *message,
    enum status (*each)(const struct message_part *part, void *arg), void *arg);

/* Exactly one reading and no defect: what an approval may be given for. */
bool message_is_plain(const struct message *message);

#endif
