/*
 * book_columns.h - which column of a CRM's export is which.
 */
#ifndef STORE_BOOK_COLUMNS_H
#define STORE_BOOK_COLUMNS_H

#include "base/diag.h"
#include "store/csv.h"

enum book_column {
	BOOK_ACCOUNT_ID,
	BOOK_NAME,
	BOOK_ALIASES,
	BOOK_DOMAINS,
	BOOK_EMAILS,
	BOOK_TIER,
	BOOK_OWNER,
	BOOK_COLUMNS
};

struct book_columns {
	size_t at[BOOK_COLUMNS]; /* SLICE_NONE: not in the file */
};

struct book_names {
	const char *file;        /* for diags */
	const char *const *maps; /* "tier=Account_Tier__c" */
	size_t nmaps;
};

const char *book_column_name(enum book_column column);

/*
 * Finds the columns in the header row; names are compared trimmed and without
 * case.  Errors go to diags; false if there was one.
 */
bool book_columns_find(const struct csv_row *header,
    const struct book_names *names, struct diag_list *diags,
    struct book_columns *columns_r);

#endif
