/*
 * inflate.c - one stream at a time, in steps of a few kilobytes.
 *
 * The output grows by what was really inflated, never by what a header
 * promises, so that its ceiling is all a bomb can reach.
 */
#include "extract/inflate.h"

#include <limits.h>
#include <zlib.h>

#include "base/mem.h"

#define INFLATE_STEP ((size_t)32768)

static voidpf
inflate_alloc(voidpf opaque, uInt items, uInt size)
{
	(void)opaque;
	return mem_calloc(items, size);
}

static void
inflate_free(voidpf opaque, voidpf address)
{
	(void)opaque;
	mem_free(address);
}

static void
inflate_feed(z_stream *stream, struct slice *rest)
{
	size_t len = rest->len < INT_MAX ? rest->len : INT_MAX;

	if (stream->avail_in > 0 || len == 0)
		return;
	stream->next_in = (z_const Bytef *)rest->ptr;
	stream->avail_in = (uInt)len;
	*rest = slice_from(*rest, len);
}

static enum inflate_result
inflate_run(z_stream *stream, struct slice *rest, struct buf *out)
{
	char step[INFLATE_STEP];
	int status;

	for (;;) {
		size_t made;

		inflate_feed(stream, rest);
		stream->next_out = (Bytef *)step;
		stream->avail_out = sizeof(step);
		status = inflate(stream, Z_NO_FLUSH);
		made = sizeof(step) - stream->avail_out;
		if (out != NULL && !buf_add(out, slice_make(step, made))) {
			if (made <= out->max - out->len)
				return INFLATE_NOMEM;
			return INFLATE_FULL;
		}
		if (status == Z_STREAM_END)
			return INFLATE_OK;
		if (status == Z_MEM_ERROR)
			return INFLATE_NOMEM;
		if (status != Z_OK && status != Z_BUF_ERROR)
			return INFLATE_BROKEN;
		if (made == 0 && stream->avail_in == 0 && rest->len == 0)
			return INFLATE_TRUNCATED;
		if (status == Z_BUF_ERROR && made == 0 && rest->len == 0)
			return INFLATE_TRUNCATED;
	}
}

enum inflate_result
inflate_read(struct slice in, enum inflate_wrapper wrapper, struct buf *out,
    size_t *used_r)
{
	z_stream stream = { .zalloc = inflate_alloc, .zfree = inflate_free };
	struct slice rest = in;
	enum inflate_result result;

	*used_r = 0;
	if (inflateInit2(&stream,
		wrapper == INFLATE_RAW ? -MAX_WBITS : MAX_WBITS) != Z_OK)
		return INFLATE_NOMEM;
	result = inflate_run(&stream, &rest, out);
	*used_r = in.len - rest.len - stream.avail_in;
	(void)inflateEnd(&stream);
	return result;
}
