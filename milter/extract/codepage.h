/*
 * codepage.h - single-byte code pages by their Windows number (1250 to 1258,
 * 874, 437, 850, 866, 10000 for Mac Roman).
 */
#ifndef EXTRACT_CODEPAGE_H
#define EXTRACT_CODEPAGE_H

#include <stdint.h>

#include "base/buf.h"

bool codepage_known(unsigned number);

/* "windows-1251", "cp850" ... as a number; 0: not known. */
unsigned codepage_by_name(struct slice name);

/* U+FFFD for an upper byte of a page that is not known. */
uint32_t codepage_decode(unsigned number, unsigned char byte);

/* in, as UTF-8, at the end of out. */
bool codepage_add(struct buf *out, unsigned number, struct slice in);

#endif
