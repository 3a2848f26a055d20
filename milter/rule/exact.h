/*
 * exact.h - exact-data match: sensitive values as keyed hashes, and where they
 * stand in a text.
 *
 * A short cell (fewer than EXACT_WORDS words) is its letters and digits, all in
 * a row, so that punctuation, blanks and case make no difference; a number is
 * found in every way it may be written.  A long cell is found by any
 * EXACT_WORDS words in a row.  An image is what an import makes of a data set
 * and what is kept: hashes, the accounts' ids, and nothing else of the cells.
 */
#ifndef RULE_EXACT_H
#define RULE_EXACT_H

#include <stdint.h>

#include "base/buf.h"
#include "base/vec.h"
#include "crypt/crypt.h"

#define EXACT_WORDS 8       /* of a long cell, in a row, are a hit */
#define EXACT_PIECES_MAX 16 /* words into which a text breaks a short cell */
#define EXACT_ENTRIES_MAX 50000000 /* values of one data set */
#define EXACT_ACCOUNTS_MAX 10 /* that share a value; more: it is too common */
#define EXACT_NUMBER_MIN 1000 /* a smaller number is too common */
#define EXACT_LETTERS_MIN 4   /* so is a shorter word or code */
#define EXACT_COLUMNS_MAX 1000

/* An import in the making ---------------------------------------------------*/

/* What became of the cells of a column. */
struct exact_column {
	int64_t cells;  /* with something in them */
	int64_t values; /* hashes that are kept: a long cell has many */
	int64_t small;  /* cells left out: a small number, a year */
	int64_t brief;  /* cells left out: too few letters */
	int64_t shared; /* values left out: in rows of too many accounts */
	int64_t large;  /* cells left out: too long for one value */
};

struct exact_builder;

/* secret: the installation's.  NULL when out of memory. */
struct exact_builder *exact_builder_new(
    const unsigned char secret[CRYPT_KEY_LEN], bool keep_common);
void exact_builder_free(struct exact_builder *builder); /* NULL is fine */

/* Begins a row; account "" where it is nobody's. */
enum status exact_builder_row(
    struct exact_builder *builder, struct slice account, struct err *err_r);

/* A cell of the row, UTF-8.  STATUS_DATA past EXACT_ENTRIES_MAX. */
enum status exact_builder_cell(struct exact_builder *builder, size_t column,
    struct slice cell, struct err *err_r);

/*
 * Ends it: the image is appended to *image, and columns[0, ncolumns) say what
 * became of the cells.
 */
enum status exact_builder_end(struct exact_builder *builder,
    struct exact_column *columns, size_t ncolumns, struct buf *image,
    struct err *err_r);

/* The data sets in force ---------------------------------------------------*/

/* One place of a value. */
struct exact_entry {
	uint64_t print;
	uint32_t row;
	uint16_t column;
	uint16_t form;
};

struct exact_index;

/* An index without data sets; NULL when out of memory. */
struct exact_index *exact_index_new(const unsigned char secret[CRYPT_KEY_LEN]);
void exact_index_free(struct exact_index *index); /* NULL is fine */

/*
 * Adds a data set; *image is taken over, also in failure.  STATUS_DATA where
 * it is no image, is damaged, or was made under another secret.
 */
enum status exact_index_add(struct exact_index *index, const char *dataset,
    struct buf *image, struct err *err_r);

/* The number of a data set, or SLICE_NONE. */
size_t exact_index_find(const struct exact_index *index, const char *dataset);

/* Bytes of memory that the index takes. */
size_t exact_index_size(const struct exact_index *index);

/* The account that a row belongs to; "" if none. */
struct slice exact_index_account(
    const struct exact_index *index, size_t dataset, uint32_t row);

/* A value that stands in a text: the same one may stand in several rows. */
struct exact_hit {
	size_t dataset;
	const struct exact_entry *entries;
	size_t nentries;
	size_t start, end; /* bytes of the text */
};

struct exact_hits VEC(struct exact_hit);

/*
 * Finds every value in a folded text, in the order of where they end.
 * STATUS_NOMEM and STATUS_INTERNAL (libcrypto) are the errors.  Safe on any
 * thread.
 */
enum status exact_search(const struct exact_index *index, struct slice folded,
    struct arena *arena, struct exact_hits *hits_r, struct err *err_r);

#endif
