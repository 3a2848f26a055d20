/*
 * template_fuzz.c - a message of any bytes to its sketch: hashes in order, each
 * once, keys in their range, and alike to itself.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "text/template.h"

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
check_sketch(const struct template_sketch *sketch)
{
	check(sketch->nsmallest > 0);
	check(sketch->nsmallest <= TEMPLATE_SMALLEST);
	for (size_t i = 1; i < sketch->nsmallest; i++)
		check(sketch->smallest[i - 1] < sketch->smallest[i]);
	for (size_t i = 0; i < TEMPLATE_BANDS; i++)
		check(sketch->bands[i] >> 47 == 0);
	check(template_sketch_alike(sketch, sketch) >= 1.0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct text_params params = {
		.max_bytes = BYTES_MAX,
		.ceilings = MESSAGE_CEILINGS_DEFAULT,
	};
	const struct slice raw = slice_make((const char *)data, size);
	const struct slice rcpt = SLICE("pat@fernhill.example");
	const struct slice name = slice_sub(raw, 0, 64);
	struct arena *arena = arena_new(CEILING);
	struct template_text words;
	struct template_sketch sketch;
	struct message message;
	struct text text;

	check(arena != NULL);
	check(message_read(raw, &params.ceilings, arena, &message, NULL) ==
	    STATUS_OK);
	check(text_read(&message, &params, arena, &text, NULL) == STATUS_OK);
	check(template_read(&message, &text, &rcpt, 1, arena, &words) ==
	    STATUS_OK);
	check(words.nwords <= TEMPLATE_WORD_MAX);
	check(template_sketch_make(&words, &name, 1, arena, &sketch) ==
	    STATUS_OK);
	check_sketch(&sketch);
	arena_free(arena);
	return 0;
}
