/*
 * charset_fuzz.c - bytes under any labels to readings: each is UTF-8, each text
 * stands once, and every offset is inside the bytes and ascends.
 *
 * The input is a label, a line end, a second label, a line end, and the bytes.
 */
#include <stdint.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "text/charset_readings.h"

#define CEILING ((size_t)512 << 20)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check(bool holds)
{
	if (!holds)
		abort();
}

static void
check_reading(const struct text_reading *reading, size_t source_len)
{
	size_t at, origin, last = 0;

	check(reading->how != NULL && utf8_valid(reading->text));
	for (at = 0; at <= reading->text.len; at++) {
		origin = text_map_origin(reading->map, at);
		check(origin >= last && origin <= source_len);
		last = origin;
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice rest = slice_make((const char *)data, size), other;
	struct arena *arena = arena_new(CEILING);
	struct charset_hints hints = { .others = &other, .nothers = 1 };
	struct text_readings readings;
	size_t i, k;

	if (!slice_cut(&rest, '\n', &hints.declared) ||
	    !slice_cut(&rest, '\n', &other) || rest.ptr == NULL) {
		arena_free(arena);
		return 0;
	}
	check(
	    text_charset_readings(rest, &hints, arena, &readings) == STATUS_OK);
	check(readings.n > 0 && readings.n <= TEXT_READINGS_MAX);
	for (i = 0; i < readings.n; i++) {
		check_reading(&readings.items[i], rest.len);
		for (k = 0; k < i; k++)
			check(!slice_equal(
			    readings.items[i].text, readings.items[k].text));
	}
	arena_free(arena);
	return 0;
}
