/*
 * exact_index.c - images in memory, and the values of a text looked up in them.
 *
 * A table is the image itself, which is sorted, with where each slice of the
 * prints' range begins, and before it a bit for a finer slice: a value that is
 * in no table, as nearly all are, costs one look at that.
 */
#include <assert.h>
#include <string.h>

#include "base/mem.h"
#include "rule/exact_image.h"
#include "rule/exact_words.h"

#define BATCH 256      /* blocks that are enciphered at a time */
#define SLICE_SHIFT 1  /* about two entries a slice */
#define FILTER_SHIFT 4 /* a slice has so many bits, as a power of two */
#define SLICE_BITS_MAX 28

struct table {
	char *dataset;
	struct buf image;
	const struct exact_header *header;
	const struct exact_entry *entries;
	const uint32_t *rows;
	const uint32_t *places;
	const char *ids;
	unsigned bits; /* of a print that choose the slice */
	uint32_t
	    *begins; /* entry at which a slice begins; one more than them */
	unsigned char *filter;
};

struct exact_index {
	struct exact_key key;
	struct table *tables;
	size_t ntables;
	bool eights;
	size_t longest; /* of the short values */
	unsigned char lengths[sizeof(((struct exact_header *)0)->lengths)];
};

struct exact_index *
exact_index_new(const unsigned char secret[CRYPT_KEY_LEN])
{
	struct exact_index *index = mem_calloc(1, sizeof(*index));

	if (index != NULL && exact_key_make(&index->key, secret) == STATUS_OK)
		return index;
	mem_free(index);
	return NULL;
}

static void
table_free(struct table *table)
{
	mem_free(table->dataset);
	buf_free(&table->image);
	mem_free(table->begins);
	mem_free(table->filter);
}

void
exact_index_free(struct exact_index *index)
{
	if (index == NULL)
		return;
	for (size_t i = 0; i < index->ntables; i++)
		table_free(&index->tables[i]);
	mem_free(index->tables);
	mem_free_wiped(index, sizeof(*index));
}

/* Loading -------------------------------------------------------------------*/

/* Do the parts that the header names make up the image, and its hash fit? */
static bool
image_is_whole(const struct buf *image, const struct exact_header *header)
{
	unsigned char hash[CRYPT_SHA256_LEN];
	size_t left;

	if (image->len < sizeof(*header) + sizeof(hash) ||
	    memcmp(header->magic, EXACT_MAGIC, sizeof(header->magic)) != 0 ||
	    header->order != EXACT_ORDER)
		return false;
	left = image->len - sizeof(*header) - sizeof(hash);
	if (header->entries > EXACT_ENTRIES_MAX || header->rows > UINT32_MAX ||
	    header->accounts > header->rows || header->ids > left ||
	    left !=
		header->entries * sizeof(struct exact_entry) +
		    (header->rows + header->accounts + 1) * sizeof(uint32_t) +
		    header->ids)
		return false;
	return crypt_sha256(slice_make(image->ptr, image->len - sizeof(hash)),
		   hash) == STATUS_OK &&
	    memcmp(hash, image->ptr + image->len - sizeof(hash),
		sizeof(hash)) == 0;
}

static bool
entries_are_sound(const struct table *table)
{
	const struct exact_header *header = table->header;

	for (size_t i = 0; i < header->entries; i++) {
		const struct exact_entry *entry = &table->entries[i];

		if (entry->row >= header->rows ||
		    entry->column >= EXACT_COLUMNS_MAX ||
		    (i > 0 && entry->print < entry[-1].print))
			return false;
	}
	for (size_t i = 0; i < header->rows; i++)
		if (table->rows[i] != EXACT_NOBODY &&
		    table->rows[i] >= header->accounts)
			return false;
	for (size_t i = 0; i < header->accounts; i++)
		if (table->places[i] > table->places[i + 1])
			return false;
	return table->places[0] == 0 &&
	    table->places[header->accounts] == header->ids;
}

static bool
image_split(struct table *table)
{
	const struct exact_header *header =
	    (const struct exact_header *)(const void *)table->image.ptr;

	if (table->image.len < sizeof(*header) ||
	    !image_is_whole(&table->image, header))
		return false;
	table->header = header;
	table->entries = (const struct exact_entry *)(const void *)(header + 1);
	table->rows =
	    (const uint32_t *)(const void *)(table->entries + header->entries);
	table->places = table->rows + header->rows;
	table->ids = (const char *)(table->places + header->accounts + 1);
	return entries_are_sound(table);
}

static size_t
slice_of(const struct table *table, uint64_t print)
{
	return (size_t)(print >> (64 - table->bits));
}

static size_t
filter_bit(const struct table *table, uint64_t print)
{
	return (size_t)(print >> (64 - table->bits - FILTER_SHIFT));
}

static bool
table_slice(struct table *table)
{
	size_t n = (size_t)table->header->entries, slices, at = 0;

	table->bits = 1;
	while (table->bits < SLICE_BITS_MAX &&
	    ((size_t)1 << (table->bits + SLICE_SHIFT)) < n)
		table->bits++;
	slices = (size_t)1 << table->bits;
	table->begins = mem_alloc((slices + 1) * sizeof(*table->begins));
	table->filter = mem_calloc(slices << FILTER_SHIFT >> 3, 1);
	if (table->begins == NULL || table->filter == NULL)
		return false;
	for (size_t slice = 0; slice <= slices; slice++) {
		while (
		    at < n && slice_of(table, table->entries[at].print) < slice)
			at++;
		table->begins[slice] = (uint32_t)at;
	}
	for (at = 0; at < n; at++) {
		size_t bit = filter_bit(table, table->entries[at].print);

		table->filter[bit / 8] |= (unsigned char)(1u << bit % 8);
	}
	return true;
}

static enum status
check_key(const struct exact_index *index, const struct table *table,
    const char *dataset, struct err *err_r)
{
	struct crypt_blocks *blocks = crypt_blocks_new(index->key.cipher);
	uint64_t check = 0;
	bool ok =
	    blocks != NULL && exact_image_check(&index->key, blocks, &check);

	crypt_blocks_free(blocks);
	if (!ok)
		return err_nomem(err_r);
	if (check != table->header->check)
		return err_set(err_r, STATUS_DATA,
		    "data set %s: made under another key", dataset);
	return STATUS_OK;
}

static enum status
table_open(const struct exact_index *index, const char *dataset,
    struct table *table, struct err *err_r)
{
	enum status status;

	if (!image_split(table))
		return err_set(err_r, STATUS_DATA,
		    "data set %s: its file is damaged", dataset);
	status = check_key(index, table, dataset, err_r);
	if (status != STATUS_OK)
		return status;
	table->dataset = mem_strdup(dataset);
	if (table->dataset == NULL || !table_slice(table))
		return err_nomem(err_r);
	return STATUS_OK;
}

static void
index_widen(struct exact_index *index, const struct table *table)
{
	assert(table->header != NULL);
	index->eights = index->eights || table->header->has_eights != 0;
	for (size_t i = 0; i < sizeof(index->lengths); i++)
		index->lengths[i] |= table->header->lengths[i];
	for (size_t len = 1; len <= EXACT_LETTERS_MAX; len++)
		if ((index->lengths[len / 8] >> len % 8 & 1) != 0)
			index->longest = len;
}

enum status
exact_index_add(struct exact_index *index, const char *dataset,
    struct buf *image, struct err *err_r)
{
	struct table table = { .image = *image };
	enum status status;
	struct table *tables;

	buf_init(image, image->max);
	status = table_open(index, dataset, &table, err_r);
	if (status == STATUS_OK) {
		tables = mem_realloc(index->tables,
		    (index->ntables + 1) * sizeof(*index->tables));
		if (tables == NULL) {
			status = err_nomem(err_r);
		} else {
			index->tables = tables;
			tables[index->ntables++] = table;
			index_widen(index, &table);
		}
	}
	if (status != STATUS_OK)
		table_free(&table);
	return status;
}

size_t
exact_index_find(const struct exact_index *index, const char *dataset)
{
	for (size_t i = 0; i < index->ntables; i++)
		if (strcmp(index->tables[i].dataset, dataset) == 0)
			return i;
	return SLICE_NONE;
}

size_t
exact_index_size(const struct exact_index *index)
{
	size_t size = sizeof(*index);

	for (size_t i = 0; i < index->ntables; i++) {
		const struct table *table = &index->tables[i];
		size_t slices = (size_t)1 << table->bits;

		size += sizeof(*table) + table->image.cap +
		    (slices + 1) * sizeof(*table->begins) +
		    (slices << FILTER_SHIFT >> 3);
	}
	return size;
}

struct slice
exact_index_account(
    const struct exact_index *index, size_t dataset, uint32_t row)
{
	const struct table *table = &index->tables[dataset];
	uint32_t account = table->rows[row];

	if (account == EXACT_NOBODY)
		return SLICE_EMPTY;
	return slice_make(table->ids + table->places[account],
	    table->places[account + 1] - table->places[account]);
}

/* Searching -----------------------------------------------------------------*/

struct search {
	const struct exact_index *index;
	struct exact_words words;
	struct exact_sum *sums; /* of what stands before each word */
	struct crypt_blocks *blocks;
	struct arena *arena;
	struct exact_hits *hits;
	enum status status; /* the first failure */
	size_t n;           /* in the batch */
	unsigned char batch[BATCH * CRYPT_BLOCK_LEN];
	struct {
		size_t start, end;
		enum exact_form form;
	} places[BATCH];
};

static void
look_up(struct search *s, size_t dataset, size_t place, uint64_t print)
{
	const struct table *table = &s->index->tables[dataset];
	size_t bit = filter_bit(table, print), slice, at, end;
	struct exact_hit *hit;

	if ((table->filter[bit / 8] >> bit % 8 & 1) == 0)
		return;
	slice = slice_of(table, print);
	end = table->begins[slice + 1];
	for (at = table->begins[slice];
	     at < end && table->entries[at].print < print; at++)
		;
	if (at == end || table->entries[at].print != print ||
	    table->entries[at].form != s->places[place].form)
		return;
	hit = VEC_PUSH(s->arena, s->hits);
	if (hit == NULL) {
		s->status = STATUS_NOMEM;
		return;
	}
	hit->dataset = dataset;
	hit->entries = &table->entries[at];
	while (at < end && table->entries[at].print == print)
		at++;
	hit->nentries = (size_t)(&table->entries[at] - hit->entries);
	hit->start = s->places[place].start;
	hit->end = s->places[place].end;
}

static void
flush(struct search *s)
{
	size_t n = s->n;

	s->n = 0;
	if (s->status != STATUS_OK || n == 0)
		return;
	if (!crypt_blocks_run(s->blocks, s->batch, n)) {
		s->status = STATUS_INTERNAL;
		return;
	}
	for (size_t i = 0; i < n && s->status == STATUS_OK; i++) {
		uint64_t print = exact_print(s->batch + i * CRYPT_BLOCK_LEN);

		for (size_t t = 0; t < s->index->ntables; t++)
			look_up(s, t, i, print);
	}
}

/* Takes the value of the words [first, last] to the batch. */
static void
ask(struct search *s, enum exact_form form, struct exact_sum sum, size_t first,
    size_t last)
{
	exact_block(form, sum, s->batch + s->n * CRYPT_BLOCK_LEN);
	s->places[s->n].start = s->words.items[first].start;
	s->places[s->n].end = s->words.items[last].end;
	s->places[s->n].form = form;
	if (++s->n == BATCH)
		flush(s);
}

static bool
length_is_known(const struct exact_index *index, size_t len)
{
	return (index->lengths[len / 8] >> len % 8 & 1) != 0;
}

static struct exact_sum
words_sum(const struct search *s, size_t first, size_t last, size_t len)
{
	return exact_sum_between(
	    &s->index->key, s->sums[first], s->sums[last + 1], len);
}

/* The runs of words from first on that may be a short cell. */
static void
ask_short(struct search *s, size_t first)
{
	const struct exact_words *words = &s->words;
	size_t len = 0;

	if (!exact_may_begin(words, first))
		return;
	for (size_t last = first;
	     last < words->len && last - first < EXACT_PIECES_MAX; last++) {
		len += words->items[last].end - words->items[last].start;
		if (len > s->index->longest)
			break;
		if (length_is_known(s->index, len) &&
		    exact_may_end(words, first, last))
			ask(s, EXACT_FORM_WHOLE, words_sum(s, first, last, len),
			    first, last);
	}
}

static void
ask_eight(struct search *s, size_t first)
{
	size_t last = first + EXACT_WORDS - 1, len = 0;

	if (!s->index->eights || last >= s->words.len)
		return;
	for (size_t i = first; i <= last; i++)
		len += s->words.items[i].end - s->words.items[i].start;
	if (len <= EXACT_LETTERS_MAX)
		ask(s, EXACT_FORM_EIGHT, words_sum(s, first, last, len), first,
		    last);
}

struct numbers {
	struct search *search;
	size_t first;
};

/* Whole numbers are found as words, unless a multiplier makes them. */
static void
ask_number(const struct exact_number *number, void *arg)
{
	const struct numbers *numbers = arg;
	struct search *s = numbers->search;

	if (!number->fraction && !number->scaled)
		return;
	ask(s, number->fraction ? EXACT_FORM_NUMBER : EXACT_FORM_WHOLE,
	    exact_sum_add(&s->index->key, (struct exact_sum){ { 0, 0 } },
		slice_make(number->text, number->len)),
	    numbers->first, number->last);
}

static bool
sum_words(struct search *s)
{
	struct exact_sum sum = { { 0, 0 } };

	s->sums = arena_alloc(s->arena, (s->words.len + 1) * sizeof(*s->sums));
	if (s->sums == NULL)
		return false;
	for (size_t i = 0; i < s->words.len; i++) {
		s->sums[i] = sum;
		sum = exact_sum_add(
		    &s->index->key, sum, exact_word_text(&s->words, i));
	}
	s->sums[s->words.len] = sum;
	return true;
}

static void
search_words(struct search *s)
{
	for (size_t i = 0; i < s->words.len && s->status == STATUS_OK; i++) {
		struct numbers numbers = { s, i };

		ask_short(s, i);
		ask_eight(s, i);
		if (s->words.items[i].digits && exact_may_begin(&s->words, i))
			exact_numbers(&s->words, i, ask_number, &numbers);
	}
	flush(s);
}

enum status
exact_search(const struct exact_index *index, struct slice folded,
    struct arena *arena, struct exact_hits *hits_r, struct err *err_r)
{
	struct search s = { .index = index, .arena = arena, .hits = hits_r };

	*hits_r = (struct exact_hits)VEC_INIT;
	if (index->ntables == 0)
		return STATUS_OK;
	if (exact_words_read(folded, arena, &s.words) != STATUS_OK ||
	    !sum_words(&s))
		return err_nomem(err_r);
	s.blocks = crypt_blocks_new(index->key.cipher);
	if (s.blocks == NULL)
		return err_nomem(err_r);
	search_words(&s);
	crypt_blocks_free(s.blocks);
	if (s.status == STATUS_INTERNAL)
		return err_set(err_r, s.status, "AES failed");
	return s.status == STATUS_OK ? STATUS_OK : err_nomem(err_r);
}
