/*
 * mail.c - messages inside attachments.
 *
 * A mailbox is cut at every line that begins with "From " behind an empty
 * line (mboxo, the most generous cut); ">From " is left as it stands.
 */
#include "extract/mail.h"

#include "extract/bytes.h"

void
mail_read_message(struct sink *sink, const struct member *member)
{
	struct member self;

	if (sink_as(sink, member, "message", &self))
		sink_put(sink, &self, RECORD_MESSAGE, self.bytes);
}

/* Where the next message's "From " stands; the length if there is none. */
static size_t
next_from(struct slice in, size_t at)
{
	while (at < in.len) {
		size_t end = slice_find(slice_from(in, at), SLICE("\nFrom "));

		if (end == SLICE_NONE)
			break;
		at += end + 1;
		if (at >= 2 &&
		    (in.ptr[at - 2] == '\n' || in.ptr[at - 2] == '\r'))
			return at;
	}
	return in.len;
}

void
mail_read_mbox(struct sink *sink, const struct member *member)
{
	struct member self;
	size_t at = 0;

	if (!sink_as(sink, member, "mbox, message", &self))
		return;
	while (at < member->bytes.len && !sink->stopped) {
		size_t end = next_from(member->bytes, at);
		struct slice message = slice_sub(member->bytes, at, end - at);
		size_t line = slice_index(message, '\n');

		if (line != SLICE_NONE)
			sink_put(sink, &self, RECORD_MESSAGE,
			    slice_from(message, line + 1));
		at = end;
	}
}
