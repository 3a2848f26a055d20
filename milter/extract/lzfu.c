/*
 * lzfu.c - the compressed RTF of Outlook.
 *
 * A ring of 4,096 bytes that begins filled with common RTF; a reference copies
 * up to 17 bytes of it, so that no input grows more than ninefold.
 */
#include "extract/lzfu.h"

#include <string.h>

#include "extract/bytes.h"

#define LZFU_RING ((size_t)4096)
#define LZFU_HEADER ((size_t)16)
#define LZFU_COMPRESSED 0x75465A4Cu
#define LZFU_STORED 0x414C454Du

static const struct slice lzfu_start =
    SLICE("{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}"
	  "{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor "
	  "MS Sans SerifSymbolArialTimes New RomanCourier"
	  "{\\colortbl\\red0\\green0\\blue0\r\n"
	  "\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx");

struct ring {
	char bytes[LZFU_RING];
	size_t at;
	struct buf *out;
};

static void
ring_add(struct ring *ring, char c)
{
	ring->bytes[ring->at] = c;
	ring->at = (ring->at + 1) % LZFU_RING;
	(void)buf_add_byte(ring->out, c);
}

/* A reference.  False: it is the one that marks the end. */
static bool
ring_copy(struct ring *ring, unsigned reference)
{
	size_t from = reference >> 4, len = (reference & 15) + 2;

	if (from == ring->at)
		return false;
	for (size_t i = 0; i < len; i++)
		ring_add(ring, ring->bytes[(from + i) % LZFU_RING]);
	return true;
}

static enum lzfu_result
lzfu_expand(struct slice in, struct ring *ring)
{
	while (in.len > 0 && !buf_failed(ring->out)) {
		unsigned control = bytes_u8(in, 0);

		in = slice_from(in, 1);
		for (unsigned bit = 0; bit < 8; bit++) {
			size_t len = control >> bit & 1 ? 2 : 1;

			if (in.len < len)
				return LZFU_BROKEN;
			if (len == 1)
				ring_add(ring, in.ptr[0]);
			else if (!ring_copy(ring,
				     (unsigned)bytes_u8(in, 0) << 8 |
					 bytes_u8(in, 1)))
				return LZFU_OK;
			in = slice_from(in, len);
		}
	}
	return buf_failed(ring->out) ? LZFU_FULL : LZFU_BROKEN;
}

enum lzfu_result
lzfu_read(struct slice in, struct buf *out)
{
	struct ring ring = { .at = lzfu_start.len, .out = out };
	uint32_t kind = bytes_le32(in, 8);

	if (in.len < LZFU_HEADER)
		return LZFU_BROKEN;
	in = slice_from(in, LZFU_HEADER);
	if (kind == LZFU_STORED)
		return buf_add(out, in) ? LZFU_OK : LZFU_FULL;
	if (kind != LZFU_COMPRESSED)
		return LZFU_BROKEN;
	memcpy(ring.bytes, lzfu_start.ptr, lzfu_start.len);
	return lzfu_expand(in, &ring);
}
