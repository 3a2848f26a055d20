/*
 * dataset.h - the data sets of exact-data match.
 *
 * An import reads a CSV, keeps keyed hashes of its cells (rule/exact.h) in a
 * file of its own beside the database, and swaps that in with a transaction of
 * one row, so that it never makes a verdict or a kill wait.
 */
#ifndef STORE_DATASET_H
#define STORE_DATASET_H

#include "base/diag.h"
#include "rule/exact.h"
#include "store/store.h"

#define DATASET_NAME_MAX 64
#define DATASET_IMAGE_MAX ((size_t)4 << 30) /* bytes of one file */

struct dataset {
	struct slice name, generation;
	struct slice account; /* the column that names it, or "" */
	struct slice columns; /* whose cells are looked for, one a line */
	int64_t imported_us, rows, values;
};

/* Letters, digits and - . _, at most DATASET_NAME_MAX of them. */
bool dataset_name_is_good(struct slice name);

struct dataset_import {
	const char *path; /* CSV; "-" works */
	const int *fd;    /* path, open for reading; NULL: to be opened */
	const char *name;
	const char *account; /* a column, or NULL: the rows are nobody's */
	const struct slice *columns; /* which to take; none: all but account */
	size_t ncolumns;
	bool skip_bad;
	bool keep_common;
	struct slice actor;
	unsigned char secret[CRYPT_KEY_LEN];
};

struct dataset_column {
	struct slice name;
	struct exact_column found;
};

struct dataset_result {
	int64_t rows, skipped, values;
	char generation[27];
	struct dataset_column *columns; /* those taken, in the arena */
	size_t ncolumns;
};

/*
 * Imports, in the place of a data set of that name.  A bad row goes to diags
 * with line and column; STATUS_DATA then, and nothing changes, unless skip_bad.
 * STATUS_NOINPUT, STATUS_FULL, STATUS_BUSY (another import is under way) ...
 */
enum status dataset_import_csv(struct store *store,
    const struct dataset_import *import, struct diag_list *diags,
    struct arena *arena, struct dataset_result *result_r, struct err *err_r);

/* All of them, by name, in the arena. */
enum status dataset_list(struct store *store, struct arena *arena,
    struct dataset **list_r, size_t *n_r, struct err *err_r);

/* STATUS_NOTFOUND where there is none of that name. */
enum status dataset_drop(struct store *store, struct slice name,
    struct slice reason, struct slice actor, struct err *err_r);

/*
 * Reads the data sets of the list (as dataset_list gave it) into an index,
 * which is then the caller's.  STATUS_NOTFOUND: one was replaced meanwhile, so
 * that the list is old.  STATUS_DATA: a file is damaged, or another secret's.
 */
enum status dataset_load(struct store *store, const struct dataset *list,
    size_t n, const unsigned char secret[CRYPT_KEY_LEN],
    struct exact_index **index_r, struct err *err_r);

#endif
