/*
 * exact_measure.c - exact data: a data set of many cells made, loaded, and
 * looked for in ordinary text.
 *
 *	exact_measure [CELLS]
 *
 * Prints CPU seconds, bytes of memory a cell, and megabytes of text a second
 * of CPU; it asserts nothing.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "rule/exact.h"
#include "text/fold.h"

#define MEMORY ((size_t)2 << 30)
#define TEXT_BYTES ((size_t)65536)
#define ROUNDS 50

static const unsigned char secret[CRYPT_KEY_LEN] = "a key for measuring";

static const char *const words[] = { "we", "looked", "at", "your", "opening",
	"hours", "and", "thought", "that", "a", "short", "talk", "about", "the",
	"waiting", "room", "might", "suit", "you", "on", "tuesday", "2026",
	"or", "later", "14,500", "in", "week", "when", "season", "is", "over",
	"thank", "for", "12.5", "kind", "answer", "15:30" };

static double
cpu(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void
stop(const char *what)
{
	(void)fprintf(stderr, "exact_measure: %s\n", what);
	exit(1);
}

/* Half prices, half codes; three rows an account. */
static void
build(struct exact_builder *builder, size_t cells, struct buf *image)
{
	struct exact_column columns[1];
	char text[64];

	for (size_t i = 0; i < cells; i++) {
		int n = snprintf(text, sizeof(text), "001A%011zuQAQ", i / 3);

		if (exact_builder_row(builder, slice_make(text, (size_t)n),
			NULL) != STATUS_OK)
			stop("row");
		n = i % 2 == 0 ?
		    snprintf(text, sizeof(text), "%zu.%02zu", 10000 + 7 * i,
			i % 100) :
		    snprintf(text, sizeof(text), "Q-%08zu", i * 37);
		if (exact_builder_cell(builder, 0, slice_make(text, (size_t)n),
			NULL) != STATUS_OK)
			stop("cell");
	}
	if (exact_builder_end(builder, columns, 1, image, NULL) != STATUS_OK)
		stop("image");
}

static size_t
search(const struct exact_index *index, struct slice folded)
{
	struct arena *arena = arena_new(MEMORY);
	struct exact_hits hits;
	size_t found = 0;

	for (int i = 0; i < ROUNDS; i++) {
		arena_reset(arena);
		if (exact_search(index, folded, arena, &hits, NULL) !=
		    STATUS_OK)
			stop("search");
		found += hits.len;
	}
	arena_free(arena);
	return found;
}

int
main(int argc, char **argv)
{
	size_t cells = argc > 1 ? strtoul(argv[1], NULL, 10) : 1000000;
	struct exact_builder *builder = exact_builder_new(secret, false);
	struct exact_index *index = exact_index_new(secret);
	struct buf image, whole, text;
	double start = cpu(), built, loaded, searched;
	unsigned seed = 7;

	if (builder == NULL || index == NULL)
		stop("memory");
	buf_init(&whole, MEMORY);
	build(builder, cells, &whole);
	exact_builder_free(builder);
	built = cpu();
	buf_init(&image, MEMORY);
	if (!buf_add(&image, buf_slice(&whole)))
		stop("memory");
	buf_free(&whole);
	if (exact_index_add(index, "d", &image, NULL) != STATUS_OK)
		stop("load");
	loaded = cpu();
	buf_init(&text, TEXT_BYTES + 64);
	while (text.len < TEXT_BYTES) {
		seed = seed * 1103515245 + 12345;
		(void)buf_printf(&text, "%s ",
		    words[(seed >> 16) % (sizeof(words) / sizeof(*words))]);
	}
	(void)search(index, buf_slice(&text));
	searched = cpu();
	(void)printf("exact    %zu cells: made in %.2f s, loaded in %.2f s, "
		     "%.1f bytes each; text at %.1f MB/s\n",
	    cells, built - start, loaded - built,
	    (double)exact_index_size(index) / (double)cells,
	    (double)text.len * ROUNDS / 1e6 / (searched - loaded));
	buf_free(&text);
	exact_index_free(index);
	return 0;
}
