/*
 * extract_fuzz.h - the body that the targets for attachment formats share.
 *
 * Any bytes through one reader: it ends, its records are well-formed, text and
 * names are UTF-8, and no budget is overrun.
 */
#ifndef EXTRACT_FUZZ_H
#define EXTRACT_FUZZ_H

#include <stdint.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "extract/unpack.h"

#define FUZZ_OUTPUT ((uint64_t)4 << 20)
#define FUZZ_UNPACKED ((uint64_t)8 << 20)
#define FUZZ_RECORDS ((size_t)1000)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool
fuzz_write(void *arg, struct slice bytes)
{
	struct buf *buf = arg;

	return buf_add(buf, bytes);
}

static void
fuzz_check(struct slice rest)
{
	struct record record = { RECORD_SKIP, { "", 0 }, { "", 0 }, { "", 0 } };
	size_t n = 0;

	while (record_next(&rest, &record)) {
		n++;
		if (!utf8_valid(record.path) || !utf8_valid(record.how))
			abort();
		if ((record.kind == RECORD_TEXT ||
			record.kind == RECORD_NAME) &&
		    !utf8_valid(record.bytes))
			abort();
	}
	if (rest.len != 0 || record.kind != RECORD_END || n > FUZZ_RECORDS + 2)
		abort();
}

static int
fuzz_run(sink_open_fn *read, const char *name, const uint8_t *data, size_t size)
{
	const struct sink_limits limits = { 3, FUZZ_UNPACKED, FUZZ_OUTPUT,
		FUZZ_RECORDS };
	struct member member = {
		.bytes = slice_make((const char *)data, size),
		.path = SLICE_EMPTY,
		.how = SLICE_EMPTY,
		.name = slice_cstr(name),
		.type = SLICE_EMPTY,
	};
	struct sink sink;
	struct buf out;

	buf_init(&out, (size_t)64 << 20);
	if (!sink_init(&sink, &limits, fuzz_write, &out))
		abort();
	sink.open = unpack_member;
	if (size > 0)
		read(&sink, &member);
	if (!sink_end(&sink))
		abort();
	fuzz_check(buf_slice(&out));
	sink_free(&sink);
	buf_free(&out);
	return 0;
}

#endif
