/*
 * ways.c - the ways in which some reader cuts a part into parts.
 *
 * The canonical way is the first Content-Type field's with its first boundary
 * parameter, in the bytes as transferred for a multipart, in the decoded ones
 * for a message/rfc822.  Every other Content-Type field, boundary parameter
 * and the other choice about a forbidden transfer encoding adds a way.  To
 * teach the walker another reading, add a way here.
 */
#include <string.h>

#include "message/part.h"

#define BOUNDARY_MAX 70 /* RFC 2046 section 5.1.1 */

static void
ways_add(struct message_part *part, struct message_ways *ways,
    const struct message_way *way)
{
	for (size_t i = 0; i < ways->len; i++) {
		const struct message_way *other = &ways->items[i];

		if (other->kind == way->kind && other->decode == way->decode &&
		    slice_equal(other->boundary, way->boundary))
			return;
	}
	if (ways->len < MESSAGE_WAY_MAX)
		ways->items[ways->len++] = *way;
	else
		part->defects |= MESSAGE_DEFECT_CEILING_READINGS;
}

static bool
boundary_valid(struct slice boundary)
{
	if (boundary.len == 0 || boundary.len > BOUNDARY_MAX ||
	    boundary.ptr[boundary.len - 1] == ' ')
		return false;
	for (size_t i = 0; i < boundary.len; i++) {
		char c = boundary.ptr[i];

		if (!ascii_alnum(c) &&
		    (c == '\0' || strchr("'()+_,-./:=? ", c) == NULL))
			return false;
	}
	return true;
}

static void
ways_multipart(struct message_part *part, struct message_ways *ways,
    const struct message_params *params, const char *how)
{
	for (size_t i = 0; i < params->list.len; i++) {
		const struct message_param *param = &params->list.items[i];
		struct message_way way = {
			.how = how,
			.kind = MESSAGE_WAY_BOUNDARY,
			.boundary = param->bytes,
			.decode = MESSAGE_ENCODING_NONE,
		};

		if (!slice_equal(param->name, SLICE("boundary")))
			continue;
		if (!boundary_valid(param->bytes) || param->encoded)
			part->defects |= MESSAGE_DEFECT_BOUNDARY_SYNTAX;
		ways_add(part, ways, &way);
		how = "second-boundary";
	}
}

/* What a Content-Type field other than the first adds. */
static enum status
ways_second_type(struct message_part *part, struct arena *arena,
    struct message_ways *ways, const struct message_field *field)
{
	struct message_part other = { 0 };
	struct message_way nested = {
		.how = "second-type",
		.kind = MESSAGE_WAY_NESTED,
		.boundary = SLICE_EMPTY,
		.decode = MESSAGE_ENCODING_NONE,
	};
	enum status status;

	status = message_params_read(field->value, arena, &other.content_type);
	other.type = other.content_type.type;
	other.subtype = other.content_type.subtype;
	if (message_part_is_nested(&other))
		ways_add(part, ways, &nested);
	if (message_part_is_multipart(&other))
		ways_multipart(part, ways, &other.content_type, "second-type");
	return status;
}

/* The canonical way of a composite part without a transfer encoding. */
static void
ways_first(struct message_part *part, struct message_ways *ways)
{
	struct message_way way = {
		.boundary = SLICE_EMPTY,
		.decode = MESSAGE_ENCODING_NONE,
	};

	if (message_part_is_nested(part)) {
		way.how = "nested";
		way.kind = MESSAGE_WAY_NESTED;
		ways_add(part, ways, &way);
	}
	if (!message_part_is_multipart(part))
		return;
	ways_multipart(part, ways, &part->content_type, "boundary");
	if (ways->len > 0)
		return;
	part->defects |= MESSAGE_DEFECT_BOUNDARY_MISSING;
	way.how = "no-boundary";
	way.kind = MESSAGE_WAY_NONE;
	ways_add(part, ways, &way);
	way.how = "guessed-boundary";
	way.kind = MESSAGE_WAY_GUESS;
	ways_add(part, ways, &way);
}

/*
 * The same ways over again for every encoding that may be undone first.  As
 * the encodings stand for a message/rfc822; the bytes as transferred come
 * first for everything else.
 */
static void
ways_encoded(struct message_part *part, struct message_ways *ways)
{
	struct message_ways plain = *ways;
	struct message_encodings list;

	message_encodings_find(part, &list);
	if (message_part_is_nested(part))
		ways->len = 0;
	for (size_t i = 0; i < list.len; i++) {
		bool undo = message_encoding_transforms(list.items[i]);

		for (size_t j = 0; j < plain.len; j++) {
			struct message_way way = plain.items[j];

			if (undo) {
				way.decode = list.items[i];
				way.how = "decoded";
			}
			ways_add(part, ways, &way);
		}
	}
}

enum status
message_ways_find(
    struct message_part *part, struct arena *arena, struct message_ways *ways_r)
{
	const struct slice name = SLICE("content-type");
	const struct message_field *field;
	enum status status = STATUS_OK;

	ways_r->len = 0;
	ways_first(part, ways_r);
	field = message_field_find(&part->fields, name);
	while (field != NULL && status == STATUS_OK &&
	    (field = message_field_next(&part->fields, field, name)) != NULL) {
		if (ways_r->len == MESSAGE_WAY_MAX) {
			part->defects |= MESSAGE_DEFECT_CEILING_READINGS;
			break;
		}
		status = ways_second_type(part, arena, ways_r, field);
	}
	ways_encoded(part, ways_r);
	return status;
}

bool
message_ways_direct(
    const struct message_part *part, const struct message_ways *ways)
{
	return ways->len > 0 &&
	    (message_part_is_multipart(part) || message_part_is_nested(part)) &&
	    ways->items[0].decode == MESSAGE_ENCODING_NONE;
}
