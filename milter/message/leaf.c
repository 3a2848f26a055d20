/*
 * leaf.c - the body of a leaf decoded, in every way that some reader may take,
 * and checked for line ends and NULs that don't belong there.
 */
#include "message/lenient.h"
#include "message/line.h"
#include "message/part.h"

/* The bytes of a composite part are its sub-parts', which count themselves. */
static bool
leaf_is_shared(const struct message_part *part, enum message_encoding how)
{
	return !message_encoding_transforms(how) &&
	    (message_part_is_multipart(part) || message_part_is_nested(part));
}

/* The canonical reading of the body as how. */
static enum status
leaf_decode(struct message_part *part, enum message_encoding how, size_t *room,
    struct arena *arena, uint64_t *defects_r)
{
	struct message_decoding *decoding = VEC_PUSH(arena, &part->decodings);
	size_t most = part->body.len;
	enum status status;

	if (decoding == NULL)
		return STATUS_NOMEM;
	decoding->how = how;
	decoding->leniency = "";
	decoding->bytes = SLICE_EMPTY;
	if (leaf_is_shared(part, how)) {
		decoding->bytes = part->body;
		return STATUS_OK;
	}
	if (how == MESSAGE_ENCODING_BASE64)
		most = most / 4 * 3;
	if (most > *room) {
		part->defects |= MESSAGE_DEFECT_CEILING_DECODED;
		*room = 0;
		return STATUS_OK;
	}
	status =
	    message_decode(how, part->body, arena, &decoding->bytes, defects_r);
	*room -= decoding->bytes.len < *room ? decoding->bytes.len : *room;
	return status;
}

/* The others; defects are what the decoder saw. */
static enum status
leaf_decode_more(struct message_part *part, enum message_encoding how,
    size_t *room, struct arena *arena, uint64_t defects)
{
	const uint64_t outer = MESSAGE_DEFECT_BARE_CR | MESSAGE_DEFECT_BARE_LF |
	    MESSAGE_DEFECT_ENCODING_UNKNOWN;
	struct lenient lenient = {
		.in = part->body,
		.defects = defects | (part->defects & outer),
		.arena = arena,
		.list = &part->decodings,
		.room = room,
	};
	enum status status;

	if ((part->defects & MESSAGE_DEFECT_CEILING_DECODED) != 0 ||
	    leaf_is_shared(part, how))
		return STATUS_OK;
	status = message_decode_lenient(&lenient, how);
	if (lenient.number_out)
		part->defects |= MESSAGE_DEFECT_CEILING_READINGS;
	if (lenient.room_out)
		part->defects |= MESSAGE_DEFECT_CEILING_DECODED;
	return status;
}

/* The canonical readings come first, since others may use up the room. */
static enum status
leaf_decode_all(struct message_part *part, const struct message_encodings *list,
    size_t *room, struct arena *arena)
{
	uint64_t defects[MESSAGE_WAY_MAX] = { 0 };
	enum status status = STATUS_OK;

	for (size_t i = 0; i < list->len && status == STATUS_OK; i++) {
		status =
		    leaf_decode(part, list->items[i], room, arena, &defects[i]);
		part->defects |= defects[i];
	}
	for (size_t i = 0; i < list->len && status == STATUS_OK; i++)
		status = leaf_decode_more(
		    part, list->items[i], room, arena, defects[i]);
	return status;
}

static void
leaf_check(struct message_part *part, bool crlf)
{
	bool free_form = part->encoding == MESSAGE_ENCODING_8BIT ||
	    part->encoding == MESSAGE_ENCODING_BINARY;

	if (leaf_is_shared(part, part->encoding))
		return;
	if (part->encoding != MESSAGE_ENCODING_BINARY)
		part->defects |= message_line_check(part->body, crlf);
	if (free_form && !slice_equal(part->type, SLICE("text")))
		return;
	if (slice_index(part->body, '\0') != SLICE_NONE)
		part->defects |= MESSAGE_DEFECT_NUL;
}

enum status
message_leaf_finish(
    struct message_part *part, bool crlf, size_t *room, struct arena *arena)
{
	struct message_encodings list;

	leaf_check(part, crlf);
	message_encodings_find(part, &list);
	return leaf_decode_all(part, &list, room, arena);
}
