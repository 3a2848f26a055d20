/*
 * uu.c - uuencode, as POSIX uuencode writes it, for the transfer encoding
 * "x-uuencode" that old mailers use.
 *
 * What stands before the "begin" line and after the "end" line is not data.
 * A line never gives more bytes than its characters carry, so that the output
 * is no longer than the input.
 */
#include "message/decode.h"
#include "message/line.h"
#include "message/message.h"

static bool
uu_is_begin(struct slice text)
{
	size_t digits = 0;
	struct slice mode;

	if (!slice_starts(text, SLICE("begin ")))
		return false;
	mode = slice_from(text, 6);
	while (digits < mode.len && mode.ptr[digits] >= '0' &&
	    mode.ptr[digits] <= '7')
		digits++;
	return (digits == 3 || digits == 4) && digits < mode.len &&
	    mode.ptr[digits] == ' ';
}

/* Six bits of a character; what is outside the alphabet counts as 0. */
static unsigned
uu_bits(char c, uint64_t *defects)
{
	if (c < ' ' || c > '`') {
		*defects |= MESSAGE_DEFECT_UU_SYNTAX;
		return 0;
	}
	return ((unsigned)c - ' ') & 0x3f;
}

/* Decodes one data line to out and returns the number of bytes. */
static size_t
uu_line(struct slice text, char *out, uint64_t *defects)
{
	size_t want = uu_bits(text.ptr[0], defects);
	struct slice data = slice_from(text, 1);
	size_t carried = data.len * 3 / 4;
	size_t len = 0;
	uint32_t bits = 0;

	if (want > carried) {
		*defects |= MESSAGE_DEFECT_UU_SYNTAX;
		want = carried;
	}
	for (size_t i = 0; i < data.len && len < want; i++) {
		bits = bits << 6 | uu_bits(data.ptr[i], defects);
		if (i % 4 != 0)
			out[len++] =
			    (char)(unsigned char)(bits >> (6 - i % 4 * 2));
	}
	return len;
}

enum status
message_uu_decode(struct slice in, struct arena *arena, struct slice *out_r,
    uint64_t *defects_r)
{
	char *out = arena_alloc(arena, in.len);
	struct message_line line;
	bool begun = false, ended = false;
	size_t len = 0;

	*out_r = SLICE_EMPTY;
	if (out == NULL)
		return STATUS_NOMEM;
	for (size_t pos = 0; !ended && message_line_at(in, pos, &line);
	     pos = line.next) {
		if (!begun)
			begun = uu_is_begin(line.text);
		else if (slice_equal(line.text, SLICE("end")))
			ended = true;
		else if (line.text.len > 0)
			len += uu_line(line.text, out + len, defects_r);
	}
	if (!ended)
		*defects_r |= MESSAGE_DEFECT_UU_SYNTAX;
	*out_r = slice_make(out, len);
	return STATUS_OK;
}
