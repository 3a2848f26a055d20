/*
 * compress.c - zstd with one reused context and one reused buffer.
 *
 * A frame says how long its content is, and that is checked against the
 * ceiling before anything is allocated.  A buffer that one big message made
 * large is given back at once, wiped.
 */
#include "store/compress.h"

#include <zstd.h>

#include "base/mem.h"

#define COMPRESS_LEVEL 1
#define COMPRESS_KEEP ((size_t)1 << 20) /* bytes of buffer kept for reuse */

struct compress {
	ZSTD_CCtx *context;
	char *out;
	size_t cap;
};

struct compress *
compress_new(void)
{
	struct compress *compress = mem_calloc(1, sizeof(*compress));

	if (compress == NULL)
		return NULL;
	compress->context = ZSTD_createCCtx();
	if (compress->context == NULL) {
		mem_free(compress);
		return NULL;
	}
	return compress;
}

void
compress_free(struct compress *compress)
{
	if (compress == NULL)
		return;
	(void)ZSTD_freeCCtx(compress->context);
	mem_free_wiped(compress->out, compress->cap);
	mem_free(compress);
}

static bool
compress_reserve(struct compress *compress, size_t need)
{
	if (need <= compress->cap &&
	    (compress->cap <= COMPRESS_KEEP || need > COMPRESS_KEEP))
		return true;
	mem_free_wiped(compress->out, compress->cap);
	compress->cap = 0;
	compress->out = mem_alloc(need);
	if (compress->out == NULL)
		return false;
	compress->cap = need;
	return true;
}

enum status
compress_pack(struct compress *compress, struct slice in, struct slice *out_r,
    struct err *err_r)
{
	size_t len;

	if (in.len > COMPRESS_MAX)
		return err_set(err_r, STATUS_DATA,
		    "content of %zu bytes is too large to keep", in.len);
	if (!compress_reserve(compress, ZSTD_compressBound(in.len)))
		return err_nomem(err_r);
	len = ZSTD_compressCCtx(compress->context, compress->out, compress->cap,
	    in.len == 0 ? "" : in.ptr, in.len, COMPRESS_LEVEL);
	if (ZSTD_isError(len))
		return err_nomem(err_r); /* its only failure with this room */
	*out_r = slice_make(compress->out, len);
	return STATUS_OK;
}

enum status
compress_unpack(struct slice in, struct arena *arena, struct slice *out_r,
    struct err *err_r)
{
	unsigned long long size;
	char *out;
	size_t len;

	size = in.len == 0 ? ZSTD_CONTENTSIZE_ERROR :
			     ZSTD_getFrameContentSize(in.ptr, in.len);
	if (size == ZSTD_CONTENTSIZE_ERROR ||
	    size == ZSTD_CONTENTSIZE_UNKNOWN || size > COMPRESS_MAX)
		return err_set(
		    err_r, STATUS_DATABASE, "kept content is damaged");
	out = arena_alloc(arena, (size_t)size + 1);
	if (out == NULL)
		return err_nomem(err_r);
	len = ZSTD_decompress(out, (size_t)size, in.ptr, in.len);
	if (ZSTD_isError(len) || len != (size_t)size)
		return err_set(
		    err_r, STATUS_DATABASE, "kept content is damaged");
	out[len] = '\0';
	*out_r = slice_make(out, len);
	return STATUS_OK;
}
