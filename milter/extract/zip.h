/*
 * zip.h - zip archives, read both ways: by the central directory at the end
 * and by the local headers in front of the data.
 *
 * Programs follow one or the other, and a file can be made whose two lists
 * differ.  Here every member of either list is read; where they differ, that
 * is said as well.
 */
#ifndef EXTRACT_ZIP_H
#define EXTRACT_ZIP_H

#include "extract/sink.h"

void zip_read(struct sink *sink, const struct member *member);

/* Is there a zip at the end of bytes that begin as something else? */
bool zip_at_end(struct slice bytes);

/* That zip.  What stands in front of it has been read by others. */
void zip_read_behind(struct sink *sink, const struct member *member);

#endif
