/*
 * book.h - the account book.
 *
 * An import is checked and staged as a database file of its own, off to the
 * side, and then swapped in by a transaction of two rows, so that it never
 * makes a verdict or a kill wait; the old file is deleted after.  A store that
 * looks an address up notices the swap by itself (inside a transaction it is
 * exact).
 */
#ifndef STORE_BOOK_H
#define STORE_BOOK_H

#include "base/diag.h"
#include "store/store.h"

#define BOOK_LIST_MAX 1000  /* aliases, domains or emails in a cell */
#define BOOK_CELL_MAX 65536 /* bytes of a CSV cell */
#define BOOK_COLUMN_MAX 1000

struct book_import {
	const char *path; /* CSV; "-" or /dev/stdin work */
	const int *fd;    /* path, open for reading; NULL: to be opened */
	const char *const *maps; /* "tier=Account_Tier__c" */
	size_t nmaps;
	const char *const *tiers; /* names that are known */
	size_t ntiers;
	bool skip_bad;
	struct slice actor;
};

#define BOOK_SAMPLE_MAX 10
#define BOOK_SAMPLE_BYTES 64

struct book_result {
	int64_t accounts;
	int64_t skipped;
	/* names and aliases that are ordinary words (rule/names.h), the first
	   few of them, and those that are too little to be looked for */
	int64_t ordinary, nothing;
	char sample[BOOK_SAMPLE_MAX][BOOK_SAMPLE_BYTES];
	size_t nsample;
	char generation[27];
};

/*
 * Imports.  A bad row goes to diags with line and column; STATUS_DATA then,
 * and nothing changes, unless skip_bad.  STATUS_NOINPUT, STATUS_FULL ...
 */
enum status book_import_csv(struct store *store,
    const struct book_import *import, struct diag_list *diags,
    struct book_result *result_r, struct err *err_r);

struct book_account {
	struct slice id, name, tier, owner;
	struct slice aliases, domains, emails; /* joined by ";" */
};

/*
 * The account of a recipient: by exact address (case aside), then by the
 * longest matching domain.  STATUS_NOTFOUND where it is in none, or where
 * there is no book.
 */
enum status book_lookup(struct store *store, struct slice address,
    struct arena *arena, struct book_account *account_r, struct err *err_r);

enum status book_show(struct store *store, struct slice id, struct arena *arena,
    struct book_account *account_r, struct err *err_r);

struct book_filter {
	const char *tier, *owner, *name; /* name: substring, case aside */
	long limit;                      /* 0: all */
};

enum status book_list(struct store *store, const struct book_filter *filter,
    bool (*each)(const struct book_account *account, void *arg), void *arg,
    struct err *err_r);

struct book_info {
	int64_t accounts;
	int64_t imported_us; /* 0: no book */
	char generation[27];
};
enum status book_info(
    struct store *store, struct book_info *info_r, struct err *err_r);

#endif
