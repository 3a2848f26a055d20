/*
 * number.c - what a part is called: "2.1" as IMAP counts (RFC 3501 section
 * 6.4.5), with a name for everything that IMAP gives none.
 *
 *	0        a multipart at the root; 3.0 at the root of the message in 3
 *	2.pre    preamble of the multipart 2; 2.post its epilogue
 *	2~2.1    part 1 of the second way to cut 2
 */
#include "message/walk.h"

/* "2." before the parts of 2, "" before those of the root. */
static const char *
number_prefix(
    const struct message_part *parent, size_t split, struct arena *arena)
{
	struct slice number = slice_cstr(parent->number);
	bool top = message_part_is_multipart(parent) &&
	    (parent->parent == NULL || parent->role == MESSAGE_ROLE_NESTED);

	if (split > 0)
		return arena_printf(
		    arena, "%.*s~%zu.", SLICE_ARG(number), split + 1);
	if (top)
		return arena_cstr(arena, slice_sub(number, 0, number.len - 1));
	return arena_printf(arena, "%.*s.", SLICE_ARG(number));
}

/* "2.pre" is of 2, and "0.pre" of the root, whose parts have no prefix. */
static const char *
number_text(const struct message_part *part, struct arena *arena)
{
	const char *tail = part->role == MESSAGE_ROLE_PREAMBLE ? "pre" : "post";

	if (part->split == 0)
		return arena_printf(arena, "%s.%s", part->parent->number, tail);
	return arena_printf(
	    arena, "%s~%zu.%s", part->parent->number, part->split + 1, tail);
}

enum status
message_walk_number(
    struct message_part *part, size_t index, struct arena *arena)
{
	bool multipart = message_part_is_multipart(part);
	const char *prefix, *number;

	if (part->parent == NULL) {
		part->number = multipart ? "0" : "1";
		return STATUS_OK;
	}
	if (part->role == MESSAGE_ROLE_PREAMBLE ||
	    part->role == MESSAGE_ROLE_EPILOGUE) {
		number = number_text(part, arena);
	} else {
		prefix = number_prefix(part->parent, part->split, arena);
		if (prefix == NULL)
			return STATUS_NOMEM;
		if (part->role == MESSAGE_ROLE_NESTED)
			index = multipart ? 0 : 1;
		number = arena_printf(arena, "%s%zu", prefix, index);
	}
	if (number == NULL)
		return STATUS_NOMEM;
	part->number = number;
	return STATUS_OK;
}
