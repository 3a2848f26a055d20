/*
 * open.c - what begins a part: its header, and the first of the ways to cut
 * its body.
 *
 * A part that is not a message or multipart by its own header, or must be
 * decoded first, is left to a job (walk.c), as are all ways but the first.
 */
#include "message/pass.h"

struct open *
pass_top(struct pass *pass)
{
	return &pass->opens.items[pass->opens.len - 1];
}

struct slice
pass_between(const struct pass *pass, size_t from, size_t to)
{
	return slice_sub(pass->params->bytes, from, to > from ? to - from : 0);
}

enum status
pass_push(struct pass *pass, struct message_part *part, enum open_phase phase,
    size_t mark)
{
	struct open *open = VEC_PUSH(pass->walk->arena, &pass->opens);

	if (open == NULL)
		return STATUS_NOMEM;
	open->part = part;
	open->phase = phase;
	open->mark = mark;
	open->start = mark;
	return STATUS_OK;
}

enum status
pass_child(struct pass *pass, enum message_role role, size_t start)
{
	struct open *open = pass_top(pass);
	struct message_part *part;
	enum status status;

	open->children++;
	status =
	    message_walk_part(pass->walk, open->part, open->split, role, &part);
	if (status != STATUS_OK || part == NULL)
		return status;
	return pass_push(pass, part, OPEN_HEADER, start);
}

/*
 * Is the top part's boundary such that an outer multipart's delimiters could
 * be its own?  Then readers differ about the outer ones.
 */
static bool
open_clashes(struct pass *pass, struct slice boundary)
{
	bool clashes = false;

	for (size_t i = 0; i + 1 < pass->opens.len; i++) {
		struct open *outer = &pass->opens.items[i];

		if (outer->boundary.ptr == NULL ||
		    (!slice_starts(outer->boundary, boundary) &&
			!slice_starts(boundary, outer->boundary)))
			continue;
		outer->near |= MESSAGE_MATCH_INNER;
		if (!slice_equal(outer->boundary, boundary))
			outer->near |= MESSAGE_MATCH_PREFIX;
		clashes = true;
	}
	return clashes;
}

enum status
pass_way(struct pass *pass, const struct message_way *way, size_t start)
{
	struct open *open = pass_top(pass);
	struct message_part *part = open->part;
	struct message_split *split;

	open->split = part->splits.len;
	split = VEC_PUSH(pass->walk->arena, &part->splits);
	if (split == NULL)
		return STATUS_NOMEM;
	split->how = way->how;
	open->mark = start;
	open->phase = OPEN_PREAMBLE;
	switch (way->kind) {
	case MESSAGE_WAY_NESTED:
		open->phase = OPEN_NESTED;
		return pass_child(pass, MESSAGE_ROLE_NESTED, start);
	case MESSAGE_WAY_BOUNDARY:
	case MESSAGE_WAY_GUESS:
		open->boundary = way->boundary;
		if (open_clashes(pass, way->boundary))
			part->defects |= MESSAGE_DEFECT_BOUNDARY_CLASH;
		break;
	case MESSAGE_WAY_NONE:
		break;
	}
	return STATUS_OK;
}

/* Leaves ways, but for the first few, to later. */
static enum status
open_postpone(struct pass *pass, struct message_part *part,
    const struct message_ways *ways, size_t first)
{
	enum status status = STATUS_OK;

	for (size_t i = first; i < ways->len && status == STATUS_OK; i++) {
		struct message_job job = {
			.part = part,
			.way = ways->items[i],
			.params = *pass->params,
		};

		job.params.bytes.ptr = NULL;
		job.params.forced = false;
		status = message_walk_later(pass->walk, &job);
	}
	return status;
}

/* Was the top part's end of the header given, not found? */
static bool
open_is_forced(const struct pass *pass)
{
	return pass->params->forced && pass->opens.len == 2;
}

static enum status
open_header_read(struct pass *pass, size_t end)
{
	struct message_walk *walk = pass->walk;
	struct open *open = pass_top(pass);
	struct message_part *part = open->part;
	const struct message_part *parent = part->parent;
	struct message_header_params params = {
		.block = pass_between(pass, open->start, end),
		.offset = pass->params->offset + open->start,
		.crlf = pass->params->crlf,
		.ends = pass->params->ends,
		.mbox = parent == NULL,
		.room = walk->fields,
	};
	bool digest = parent != NULL && message_part_is_multipart(parent) &&
	    slice_equal(parent->subtype, SLICE("digest"));
	struct message_header header;
	enum status status;

	part->header = params.block;
	status = message_header_read(&params, walk->arena, &header);
	part->fields = header.fields;
	part->others = header.others;
	part->defects |= header.defects;
	walk->fields -= part->fields.len;
	if (status != STATUS_OK)
		return status;
	open->ends_len = open_is_forced(pass) ? 0 : header.ends_len;
	for (size_t i = 0; i < open->ends_len; i++)
		open->ends[i] = header.ends[i];
	return message_part_interpret(part, digest, walk->arena);
}

/* The ways of the top part, whose header has been read. */
static enum status
open_ways(struct pass *pass, struct message_ways *ways_r)
{
	struct message_walk *walk = pass->walk;
	struct message_part *part = pass_top(pass)->part;
	size_t index = pass->opens.len < 2 ? 0 : pass_top(pass)[-1].children;
	struct message_readings readings;
	enum status status;

	status = message_walk_number(part, index, walk->arena);
	if (status == STATUS_OK)
		status = message_readings_find(part, walk->arena, &readings);
	if (status != STATUS_OK)
		return status;
	message_ways_find(part, &readings, ways_r);
	if (ways_r->len > 0 && part->depth >= walk->ceilings->depth) {
		part->defects |= MESSAGE_DEFECT_CEILING_DEPTH;
		ways_r->len = 0;
	}
	return STATUS_OK;
}

enum status
pass_header(struct pass *pass, size_t end, size_t start)
{
	struct message_part *part = pass_top(pass)->part;
	struct message_ways ways;
	enum status status;
	bool direct;

	pass_top(pass)->phase = OPEN_LEAF;
	part->body = pass_between(pass, start, start);
	part->offset = pass->params->offset + start;
	part->defects |= message_line_check(
	    pass_between(pass, end, start), pass->params->crlf);
	status = open_header_read(pass, end);
	if (status == STATUS_OK)
		status = open_ways(pass, &ways);
	if (status != STATUS_OK)
		return status;
	direct = message_ways_direct(part, &ways);
	status = open_postpone(pass, part, &ways, direct ? 1 : 0);
	if (status == STATUS_OK && direct)
		status = pass_way(pass, &ways.items[0], start);
	return status;
}
