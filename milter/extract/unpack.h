/*
 * unpack.h - the dispatcher: bytes in, the format's reader called.
 */
#ifndef EXTRACT_UNPACK_H
#define EXTRACT_UNPACK_H

#include "extract/sink.h"

/*
 * Opens member by what its bytes are.  A file that can be taken for two
 * formats (an archive behind a picture, a PDF not at the front) is opened as
 * both.  It is the sink's open function, and so called for all that lies
 * inside.
 */
void unpack_member(struct sink *sink, const struct member *member);

#endif
