/*
 * close.c - what ends a part: its body is decoded or has been cut, and what
 * was odd on the way asks for further readings.
 *
 * These are: the header ended early, delimiters matched as a lenient reader
 * does, a boundary other than the declared one, and text outside the parts
 * that has a MIME header itself.
 */
#include "message/outside.h"
#include "message/pass.h"

/* A job over part's body, as it will be known then. */
static struct message_job
close_job(const struct pass *pass, struct message_part *part, const char *how,
    enum message_way_kind kind)
{
	struct message_job job = {
		.part = part,
		.way = {
			.how = how,
			.kind = kind,
			.boundary = SLICE_EMPTY,
			.decode = MESSAGE_ENCODING_NONE,
		},
		.params = *pass->params,
	};

	job.params.bytes.ptr = NULL;
	job.params.forced = false;
	return job;
}

static bool
close_is_deep(const struct pass *pass, const struct message_part *part)
{
	return part->depth >= pass->walk->ceilings->depth;
}

/*
 * Reads bytes, at offset, that belong to part, as a part, or as parts if they
 * begin with the first or may stand anywhere.
 */
static enum status
close_outside(struct pass *pass, struct message_part *part, struct slice bytes,
    size_t offset)
{
	struct message_job job =
	    close_job(pass, part, "outside", MESSAGE_WAY_NESTED);
	struct message_outside outside;
	enum status status = STATUS_OK;

	message_outside_find(bytes, pass->params->ends, &outside);
	if (part->role == MESSAGE_ROLE_PART ||
	    part->role == MESSAGE_ROLE_NESTED)
		outside.parts = outside.parts && outside.parts_first;
	if (close_is_deep(pass, part) || (!outside.header && !outside.parts))
		return STATUS_OK;
	part->defects |= MESSAGE_DEFECT_OUTSIDE_PART;
	job.params.bytes = bytes;
	job.params.offset = offset;
	if (outside.header) {
		struct message_job inner = job;

		inner.params.bytes = slice_from(bytes, outside.start);
		inner.params.offset += outside.start;
		status = message_walk_later(pass->walk, &inner);
	}
	job.way.kind = MESSAGE_WAY_GUESS;
	if (outside.parts && status == STATUS_OK)
		status = message_walk_later(pass->walk, &job);
	return status;
}

enum status
pass_text(struct pass *pass, enum message_role role, size_t to)
{
	struct message_walk *walk = pass->walk;
	struct open *open = pass_top(pass);
	struct slice text = pass_between(pass, open->mark, to);
	size_t offset = pass->params->offset + open->mark;
	struct message_part *part;
	enum status status;

	if (slice_trim(text).len == 0) {
		open->part->defects |=
		    message_line_check(text, pass->params->crlf);
		return STATUS_OK;
	}
	status = message_walk_part(walk, open->part, open->split, role, &part);
	if (status != STATUS_OK || part == NULL)
		return status;
	part->header = slice_sub(text, 0, 0);
	part->body = text;
	part->offset = offset;
	status = message_walk_number(part, 0, walk->arena);
	if (status == STATUS_OK)
		status = message_readings_raw(part, walk->arena);
	if (status == STATUS_OK)
		status = message_leaf_finish(
		    part, pass->params->crlf, &walk->decoded, walk->arena);
	if (status == STATUS_OK)
		status = close_outside(pass, part, text, offset);
	return status;
}

/* Ends the preamble or epilogue of the top part, or notes what is missing. */
static enum status
close_multipart(struct pass *pass, size_t end)
{
	struct open *open = pass_top(pass);

	if (open->phase == OPEN_EPILOGUE)
		return pass_text(pass, MESSAGE_ROLE_EPILOGUE, end);
	if (open->phase == OPEN_PARTS)
		open->part->defects |= MESSAGE_DEFECT_BOUNDARY_OPEN;
	if (open->phase != OPEN_PREAMBLE)
		return STATUS_OK;
	if (open->boundary.ptr != NULL)
		open->part->defects |= message_delimiter_likely(pass_between(
					   pass, open->mark, end)) ?
		    MESSAGE_DEFECT_BOUNDARY_UNUSED :
		    MESSAGE_DEFECT_PARTS_NONE;
	return pass_text(pass, MESSAGE_ROLE_PREAMBLE, end);
}

/* What a split is called that matches delimiters so. */
static const char *
near_name(unsigned match)
{
	switch (match) {
	case MESSAGE_MATCH_PREFIX:
		return "longer-delimiter";
	case MESSAGE_MATCH_BLANKS:
		return "blanks-in-delimiter";
	case MESSAGE_MATCH_CASE:
		return "delimiter-in-any-case";
	case MESSAGE_MATCH_AGAIN:
		return "parts-after-close";
	case MESSAGE_MATCH_INNER:
		return "inner-boundary-first";
	default:
		return "lenient-delimiters";
	}
}

static enum status
close_near_way(struct pass *pass, const struct open *open, unsigned match)
{
	struct message_job job =
	    close_job(pass, open->part, near_name(match), MESSAGE_WAY_BOUNDARY);

	job.way.boundary = open->boundary;
	job.way.match = match;
	if (open->again)
		job.params.bytes = pass->params->bytes;
	return message_walk_later(pass->walk, &job);
}

/*
 * Leaves the same split with delimiters matched leniently to later: in each
 * way that would make a difference, and in all of them.
 */
static enum status
close_near(struct pass *pass, const struct open *open)
{
	enum status status = STATUS_OK;
	unsigned near = open->near;

	if (pass->params->match != 0)
		return STATUS_OK;
	for (unsigned bit = 1; bit <= MESSAGE_MATCH_INNER; bit <<= 1)
		if ((near & bit) != 0 && status == STATUS_OK)
			status = close_near_way(pass, open, bit);
	if (status == STATUS_OK && (near & (near - 1)) != 0)
		status = close_near_way(pass, open, near);
	return status;
}

/* Leaves to later what the header may be, where it may end earlier. */
static enum status
close_header(struct pass *pass, const struct open *open, size_t end)
{
	struct message_job job = close_job(
	    pass, open->part, "header-ends-early", MESSAGE_WAY_NESTED);
	enum status status = STATUS_OK;

	if (close_is_deep(pass, open->part))
		return STATUS_OK;
	job.params.bytes = pass_between(pass, open->start, end);
	job.params.offset = pass->params->offset + open->start;
	job.params.forced = true;
	for (size_t i = 0; i < open->ends_len && status == STATUS_OK; i++) {
		job.params.header = open->ends[i];
		status = message_walk_later(pass->walk, &job);
	}
	return status;
}

/*
 * A body without a type of its own may be one with its header misplaced; an
 * empty line in front of the message's header, say.
 */
static enum status
close_untyped(struct pass *pass, struct message_part *part)
{
	bool typed = part->has_type || message_part_is_nested(part) ||
	    message_part_is_multipart(part);

	if (typed || message_encoding_transforms(part->encoding))
		return STATUS_OK;
	return close_outside(pass, part, part->body, part->offset);
}

/* A multipart without parts is text to some, and cut by guess to others. */
static enum status
close_unused(struct pass *pass, const struct open *open)
{
	struct message_job job =
	    close_job(pass, open->part, "guessed-boundary", MESSAGE_WAY_GUESS);
	enum status status =
	    message_readings_raw(open->part, pass->walk->arena);

	if (status != STATUS_OK || open->boundary.ptr == NULL)
		return status;
	return message_walk_later(pass->walk, &job);
}

enum status
pass_close(struct pass *pass, size_t end)
{
	struct message_walk *walk = pass->walk;
	bool unused = pass_top(pass)->phase == OPEN_PREAMBLE;
	enum status status = close_multipart(pass, end);
	struct open open = *pass_top(pass);
	struct message_part *part = open.part;
	size_t start;

	if (status == STATUS_OK)
		status = close_near(pass, &open);
	pass->opens.len--;
	if (status != STATUS_OK || open.again)
		return status;
	start = part->offset - pass->params->offset;
	part->body = pass_between(pass, start, end);
	status = close_header(pass, &open, end);
	if (status == STATUS_OK && unused)
		status = close_unused(pass, &open);
	if (status == STATUS_OK)
		status = close_untyped(pass, part);
	if (status != STATUS_OK ||
	    (part->types.len == 0 && part->splits.len > 0 &&
		!message_part_is_nested(part)))
		return status;
	return message_leaf_finish(
	    part, pass->params->crlf, &walk->decoded, walk->arena);
}

enum status
pass_close_to(struct pass *pass, size_t keep, size_t end)
{
	enum status status = STATUS_OK;

	while (pass->opens.len > keep && status == STATUS_OK) {
		struct open *open = pass_top(pass);

		if (open->phase == OPEN_HEADER) {
			size_t at = end > open->mark ? end : open->mark;

			status = pass_header(pass, at, at);
		} else {
			status = pass_close(pass, end);
		}
	}
	return status;
}
