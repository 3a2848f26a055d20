/*
 * fold_fuzz.c - any bytes folded, and what they show beside what they spell:
 * UTF-8 comes out, offsets ascend and stay inside, and folding what was folded
 * is safe too.
 */
#include <stdint.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "text/shown.h"

#define CEILING ((size_t)512 << 20)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check(bool holds)
{
	if (!holds)
		abort();
}

static void
check_made(struct slice text, const struct text_map *map, size_t source_len)
{
	size_t at, origin, last = 0;

	check(utf8_valid(text));
	for (at = 0; at <= text.len; at++) {
		origin = text_map_origin(map, at);
		check(origin >= last && origin <= source_len);
		last = origin;
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct text_view view = { .text =
				      slice_make((const char *)data, size) };
	struct arena *arena = arena_new(CEILING);
	struct shown shown[SHOWN_MAX];
	const struct text_map *map;
	struct slice again;
	size_t i, n;

	check(text_fold(view.text, arena, &view.folded, &view.folded_map) ==
	    STATUS_OK);
	check_made(view.folded, view.folded_map, size);
	check(text_fold(view.folded, arena, &again, &map) == STATUS_OK);
	check_made(again, map, view.folded.len);
	if (utf8_valid(view.text)) {
		check(shown_texts(&view, arena, shown, &n) == STATUS_OK);
		for (i = 0; i < n; i++)
			check_made(shown[i].text, shown[i].map, size);
	}
	arena_free(arena);
	return 0;
}
