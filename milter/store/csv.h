/*
 * csv.h - a streaming reader of CSV (RFC 4180, UTF-8) that knows where each
 * cell stands.
 *
 * Rows end in CRLF or LF; a quoted cell may hold commas, quotes (doubled) and
 * line ends; a byte order mark at the front is dropped; empty lines are
 * skipped.  A row that is wrong is told with its place and the reader goes on
 * with the next.  It knows nothing of columns' names.
 */
#ifndef STORE_CSV_H
#define STORE_CSV_H

#include <sys/types.h>

#include "base/slice.h"
#include "base/status.h"

#define CSV_CELL_MAX ((size_t)65536) /* bytes of a cell */
#define CSV_COLUMN_MAX ((size_t)1000)
#define CSV_ROW_MAX ((size_t)8 << 20) /* bytes of a row's cells together */

struct csv_cell {
	struct slice text;
	unsigned line, column; /* of its first byte, from 1; column in bytes */
};

struct csv_row {
	const struct csv_cell *cells;
	size_t ncells;
	unsigned line;
};

enum csv_result {
	CSV_ROW, /* *row_r is good until the next call */
	CSV_BAD, /* *bad_r says what is wrong with a row, and where */
	CSV_END
};

struct csv_bad {
	const char *why;
	unsigned line, column;
};

/* Gives up to size bytes; 0 at the end, -1 with errno on failure. */
struct csv_source {
	ssize_t (*read)(void *arg, char *into, size_t size);
	void *arg;
};

struct csv;

/* NULL when out of memory. */
struct csv *csv_new(struct csv_source source);
void csv_free(struct csv *csv);

/* From now on, a row with another number of cells is bad; 0: any. */
void csv_expect(struct csv *csv, size_t ncells);

/*
 * The next row.  STATUS_IO where the source fails, STATUS_NOMEM; after either
 * the reader is at its end.
 */
enum status csv_next(struct csv *csv, enum csv_result *result_r,
    struct csv_row *row_r, struct csv_bad *bad_r, struct err *err_r);

#endif
