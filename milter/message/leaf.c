/*
 * leaf.c - the body of a leaf decoded, in every way that some reader may take,
 * and checked for line ends and NULs that don't belong there.
 */
#include "message/line.h"
#include "message/part.h"

/* The bytes of a composite part are its sub-parts', which count themselves. */
static bool
leaf_is_shared(const struct message_part *part, enum message_encoding how)
{
	return !message_encoding_transforms(how) &&
	    (message_part_is_multipart(part) || message_part_is_nested(part));
}

static enum status
leaf_decode(struct message_part *part, enum message_encoding how, size_t *room,
    struct arena *arena)
{
	struct message_decoding *decoding = VEC_PUSH(arena, &part->decodings);
	size_t most = part->body.len;
	enum status status;

	if (decoding == NULL)
		return STATUS_NOMEM;
	decoding->how = how;
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
	status = message_decode(
	    how, part->body, arena, &decoding->bytes, &part->defects);
	*room -= decoding->bytes.len < *room ? decoding->bytes.len : *room;
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
	enum status status = STATUS_OK;

	leaf_check(part, crlf);
	message_encodings_find(part, &list);
	for (size_t i = 0; i < list.len && status == STATUS_OK; i++)
		status = leaf_decode(part, list.items[i], room, arena);
	return status;
}
