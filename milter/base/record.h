/*
 * record.h - length-prefixed records: what sendgate-extract writes and what
 * the gate reads.
 *
 * A record is one byte that says its kind, then three fields (path, how,
 * bytes), each a length of four bytes, big-endian, and that many bytes.  The
 * last record of an output is a RECORD_END with three empty fields; an output
 * without it is that of a helper that died.
 *
 * path says where inside the attachment: "" is the attachment itself, members
 * of members are joined by "/" ("minutes.docx/word/document.xml").  how names
 * the formats on the way, joined by ", " ("zip, docx, xml").  Both are UTF-8
 * without control characters.
 */
#ifndef BASE_RECORD_H
#define BASE_RECORD_H

#include "base/slice.h"

enum record_kind {
	RECORD_TEXT = 'T',    /* text, well-formed UTF-8 */
	RECORD_HTML = 'H',    /* HTML, as it stands there */
	RECORD_RAW = 'R',     /* text of an unknown charset */
	RECORD_NAME = 'N',    /* UTF-8: a member's name, a title, a comment */
	RECORD_MESSAGE = 'M', /* an RFC 5322 message */
	RECORD_PDF = 'P',     /* for `sendgate-extract --pdf` */
	RECORD_IMAGE = 'I',   /* a picture or font: no bytes, was looked at */
	RECORD_SKIP = 'S',    /* not read: bytes says why, in lower case */
	RECORD_END = 'E'
};

#define RECORD_PATH_MAX ((size_t)4096)      /* bytes */
#define RECORD_HOW_MAX ((size_t)1024)       /* bytes */
#define RECORD_BYTES_MAX ((size_t)64 << 20) /* bytes of one record */
#define RECORD_OVERHEAD ((size_t)1 + 3 * 4) /* kind and lengths */

struct record {
	enum record_kind kind;
	struct slice path;
	struct slice how;
	struct slice bytes;
};

/*
 * Takes the record at the front of *rest off it; its fields point into what
 * *rest pointed to.  False, and *rest as it was, where there is no whole
 * record of a known kind with fields within their ceilings: at the end *rest
 * is empty, else the output is not to be trusted from there on.
 */
bool record_next(struct slice *rest, struct record *record_r);

/*
 * Writes record by calls of write, which returns false to stop.  False when
 * it did, or when a field is over its ceiling (then nothing was written).
 */
bool record_put(const struct record *record,
    bool (*write)(void *arg, struct slice bytes), void *arg);

#endif
