/*
 * exact_build.c - cells to an image.
 *
 * Sums are gathered row by row; at the end they are enciphered and sorted, and
 * what too many accounts share is dropped.  No cell is kept.
 */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "rule/exact_image.h"
#include "rule/exact_words.h"
#include "text/fold.h"

#define CELL_ARENA_MAX ((size_t)64 << 20) /* for the pieces of one cell */
#define IDS_MAX ((size_t)1 << 30)         /* bytes of all accounts' ids */
#define YEAR_FIRST 1990
#define YEAR_LAST 2039
#define CIPHER_STEP 1024 /* blocks at a time */

/* A value before it is enciphered. */
struct draft {
	unsigned char block[CRYPT_BLOCK_LEN];
	uint32_t row;
	uint16_t column;
	uint16_t form;
};

struct row_id {
	size_t at, len; /* in the ids */
	uint32_t account;
};

struct exact_builder {
	struct exact_key key;
	struct crypt_blocks *blocks;
	struct arena *arena; /* of the cell in hand */
	bool keep_common, failed;
	struct exact_header header;
	struct draft *drafts;
	size_t ndrafts, drafts_cap;
	struct row_id *rows;
	size_t nrows, rows_cap;
	struct buf ids;
	struct exact_column columns[EXACT_COLUMNS_MAX];
};

/* A cell on its way. */
struct cell {
	struct exact_builder *builder;
	struct exact_words words;
	size_t column;
	size_t last; /* of its words that a number must take */
	bool number; /* it is one */
	bool kept;   /* a reading of it is */
};

struct exact_builder *
exact_builder_new(const unsigned char secret[CRYPT_KEY_LEN], bool keep_common)
{
	struct exact_builder *builder = mem_calloc(1, sizeof(*builder));

	if (builder == NULL)
		return NULL;
	buf_init(&builder->ids, IDS_MAX);
	builder->keep_common = keep_common;
	builder->arena = arena_new(CELL_ARENA_MAX);
	if (builder->arena != NULL &&
	    exact_key_make(&builder->key, secret) == STATUS_OK)
		builder->blocks = crypt_blocks_new(builder->key.cipher);
	if (builder->blocks != NULL)
		return builder;
	exact_builder_free(builder);
	return NULL;
}

void
exact_builder_free(struct exact_builder *builder)
{
	if (builder == NULL)
		return;
	arena_free(builder->arena);
	crypt_blocks_free(builder->blocks);
	mem_free_wiped(
	    builder->drafts, builder->drafts_cap * sizeof(*builder->drafts));
	mem_free(builder->rows);
	buf_free(&builder->ids);
	mem_free_wiped(builder, sizeof(*builder));
}

enum status
exact_builder_row(
    struct exact_builder *builder, struct slice account, struct err *err_r)
{
	struct row_id *row;

	if (builder->nrows == EXACT_ENTRIES_MAX)
		return err_set(
		    err_r, STATUS_DATA, "more than %d rows", EXACT_ENTRIES_MAX);
	if (!mem_grow((void **)&builder->rows, &builder->rows_cap,
		builder->nrows, sizeof(*builder->rows)))
		return err_nomem(err_r);
	row = &builder->rows[builder->nrows++];
	row->at = builder->ids.len;
	row->len = account.len;
	row->account = EXACT_NOBODY;
	return buf_add(&builder->ids, account) ? STATUS_OK : err_nomem(err_r);
}

/* Takes a value down; a failure sticks in the builder. */
static void
keep(const struct cell *cell, enum exact_form form, struct exact_sum sum)
{
	struct exact_builder *builder = cell->builder;
	struct draft *draft;

	if (!mem_grow((void **)&builder->drafts, &builder->drafts_cap,
		builder->ndrafts, sizeof(*builder->drafts))) {
		builder->failed = true;
		return;
	}
	draft = &builder->drafts[builder->ndrafts++];
	exact_block(form, sum, draft->block);
	draft->row = (uint32_t)(builder->nrows - 1);
	draft->column = (uint16_t)cell->column;
	draft->form = (uint16_t)form;
}

static void
keep_whole(const struct cell *cell, struct exact_sum sum, size_t len)
{
	cell->builder->header.lengths[len / 8] |=
	    (unsigned char)(1u << len % 8);
	keep(cell, EXACT_FORM_WHOLE, sum);
}

static struct exact_sum
sum_of(const struct exact_builder *builder, struct slice text)
{
	return exact_sum_add(
	    &builder->key, (struct exact_sum){ { 0, 0 } }, text);
}

/* Would such a number fire on ordinary text? */
static bool
number_is_small(const struct exact_number *number)
{
	long value;

	if (number->len >= 5) /* digits, and a point perhaps */
		return false;
	value = strtol(number->text, NULL, 10);
	return value < EXACT_NUMBER_MIN ||
	    (value >= YEAR_FIRST && value <= YEAR_LAST);
}

static void
take_number(const struct exact_number *number, void *arg)
{
	struct cell *cell = arg;
	struct exact_number copy = *number;
	struct exact_sum sum;

	if (number->last != cell->last)
		return;
	cell->number = true;
	copy.text[copy.len] = '\0';
	if (number_is_small(&copy) && !cell->builder->keep_common)
		return;
	cell->kept = true;
	sum = sum_of(cell->builder, slice_make(number->text, number->len));
	if (number->fraction)
		keep(cell, EXACT_FORM_NUMBER, sum);
	else
		keep_whole(cell, sum, number->len);
}

/* A cell that is a number, with its currency perhaps; false: it is none. */
static bool
cell_number(struct cell *cell)
{
	const struct exact_words *words = &cell->words;
	size_t first = exact_is_currency(words, 0) ? 1 : 0, last;

	last = words->len - 1;
	if (last > first && exact_is_currency(words, last))
		last--;
	if (first > last || !words->items[first].digits)
		return false;
	cell->last = last;
	exact_numbers(words, first, take_number, cell);
	if (cell->number && !cell->kept)
		cell->builder->columns[cell->column].small++;
	return cell->number;
}

static void
cell_short(struct cell *cell)
{
	struct exact_column *column = &cell->builder->columns[cell->column];
	struct exact_sum sum = { { 0, 0 } };
	size_t len = 0;

	if (cell_number(cell))
		return;
	for (size_t i = 0; i < cell->words.len; i++) {
		struct slice word = exact_word_text(&cell->words, i);

		len += word.len;
		sum = exact_sum_add(&cell->builder->key, sum, word);
	}
	if (len > EXACT_LETTERS_MAX)
		column->large++;
	else if (len < EXACT_LETTERS_MIN && !cell->builder->keep_common)
		column->brief++;
	else
		keep_whole(cell, sum, len);
}

static void
cell_long(struct cell *cell)
{
	struct exact_builder *builder = cell->builder;
	struct exact_sum sum;
	size_t len;

	for (size_t i = 0; i + EXACT_WORDS <= cell->words.len; i++) {
		sum = (struct exact_sum){ { 0, 0 } };
		len = 0;
		for (size_t j = i; j < i + EXACT_WORDS; j++) {
			struct slice word = exact_word_text(&cell->words, j);

			len += word.len;
			sum = exact_sum_add(&builder->key, sum, word);
		}
		if (len > EXACT_LETTERS_MAX) {
			builder->columns[cell->column].large++;
			continue;
		}
		builder->header.has_eights = 1;
		keep(cell, EXACT_FORM_EIGHT, sum);
	}
}

enum status
exact_builder_cell(struct exact_builder *builder, size_t column,
    struct slice text, struct err *err_r)
{
	struct cell cell = { .builder = builder, .column = column };
	const struct text_map *map;
	struct slice folded;

	arena_reset(builder->arena);
	if (text_fold(text, builder->arena, &folded, &map) != STATUS_OK ||
	    exact_words_read(folded, builder->arena, &cell.words) != STATUS_OK)
		return err_nomem(err_r);
	if (cell.words.len == 0)
		return STATUS_OK;
	builder->columns[column].cells++;
	if (cell.words.len < EXACT_WORDS)
		cell_short(&cell);
	else
		cell_long(&cell);
	if (builder->failed)
		return err_nomem(err_r);
	if (builder->ndrafts > EXACT_ENTRIES_MAX)
		return err_set(err_r, STATUS_DATA, "more than %d values",
		    EXACT_ENTRIES_MAX);
	return STATUS_OK;
}

/* The end -------------------------------------------------------------------*/

static int
compare_ids(const void *a, const void *b, void *arg)
{
	const struct exact_builder *builder = arg;
	const struct row_id *x = &builder->rows[*(const uint32_t *)a];
	const struct row_id *y = &builder->rows[*(const uint32_t *)b];

	return slice_compare(slice_make(builder->ids.ptr + x->at, x->len),
	    slice_make(builder->ids.ptr + y->at, y->len));
}

/* Gives each account a number, and *image the ids and where they begin. */
static bool
number_accounts(
    struct exact_builder *builder, struct buf *places, struct buf *ids)
{
	uint32_t *order = mem_alloc((builder->nrows + 1) * sizeof(*order));
	uint32_t accounts = 0, at = 0;
	bool ok = order != NULL;

	for (size_t i = 0; ok && i < builder->nrows; i++)
		order[i] = (uint32_t)i;
	if (ok && builder->nrows > 1)
		qsort_r(order, builder->nrows, sizeof(*order), compare_ids,
		    builder);
	for (size_t i = 0; ok && i < builder->nrows; i++) {
		struct row_id *row = &builder->rows[order[i]];
		struct slice id =
		    slice_make(builder->ids.ptr + row->at, row->len);

		if (id.len == 0)
			continue;
		if (accounts == 0 ||
		    compare_ids(&order[i - 1], &order[i], builder) != 0) {
			ok = buf_add(places,
				 slice_make((const char *)&at, sizeof(at))) &&
			    buf_add(ids, id);
			at += (uint32_t)id.len;
			accounts++;
		}
		row->account = accounts - 1;
	}
	builder->header.accounts = accounts;
	builder->header.ids = at;
	mem_free(order);
	return ok && buf_add(places, slice_make((const char *)&at, sizeof(at)));
}

/* Enciphers the drafts into entries, which lie in their place. */
static bool
encipher(struct exact_builder *builder, struct exact_entry *entries)
{
	unsigned char blocks[CIPHER_STEP * CRYPT_BLOCK_LEN];
	size_t some;

	for (size_t i = 0; i < builder->ndrafts; i += some) {
		some = builder->ndrafts - i;
		if (some > CIPHER_STEP)
			some = CIPHER_STEP;
		for (size_t j = 0; j < some; j++)
			memcpy(blocks + j * CRYPT_BLOCK_LEN,
			    builder->drafts[i + j].block, CRYPT_BLOCK_LEN);
		if (!crypt_blocks_run(builder->blocks, blocks, some))
			return false;
		for (size_t j = 0; j < some; j++) {
			const struct draft *draft = &builder->drafts[i + j];

			entries[i + j] = (struct exact_entry){
				exact_print(blocks + j * CRYPT_BLOCK_LEN),
				draft->row, draft->column, draft->form
			};
		}
	}
	return true;
}

static int
compare_entries(const void *a, const void *b)
{
	const struct exact_entry *x = a, *y = b;

	if (x->print != y->print)
		return x->print < y->print ? -1 : 1;
	if (x->row != y->row)
		return x->row < y->row ? -1 : 1;
	return x->column < y->column ? -1 : x->column > y->column;
}

/* Is the value of entries[0, n) in rows of too many accounts? */
static bool
is_shared(const struct exact_builder *builder,
    const struct exact_entry *entries, size_t n)
{
	uint32_t seen[EXACT_ACCOUNTS_MAX];
	size_t nseen = 0, j;

	for (size_t i = 0; i < n; i++) {
		uint32_t account = builder->rows[entries[i].row].account;

		if (i > 0 && entries[i].row == entries[i - 1].row)
			continue;
		for (j = 0; j < nseen; j++)
			if (account != EXACT_NOBODY && seen[j] == account)
				break;
		if (j < nseen)
			continue;
		if (nseen == EXACT_ACCOUNTS_MAX)
			return true;
		seen[nseen++] = account;
	}
	return false;
}

/* Drops what stands twice and what is too common; how many are left. */
static size_t
thin_out(struct exact_builder *builder, struct exact_entry *entries, size_t len)
{
	size_t kept = 0, n;
	bool shared;

	for (size_t i = 0; i < len; i += n) {
		for (n = 1;
		     i + n < len && entries[i + n].print == entries[i].print;
		     n++)
			;
		shared =
		    !builder->keep_common && is_shared(builder, entries + i, n);
		for (size_t j = i; j < i + n; j++) {
			struct exact_column *column =
			    &builder->columns[entries[j].column];

			if (shared)
				column->shared++;
			else if (j == i ||
			    compare_entries(&entries[j], &entries[kept - 1]) !=
				0) {
				column->values++;
				entries[kept++] = entries[j];
			}
		}
	}
	return kept;
}

bool
exact_image_check(
    const struct exact_key *key, struct crypt_blocks *blocks, uint64_t *check_r)
{
	unsigned char block[CRYPT_BLOCK_LEN];
	struct exact_sum sum = exact_sum_add(
	    key, (struct exact_sum){ { 0, 0 } }, SLICE("sendgate"));

	exact_block(EXACT_FORM_WHOLE, sum, block);
	if (!crypt_blocks_run(blocks, block, 1))
		return false;
	*check_r = exact_print(block);
	return true;
}

static bool
put(struct buf *image, const void *bytes, size_t len)
{
	return buf_add(image, slice_make(bytes, len));
}

/* Header, entries, the rows' accounts, and the hash over all. */
static bool
write_image(struct exact_builder *builder, const struct exact_entry *entries,
    const struct buf *places, const struct buf *ids, struct buf *image)
{
	struct exact_header *header = &builder->header;
	size_t start = image->len;
	unsigned char hash[CRYPT_SHA256_LEN];
	bool ok;

	memcpy(header->magic, EXACT_MAGIC, sizeof(header->magic));
	header->order = EXACT_ORDER;
	header->rows = builder->nrows;
	ok = put(image, header, sizeof(*header)) &&
	    put(image, entries, header->entries * sizeof(*entries));
	for (size_t i = 0; ok && i < builder->nrows; i++)
		ok = put(image, &builder->rows[i].account, sizeof(uint32_t));
	return ok && buf_add(image, buf_slice(places)) &&
	    buf_add(image, buf_slice(ids)) &&
	    crypt_sha256(slice_make(image->ptr + start, image->len - start),
		hash) == STATUS_OK &&
	    put(image, hash, sizeof(hash));
}

enum status
exact_builder_end(struct exact_builder *builder, struct exact_column *columns,
    size_t ncolumns, struct buf *image, struct err *err_r)
{
	struct exact_entry *entries =
	    mem_alloc(builder->ndrafts * sizeof(*entries));
	struct buf places, ids;
	bool ok;

	buf_init(&places, IDS_MAX);
	buf_init(&ids, IDS_MAX);
	ok = entries != NULL && encipher(builder, entries) &&
	    exact_image_check(
		&builder->key, builder->blocks, &builder->header.check) &&
	    number_accounts(builder, &places, &ids);
	if (ok) {
		if (builder->ndrafts > 1)
			qsort(entries, builder->ndrafts, sizeof(*entries),
			    compare_entries);
		builder->header.entries =
		    thin_out(builder, entries, builder->ndrafts);
		ok = write_image(builder, entries, &places, &ids, image);
	}
	memcpy(columns, builder->columns, ncolumns * sizeof(*columns));
	buf_free(&ids);
	buf_free(&places);
	mem_free(entries);
	return ok ? STATUS_OK : err_nomem(err_r);
}
