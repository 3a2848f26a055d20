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

static int
base64_value(char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	if (c == '+')
		return 62;
	return c == '/' ? 63 : -1;
}

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
		char c = in.ptr[i];
		int value = base64_value(c);

		if (value >= 0)
			base64_take(&state, (unsigned)value);
		else if (c == '=')
			base64_pad(&state);
		else if (c != '\r' && c != '\n' && c != ' ' && c != '\t')
			state.defects |= MESSAGE_DEFECT_BASE64_JUNK;
	}
	if (state.have > 0) {
		state.defects |= MESSAGE_DEFECT_BASE64_SHORT;
		base64_flush(&state);
	}
	*out_r = slice_make((const char *)state.out, state.len);
	*defects_r |= state.defects;
	return STATUS_OK;
}
