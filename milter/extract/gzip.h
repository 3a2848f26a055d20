/*
 * gzip.h - gzip (RFC 1952): every member, their names and comments, and what
 * stands behind the last one.
 */
#ifndef EXTRACT_GZIP_H
#define EXTRACT_GZIP_H

#include "extract/sink.h"

void gzip_read(struct sink *sink, const struct member *member);

#endif
