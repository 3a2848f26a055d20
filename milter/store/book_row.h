/*
 * book_row.h - a row of the CSV to an account, checked.
 */
#ifndef STORE_BOOK_ROW_H
#define STORE_BOOK_ROW_H

#include "store/book_columns.h"
#include "store/engine.h"

#define BOOK_ID_MAX 200
#define BOOK_DOMAIN_MAX 253
#define BOOK_EMAIL_MAX 320

struct book_reader {
	const struct book_columns *columns;
	const char *file;
	const char *const *tiers;
	size_t ntiers;
	struct diag_list *diags;
};

/*
 * Reads one row into *row_r, in the arena; *ok_r is false where something is
 * wrong with it, which diags then says.  STATUS_NOMEM is the only error.
 */
enum status book_row_read(const struct book_reader *reader,
    const struct csv_row *csv, struct arena *arena, struct book_row *row_r,
    bool *ok_r);

/* The form in which addresses and domains are compared, in the arena. */
struct slice book_fold(struct slice text, struct arena *arena);

/*
 * An address, a domain or "@domain" in that form; ptr NULL where it is none of
 * these, or when out of memory.
 */
struct slice book_key_read(struct slice text, struct arena *arena);

/* An envelope's address in the form of the keys; ptr NULL: out of memory. */
struct slice book_address_key(struct slice address, struct arena *arena);

#endif
