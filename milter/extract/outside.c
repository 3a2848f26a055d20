/*
 * outside.c - bytes of an archive that belong to no member.
 *
 * One program opens the archive and never shows them; another, that looks at
 * the front of the file or at its end, shows nothing else.
 */
#include "extract/outside.h"

#include "extract/sniff.h"

static bool
is_zero(struct slice bytes)
{
	for (size_t i = 0; i < bytes.len; i++)
		if (bytes.ptr[i] != '\0')
			return false;
	return true;
}

void
outside_read(struct sink *sink, const struct member *self, struct slice bytes)
{
	struct member part = *self;

	if (sink->stopped || bytes.len <= OUTSIDE_MIN || is_zero(bytes))
		return;
	part.bytes = bytes;
	part.name = SLICE_EMPTY;
	part.level++;
	if (sniff_format(&part) == FORMAT_UNKNOWN)
		sink_skip(sink, self, "bytes outside the archive");
	else
		sink_open(sink, &part);
}
