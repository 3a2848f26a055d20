/*
 * header_fuzz.c - header values of any bytes: what comes out is UTF-8, its map
 * stays inside, and the canonical form is canonical.
 */
#include <stdint.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "text/header.h"

#define CEILING ((size_t)256 << 20)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check(bool holds)
{
	if (!holds)
		abort();
}

static void
check_canonical(struct slice text)
{
	size_t i;

	check(utf8_valid(text));
	check(slice_trim(text).len == text.len);
	for (i = 0; i < text.len; i++)
		check(!ascii_space(text.ptr[i]) ||
		    (text.ptr[i] == ' ' && !ascii_space(text.ptr[i - 1])));
}

static void
check_name(struct slice value, struct arena *arena)
{
	struct message_part part = { .number = "1" };
	struct slice name;
	bool exact;

	check(
	    message_params_read(value, arena, &part.disposition) == STATUS_OK);
	check(text_filename(&part, arena, &name, &exact) == STATUS_OK);
	check(name.ptr == NULL || utf8_valid(name));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice in = slice_make((const char *)data, size), text;
	struct arena *arena = arena_new(CEILING);
	struct text_decoded decoded;
	size_t at, origin, last = 0;
	bool exact;

	check(text_header_decode_mapped(in, arena, &decoded) == STATUS_OK);
	check(utf8_valid(decoded.text));
	for (at = 0; at <= decoded.text.len; at++) {
		origin = text_map_origin(decoded.map, at);
		check(origin >= last && origin <= size);
		last = origin;
	}
	check(text_header_canonical(in, arena, &text, &exact) == STATUS_OK);
	check_canonical(text);
	check_name(in, arena);
	arena_free(arena);
	return 0;
}
