/*
 * inflate.h - zlib, for the formats that hold deflated data.
 */
#ifndef EXTRACT_INFLATE_H
#define EXTRACT_INFLATE_H

#include "base/buf.h"

enum inflate_result {
	INFLATE_OK,        /* the stream came to its end */
	INFLATE_TRUNCATED, /* the input ended first */
	INFLATE_BROKEN, /* the input is no deflate stream from some place on */
	INFLATE_FULL,   /* out has reached its ceiling */
	INFLATE_NOMEM
};

enum inflate_wrapper {
	INFLATE_RAW, /* RFC 1951 */
	INFLATE_ZLIB /* RFC 1950 */
};

/*
 * Inflates in to the end of out; what came before a failure stays there.
 * *used_r is how many bytes of in the stream took.  out may be NULL: then the
 * stream's end is looked for and nothing kept.
 */
enum inflate_result inflate_read(struct slice in, enum inflate_wrapper wrapper,
    struct buf *out, size_t *used_r);

#endif
