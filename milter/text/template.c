/*
 * template.c - from a message's words to its sketch, and two sketches
 * compared.
 */
#include "text/template.h"

#include <stdlib.h>
#include <string.h>

#include "text/template_words.h"

#define CAPITALS_MAX 4 /* a fourth of the words, past which they say nothing */
#define MINIMA (TEMPLATE_BANDS * TEMPLATE_ROWS)
#define BAND_BITS 42

/* One sketch in the making. */
struct course {
	const struct template_text *text;
	uint32_t *names; /* ascending */
	size_t nnames;
	bool capitals; /* a capital inside a sentence is a name's */
	uint64_t *shingles;
	size_t nshingles;
};

static int
number_order(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return x < y ? -1 : x > y;
}

static enum status
names_collect(struct course *c, const struct slice *names, size_t nnames,
    struct arena *arena)
{
	enum status status = STATUS_OK;

	c->names = arena_calloc(arena, TEMPLATE_NAME_MAX, sizeof(*c->names));
	if (c->names == NULL)
		return STATUS_NOMEM;
	c->nnames = c->text->nnames;
	if (c->nnames > 0)
		memcpy(c->names, c->text->names, c->nnames * sizeof(*c->names));
	for (size_t i = 0; status == STATUS_OK && i < nnames; i++)
		status =
		    template_names_add(names[i], arena, c->names, &c->nnames);
	qsort(c->names, c->nnames, sizeof(*c->names), number_order);
	return status;
}

/* Are capitals inside sentences few enough to be those of names? */
static bool
capitals_are_names(const struct template_text *text)
{
	size_t capitals = 0, all = 0;

	for (size_t i = 0; i < text->nwords; i++) {
		all += text->words[i] != WORD_BREAK;
		capitals += (text->words[i] & WORD_MARKS) == WORD_CAPITAL;
	}
	return capitals * CAPITALS_MAX <= all;
}

static bool
is_name(const struct course *c, uint32_t word)
{
	const uint32_t hash = word & ~WORD_MARKS;

	if ((word & WORD_CAPITAL) == 0)
		return false;
	if (c->capitals && (word & WORD_SENTENCE) == 0)
		return true;
	return bsearch(&hash, c->names, c->nnames, sizeof(hash),
		   number_order) != NULL;
}

static void
shingle_add(struct course *c, uint64_t shingle)
{
	c->shingles[c->nshingles++] = template_mix(shingle ^ c->text->rest);
}

/* Each word with the one before it; the first of a view by itself. */
static void
shingles_of_words(struct course *c)
{
	uint64_t before = 0;

	for (size_t i = 0; i < c->text->nwords; i++) {
		uint32_t word = c->text->words[i];

		if (word == WORD_BREAK) {
			before = 0;
		} else if (!is_name(c, word)) {
			word &= ~WORD_MARKS;
			shingle_add(c, before << 32 | word);
			before = word;
		}
	}
}

static enum status
shingles_make(struct course *c, struct arena *arena)
{
	const struct template_text *text = c->text;

	c->shingles = arena_calloc(arena,
	    text->nwords + TEMPLATE_PART_WEIGHT * text->nparts + 1,
	    sizeof(*c->shingles));
	if (c->shingles == NULL)
		return STATUS_NOMEM;
	shingles_of_words(c);
	for (size_t i = 0; i < text->nparts; i++)
		for (uint64_t k = 0; k < TEMPLATE_PART_WEIGHT; k++)
			shingle_add(c, (uint64_t)text->parts[i] << 32 | k);
	if (c->nshingles == 0)
		shingle_add(c, 0); /* a message that says nothing */
	return STATUS_OK;
}

static enum status
smallest_make(
    const struct course *c, struct arena *arena, struct template_sketch *sketch)
{
	uint32_t *hashes = arena_calloc(arena, c->nshingles, sizeof(*hashes));
	size_t n = 0;

	if (hashes == NULL)
		return STATUS_NOMEM;
	for (size_t i = 0; i < c->nshingles; i++)
		hashes[i] = (uint32_t)(c->shingles[i] >> 32);
	qsort(hashes, c->nshingles, sizeof(*hashes), number_order);
	for (size_t i = 0; i < c->nshingles && n < TEMPLATE_SMALLEST; i++)
		if (n == 0 || sketch->smallest[n - 1] != hashes[i])
			sketch->smallest[n++] = hashes[i];
	sketch->nsmallest = n;
	return STATUS_OK;
}

/* The smallest of one more way to hash the shingles. */
static uint32_t
minimum(const struct course *c, uint64_t way)
{
	const uint64_t factor = template_mix(2 * way + 1) | 1;
	const uint64_t mask = template_mix(2 * way + 2);
	uint32_t least = UINT32_MAX;

	for (size_t i = 0; i < c->nshingles; i++) {
		uint32_t hash =
		    (uint32_t)(((c->shingles[i] ^ mask) * factor) >> 32);

		if (hash < least)
			least = hash;
	}
	return least;
}

static void
bands_make(const struct course *c, struct template_sketch *sketch)
{
	uint64_t key, way = 0;

	for (uint64_t band = 0; band < TEMPLATE_BANDS; band++) {
		key = band;
		for (size_t row = 0; row < TEMPLATE_ROWS; row++)
			key = template_mix(key + minimum(c, way++));
		sketch->bands[band] =
		    band << BAND_BITS | key >> (64 - BAND_BITS);
	}
}

enum status
template_sketch_make(const struct template_text *text,
    const struct slice *names, size_t nnames, struct arena *arena,
    struct template_sketch *sketch_r)
{
	struct course c = { .text = text };
	enum status status = names_collect(&c, names, nnames, arena);

	c.capitals = capitals_are_names(text);
	if (status == STATUS_OK)
		status = shingles_make(&c, arena);
	if (status == STATUS_OK)
		status = smallest_make(&c, arena, sketch_r);
	if (status == STATUS_OK)
		bands_make(&c, sketch_r);
	return status;
}

double
template_sketch_alike(
    const struct template_sketch *a, const struct template_sketch *b)
{
	size_t i = 0, j = 0, all, both = 0;

	/* the smallest of the two sets together, each in one or both */
	for (all = 0; all < TEMPLATE_SMALLEST; all++) {
		bool in_a = i < a->nsmallest, in_b = j < b->nsmallest;

		if (!in_a && !in_b)
			break;
		if (in_a && in_b) {
			in_a = a->smallest[i] <= b->smallest[j];
			in_b = b->smallest[j] <= a->smallest[i];
		}
		both += in_a && in_b;
		i += in_a;
		j += in_b;
	}
	return all == 0 ? 0.0 : (double)both / (double)all;
}
