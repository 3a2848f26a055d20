/*
 * ways.c - the ways in which some reader cuts a part into parts.
 *
 * The canonical way is the first Content-Type field's with its first boundary
 * parameter, in the bytes as transferred for a multipart, in the decoded ones
 * for a message/rfc822.  Every other reading of the type and the boundary
 * (readings.c), and the other choice about a forbidden transfer encoding, adds
 * a way.  To teach the walker another reading, add it there or here.
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

/*
 * Of the characters RFC 2046 has fewer, but no reader minds the others in a
 * quoted string; outside of one they are a defect of their own.
 */
static bool
boundary_valid(struct slice boundary)
{
	if (boundary.len == 0 || boundary.len > BOUNDARY_MAX ||
	    boundary.ptr[boundary.len - 1] == ' ')
		return false;
	for (size_t i = 0; i < boundary.len; i++) {
		char c = boundary.ptr[i];

		if (c < ' ' || c > '~' || c == '"' || c == '\\')
			return false;
	}
	return true;
}

static struct message_way
way_make(const char *how, enum message_way_kind kind, struct slice boundary)
{
	return (struct message_way){
		.how = how,
		.kind = kind,
		.boundary = boundary,
		.decode = MESSAGE_ENCODING_NONE,
	};
}

static struct slice
trim_end(struct slice text)
{
	while (text.len > 0 && ascii_space(text.ptr[text.len - 1]))
		text.len--;
	return text;
}

/* A way by boundary, and by what it may be shortened to. */
static void
ways_boundary(struct message_part *part, struct message_ways *ways,
    const char *how, struct slice boundary)
{
	struct message_way way = way_make(how, MESSAGE_WAY_BOUNDARY, boundary);

	ways_add(part, ways, &way);
	if (boundary_valid(boundary))
		return;
	way.how = "other-boundary";
	way.boundary = trim_end(boundary);
	ways_add(part, ways, &way);
	way.boundary = slice_sub(boundary, 0, BOUNDARY_MAX);
	ways_add(part, ways, &way);
	if (boundary.len > 0)
		return;
	way.kind = MESSAGE_WAY_GUESS;
	ways_add(part, ways, &way);
}

/* The ways by every boundary that is in params, how for the first. */
static void
ways_multipart(struct message_part *part, struct message_ways *ways,
    const struct message_param_list *params, const char *how)
{
	for (size_t i = 0; i < params->len; i++) {
		const struct message_param *param = &params->items[i];

		if (!slice_equal(param->name, SLICE("boundary")))
			continue;
		ways_boundary(part, ways, how, param->bytes);
		how = "second-boundary";
	}
}

/* Notes which of part's boundaries are none by the rules. */
static void
ways_check(struct message_part *part)
{
	const struct message_param_list *list = &part->content_type.list;

	for (size_t i = 0; i < list->len; i++) {
		const struct message_param *param = &list->items[i];

		if (slice_equal(param->name, SLICE("boundary")) &&
		    (param->encoded || !boundary_valid(param->bytes)))
			part->defects |= MESSAGE_DEFECT_BOUNDARY_SYNTAX;
	}
}

/* The canonical way of a composite part without a transfer encoding. */
static void
ways_first(struct message_part *part, struct message_ways *ways)
{
	struct message_way way =
	    way_make("nested", MESSAGE_WAY_NESTED, SLICE_EMPTY);

	if (message_part_is_nested(part))
		ways_add(part, ways, &way);
	if (!message_part_is_multipart(part))
		return;
	ways_check(part);
	ways_multipart(part, ways, &part->content_type.list, "boundary");
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

/* What readings other than the canonical one add. */
static void
ways_other(struct message_part *part, const struct message_readings *readings,
    struct message_ways *ways)
{
	bool multipart = message_part_is_multipart(part);
	struct message_way way =
	    way_make("second-type", MESSAGE_WAY_NESTED, SLICE_EMPTY);
	size_t known = ways->len;

	if (readings->nested)
		ways_add(part, ways, &way);
	if (!readings->multipart)
		return;
	ways_multipart(part, ways, &readings->loose.params,
	    multipart ? "second-boundary" : "second-type");
	if (multipart || ways->len > known)
		return;
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

void
message_ways_find(struct message_part *part,
    const struct message_readings *readings, struct message_ways *ways_r)
{
	ways_r->len = 0;
	ways_first(part, ways_r);
	ways_other(part, readings, ways_r);
	ways_encoded(part, ways_r);
}

bool
message_ways_direct(
    const struct message_part *part, const struct message_ways *ways)
{
	return ways->len > 0 &&
	    (message_part_is_multipart(part) || message_part_is_nested(part)) &&
	    ways->items[0].decode == MESSAGE_ENCODING_NONE;
}
