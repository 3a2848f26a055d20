/*
 * csv_file.h - a CSV read from a file, row by row, its bad rows told.
 */
#ifndef STORE_CSV_FILE_H
#define STORE_CSV_FILE_H

#include "base/diag.h"
#include "store/csv.h"

struct csv_file {
	const char *name; /* as people know it */
	struct diag_list *diags;
	int fd;
	struct csv *csv;
	int64_t bad; /* rows */
};

/*
 * Opens path ("-" is standard input), or duplicates *fd where that is not
 * NULL.  STATUS_NOINPUT, STATUS_NOMEM.
 */
enum status csv_file_open(struct csv_file *file, const char *path,
    const int *fd, struct diag_list *diags, struct err *err_r);
void csv_file_close(struct csv_file *file);

/*
 * The header row, after which every row must have as many cells.  STATUS_DATA,
 * said in diags, where there is none or it is wrong.
 */
enum status csv_file_header(
    struct csv_file *file, struct csv_row *row_r, struct err *err_r);
enum status csv_file_header_bad(const struct csv_file *file, struct err *err_r);

/*
 * The column of that name, compared trimmed and without case, or SLICE_NONE.
 * False, said in diags, where it stands twice, or is required and not there.
 */
bool csv_file_column(const char *name, const struct csv_row *header,
    struct slice column, bool required, struct diag_list *diags, size_t *at_r);

/*
 * Calls each() for every good row, which is good until it returns; bad ones go
 * to diags and are counted, with those that each() counts itself.  STATUS_DATA
 * in the end where there were any, unless skip_bad.
 */
enum status csv_file_rows(struct csv_file *file, bool skip_bad,
    enum status (*each)(
	const struct csv_row *row, void *arg, struct err *err_r),
    void *arg, struct err *err_r);

/* STATUS_DATA: "FILE: 3 bad rows, nothing was changed". */
enum status csv_file_bad(
    const struct csv_file *file, int64_t bad, struct err *err_r);

#endif
