/*
 * dataset_import.c - a CSV to a data set's new generation, all or nothing.
 *
 * The cells are hashed as they are read; the write lock of the database is
 * held only for the row of the swap and its record.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/id.h"
#include "store/csv_file.h"
#include "store/dataset.h"
#include "store/handle.h"

struct import {
	struct store *store;
	const struct dataset_import *params;
	struct csv_file file;
	struct arena *arena;
	struct exact_builder *builder;
	size_t account; /* of the columns; SLICE_NONE: none */
	size_t *taken;  /* the columns, by the result's */
	struct dataset_result *result;
	struct id generation;
	int64_t time_us;
};

static bool
column_find(const struct import *import, const struct csv_row *header,
    struct slice name, size_t *at_r)
{
	return csv_file_column(import->file.name, header, slice_trim(name),
	    true, import->file.diags, at_r);
}

static enum status
column_take(struct import *import, const struct csv_row *header, size_t at)
{
	struct dataset_result *result = import->result;
	struct slice name = slice_trim(header->cells[at].text);

	import->taken[result->ncolumns] = at;
	result->columns[result->ncolumns].name =
	    arena_copy(import->arena, name);
	if (result->columns[result->ncolumns++].name.ptr == NULL)
		return STATUS_NOMEM;
	return STATUS_OK;
}

/* Which columns to take, by the header row; *ok_r: all are there. */
static enum status
columns_take(struct import *import, const struct csv_row *header, bool *ok_r)
{
	const struct dataset_import *params = import->params;
	enum status status = STATUS_OK;
	size_t at;

	*ok_r = true;
	import->account = SLICE_NONE;
	if (params->account != NULL)
		*ok_r = column_find(import, header, slice_cstr(params->account),
		    &import->account);
	for (size_t i = 0; i < params->ncolumns && status == STATUS_OK; i++) {
		if (!column_find(import, header, params->columns[i], &at))
			*ok_r = false;
		else if (import->result->ncolumns < header->ncells)
			status = column_take(import, header, at);
	}
	for (size_t i = 0;
	     params->ncolumns == 0 && i < header->ncells && status == STATUS_OK;
	     i++)
		if (i != import->account)
			status = column_take(import, header, i);
	return status;
}

static enum status
import_header(struct import *import, struct err *err_r)
{
	struct dataset_result *result = import->result;
	struct csv_row header;
	enum status status;
	bool ok;

	status = csv_file_header(&import->file, &header, err_r);
	if (status != STATUS_OK)
		return status;
	import->taken =
	    arena_calloc(import->arena, header.ncells, sizeof(*import->taken));
	result->columns = arena_calloc(
	    import->arena, header.ncells, sizeof(*result->columns));
	if (import->taken == NULL || result->columns == NULL ||
	    columns_take(import, &header, &ok) != STATUS_OK)
		return err_nomem(err_r);
	if (!ok)
		return csv_file_header_bad(&import->file, err_r);
	return STATUS_OK;
}

static enum status
import_row(const struct csv_row *row, void *arg, struct err *err_r)
{
	struct import *import = arg;
	struct slice account = SLICE_EMPTY;
	enum status status;

	if (import->account != SLICE_NONE) {
		const struct csv_cell *cell = &row->cells[import->account];

		account = slice_trim(cell->text);
		if (account.len == 0) {
			import->file.bad++;
			diag_error(import->file.diags,
			    (struct diag_place){
				import->file.name, cell->line, cell->column },
			    "%s is empty", import->params->account);
			return STATUS_OK;
		}
	}
	if (import->file.bad > 0 && !import->params->skip_bad)
		return STATUS_OK; /* nothing will come of it */
	status = exact_builder_row(import->builder, account, err_r);
	for (size_t i = 0; i < import->result->ncolumns && status == STATUS_OK;
	     i++)
		status = exact_builder_cell(import->builder, i,
		    row->cells[import->taken[i]].text, err_r);
	import->result->rows++;
	return status;
}

/* Ends the builder's work: the image, and what became of each column. */
static enum status
import_image(struct import *import, struct buf *image, struct err *err_r)
{
	struct dataset_result *result = import->result;
	struct exact_column *found =
	    arena_calloc(import->arena, result->ncolumns + 1, sizeof(*found));
	enum status status;

	if (found == NULL)
		return err_nomem(err_r);
	status = exact_builder_end(
	    import->builder, found, result->ncolumns, image, err_r);
	for (size_t i = 0; i < result->ncolumns; i++) {
		result->columns[i].found = found[i];
		result->values += found[i].values;
	}
	return status;
}

static enum status
import_record(struct import *import, struct err *err_r)
{
	const struct dataset_result *result = import->result;
	char rows[24], values[24], skipped[24];
	const int nrows =
	    snprintf(rows, sizeof(rows), "%" PRId64, result->rows);
	const int nvalues =
	    snprintf(values, sizeof(values), "%" PRId64, result->values);
	const int nskipped =
	    snprintf(skipped, sizeof(skipped), "%" PRId64, result->skipped);
	const struct journal_pair fields[] = {
		{ "target", SLICE("exact") },
		{ "dataset", slice_cstr(import->params->name) },
		{ "generation", slice_cstr(result->generation) },
		{ "rows", slice_make(rows, (size_t)nrows) },
		{ "values", slice_make(values, (size_t)nvalues) },
		{ "skipped", slice_make(skipped, (size_t)nskipped) },
	};
	const struct journal_event event = {
		.event = "import",
		.actor = import->params->actor,
		.about = SLICE_EMPTY,
		.reason = SLICE_EMPTY,
		.fields = fields,
		.nfields = sizeof(fields) / sizeof(fields[0]),
		.time_us = import->time_us,
	};

	return journal_append_event(import->store, &event, NULL, err_r);
}

/* The short transaction; old is the generation that it replaced, or "". */
static enum status
import_swap(struct import *import, char old[27], struct err *err_r)
{
	struct store *store = import->store;
	const struct dataset_ops *ops = store->engine->datasets;
	struct dataset set = {
		.name = slice_cstr(import->params->name),
		.generation = slice_cstr(import->result->generation),
		.account = slice_cstr(import->params->account),
		.imported_us = import->time_us,
		.rows = import->result->rows,
		.values = import->result->values,
	};
	struct buf columns;
	enum status status = store_begin(store, err_r);

	if (status != STATUS_OK)
		return status;
	buf_init(&columns, CSV_ROW_MAX);
	for (size_t i = 0; i < import->result->ncolumns; i++)
		(void)buf_printf(&columns, "%s%.*s", i > 0 ? "\n" : "",
		    SLICE_ARG(import->result->columns[i].name));
	set.columns = buf_slice(&columns);
	if (buf_failed(&columns))
		status = err_nomem(err_r);
	if (status == STATUS_OK)
		status = ops->generation(store->db, set.name, old, err_r);
	if (status == STATUS_OK)
		status = ops->put(store->db, &set, err_r);
	if (status == STATUS_OK)
		status = import_record(import, err_r);
	buf_free(&columns);
	return store_end(store, status, err_r);
}

static enum status
import_stage(struct import *import, const struct buf *image, struct err *err_r)
{
	const struct dataset_ops *ops = import->store->engine->datasets;
	char old[27] = "";
	enum status status;
	int lock;

	status = ops->image_write(import->store->db, import->result->generation,
	    buf_slice(image), &lock, err_r);
	if (status != STATUS_OK)
		return status;
	status = import_swap(import, old, err_r);
	if (status != STATUS_OK)
		ops->image_drop(import->store->db, import->result->generation);
	else if (old[0] != '\0')
		ops->image_drop(import->store->db, old);
	ops->image_unlock(lock);
	return status;
}

static enum status
import_run(struct import *import, struct err *err_r)
{
	struct buf image;
	enum status status;

	buf_init(&image, DATASET_IMAGE_MAX);
	memcpy(import->result->generation, import->generation.text,
	    sizeof(import->result->generation));
	status = import_header(import, err_r);
	if (status == STATUS_OK)
		status = csv_file_rows(&import->file, import->params->skip_bad,
		    import_row, import, err_r);
	import->result->skipped = import->file.bad;
	if (status == STATUS_OK)
		status = import_image(import, &image, err_r);
	if (status == STATUS_OK)
		status = import_stage(import, &image, err_r);
	buf_free(&image);
	return status;
}

enum status
dataset_import_csv(struct store *store, const struct dataset_import *params,
    struct diag_list *diags, struct arena *arena,
    struct dataset_result *result_r, struct err *err_r)
{
	struct import import = { .store = store,
		.params = params,
		.arena = arena,
		.result = result_r };
	enum status status;

	memset(result_r, 0, sizeof(*result_r));
	if (store->read_only)
		return err_set(err_r, STATUS_DENIED,
		    "the database is open for reading only");
	status =
	    csv_file_open(&import.file, params->path, params->fd, diags, err_r);
	if (status != STATUS_OK)
		return status;
	import.time_us = clock_wall_us();
	import.builder = exact_builder_new(params->secret, params->keep_common);
	if (import.builder == NULL)
		status = err_nomem(err_r);
	else if (!id_new(import.time_us, &import.generation))
		status = err_set(err_r, STATUS_INTERNAL, "no random bytes");
	else
		status = import_run(&import, err_r);
	exact_builder_free(import.builder);
	csv_file_close(&import.file);
	return status;
}
