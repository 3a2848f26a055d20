/*
 * bundle.h - the formats that libarchive reads: tar, cpio, ar, 7z, rar, cab,
 * lha, iso, xar, and single files compressed with bzip2, xz, zstd, lz4, lzma,
 * lzip or compress.
 *
 * libarchive is asked for nothing that starts a program or opens a file.
 */
#ifndef EXTRACT_BUNDLE_H
#define EXTRACT_BUNDLE_H

#include "extract/sink.h"

void bundle_read(struct sink *sink, const struct member *member);

void bundle_read_compressed(struct sink *sink, const struct member *member);

/*
 * The members of a zip that are compressed in a way that zlib does not know;
 * self is the zip.
 */
void bundle_read_zip(struct sink *sink, const struct member *self);

/* To be called once, before the sandbox: what libc would open files for. */
void bundle_prepare(void);

#endif
