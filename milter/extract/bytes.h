/*
 * bytes.h - numbers at an offset of a slice, never past its end.
 *
 * Where the slice is too short they are 0; a parser that must tell the
 * difference asks bytes_has().
 */
#ifndef EXTRACT_BYTES_H
#define EXTRACT_BYTES_H

#include <stdint.h>

#include "base/slice.h"

static inline bool
bytes_has(struct slice in, size_t at, size_t len)
{
	return at <= in.len && len <= in.len - at;
}

static inline uint8_t
bytes_u8(struct slice in, size_t at)
{
	return bytes_has(in, at, 1) ? (uint8_t)in.ptr[at] : 0;
}

static inline uint16_t
bytes_le16(struct slice in, size_t at)
{
	if (!bytes_has(in, at, 2))
		return 0;
	return (uint16_t)(bytes_u8(in, at) | bytes_u8(in, at + 1) << 8);
}

static inline uint32_t
bytes_le32(struct slice in, size_t at)
{
	if (!bytes_has(in, at, 4))
		return 0;
	return bytes_le16(in, at) | (uint32_t)bytes_le16(in, at + 2) << 16;
}

static inline uint64_t
bytes_le64(struct slice in, size_t at)
{
	if (!bytes_has(in, at, 8))
		return 0;
	return bytes_le32(in, at) | (uint64_t)bytes_le32(in, at + 4) << 32;
}

static inline uint32_t
bytes_be32(struct slice in, size_t at)
{
	if (!bytes_has(in, at, 4))
		return 0;
	return (uint32_t)bytes_u8(in, at) << 24 |
	    (uint32_t)bytes_u8(in, at + 1) << 16 |
	    (uint32_t)bytes_u8(in, at + 2) << 8 | bytes_u8(in, at + 3);
}

static inline bool
bytes_are(struct slice in, size_t at, struct slice wanted)
{
	return bytes_has(in, at, wanted.len) &&
	    slice_equal(slice_sub(in, at, wanted.len), wanted);
}

#endif
