/*
 * buf.c - the growing byte string.
 *
 * Room doubles, so that n appended bytes cost O(n).  The ceiling is checked
 * before the heap is asked: hostile input reaches max and no further.
 */
#include "base/buf.h"

#include <assert.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"

#define BUF_FIRST ((size_t)64) /* bytes of a buffer's first block */

void
buf_init(struct buf *buf, size_t max)
{
	assert(max < SIZE_MAX / 2);
	*buf = (struct buf){ .max = max };
}

void
buf_free(struct buf *buf)
{
	mem_free(buf->ptr);
	buf_init(buf, buf->max);
}

void
buf_free_wiped(struct buf *buf)
{
	mem_free_wiped(buf->ptr, buf->cap);
	buf_init(buf, buf->max);
}

void
buf_clear(struct buf *buf)
{
	buf->len = 0;
	buf->failed = false;
	if (buf->ptr != NULL)
		buf->ptr[0] = '\0';
}

/*
 * Sees that more bytes and a NUL fit.  The block is copied rather than given
 * to realloc, which may leave an unwiped copy of a secret behind.
 */
bool
buf_reserve(struct buf *buf, size_t more)
{
	size_t need, cap;
	char *grown;

	if (buf->failed || more > buf->max - buf->len) {
		buf->failed = true;
		return false;
	}
	need = buf->len + more + 1;
	if (need <= buf->cap)
		return true;
	cap = buf->cap == 0 ? BUF_FIRST : buf->cap * 2;
	if (cap > buf->max + 1)
		cap = buf->max + 1;
	if (cap < need)
		cap = need;
	grown = mem_alloc(cap);
	if (grown == NULL) {
		buf->failed = true;
		return false;
	}
	if (buf->len > 0)
		memcpy(grown, buf->ptr, buf->len);
	grown[buf->len] = '\0';
	mem_free_wiped(buf->ptr, buf->cap);
	buf->ptr = grown;
	buf->cap = cap;
	return true;
}

bool
buf_add(struct buf *buf, struct slice s)
{
	if (!buf_reserve(buf, s.len))
		return false;
	if (s.len > 0)
		memcpy(buf->ptr + buf->len, s.ptr, s.len);
	buf->len += s.len;
	buf->ptr[buf->len] = '\0';
	return true;
}

bool
buf_add_cstr(struct buf *buf, const char *text)
{
	return buf_add(buf, slice_cstr(text));
}

bool
buf_add_byte(struct buf *buf, char c)
{
	return buf_add(buf, slice_make(&c, 1));
}

bool
buf_printf(struct buf *buf, const char *fmt, ...)
{
	va_list args;
	int len;

	va_start(args, fmt);
	len = vsnprintf(NULL, 0, fmt, args);
	va_end(args);
	if (len < 0) {
		buf->failed = true;
		return false;
	}
	if (!buf_reserve(buf, (size_t)len))
		return false;
	va_start(args, fmt);
	(void)vsnprintf(buf->ptr + buf->len, (size_t)len + 1, fmt, args);
	va_end(args);
	buf->len += (size_t)len;
	return true;
}

bool
buf_failed(const struct buf *buf)
{
	return buf->failed;
}

struct slice
buf_slice(const struct buf *buf)
{
	return slice_make(buf_cstr(buf), buf->len);
}

const char *
buf_cstr(const struct buf *buf)
{
	return buf->ptr == NULL ? "" : buf->ptr;
}
