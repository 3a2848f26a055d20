/*
 * extract_case.c - one reader of an attachment format, its records in memory.
 */
#include "extract_case.h"

#include <stdlib.h>

#include "extract/unpack.h"

static bool
to_buf(void *arg, struct slice bytes)
{
	struct buf *buf = arg;

	return buf_add(buf, bytes);
}

void
extract_case_run(sink_open_fn *read, struct slice bytes,
    const struct sink_limits *limits, struct buf *out)
{
	struct member member = {
		.bytes = bytes,
		.path = SLICE_EMPTY,
		.how = SLICE_EMPTY,
		.name = SLICE_EMPTY,
		.type = SLICE_EMPTY,
	};
	struct sink sink;

	buf_init(out, (size_t)1 << 24);
	if (!sink_init(&sink, limits, to_buf, out))
		abort();
	sink.open = unpack_member;
	read(&sink, &member);
	if (!sink_end(&sink))
		abort();
	sink_free(&sink);
}

struct slice
extract_case_record(const struct buf *out, enum record_kind kind, size_t n)
{
	struct slice rest = buf_slice(out);
	struct record record;

	while (record_next(&rest, &record))
		if (record.kind == kind && n-- == 0)
			return record.bytes;
	return slice_make(NULL, 0);
}
