/*
 * base64.c - base64 by RFC 2045 section 6.8, read leniently.
 *
 * Nothing is refused: what is outside the alphabet is skipped, padding in the
 * middle ends its group and a new one begins, an incomplete group gives the
 * bytes that it has in full.  Each of these sets its defect bit, since other
 * readers stop, or skip more, at the same place.
 */
#include "message/decode.h"
#include "message/message.h"

struct base64_state {
	unsigned char *out;
	size_t len;
	uint32_t bits; /* of the group at hand */
	unsigned have; /* its characters, 0 to 3 */
	unsigned pads; /* "=" seen since the last character */
	bool ended;    /* a padded group came before */
	uint64_t defects;
};

/* Values of the alphabet; the upper half of the bytes is none of it. */
#define NO 0x80
/* clang-format off */
static const unsigned char base64_values[256] = {
	NO, NO, NO, NO, NO, NO, NO, NO,
	NO, NO, NO, NO, NO, NO, NO, NO,
	NO, NO, NO, NO, NO, NO, NO, NO,
	NO, NO, NO, NO, NO, NO, NO, NO,
	NO, NO, NO, NO, NO, NO, NO, NO,
	NO, NO, NO, 62, NO, NO, NO, 63,
	52, 53, 54, 55, 56, 57, 58, 59,
	60, 61, NO, NO, NO, NO, NO, NO,
	NO, 0, 1, 2, 3, 4, 5, 6,
	7, 8, 9, 10, 11, 12, 13, 14,
	15, 16, 17, 18, 19, 20, 21, 22,
	23, 24, 25, NO, NO, NO, NO, NO,
	NO, 26, 27, 28, 29, 30, 31, 32,
	33, 34, 35, 36, 37, 38, 39, 40,
	41, 42, 43, 44, 45, 46, 47, 48,
	49, 50, 51, NO, NO, NO, NO, NO,
	NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO,
	NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO,
	NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO,
	NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO,
	NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO,
	NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO,
	NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO,
	NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO,
};
/* clang-format on */

/* Ends the group at hand, complete or not, and writes its whole bytes. */
static void
base64_flush(struct base64_state *state)
{
	uint32_t bits = state->bits;

	if (state->have == 2) {
		state->out[state->len++] = (unsigned char)(bits >> 4);
		if ((bits & 0x0f) != 0)
			state->defects |= MESSAGE_DEFECT_BASE64_PADDING;
	} else if (state->have == 3) {
		state->out[state->len++] = (unsigned char)(bits >> 10);
		state->out[state->len++] = (unsigned char)(bits >> 2);
		if ((bits & 0x03) != 0)
			state->defects |= MESSAGE_DEFECT_BASE64_PADDING;
	}
	state->bits = 0;
	state->have = 0;
	state->pads = 0;
}

static void
base64_take(struct base64_state *state, unsigned value)
{
	if (state->ended || state->pads > 0) {
		state->defects |= MESSAGE_DEFECT_BASE64_PADDING;
		base64_flush(state);
		state->ended = false;
	}
	state->bits = state->bits << 6 | value;
	if (++state->have < 4)
		return;
	state->out[state->len++] = (unsigned char)(state->bits >> 16);
	state->out[state->len++] = (unsigned char)(state->bits >> 8);
	state->out[state->len++] = (unsigned char)state->bits;
	state->bits = 0;
	state->have = 0;
}

static void
base64_pad(struct base64_state *state)
{
	if (state->have < 2) {
		state->defects |= MESSAGE_DEFECT_BASE64_PADDING;
		return;
	}
	if (++state->pads + state->have < 4)
		return;
	base64_flush(state);
	state->ended = true;
}

/*
 * As many whole groups as stand at at with nothing between their characters:
 * nearly all of ordinary mail.  Gives where they end.
 */
static size_t
base64_groups(struct base64_state *state, struct slice in, size_t at)
{
	const unsigned char *p = (const unsigned char *)in.ptr;
	unsigned char *out = state->out + state->len;
	unsigned a, b, c, d;

	for (; in.len - at >= 4; at += 4) {
		a = base64_values[p[at]];
		b = base64_values[p[at + 1]];
		c = base64_values[p[at + 2]];
		d = base64_values[p[at + 3]];
		if (((a | b | c | d) & NO) != 0)
			break;
		*out++ = (unsigned char)(a << 2 | b >> 4);
		*out++ = (unsigned char)(b << 4 | c >> 2);
		*out++ = (unsigned char)(c << 6 | d);
	}
	state->len = (size_t)(out - state->out);
	return at;
}

static void
base64_byte(struct base64_state *state, char c)
{
	unsigned value = base64_values[(unsigned char)c];

	if (value != NO)
		base64_take(state, value);
	else if (c == '=')
		base64_pad(state);
	else if (c != '\r' && c != '\n' && c != ' ' && c != '\t')
		state->defects |= MESSAGE_DEFECT_BASE64_JUNK;
}

enum status
message_base64_decode(struct slice in, struct arena *arena, struct slice *out_r,
    uint64_t *defects_r)
{
	struct base64_state state = { 0 };

	*out_r = SLICE_EMPTY;
	state.out = arena_alloc(arena, in.len / 4 * 3 + 3);
	if (state.out == NULL)
		return STATUS_NOMEM;
	for (size_t i = 0; i < in.len; i++) {
		if (state.have == 0 && state.pads == 0 && !state.ended)
			i = base64_groups(&state, in, i);
		if (i < in.len)
			base64_byte(&state, in.ptr[i]);
	}
	if (state.have > 0) {
		state.defects |= MESSAGE_DEFECT_BASE64_SHORT;
		base64_flush(&state);
	}
	*out_r = slice_make((const char *)state.out, state.len);
	*defects_r |= state.defects;
	return STATUS_OK;
}
