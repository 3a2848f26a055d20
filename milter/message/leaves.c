/*
 * leaves.c - the canonical reading's leaves, and whether there is another.
 */
#include "message/message.h"

static bool
leaf_is(const struct message_part *part)
{
	return part->role == MESSAGE_ROLE_PART &&
	    (!message_part_is_multipart(part) || part->splits.len == 0);
}

/* Is part reached from the root by first splits of multiparts alone? */
static bool
leaf_is_canonical(const struct message_part *part)
{
	for (; part->parent != NULL; part = part->parent)
		if (part->split != 0 ||
		    !message_part_is_multipart(part->parent))
			return false;
	return true;
}

/* message->parts has the canonical reading's parts in document order. */
enum status
message_leaves(const struct message *message,
    enum status (*each)(const struct message_part *part, void *arg), void *arg)
{
	enum status status = STATUS_OK;

	for (size_t i = 0; i < message->parts.len && status == STATUS_OK; i++) {
		const struct message_part *part = message->parts.items[i];

		if (leaf_is(part) && leaf_is_canonical(part))
			status = each(part, arg);
	}
	return status;
}

bool
message_is_plain(const struct message *message)
{
	if (message->defects != 0)
		return false;
	for (size_t i = 0; i < message->parts.len; i++) {
		const struct message_part *part = message->parts.items[i];

		if (part->splits.len > 1 || part->decodings.len > 1 ||
		    part->types.len > 1 ||
		    (part->types.len > 0 && part->splits.len > 0))
			return false;
	}
	return true;
}
