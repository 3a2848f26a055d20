/*
 * Arbitrary bytes as a cell and, behind a NUL, as the text that is searched
 * for it: a cell that is kept is found in itself, and a hit stands in the text.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "rule/exact.h"
#include "text/fold.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define MEMORY_MAX ((size_t)256 << 20)

static const unsigned char secret[CRYPT_KEY_LEN] = "a key for the fuzzer";

static size_t
count(const struct exact_index *index, struct slice text, struct arena *arena)
{
	const struct text_map *map;
	struct exact_hits hits;
	struct slice folded;

	if (text_fold(text, arena, &folded, &map) != STATUS_OK)
		return 0;
	if (exact_search(index, folded, arena, &hits, NULL) != STATUS_OK)
		abort();
	for (size_t i = 0; i < hits.len; i++)
		if (hits.items[i].start >= hits.items[i].end ||
		    hits.items[i].end > folded.len ||
		    hits.items[i].nentries == 0)
			abort();
	return hits.len;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice text = slice_make((const char *)data, size), cell;
	struct exact_builder *builder = exact_builder_new(secret, true);
	struct exact_index *index = exact_index_new(secret);
	struct arena *arena = arena_new(MEMORY_MAX);
	struct exact_column columns[1];
	struct buf image;

	if (builder == NULL || index == NULL || arena == NULL)
		abort();
	buf_init(&image, MEMORY_MAX);
	(void)slice_cut(&text, '\0', &cell);
	if (exact_builder_row(builder, SLICE("a"), NULL) != STATUS_OK ||
	    exact_builder_cell(builder, 0, cell, NULL) != STATUS_OK ||
	    exact_builder_end(builder, columns, 1, &image, NULL) != STATUS_OK ||
	    exact_index_add(index, "f", &image, NULL) != STATUS_OK)
		abort();
	if (columns[0].values > 0 && count(index, cell, arena) == 0)
		abort();
	if (text.ptr != NULL)
		(void)count(index, text, arena);
	exact_builder_free(builder);
	exact_index_free(index);
	arena_free(arena);
	return 0;
}
