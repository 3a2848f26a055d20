/*
 * json.h - an append-only writer of compact JSON (RFC 8259).
 *
 * Records are built on every verdict, so they are written straight into a
 * buffer, without a tree.  Whatever the bytes, what comes out is valid: a
 * malformed sequence of UTF-8 is written as U+FFFD, a control character (NUL
 * too) as an escape.  A failure is the buffer's: buf_failed().  It reads
 * nothing; parsing is Jansson's.
 */
#ifndef STORE_JSON_H
#define STORE_JSON_H

#include <stdint.h>

#include "base/buf.h"

/* key is a plain ASCII name, or NULL inside a list. */
void json_open_object(struct buf *out, const char *key);
void json_close_object(struct buf *out);
void json_open_list(struct buf *out, const char *key);
void json_close_list(struct buf *out);

void json_add_text(struct buf *out, const char *key, struct slice text);
void json_add_text_or_null(struct buf *out, const char *key, struct slice text);
void json_add_int(struct buf *out, const char *key, int64_t value);
void json_add_null(struct buf *out, const char *key);
void json_add_true(struct buf *out, const char *key);
void json_add_texts(
    struct buf *out, const char *key, const struct slice *texts, size_t ntexts);

#endif
