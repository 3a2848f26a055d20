/*
 * qp.c - quoted-printable by RFC 2045 section 6.7, read leniently.
 *
 * Line by line: blanks at a line's end are dropped, "=" at its end joins the
 * next line to it, "=XX" is a byte (hex digits of either case).  An "=" that
 * is neither stays as it stands and sets MESSAGE_DEFECT_QP_ESCAPE; so do blanks
 * between a soft break's "=" and the line end, which some readers take for
 * text.  Line ends stay as they were.
 */
#include "message/decode.h"
#include "message/line.h"
#include "message/message.h"

struct qp_state {
	char *out;
	size_t len;
	uint64_t defects;
};

static size_t
qp_blanks_cut(struct slice text)
{
	size_t len = text.len;

	while (
	    len > 0 && (text.ptr[len - 1] == ' ' || text.ptr[len - 1] == '\t'))
		len--;
	return len;
}

/* The byte of the escape whose "=" is at i, or -1. */
static int
qp_escape(struct slice text, size_t i)
{
	int high, low;

	if (text.len - i < 3)
		return -1;
	high = ascii_hex(text.ptr[i + 1]);
	low = ascii_hex(text.ptr[i + 2]);
	return high < 0 || low < 0 ? -1 : high * 16 + low;
}

/* Decodes one line without its end; true if it ends in a soft break. */
static bool
qp_line(struct qp_state *state, struct slice text)
{
	struct slice line = slice_sub(text, 0, qp_blanks_cut(text));

	for (size_t i = 0; i < line.len; i++) {
		char c = line.ptr[i];
		int byte;

		if (c == '=' && i + 1 == line.len) {
			if (line.len != text.len)
				state->defects |= MESSAGE_DEFECT_QP_ESCAPE;
			return true;
		}
		if (c == '=') {
			byte = qp_escape(line, i);
			if (byte >= 0) {
				c = (char)byte;
				i += 2;
			} else {
				state->defects |= MESSAGE_DEFECT_QP_ESCAPE;
			}
		}
		state->out[state->len++] = c;
	}
	return false;
}

enum status
message_qp_decode(struct slice in, struct arena *arena, struct slice *out_r,
    uint64_t *defects_r)
{
	struct qp_state state = { 0 };
	struct message_line line;

	*out_r = SLICE_EMPTY;
	state.out = arena_alloc(arena, in.len);
	if (state.out == NULL)
		return STATUS_NOMEM;
	for (size_t pos = 0; message_line_at(in, pos, &line); pos = line.next) {
		if (qp_line(&state, line.text))
			continue;
		for (size_t i = line.start + line.text.len; i < line.next; i++)
			state.out[state.len++] = in.ptr[i];
	}
	*out_r = slice_make(state.out, state.len);
	*defects_r |= state.defects;
	return STATUS_OK;
}
