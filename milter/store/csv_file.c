/*
 * csv_file.c - a CSV read from a file, row by row, its bad rows told.
 */
#include "store/csv_file.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

static ssize_t
file_read(void *arg, char *into, size_t size)
{
	const int *fd = arg;
	ssize_t got;

	do {
		got = read(*fd, into, size);
	} while (got < 0 && errno == EINTR);
	return got;
}

static int
file_open(const char *path, const int *fd)
{
	if (fd != NULL)
		return dup(*fd);
	if (strcmp(path, "-") == 0)
		return dup(STDIN_FILENO);
	return open(path, O_RDONLY | O_CLOEXEC);
}

enum status
csv_file_open(struct csv_file *file, const char *path, const int *fd,
    struct diag_list *diags, struct err *err_r)
{
	*file = (struct csv_file){
		.name = path, .diags = diags, .fd = file_open(path, fd)
	};
	if (file->fd < 0)
		return err_set(
		    err_r, STATUS_NOINPUT, "%s: %s", path, strerror(errno));
	file->csv = csv_new((struct csv_source){ file_read, &file->fd });
	if (file->csv != NULL)
		return STATUS_OK;
	csv_file_close(file);
	return err_nomem(err_r);
}

void
csv_file_close(struct csv_file *file)
{
	csv_free(file->csv);
	if (file->fd >= 0)
		(void)close(file->fd);
	file->csv = NULL;
	file->fd = -1;
}

/* The next good row; *there_r is false at the end. */
static enum status
file_next(struct csv_file *file, struct csv_row *row_r, bool *there_r,
    struct err *err_r)
{
	enum csv_result result;
	struct csv_bad bad;
	enum status status;

	for (;;) {
		status = csv_next(file->csv, &result, row_r, &bad, err_r);
		*there_r = status == STATUS_OK && result == CSV_ROW;
		if (status != STATUS_OK || result != CSV_BAD)
			return status;
		file->bad++;
		diag_error(file->diags,
		    (struct diag_place){ file->name, bad.line, bad.column },
		    "%s", bad.why);
	}
}

enum status
csv_file_header_bad(const struct csv_file *file, struct err *err_r)
{
	return err_set(
	    err_r, STATUS_DATA, "%s: the header row is wrong", file->name);
}

enum status
csv_file_header(struct csv_file *file, struct csv_row *row_r, struct err *err_r)
{
	struct diag_place place = { file->name, 1, 0 };
	enum csv_result result;
	struct csv_bad bad;
	enum status status;

	status = csv_next(file->csv, &result, row_r, &bad, err_r);
	if (status != STATUS_OK)
		return status;
	if (result == CSV_ROW) {
		csv_expect(file->csv, row_r->ncells);
		return STATUS_OK;
	}
	if (result == CSV_END)
		diag_error(file->diags, place, "there is no header row");
	else
		diag_error(file->diags,
		    (struct diag_place){ file->name, bad.line, bad.column },
		    "%s", bad.why);
	return csv_file_header_bad(file, err_r);
}

enum status
csv_file_bad(const struct csv_file *file, int64_t bad, struct err *err_r)
{
	return err_set(err_r, STATUS_DATA,
	    "%s: %" PRId64 " bad row%s, nothing was changed", file->name, bad,
	    bad == 1 ? "" : "s");
}

bool
csv_file_column(const char *name, const struct csv_row *header,
    struct slice column, bool required, struct diag_list *diags, size_t *at_r)
{
	struct diag_place place = { name, header->line, 0 };

	*at_r = SLICE_NONE;
	for (size_t i = 0; i < header->ncells; i++) {
		if (!slice_equal_nocase(
			slice_trim(header->cells[i].text), column))
			continue;
		if (*at_r != SLICE_NONE) {
			place.line = header->cells[i].line;
			place.column = header->cells[i].column;
			diag_error(diags, place, "column %.*s stands twice",
			    SLICE_ARG(column));
			return false;
		}
		*at_r = i;
	}
	if (*at_r != SLICE_NONE || !required)
		return true;
	diag_error(diags, place, "no column %.*s%s", SLICE_ARG(column),
	    header->ncells == 1 ? " (cells are separated by commas)" : "");
	return false;
}

enum status
csv_file_rows(struct csv_file *file, bool skip_bad,
    enum status (*each)(
	const struct csv_row *row, void *arg, struct err *err_r),
    void *arg, struct err *err_r)
{
	struct csv_row row;
	enum status status;
	bool there;

	for (;;) {
		status = file_next(file, &row, &there, err_r);
		if (status != STATUS_OK || !there)
			break;
		status = each(&row, arg, err_r);
		if (status != STATUS_OK)
			break;
	}
	if (status == STATUS_OK && file->bad > 0 && !skip_bad)
		return csv_file_bad(file, file->bad, err_r);
	return status;
}
