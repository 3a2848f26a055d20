/*
 * plain.h - what needs no parser: plain text, UTF-16, and the readable runs of
 * binary data.
 */
#ifndef EXTRACT_PLAIN_H
#define EXTRACT_PLAIN_H

#include "base/buf.h"
#include "extract/sink.h"

/* RECORD_RAW, and RECORD_HTML as well where there are marks of it. */
void plain_read(struct sink *sink, const struct member *member);

/* HTML files. */
void plain_read_html(struct sink *sink, const struct member *member);

/* UTF-16, opened once more as what it is in UTF-8. */
void plain_read_utf16(struct sink *sink, const struct member *member);

/* A member that is no document: its readable runs. */
void plain_read_dull(struct sink *sink, const struct member *member);

/* RECORD_TEXT where it is UTF-8, RECORD_RAW where it is not. */
void plain_put(struct sink *sink, const struct member *self, struct slice text);

/* The runs of four and more letters in ASCII and UTF-16, a line each. */
void plain_runs(
    struct sink *sink, const struct member *self, struct slice bytes);

/* in (no mark at its front) as UTF-8 at the end of out. */
bool plain_add_utf16(struct buf *out, struct slice in, bool big_endian);

#endif
