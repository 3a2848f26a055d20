/*
 * Arbitrary bytes as names, a line each, and behind a NUL as the text that is
 * searched for them: a name that is not too little is found in itself, and what
 * is found stands in the text, each going on behind the one before.
 */
#include <stdint.h>
#include <stdlib.h>

#include "rule/names.h"
#include "text/fold.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define MEMORY_MAX ((size_t)256 << 20)

struct seen {
	size_t len, start, end, n;
};

static bool
take(const struct name_hit *hit, void *arg)
{
	struct seen *seen = arg;

	if (hit->start >= hit->end || hit->end > seen->len ||
	    hit->start < seen->start || hit->end <= seen->end ||
	    hit->owners == 0)
		abort();
	seen->start = hit->start;
	seen->end = hit->end;
	seen->n++;
	return true;
}

static size_t
count(const struct names_index *index, struct slice text, struct arena *arena)
{
	const struct text_map *map;
	struct slice folded;
	struct seen seen = { 0, 0, 0, 0 };

	if (text_fold(text, arena, &folded, &map) != STATUS_OK)
		return 0;
	seen.len = folded.len;
	names_search(index, folded, take, &seen);
	return seen.n;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice text = slice_make((const char *)data, size), names, name;
	struct names_builder *builder = names_builder_new();
	struct arena *arena = arena_new(MEMORY_MAX);
	struct names_index *index;
	enum name_kind kind;
	struct slice rest;

	if (builder == NULL || arena == NULL ||
	    names_builder_account(builder, SLICE("a"), NULL) != STATUS_OK)
		abort();
	(void)slice_cut(&text, '\0', &names);
	for (rest = names; slice_cut(&rest, '\n', &name);)
		if (names_builder_name(builder, name, NULL) != STATUS_OK)
			abort();
	if (names_builder_end(builder, &index, NULL) != STATUS_OK)
		abort();
	for (rest = names; slice_cut(&rest, '\n', &name);) {
		if (name_kind_of(name, arena, &kind) != STATUS_OK)
			abort();
		if (kind != NAME_NOTHING && count(index, name, arena) == 0)
			abort();
	}
	if (text.ptr != NULL)
		(void)count(index, text, arena);
	names_index_free(index);
	names_builder_free(builder);
	arena_free(arena);
	return 0;
}
