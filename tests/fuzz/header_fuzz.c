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
	struct text_header_readings list;
	struct slice name;
	bool exact, whole;

	check(
	    message_params_read(value, arena, &part.disposition) == STATUS_OK);
	check(text_filename(&part, arena, &name, &exact) == STATUS_OK);
	check(name.ptr == NULL || utf8_valid(name));
	for (size_t i = 0; i < part.disposition.list.len; i++) {
		const struct message_param *param =
		    &part.disposition.list.items[i];

		check(text_param_decode(param, arena, &name, &exact) ==
		    STATUS_OK);
		check(text_param_readings(param, SLICE_EMPTY, arena, name,
			  &list, &whole) == STATUS_OK);
		for (size_t j = 0; j < list.len; j++)
			check(utf8_valid(list.items[j].text));
	}
}

/* Every other reading is UTF-8, new, and its map stays inside. */
static void
check_readings(
    struct slice in, const struct text_decoded *canonical, struct arena *arena)
{
	struct text_header_readings list;
	bool whole;

	check(text_header_readings(in, SLICE("koi8-r"), arena, canonical, &list,
		  &whole) == STATUS_OK);
	check(list.len <= TEXT_HEADER_READING_MAX);
	for (size_t i = 0; i < list.len; i++) {
		const struct text_header_reading *at = &list.items[i];
		size_t last = 0;

		check(utf8_valid(at->text) && at->how != NULL);
		check(!slice_equal(at->text, canonical->text));
		for (size_t j = 0; j <= at->text.len; j++) {
			size_t origin = text_map_origin(at->map, j);

			check(origin >= last && origin <= in.len);
			last = origin;
		}
	}
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
	check_readings(in, &decoded, arena);
	check(text_header_canonical(in, arena, &text, &exact) == STATUS_OK);
	check_canonical(text);
	check_name(in, arena);
	arena_free(arena);
	return 0;
}
