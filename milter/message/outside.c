/*
 * outside.c - does text that is no part look like one?
 *
 * Only a MIME field at the place where a header would be counts: mail that is
 * quoted further down in a text is text.
 */
#include "message/outside.h"
#include "message/header.h"

static bool
outside_is_mime(struct slice line)
{
	struct message_field field;
	struct slice name;

	if (!slice_starts_nocase(line, SLICE("content-")) &&
	    !slice_starts_nocase(line, SLICE("mime-version")))
		return false;
	return message_header_other(line, &field) ||
	    (message_header_name(line, &name) &&
		slice_equal_nocase(name, SLICE("mime-version")));
}

static bool
outside_is_field(struct slice line)
{
	struct slice name;

	return message_header_folds(line) ||
	    (message_header_name(line, &name) &&
		message_header_name_valid(name));
}

void
message_outside_find(struct slice bytes, enum message_line_ends ends,
    struct message_outside *outside_r)
{
	bool first = true, header = false, delimiter = false;
	struct message_line line;

	*outside_r = (struct message_outside){ .header = false };
	for (size_t pos = 0; message_line_next(bytes, pos, ends, &line);
	     pos = line.next) {
		if (delimiter && outside_is_mime(line.text)) {
			outside_r->parts = true;
			return;
		}
		if (first && slice_trim(line.text).len == 0)
			continue;
		delimiter =
		    line.text.len > 2 && slice_starts(line.text, SLICE("--"));
		outside_r->parts_first = first && delimiter;
		if (first)
			outside_r->start = line.start;
		header = first ? !message_header_folds(line.text) : header;
		header = header && outside_is_field(line.text);
		outside_r->header =
		    outside_r->header || (header && outside_is_mime(line.text));
		first = false;
	}
}
