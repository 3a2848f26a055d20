/*
 * compress.h - kept content made small, by zstd.
 *
 * Level 1: it runs inside the settle transaction.  One context is reused.
 */
#ifndef STORE_COMPRESS_H
#define STORE_COMPRESS_H

#include "base/arena.h"
#include "base/status.h"

#define COMPRESS_MAX ((size_t)256 << 20) /* bytes, before and after */

struct compress;

struct compress *compress_new(void); /* NULL when out of memory */
void compress_free(struct compress *compress);

/* *out_r is good until the next call with the same context. */
enum status compress_pack(struct compress *compress, struct slice in,
    struct slice *out_r, struct err *err_r);

/* Into the arena; STATUS_DATABASE where in is no whole frame of ours. */
enum status compress_unpack(struct slice in, struct arena *arena,
    struct slice *out_r, struct err *err_r);

#endif
