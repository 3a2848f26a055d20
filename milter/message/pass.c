/*
 * pass.c - one pass over some bytes, line by line, with a stack of the parts
 * that are open.
 *
 * A delimiter line of any open multipart ends whatever is open inside it, so
 * that nesting costs no second look at the bytes (RFC 2046 section 5.1.2).
 * Where boundaries are equal the outermost counts.  A line that only begins
 * with a delimiter is none, but a defect: RFC 2046 lets a reader take it for
 * one.  A part that is not a message or multipart by its own header, or must
 * be decoded first, is left to a job (walk.c).
 */
#include "message/delimiter.h"
#include "message/header.h"
#include "message/line.h"
#include "message/walk.h"

enum open_phase {
	OPEN_HEADER, /* mark: where the header starts */
	OPEN_LEAF,
	OPEN_NESTED,   /* the message inside stands above on the stack */
	OPEN_PREAMBLE, /* mark: where the text starts */
	OPEN_PARTS,    /* the part at hand stands above on the stack */
	OPEN_EPILOGUE  /* mark: where the text starts */
};

struct open {
	struct message_part *part;
	enum open_phase phase;
	size_t mark;
	struct slice boundary; /* ptr NULL: no line is a delimiter */
	size_t split;          /* the one that is being filled */
	size_t children;
	bool again; /* its body was read before, in another way */
};

struct pass {
	struct message_walk *walk;
	const struct message_pass_params *params;
	struct VEC(struct open) opens;
};

static struct open *
pass_top(struct pass *pass)
{
	return &pass->opens.items[pass->opens.len - 1];
}

static struct slice
pass_between(const struct pass *pass, size_t from, size_t to)
{
	return slice_sub(pass->params->bytes, from, to > from ? to - from : 0);
}

static enum status
pass_push(struct pass *pass, struct message_part *part, enum open_phase phase,
    size_t mark)
{
	struct open *open = VEC_PUSH(pass->walk->arena, &pass->opens);

	if (open == NULL)
		return STATUS_NOMEM;
	open->part = part;
	open->phase = phase;
	open->mark = mark;
	return STATUS_OK;
}

/* A part inside the top one, whose header starts at start. */
static enum status
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

/* The preamble or epilogue of the top part: a part of its own, unless blank. */
static enum status
pass_text(struct pass *pass, enum message_role role, size_t from, size_t to)
{
	struct message_walk *walk = pass->walk;
	struct slice text = pass_between(pass, from, to);
	struct open *open = pass_top(pass);
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
	part->offset = pass->params->offset + from;
	status = message_walk_number(part, 0, walk->arena);
	if (status != STATUS_OK)
		return status;
	return message_leaf_finish(
	    part, pass->params->crlf, &walk->decoded, walk->arena);
}

/* Is boundary such that an outer multipart's delimiters could be its own? */
static bool
pass_clashes(const struct pass *pass, struct slice boundary)
{
	for (size_t i = 0; i + 1 < pass->opens.len; i++) {
		struct slice outer = pass->opens.items[i].boundary;

		if (outer.ptr != NULL &&
		    (slice_starts(outer, boundary) ||
			slice_starts(boundary, outer)))
			return true;
	}
	return false;
}

/* Begins way's split of the top part, whose body starts at start. */
static enum status
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
		open->boundary = way->boundary;
		if (pass_clashes(pass, way->boundary))
			part->defects |= MESSAGE_DEFECT_BOUNDARY_CLASH;
		break;
	case MESSAGE_WAY_GUESS:
		open->boundary = message_delimiter_guess(pass->params->bytes);
		break;
	case MESSAGE_WAY_NONE:
		break;
	}
	return STATUS_OK;
}

/* Leaves ways, but for the first few, to later. */
static enum status
pass_postpone(struct pass *pass, struct message_part *part,
    const struct message_ways *ways, size_t first)
{
	for (size_t i = first; i < ways->len; i++) {
		struct message_job *job =
		    VEC_PUSH(pass->walk->arena, &pass->walk->jobs);

		if (job == NULL)
			return STATUS_NOMEM;
		job->part = part;
		job->way = ways->items[i];
		job->crlf = pass->params->crlf;
	}
	return STATUS_OK;
}

static enum status
pass_header_read(
    struct pass *pass, struct message_part *part, size_t from, size_t to)
{
	struct message_walk *walk = pass->walk;
	const struct message_part *parent = part->parent;
	struct message_header_params params = {
		.block = pass_between(pass, from, to),
		.offset = pass->params->offset + from,
		.crlf = pass->params->crlf,
		.mbox = parent == NULL,
		.room = walk->fields,
	};
	bool digest = parent != NULL && message_part_is_multipart(parent) &&
	    slice_equal(parent->subtype, SLICE("digest"));
	enum status status;

	part->header = params.block;
	status = message_header_read(
	    &params, walk->arena, &part->fields, &part->defects);
	walk->fields -= part->fields.len;
	if (status != STATUS_OK)
		return status;
	return message_part_interpret(part, digest, walk->arena);
}

/* The top part's header ends at end, and its body starts at start. */
static enum status
pass_header(struct pass *pass, size_t end, size_t start)
{
	struct message_walk *walk = pass->walk;
	struct message_part *part = pass_top(pass)->part;
	size_t index = pass->opens.len < 2 ? 0 : pass_top(pass)[-1].children;
	struct message_ways ways;
	enum status status;
	bool direct;

	pass_top(pass)->phase = OPEN_LEAF;
	part->body = pass_between(pass, start, start);
	part->offset = pass->params->offset + start;
	part->defects |= message_line_check(
	    pass_between(pass, end, start), pass->params->crlf);
	status = pass_header_read(pass, part, pass_top(pass)->mark, end);
	if (status == STATUS_OK)
		status = message_walk_number(part, index, walk->arena);
	if (status == STATUS_OK)
		status = message_ways_find(part, walk->arena, &ways);
	if (status != STATUS_OK)
		return status;
	if (ways.len > 0 && part->depth >= walk->ceilings->depth) {
		part->defects |= MESSAGE_DEFECT_CEILING_DEPTH;
		ways.len = 0;
	}
	direct = message_ways_direct(part, &ways);
	status = pass_postpone(pass, part, &ways, direct ? 1 : 0);
	if (status == STATUS_OK && direct)
		status = pass_way(pass, &ways.items[0], start);
	return status;
}

/* Ends the preamble or epilogue of the top part, or notes what is missing. */
static enum status
pass_close_multipart(struct pass *pass, size_t end)
{
	struct open *open = pass_top(pass);

	if (open->phase == OPEN_EPILOGUE)
		return pass_text(pass, MESSAGE_ROLE_EPILOGUE, open->mark, end);
	if (open->phase == OPEN_PARTS)
		open->part->defects |= MESSAGE_DEFECT_BOUNDARY_OPEN;
	if (open->phase != OPEN_PREAMBLE)
		return STATUS_OK;
	if (open->boundary.ptr != NULL)
		open->part->defects |= MESSAGE_DEFECT_BOUNDARY_UNUSED;
	return pass_text(pass, MESSAGE_ROLE_PREAMBLE, open->mark, end);
}

/* Does some reader take the part, a multipart with splits, for a leaf? */
static bool
part_is_leaf_too(const struct message_part *part)
{
	return part->splits.len == 0 || message_part_is_nested(part) ||
	    message_field_count(&part->fields, SLICE("content-type")) > 1;
}

/* Ends the top part at end. */
static enum status
pass_close(struct pass *pass, size_t end)
{
	struct message_walk *walk = pass->walk;
	struct open open = *pass_top(pass);
	struct message_part *part = open.part;
	enum status status;
	size_t start;

	status = pass_close_multipart(pass, end);
	pass->opens.len--;
	if (status != STATUS_OK || open.again)
		return status;
	start = part->offset - pass->params->offset;
	part->body = pass_between(pass, start, end);
	if (!part_is_leaf_too(part))
		return STATUS_OK;
	return message_leaf_finish(
	    part, pass->params->crlf, &walk->decoded, walk->arena);
}

/* Ends at end whatever is open beyond the first keep. */
static enum status
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

/*
 * The open part of which text, a line that starts with "--", is a delimiter;
 * SLICE_NONE if of none.
 */
static size_t
pass_match(struct pass *pass, struct slice text, bool *closing_r)
{
	struct slice rest = slice_from(text, 2);
	size_t begins = SLICE_NONE;

	*closing_r = false;
	for (size_t i = 0; i < pass->opens.len; i++) {
		struct slice boundary = pass->opens.items[i].boundary;
		enum message_delimiter match;

		if (boundary.ptr == NULL)
			continue;
		match = message_delimiter_match(rest, boundary);
		*closing_r = match == MESSAGE_DELIMITER_CLOSE;
		if (*closing_r || match == MESSAGE_DELIMITER_OPEN)
			return i;
		if (match == MESSAGE_DELIMITER_BEGINS && begins == SLICE_NONE)
			begins = i;
	}
	if (begins != SLICE_NONE)
		pass->opens.items[begins].part->defects |=
		    MESSAGE_DEFECT_BOUNDARY_CLASH;
	return SLICE_NONE;
}

/* line is a delimiter of the open part at index. */
static enum status
pass_delimiter(struct pass *pass, size_t index, bool closing,
    const struct message_line *line)
{
	size_t end =
	    message_delimiter_text_end(pass->params->bytes, line->start);
	enum status status = pass_close_to(pass, index + 1, end);
	struct open *open = &pass->opens.items[index];

	if (status != STATUS_OK)
		return status;
	open->part->defects |= message_line_check(
	    pass_between(pass, end, line->next), pass->params->crlf);
	if (open->phase == OPEN_EPILOGUE) {
		open->part->defects |= MESSAGE_DEFECT_BOUNDARY_AGAIN;
		return STATUS_OK;
	}
	if (open->phase == OPEN_PREAMBLE) {
		if (closing)
			open->part->defects |= MESSAGE_DEFECT_BOUNDARY_UNUSED;
		status =
		    pass_text(pass, MESSAGE_ROLE_PREAMBLE, open->mark, end);
	}
	open->phase = closing ? OPEN_EPILOGUE : OPEN_PARTS;
	open->mark = line->next;
	if (status != STATUS_OK || closing)
		return status;
	return pass_child(pass, MESSAGE_ROLE_PART, line->next);
}

static enum status
pass_run(struct pass *pass)
{
	struct slice bytes = pass->params->bytes;
	enum status status = STATUS_OK;
	struct message_line line;

	for (size_t pos = 0;
	     status == STATUS_OK && message_line_at(bytes, pos, &line);
	     pos = line.next) {
		size_t index = SLICE_NONE;
		bool closing;

		if (slice_starts(line.text, SLICE("--")))
			index = pass_match(pass, line.text, &closing);
		if (index != SLICE_NONE)
			status = pass_delimiter(pass, index, closing, &line);
		else if (line.text.len == 0 &&
		    pass_top(pass)->phase == OPEN_HEADER)
			status = pass_header(pass, line.start, line.next);
	}
	return status == STATUS_OK ? pass_close_to(pass, 0, bytes.len) : status;
}

enum status
message_pass_root(
    struct message_walk *walk, const struct message_pass_params *params)
{
	struct pass pass = { .walk = walk, .params = params };
	enum status status;

	status = message_walk_part(
	    walk, NULL, 0, MESSAGE_ROLE_PART, &walk->message->root);
	if (status == STATUS_OK)
		status = pass_push(&pass, walk->message->root, OPEN_HEADER, 0);
	return status == STATUS_OK ? pass_run(&pass) : status;
}

enum status
message_pass_way(struct message_walk *walk, struct message_part *part,
    const struct message_way *way, const struct message_pass_params *params)
{
	struct pass pass = { .walk = walk, .params = params };
	enum status status = pass_push(&pass, part, OPEN_PREAMBLE, 0);

	if (status != STATUS_OK)
		return status;
	pass_top(&pass)->again = true;
	status = pass_way(&pass, way, 0);
	return status == STATUS_OK ? pass_run(&pass) : status;
}
