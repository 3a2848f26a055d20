/*
 * walk.c - a message read whole: one pass over its bytes, then one for every
 * way of some part that could not be walked along with it.
 *
 * The canonical reading costs one pass, whatever the nesting; message/rfc822
 * parts under a transfer encoding cost one over their decoded bytes.  Further
 * readings share a budget of WALK_AGAIN times the message, and all parts
 * together the ceilings, so that the whole is linear.
 */
#include <string.h>

#include "message/line.h"
#include "message/walk.h"

#define WALK_AGAIN 16 /* times the message's size walked for other readings */

enum status
message_walk_part(struct message_walk *walk, struct message_part *parent,
    size_t split, enum message_role role, struct message_part **part_r)
{
	struct message *message = walk->message;
	struct message_part **slot, *part;

	*part_r = NULL;
	if (parent != NULL && message->parts.len >= walk->ceilings->parts) {
		parent->defects |= MESSAGE_DEFECT_CEILING_PARTS;
		return STATUS_OK;
	}
	part = arena_calloc(walk->arena, 1, sizeof(*part));
	if (part == NULL)
		return STATUS_NOMEM;
	part->number = "";
	part->role = role;
	part->parent = parent;
	part->split = split;
	part->depth = parent == NULL ? 0 : parent->depth + 1;
	part->type = SLICE("text");
	part->subtype = SLICE("plain");
	slot = VEC_PUSH(walk->arena, &message->parts);
	if (slot == NULL)
		return STATUS_NOMEM;
	*slot = part;
	if (parent != NULL) {
		slot =
		    VEC_PUSH(walk->arena, &parent->splits.items[split].parts);
		if (slot == NULL)
			return STATUS_NOMEM;
		*slot = part;
	}
	*part_r = part;
	return STATUS_OK;
}

/* The part's bytes with way->decode undone; ptr NULL past the ceiling. */
static enum status
walk_decode(struct message_walk *walk, struct message_part *part,
    enum message_encoding how, struct slice *bytes_r)
{
	size_t most = part->body.len;
	enum status status;

	for (size_t i = 0; i < part->decodings.len; i++) {
		if (part->decodings.items[i].how != how)
			continue;
		*bytes_r = part->decodings.items[i].bytes;
		return STATUS_OK;
	}
	*bytes_r = (struct slice){ NULL, 0 };
	if (how == MESSAGE_ENCODING_BASE64)
		most = most / 4 * 3;
	if (most > walk->decoded) {
		part->defects |= MESSAGE_DEFECT_CEILING_DECODED;
		return STATUS_OK;
	}
	status = message_decode(
	    how, part->body, walk->arena, bytes_r, &part->defects);
	walk->decoded -=
	    bytes_r->len < walk->decoded ? bytes_r->len : walk->decoded;
	return status;
}

static enum status
walk_job(struct message_walk *walk, const struct message_job *job)
{
	struct message_part *part = job->part;
	struct message_pass_params params = {
		.bytes = part->body,
		.offset = part->offset,
		.crlf = job->crlf,
	};
	enum status status;

	if (!message_encoding_transforms(job->way.decode)) {
		if (part->body.len > walk->again) {
			part->defects |= MESSAGE_DEFECT_CEILING_READINGS;
			return STATUS_OK;
		}
		walk->again -= part->body.len;
		return message_pass_way(walk, part, &job->way, &params);
	}
	status = walk_decode(walk, part, job->way.decode, &params.bytes);
	if (status != STATUS_OK || params.bytes.ptr == NULL)
		return status;
	params.offset = 0;
	params.crlf = message_line_crlf(params.bytes);
	return message_pass_way(walk, part, &job->way, &params);
}

enum status
message_read(struct slice raw, const struct message_ceilings *ceilings,
    struct arena *arena, struct message *message_r, struct err *err_r)
{
	struct message_walk walk = {
		.message = message_r,
		.ceilings = ceilings,
		.arena = arena,
		.fields = ceilings->fields,
		.decoded = ceilings->decoded,
		.again = raw.len > SIZE_MAX / WALK_AGAIN ? SIZE_MAX :
							   raw.len * WALK_AGAIN,
	};
	struct message_pass_params params = {
		.bytes = raw,
		.crlf = message_line_crlf(raw),
	};
	enum status status;

	*message_r = (struct message){ .raw = raw };
	status = message_pass_root(&walk, &params);
	for (size_t i = 0; i < walk.jobs.len && status == STATUS_OK; i++) {
		struct message_job job = walk.jobs.items[i];

		status = walk_job(&walk, &job);
	}
	if (status != STATUS_OK || arena_failed(arena))
		return err_nomem(err_r);
	for (size_t i = 0; i < message_r->parts.len; i++)
		message_r->defects |= message_r->parts.items[i]->defects;
	return STATUS_OK;
}
