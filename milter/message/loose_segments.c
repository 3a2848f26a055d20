/*
 * loose_segments.c - RFC 2231 segments joined as readers differ about it, and
 * RFC 2047 words where none should stand.
 *
 * Segments are taken in the order in which they stand or are numbered, of two
 * with one number the first or the last, up to a gap or across it; percent
 * escapes and the charset in front are undone or kept.
 */
#include <string.h>

#include "message/loose.h"

#define PIECES_MAX 32

enum order {
	ORDER_STANDING,
	ORDER_FIRST,   /* by number; of equal numbers the first */
	ORDER_LAST,    /* by number; of equal numbers the last */
	ORDER_GAPLESS, /* as first, up to a number that is missing */
	ORDERS
};

struct chain {
	const struct message_piece *items[PIECES_MAX];
	size_t len;
};

static void
chain_insert(
    struct chain *chain, const struct message_piece *piece, enum order order)
{
	size_t at = chain->len;

	while (order != ORDER_STANDING && at > 0 &&
	    chain->items[at - 1]->section > piece->section)
		at--;
	if (order != ORDER_STANDING && at > 0 &&
	    chain->items[at - 1]->section == piece->section) {
		if (order == ORDER_LAST)
			chain->items[at - 1] = piece;
		return;
	}
	if (chain->len == PIECES_MAX)
		return;
	memmove(&chain->items[at + 1], &chain->items[at],
	    (chain->len - at) * sizeof(*chain->items));
	chain->items[at] = piece;
	chain->len++;
}

static void
chain_make(const struct message_pieces *pieces, enum order order,
    struct chain *chain_r)
{
	chain_r->len = 0;
	for (size_t i = 0; i < pieces->len; i++)
		chain_insert(chain_r, &pieces->items[i], order);
	if (order != ORDER_GAPLESS)
		return;
	for (size_t i = 1; i < chain_r->len; i++) {
		if (chain_r->items[i]->section ==
		    chain_r->items[i - 1]->section + 1)
			continue;
		chain_r->len = i;
		return;
	}
}

static size_t
chain_unescape(struct slice value, char *out)
{
	size_t len = 0;

	for (size_t i = 0; i < value.len; i++) {
		int high = -1, low = -1;

		if (value.ptr[i] == '%' && value.len - i > 2) {
			high = ascii_hex(value.ptr[i + 1]);
			low = ascii_hex(value.ptr[i + 2]);
		}
		if (high < 0 || low < 0) {
			out[len++] = value.ptr[i];
			continue;
		}
		out[len++] = (char)(high * 16 + low);
		i += 2;
	}
	return len;
}

/* What is undone of a chain. */
enum undo {
	UNDO_NOTHING,
	UNDO_ENCODED, /* escapes where the name ends in "*" */
	UNDO_ALL,     /* escapes everywhere */
	UNDOS
};

static struct slice
chain_join(const struct chain *chain, enum undo undo, struct arena *arena)
{
	size_t size = 0, len = 0;
	char *out;

	for (size_t i = 0; i < chain->len; i++)
		size += chain->items[i]->value.len;
	out = arena_alloc(arena, size);
	if (out == NULL)
		return SLICE_EMPTY;
	for (size_t i = 0; i < chain->len; i++) {
		struct slice value = chain->items[i]->value;
		bool escaped = undo == UNDO_ALL ||
		    (undo == UNDO_ENCODED && chain->items[i]->encoded);

		if (escaped)
			len += chain_unescape(value, out + len);
		for (size_t j = 0; !escaped && j < value.len; j++)
			out[len++] = value.ptr[j];
	}
	return slice_make(out, len);
}

/* Takes "charset'language'" off; false if it is not there. */
static bool
chain_charset(struct message_param *param, struct arena *arena)
{
	size_t first = slice_index(param->bytes, '\'');
	struct slice rest = slice_from(param->bytes, first);
	size_t second = slice_index(slice_from(rest, 1), '\'');

	if (first == SLICE_NONE || second == SLICE_NONE)
		return false;
	param->charset =
	    message_lower(slice_sub(param->bytes, 0, first), arena);
	param->bytes = slice_from(rest, second + 2);
	param->encoded = true;
	return true;
}

static enum status
chain_add(const struct chain *chain, enum undo undo, struct arena *arena,
    struct message_loose *loose)
{
	struct message_param param = {
		.name = chain->items[0]->name,
		.bytes = chain_join(chain, undo, arena),
		.charset = SLICE_EMPTY,
	};
	enum status status = message_loose_param(loose, &param, arena);

	if (status == STATUS_OK && chain_charset(&param, arena))
		status = message_loose_param(loose, &param, arena);
	return status;
}

enum status
message_loose_segments(const struct message_pieces *pieces, struct arena *arena,
    struct message_loose *loose)
{
	enum status status = STATUS_OK;
	struct chain chain;

	if (pieces->len == 0)
		return STATUS_OK;
	if (pieces->len > PIECES_MAX)
		loose->full = true;
	for (size_t i = 0; i < ORDERS && status == STATUS_OK; i++) {
		chain_make(pieces, (enum order)i, &chain);
		for (size_t j = 0; j < UNDOS && status == STATUS_OK; j++)
			status = chain_add(&chain, (enum undo)j, arena, loose);
	}
	return status;
}

/* "=?charset?b?text?=" at the start of text; its length, 0 if it is none. */
static size_t
word_read(struct slice text, char *how_r, struct slice *text_r)
{
	size_t charset, start, len;

	if (!slice_starts(text, SLICE("=?")))
		return 0;
	charset = slice_index(slice_from(text, 2), '?');
	if (charset == SLICE_NONE)
		return 0;
	start = 2 + charset + 1;
	if (text.len < start + 2 || text.ptr[start + 1] != '?')
		return 0;
	*how_r = ascii_lower(text.ptr[start]);
	start += 2;
	len = slice_find(slice_from(text, start), SLICE("?="));
	if (len == SLICE_NONE)
		return 0;
	*text_r = slice_sub(text, start, len);
	return start + len + 2;
}

static struct slice
word_decode(char how, struct slice text, struct arena *arena)
{
	struct slice out = text;
	uint64_t defects = 0;
	enum status status = STATUS_OK;

	if (how == 'b')
		status = message_base64_decode(text, arena, &out, &defects);
	else if (how == 'q')
		status = message_qp_decode(text, arena, &out, &defects);
	return status == STATUS_OK ? out : SLICE_EMPTY;
}

struct slice
message_loose_words(struct slice text, struct arena *arena)
{
	size_t len = 0;
	char *out;

	if (slice_find(text, SLICE("=?")) == SLICE_NONE)
		return text;
	out = arena_alloc(arena, text.len);
	if (out == NULL)
		return SLICE_EMPTY;
	for (size_t i = 0; i < text.len;) {
		struct slice word = SLICE_EMPTY;
		char how = '\0';
		size_t used = word_read(
		    slice_sub(text, i, MESSAGE_LOOSE_VALUE_MAX), &how, &word);

		if (used == 0) {
			out[len++] = text.ptr[i++];
			continue;
		}
		word = word_decode(how, word, arena);
		for (size_t j = 0; j < word.len; j++)
			out[len++] = word.ptr[j];
		i += used;
	}
	return slice_make(out, len);
}
