/*
 * text_fuzz.c - a message of any bytes to views: all of them UTF-8, every
 * offset inside its text, the coverage's numbers sound.
 */
#include <stdint.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "message/message.h"
#include "text/view.h"

#define CEILING ((size_t)512 << 20)
#define BYTES_MAX ((size_t)16 << 20)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check(bool holds)
{
	if (!holds)
		abort();
}

static void
check_map(const struct text_map *map, size_t made_len, size_t source_len)
{
	size_t at, origin, last = 0;

	for (at = 0; at <= made_len; at++) {
		origin = text_map_origin(map, at);
		check(origin <= source_len);
		check(origin >= last);
		last = origin;
	}
}

static void
check_view(const struct text_view *view)
{
	check(view->part != NULL && view->how != NULL && view->text.len > 0);
	check(utf8_valid(view->text));
	check(utf8_valid(view->folded));
	check_map(view->folded_map, view->folded.len, view->text.len);
	if (view->map != NULL)
		check_map(view->map, view->text.len, view->map->source_len);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct message_ceilings ceilings =
	    MESSAGE_CEILINGS_DEFAULT;
	static const struct text_params params = {
		.max_bytes = BYTES_MAX,
		.ceilings = MESSAGE_CEILINGS_DEFAULT,
	};
	struct arena *arena = arena_new(CEILING);
	struct message message;
	struct text text;
	enum status status;
	size_t i;

	status = message_read(slice_make((const char *)data, size), &ceilings,
	    arena, &message, NULL);
	check(status == STATUS_OK);
	check(text_read(&message, &params, arena, &text, NULL) == STATUS_OK);
	for (i = 0; i < text.views.len; i++)
		check_view(&text.views.items[i]);
	check(text.coverage.inspected <= text.coverage.parts);
	arena_free(arena);
	return 0;
}
