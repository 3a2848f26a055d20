/*
 * lzfu.h - the compressed RTF of Outlook ([MS-OXRTFCP]).
 */
#ifndef EXTRACT_LZFU_H
#define EXTRACT_LZFU_H

#include "base/buf.h"

enum lzfu_result {
	LZFU_OK,
	LZFU_BROKEN, /* no such stream, or it ends early; out has the front */
	LZFU_FULL    /* out has reached its ceiling, or memory its end */
};

enum lzfu_result lzfu_read(struct slice in, struct buf *out);

#endif
