/*
 * pass.c - one pass over some bytes, line by line, with a stack of the parts
 * that are open.
 *
 * A delimiter line of any open multipart ends whatever is open inside it, so
 * that nesting costs no second look at the bytes (RFC 2046 section 5.1.2).
 * Where boundaries are equal the outermost counts.  A line that is only nearly
 * a delimiter is none, but a defect, and asks for a pass that takes it for
 * one: RFC 2046 lets a reader do so for a line that begins with a delimiter.
 */
#include "message/pass.h"

static bool
pass_lets(const struct pass *pass, enum message_match match)
{
	return (pass->params->match & match) != 0;
}

/* Notes whose delimiter a line nearly is. */
static void
pass_near(struct pass *pass, const struct message_dashes *dashes)
{
	bool noted = false;

	for (size_t i = 0; i < pass->opens.len; i++) {
		struct open *open = &pass->opens.items[i];
		unsigned near = 0;

		if (open->boundary.ptr != NULL)
			(void)message_delimiter_match(
			    dashes, open->boundary, 0, &near);
		open->near |= near;
		if (near != 0 && !noted)
			open->part->defects |= MESSAGE_DEFECT_BOUNDARY_CLASH;
		noted = noted || near != 0;
	}
}

/*
 * The open part of which a line is a delimiter; SLICE_NONE if of none, and
 * then it is noted whose it nearly is.
 */
static size_t
pass_match(
    struct pass *pass, const struct message_dashes *dashes, bool *closing_r)
{
	size_t count = pass->opens.len;
	unsigned near, nears = 0;

	for (size_t i = 0; i < count; i++) {
		size_t index =
		    pass_lets(pass, MESSAGE_MATCH_INNER) ? count - 1 - i : i;
		struct slice boundary = pass->opens.items[index].boundary;
		enum message_delimiter match;

		if (boundary.ptr == NULL || boundary.len > dashes->longest)
			continue;
		match = message_delimiter_match(
		    dashes, boundary, pass->params->match, &near);
		*closing_r = match == MESSAGE_DELIMITER_CLOSE;
		if (match != MESSAGE_DELIMITER_NONE)
			return index;
		nears |= near;
	}
	if (nears != 0 && pass->params->match == 0)
		pass_near(pass, dashes);
	return SLICE_NONE;
}

/* A delimiter of the top part comes after its closing one, at end. */
static enum status
pass_again(struct pass *pass, size_t end, bool closing,
    const struct message_line *line)
{
	struct open *open = pass_top(pass);
	enum status status;

	open->part->defects |= MESSAGE_DEFECT_BOUNDARY_AGAIN;
	open->near |= closing ? 0 : MESSAGE_MATCH_AGAIN;
	if (!pass_lets(pass, MESSAGE_MATCH_AGAIN))
		return STATUS_OK;
	status = pass_text(pass, MESSAGE_ROLE_EPILOGUE, end);
	open->mark = line->next;
	if (status != STATUS_OK || closing)
		return status;
	open->phase = OPEN_PARTS;
	return pass_child(pass, MESSAGE_ROLE_PART, line->next);
}

/* line is a delimiter of the open part at index. */
static enum status
pass_delimiter(struct pass *pass, size_t index, bool closing,
    const struct message_line *line)
{
	size_t end = message_delimiter_text_end(
	    pass->params->bytes, line->start, pass->params->ends);
	enum status status = pass_close_to(pass, index + 1, end);
	struct open *open = &pass->opens.items[index];

	if (status != STATUS_OK)
		return status;
	open->part->defects |= message_line_check(
	    pass_between(pass, end, line->next), pass->params->crlf);
	if (open->phase == OPEN_EPILOGUE)
		return pass_again(pass, end, closing, line);
	if (open->phase == OPEN_PREAMBLE) {
		if (closing)
			open->part->defects |= MESSAGE_DEFECT_BOUNDARY_UNUSED;
		status = pass_text(pass, MESSAGE_ROLE_PREAMBLE, end);
	}
	open->phase = closing ? OPEN_EPILOGUE : OPEN_PARTS;
	open->mark = line->next;
	if (status != STATUS_OK || closing)
		return status;
	return pass_child(pass, MESSAGE_ROLE_PART, line->next);
}

/* Reads the lines from pos on. */
static enum status
pass_run(struct pass *pass, size_t pos)
{
	struct slice bytes = pass->params->bytes;
	enum status status = STATUS_OK;
	struct message_line line;

	for (; status == STATUS_OK &&
	     message_line_next(bytes, pos, pass->params->ends, &line);
	     pos = line.next) {
		size_t index = SLICE_NONE;
		struct message_dashes dashes;
		bool closing = false;

		if (message_delimiter_dashes(line.text, &dashes))
			index = pass_match(pass, &dashes, &closing);
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
	return status == STATUS_OK ? pass_run(&pass, 0) : status;
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
	if (!params->forced || pass.opens.len < 2 || status != STATUS_OK)
		return status == STATUS_OK ? pass_run(&pass, 0) : status;
	status = pass_header(&pass, params->header.header, params->header.body);
	return status == STATUS_OK ? pass_run(&pass, params->header.body) :
				     status;
}
