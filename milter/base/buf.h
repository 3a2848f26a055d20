/*
 * buf.h - a growing byte string on the heap that can't be made without a
 * ceiling.
 *
 * A failure (ceiling or memory) is sticky: later appends do nothing and
 * buf_failed() says so, so that a writer checks once at its end.  The contents
 * are always NUL-terminated (the NUL is not counted).  One thread at a time.
 */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include "base/slice.h"

struct buf {
	char *ptr;
	size_t len;
	size_t cap;
	size_t max;
	bool failed;
};

/* An empty buffer that will never hold more than max bytes. */
void buf_init(struct buf *buf, size_t max);

/* Frees; the buffer may be used again with the same ceiling. */
void buf_free(struct buf *buf);

/* Wipes what it holds, then frees. */
void buf_free_wiped(struct buf *buf);

/* Empties, keeps the memory, and clears the failure. */
void buf_clear(struct buf *buf);

/* Each returns false once the buffer has failed. */
bool buf_reserve(struct buf *buf, size_t size); /* room for size more */
bool buf_add(struct buf *buf, struct slice s);
bool buf_add_cstr(struct buf *buf, const char *text);
bool buf_add_byte(struct buf *buf, char c);
bool buf_printf(struct buf *buf, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

bool buf_failed(const struct buf *buf);
struct slice buf_slice(const struct buf *buf);
const char *buf_cstr(const struct buf *buf); /* "" for an empty one */

#endif
