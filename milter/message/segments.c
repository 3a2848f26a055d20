/*
 * segments.c - the pieces of parameters joined (RFC 2231).
 *
 * A parameter may stand whole ("name=x"), whole and encoded
 * ("name*=utf-8'en'x"), or in numbered segments, each of which may be encoded.
 * Segments may stand in any order; one that is missing ends its parameter, and
 * one that no parameter takes up is a defect.  A parameter that stands in two
 * of these forms stands twice.
 */
#include "message/message.h"
#include "message/params.h"

/* The number after "*" in a name, or -1: no leading zero, below 100. */
static int
segment_number(struct slice digits)
{
	int number = 0;

	if (digits.len == 0 || digits.len > 2 ||
	    (digits.len == 2 && digits.ptr[0] == '0'))
		return -1;
	for (size_t i = 0; i < digits.len; i++) {
		if (!ascii_digit(digits.ptr[i]))
			return -1;
		number = number * 10 + (digits.ptr[i] - '0');
	}
	return number;
}
_Static_assert(MESSAGE_SEGMENT_MAX == 100, "segment_number takes two digits");

uint64_t
message_piece_name(struct message_piece *piece)
{
	struct slice name = piece->name;
	size_t star = slice_index(name, '*');
	struct slice tail;

	piece->section = -1;
	if (star == SLICE_NONE)
		return 0;
	piece->name = slice_sub(name, 0, star);
	piece->encoded = name.ptr[name.len - 1] == '*';
	tail = slice_from(name, star + 1);
	if (tail.len == 0)
		return star == 0 ? MESSAGE_DEFECT_PARAM_SYNTAX : 0;
	if (piece->encoded)
		tail.len--;
	piece->section = segment_number(tail);
	return piece->section < 0 || star == 0 ? MESSAGE_DEFECT_PARAM_SYNTAX :
						 0;
}

/* The piece after from that is name's segment number, unused; or NULL. */
static struct message_piece *
segment_find(const struct message_pieces *pieces, struct slice name, int number)
{
	for (size_t i = 0; i < pieces->len; i++) {
		struct message_piece *piece = &pieces->items[i];

		if (!piece->used && piece->section == number &&
		    slice_equal(piece->name, name))
			return piece;
	}
	return NULL;
}

/* Takes "charset'language'" off the front of value. */
static struct slice
segment_charset(struct slice *value, struct arena *arena, uint64_t *defects)
{
	size_t first = slice_index(*value, '\'');
	size_t second;
	struct slice charset;

	if (first == SLICE_NONE) {
		*defects |= MESSAGE_DEFECT_PARAM_SYNTAX;
		return SLICE_EMPTY;
	}
	charset = slice_sub(*value, 0, first);
	second = slice_index(slice_from(*value, first + 1), '\'');
	if (second == SLICE_NONE) {
		*defects |= MESSAGE_DEFECT_PARAM_SYNTAX;
		return SLICE_EMPTY;
	}
	*value = slice_from(*value, first + 1 + second + 1);
	return message_lower(charset, arena);
}

/* Appends value to out with its percent-escapes undone; returns the length. */
static size_t
segment_unescape(struct slice value, char *out, uint64_t *defects)
{
	size_t len = 0;

	for (size_t i = 0; i < value.len; i++) {
		int high = -1, low = -1;

		if (value.ptr[i] == '%' && value.len - i > 2) {
			high = ascii_hex(value.ptr[i + 1]);
			low = ascii_hex(value.ptr[i + 2]);
		}
		if (high >= 0 && low >= 0) {
			out[len++] = (char)(high * 16 + low);
			i += 2;
			continue;
		}
		if (value.ptr[i] == '%')
			*defects |= MESSAGE_DEFECT_PARAM_SYNTAX;
		out[len++] = value.ptr[i];
	}
	return len;
}

/* Joins the segments of first, which is number 0, or an unnumbered one. */
static void
segments_join(const struct message_pieces *pieces, struct message_piece *first,
    struct arena *arena, struct message_param *param, uint64_t *defects)
{
	struct message_piece *chain[MESSAGE_SEGMENT_MAX];
	size_t count = 0, size = 0, len = 0;
	char *out;

	for (struct message_piece *piece = first;
	     piece != NULL && count < MESSAGE_SEGMENT_MAX;
	     piece = first->section < 0 ?
		 NULL :
		 segment_find(pieces, first->name, (int)count)) {
		piece->used = true;
		size += piece->value.len;
		chain[count++] = piece;
	}
	param->name = first->name;
	param->encoded = first->encoded;
	param->charset = SLICE_EMPTY;
	out = arena_alloc(arena, size);
	if (out == NULL)
		return;
	for (size_t i = 0; i < count; i++) {
		struct slice value = chain[i]->value;

		if (i == 0 && chain[i]->encoded)
			param->charset =
			    segment_charset(&value, arena, defects);
		if (chain[i]->encoded) {
			param->encoded = true;
			len += segment_unescape(value, out + len, defects);
			continue;
		}
		for (size_t j = 0; j < value.len; j++)
			out[len++] = value.ptr[j];
	}
	param->bytes = slice_make(out, len);
}

/* The name of a file: all that a field gives are read. */
static bool
piece_is_name(const struct message_piece *piece)
{
	return slice_equal(piece->name, SLICE("filename")) ||
	    slice_equal(piece->name, SLICE("name"));
}

enum status
message_pieces_join(struct message_pieces *pieces, struct arena *arena,
    struct message_params *params)
{
	for (size_t i = 0; i < pieces->len; i++) {
		struct message_piece *piece = &pieces->items[i];
		struct message_param *param;

		if (piece->used || piece->section > 0)
			continue;
		if (params->list.len >= MESSAGE_PARAM_MAX) {
			params->defects |= MESSAGE_DEFECT_CEILING_FIELDS;
			return STATUS_OK;
		}
		if (message_params_find(params, piece->name) != NULL)
			params->defects |= piece_is_name(piece) ?
			    MESSAGE_DEFECT_NAME_TWICE :
			    MESSAGE_DEFECT_PARAM_TWICE;
		param = VEC_PUSH(arena, &params->list);
		if (param == NULL)
			return STATUS_NOMEM;
		if (piece->section < 0 && !piece->encoded) {
			param->name = piece->name;
			param->bytes = piece->value;
			param->charset = SLICE_EMPTY;
			piece->used = true;
			continue;
		}
		segments_join(pieces, piece, arena, param, &params->defects);
	}
	for (size_t i = 0; i < pieces->len; i++)
		if (!pieces->items[i].used)
			params->defects |= MESSAGE_DEFECT_PARAM_SYNTAX;
	return arena_failed(arena) ? STATUS_NOMEM : STATUS_OK;
}
