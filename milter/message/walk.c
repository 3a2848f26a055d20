/*
 * walk.c - a message read whole: one pass over its bytes, then one for every
 * way of some part that could not be walked along with it.
 *
 * The canonical reading costs one pass, whatever the nesting; message/rfc822
 * parts under a transfer encoding cost one over their decoded bytes.  Further
 * readings share a budget of WALK_AGAIN times the message (a small one has more,
 * since it costs little), and all parts together the ceilings, so that the whole is linear.
 */
#include <string.h>

#include "message/line.h"
#include "message/walk.h"

/* Bytes walked for other readings: times the message's size, and beside. */
#define WALK_AGAIN 8
#define WALK_AGAIN_LEAST ((size_t)4 << 20)

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

enum status
message_walk_later(struct message_walk *walk, const struct message_job *job)
{
	struct message_job *added = VEC_PUSH(walk->arena, &walk->jobs);

	if (added == NULL)
		return STATUS_NOMEM;
	*added = *job;
	return STATUS_OK;
}

/* Takes size bytes off what may be walked once more; false if too many. */
static bool
walk_again(struct message_walk *walk, struct message_part *part, size_t size)
{
	if (size > walk->again) {
		part->defects |= MESSAGE_DEFECT_CEILING_READINGS;
		return false;
	}
	walk->again -= size;
	return true;
}

/* Is job's boundary the one that its part's header names first? */
static bool
walk_is_first(const struct message_job *job)
{
	const struct message_param *first =
	    message_params_find(&job->part->content_type, SLICE("boundary"));

	return first != NULL && slice_equal(first->bytes, job->way.boundary);
}

/*
 * Has job's boundary, or one that can be guessed, a line in its bytes?  A way
 * without one would say no more than the others do; but the first one is walked
 * if the bytes were decoded for it.
 */
static bool
walk_has_boundary(struct message_job *job, bool decoded)
{
	struct slice *boundary = &job->way.boundary;
	struct slice bytes = job->params.bytes;

	if (job->way.kind == MESSAGE_WAY_GUESS)
		*boundary = message_delimiter_guess(bytes, job->params.ends);
	else if (job->way.kind != MESSAGE_WAY_BOUNDARY || job->way.match != 0 ||
	    (decoded && walk_is_first(job)))
		return true;
	return boundary->ptr != NULL &&
	    slice_find(bytes, *boundary) != SLICE_NONE;
}

/* The defects of the parts from the given one on. */
static uint64_t
walk_defects(const struct message_walk *walk, size_t from)
{
	uint64_t defects = 0;

	for (size_t i = from; i < walk->message->parts.len; i++)
		defects |= walk->message->parts.items[i]->defects;
	return defects;
}

/*
 * The same for a reader to whom a CR alone ends a line, and for one to whom
 * nothing but CRLF does, if the pass that made the parts from the given one on
 * met such line ends where they matter: not inside of binary bytes.
 */
static enum status
walk_line_ends(
    struct message_walk *walk, const struct message_job *job, size_t from)
{
	uint64_t defects = walk_defects(walk, from);
	struct slice bytes = job->params.bytes;
	struct message_job other = *job;
	enum status status = STATUS_OK;

	if (job->params.ends != MESSAGE_LINE_LF)
		return STATUS_OK;
	if ((defects & MESSAGE_DEFECT_BARE_CR) != 0 ||
	    slice_find(bytes, SLICE("\r--")) != SLICE_NONE) {
		other.way.how = "cr-ends-lines";
		other.params.ends = MESSAGE_LINE_CR;
		status = message_walk_later(walk, &other);
	}
	if (status == STATUS_OK && (defects & MESSAGE_DEFECT_BARE_LF) != 0) {
		other.way.how = "crlf-ends-lines";
		other.params.ends = MESSAGE_LINE_STRICT;
		status = message_walk_later(walk, &other);
	}
	return status;
}

static enum status
walk_job(struct message_walk *walk, struct message_job *job)
{
	struct message_part *part = job->part;
	struct message_pass_params *params = &job->params;
	bool decode = params->bytes.ptr == NULL &&
	    message_encoding_transforms(job->way.decode);
	size_t parts = walk->message->parts.len;
	enum status status = STATUS_OK;

	params->match = job->way.match;
	if (decode) {
		status =
		    walk_decode(walk, part, job->way.decode, &params->bytes);
		params->offset = 0;
		params->crlf = message_line_crlf(params->bytes);
	} else if (params->bytes.ptr == NULL) {
		params->bytes = part->body;
		params->offset = part->offset;
	}
	if (status != STATUS_OK || params->bytes.ptr == NULL ||
	    (!decode && !walk_again(walk, part, params->bytes.len)) ||
	    !walk_has_boundary(job, decode))
		return status;
	status = message_pass_way(walk, part, &job->way, params);
	return status == STATUS_OK && decode ?
	    walk_line_ends(walk, job, parts) :
	    status;
}

/*
 * Programs that know no MIME, or don't see it without a MIME-Version, show the
 * message as it stands.  That is another reading if anything in it is encoded.
 */
static enum status
walk_unversioned(struct message_walk *walk)
{
	struct message *message = walk->message;
	struct message_part *root = message->root;
	bool encoded = false;
	struct message_decoding *decoding;

	for (size_t i = 0; i < message->parts.len && !encoded; i++)
		encoded = message->parts.items[i]->decodings.len > 0 &&
		    message_encoding_transforms(
			message->parts.items[i]->decodings.items[0].how);
	if (!encoded ||
	    message_field_find(&root->fields, SLICE("mime-version")) != NULL)
		return STATUS_OK;
	for (size_t i = 0; i < root->decodings.len; i++)
		if (!message_encoding_transforms(root->decodings.items[i].how))
			return message_readings_raw(root, walk->arena);
	decoding = VEC_PUSH(walk->arena, &root->decodings);
	if (decoding == NULL)
		return STATUS_NOMEM;
	decoding->how = MESSAGE_ENCODING_NONE;
	decoding->leniency = "without MIME";
	decoding->bytes = root->body;
	return message_readings_raw(root, walk->arena);
}

static enum status
walk_all(struct message_walk *walk, const struct message_pass_params *params)
{
	enum status status = message_pass_root(walk, params);
	struct message_job job = {
		.part = walk->message->root,
		.way = { .kind = MESSAGE_WAY_NESTED, .boundary = SLICE_EMPTY },
		.params = *params,
	};

	if (status == STATUS_OK)
		status = walk_line_ends(walk, &job, 0);
	for (size_t i = 0; i < walk->jobs.len && status == STATUS_OK; i++) {
		job = walk->jobs.items[i];
		status = walk_job(walk, &job);
	}
	return status == STATUS_OK ? walk_unversioned(walk) : status;
}

static size_t
walk_budget(size_t size)
{
	if (size > (SIZE_MAX - WALK_AGAIN_LEAST) / WALK_AGAIN)
		return SIZE_MAX;
	return size * WALK_AGAIN + WALK_AGAIN_LEAST;
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
		.again = walk_budget(raw.len),
	};
	struct message_pass_params params = {
		.bytes = raw,
		.crlf = message_line_crlf(raw),
	};

	*message_r = (struct message){ .raw = raw };
	if (walk_all(&walk, &params) != STATUS_OK || arena_failed(arena))
		return err_nomem(err_r);
	for (size_t i = 0; i < message_r->parts.len; i++)
		message_r->defects |= message_r->parts.items[i]->defects;
	return STATUS_OK;
}
