/*
 * suppress_import.c - a CSV of addresses and domains, all or nothing.
 */
#include <inttypes.h>
#include <stdio.h>

#include "base/clock.h"
#include "store/csv_file.h"
#include "store/handle.h"
#include "store/suppress.h"

#define IMPORT_ARENA ((size_t)1 << 30) /* bytes of all rows' pieces */

enum column {
	COLUMN_TARGET,
	COLUMN_REASON,
	COLUMN_SOURCE,
	COLUMN_UNTIL,
	COLUMNS
};

static const char *const names[COLUMNS][3] = {
	[COLUMN_TARGET] = { "address", "domain", "email" },
	[COLUMN_REASON] = { "reason", NULL, NULL },
	[COLUMN_SOURCE] = { "source", NULL, NULL },
	[COLUMN_UNTIL] = { "until", NULL, NULL },
};

struct import {
	const struct suppress_import *params;
	struct csv_file file;
	struct arena *arena;
	size_t at[COLUMNS];
	struct VEC(struct suppression) rows;
	int64_t time_us;
};

static size_t
column_find(const struct csv_row *header, enum column column)
{
	for (size_t i = 0; i < header->ncells; i++)
		for (size_t j = 0; j < 3 && names[column][j] != NULL; j++)
			if (slice_equal_nocase(
				slice_trim(header->cells[i].text),
				slice_cstr(names[column][j])))
				return i;
	return SLICE_NONE;
}

static enum status
import_header(struct import *import, struct err *err_r)
{
	struct csv_row header;
	enum status status = csv_file_header(&import->file, &header, err_r);

	if (status != STATUS_OK)
		return status;
	for (int c = 0; c < COLUMNS; c++)
		import->at[c] = column_find(&header, (enum column)c);
	if (import->at[COLUMN_TARGET] != SLICE_NONE)
		return STATUS_OK;
	diag_error(import->file.diags,
	    (struct diag_place){ import->file.name, header.line, 0 },
	    "no column address, domain or email");
	return csv_file_header_bad(&import->file, err_r);
}

static struct slice
cell_text(
    const struct import *import, const struct csv_row *row, enum column column)
{
	if (import->at[column] == SLICE_NONE)
		return SLICE_EMPTY;
	return slice_trim(row->cells[import->at[column]].text);
}

static void
cell_wrong(struct import *import, const struct csv_row *row, enum column column,
    const char *why)
{
	const struct csv_cell *cell = &row->cells[import->at[column]];

	import->file.bad++;
	diag_error(import->file.diags,
	    (struct diag_place){ import->file.name, cell->line, cell->column },
	    "%s", why);
}

static enum status
import_row(const struct csv_row *row, void *arg, struct err *err_r)
{
	struct import *import = arg;
	const struct suppress_import *params = import->params;
	struct suppression read = { .time_us = import->time_us,
		.actor = params->actor };
	struct slice until = cell_text(import, row, COLUMN_UNTIL);
	struct suppression *place;

	read.target = suppress_target(
	    cell_text(import, row, COLUMN_TARGET), import->arena);
	if (read.target.ptr == NULL) {
		cell_wrong(import, row, COLUMN_TARGET,
		    "neither an address nor a domain");
		return arena_failed(import->arena) ? err_nomem(err_r) :
						     STATUS_OK;
	}
	if (until.len > 0 && !clock_parse(until, &read.until_us)) {
		cell_wrong(
		    import, row, COLUMN_UNTIL, "no time such as 2026-11-02");
		return STATUS_OK;
	}
	read.reason =
	    arena_copy(import->arena, cell_text(import, row, COLUMN_REASON));
	if (read.reason.len == 0)
		read.reason = params->reason;
	read.source =
	    arena_copy(import->arena, cell_text(import, row, COLUMN_SOURCE));
	place = VEC_PUSH(import->arena, &import->rows);
	if (place == NULL || arena_failed(import->arena))
		return err_nomem(err_r);
	*place = read;
	return STATUS_OK;
}

static enum status
import_record(
    struct store *store, const struct import *import, struct err *err_r)
{
	char rows[24];
	const int len = snprintf(
	    rows, sizeof(rows), "%" PRIu64, (uint64_t)import->rows.len);
	const struct journal_pair fields[] = {
		{ "target", SLICE("suppression") },
		{ "rows", slice_make(rows, (size_t)len) },
	};
	const struct journal_event event = {
		.event = "import",
		.actor = import->params->actor,
		.about = SLICE_EMPTY,
		.reason = import->params->reason,
		.fields = fields,
		.nfields = sizeof(fields) / sizeof(fields[0]),
		.time_us = import->time_us,
	};

	return journal_append_event(store, &event, NULL, err_r);
}

static enum status
import_put(struct store *store, const struct import *import, struct err *err_r)
{
	enum status status = store_begin(store, err_r);

	if (status != STATUS_OK)
		return status;
	for (size_t i = 0; status == STATUS_OK && i < import->rows.len; i++)
		status = store->engine->suppress->put(
		    store->db, &import->rows.items[i], err_r);
	if (status == STATUS_OK)
		status = import_record(store, import, err_r);
	return store_end(store, status, err_r);
}

enum status
suppress_import_csv(struct store *store, const struct suppress_import *params,
    struct diag_list *diags, int64_t *added_r, int64_t *bad_r,
    struct err *err_r)
{
	struct import import = {
		.params = params, .rows = VEC_INIT, .time_us = clock_wall_us()
	};
	enum status status;

	*added_r = *bad_r = 0;
	status =
	    csv_file_open(&import.file, params->path, params->fd, diags, err_r);
	if (status != STATUS_OK)
		return status;
	import.arena = arena_new(IMPORT_ARENA);
	status = import.arena == NULL ? err_nomem(err_r) :
					import_header(&import, err_r);
	if (status == STATUS_OK)
		status = csv_file_rows(
		    &import.file, params->skip_bad, import_row, &import, err_r);
	if (status == STATUS_OK)
		status = import_put(store, &import, err_r);
	*added_r = (int64_t)import.rows.len;
	*bad_r = import.file.bad;
	arena_free(import.arena);
	csv_file_close(&import.file);
	return status;
}
