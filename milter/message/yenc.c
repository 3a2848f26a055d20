/*
 * yenc.c - yEnc (version 1.3), the encoding of binaries for news: each byte
 * plus 42, with "=" before a byte that would be NUL, LF, CR or "=", which has
 * 64 more added.
 *
 * Every "=ybegin" to "=yend" in the body is read, one after the other, since
 * several parts of a file may stand there.  Sizes and checksums are not
 * looked at: readers show what is there.  A second dot at a line's start,
 * which a transport has added, is dropped.
 */
#include "message/decode.h"
#include "message/line.h"
#include "message/message.h"

static bool
starts(struct slice line, const char *word)
{
	return slice_starts_nocase(line, slice_cstr(word));
}

/* Decodes one line to out and returns the number of bytes. */
static size_t
yenc_line(struct slice text, char *out)
{
	size_t i = slice_starts(text, SLICE("..")) ? 1 : 0, len = 0;

	for (; i < text.len; i++) {
		unsigned byte = (unsigned char)text.ptr[i];

		if (byte == '=' && i + 1 < text.len)
			byte = (unsigned char)text.ptr[++i] - 64u;
		out[len++] = (char)(unsigned char)(byte - 42u);
	}
	return len;
}

enum status
message_yenc_decode(struct slice in, struct arena *arena, struct slice *out_r,
    uint64_t *defects_r)
{
	char *out = arena_alloc(arena, in.len);
	bool inside = false, begun = false;
	struct message_line line;
	size_t len = 0;

	*out_r = SLICE_EMPTY;
	if (out == NULL)
		return STATUS_NOMEM;
	for (size_t pos = 0; message_line_at(in, pos, &line); pos = line.next) {
		if (starts(line.text, "=ybegin ")) {
			inside = true;
			begun = true;
		} else if (starts(line.text, "=yend")) {
			inside = false;
		} else if (inside && !starts(line.text, "=ypart ")) {
			len += yenc_line(line.text, out + len);
		}
	}
	if (inside || !begun)
		*defects_r |= MESSAGE_DEFECT_YENC_SYNTAX;
	*out_r = slice_make(out, len);
	return STATUS_OK;
}
