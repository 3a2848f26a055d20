/*
 * outside.h - bytes of an archive that belong to no member: before the first,
 * between them, behind the last.
 */
#ifndef EXTRACT_OUTSIDE_H
#define EXTRACT_OUTSIDE_H

#include "extract/sink.h"

#define OUTSIDE_MIN ((size_t)64) /* fewer bytes are padding, not content */

/*
 * Few bytes, and zeros, are nothing.  What is text or a format that can be
 * opened is opened; anything else is said to be there.
 */
void outside_read(
    struct sink *sink, const struct member *self, struct slice bytes);

#endif
