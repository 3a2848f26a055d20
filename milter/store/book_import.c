/*
 * book_import.c - a CSV to a new generation of the book, all or nothing.
 *
 * Everything that takes time happens on a file of its own; the write lock of
 * the database is held only for the two rows of the swap and its record.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/id.h"
#include "rule/names.h"
#include "store/book_row.h"
#include "store/csv_file.h"
#include "store/handle.h"

#define IMPORT_ARENA (CSV_ROW_MAX * 8) /* bytes of one row's pieces */

struct import {
	struct store *store;
	const struct book_import *params;
	struct book_result *result;
	struct csv_file file;
	struct arena *arena;
	struct book_columns columns;
	struct book_stage *stage;
	struct id generation;
	int64_t time_us;
};

static enum status
import_header(struct import *import, struct err *err_r)
{
	const struct book_names names = { import->file.name,
		import->params->maps, import->params->nmaps };
	struct csv_row header;
	enum status status;

	status = csv_file_header(&import->file, &header, err_r);
	if (status != STATUS_OK)
		return status;
	if (!book_columns_find(
		&header, &names, import->file.diags, &import->columns))
		return csv_file_header_bad(&import->file, err_r);
	return STATUS_OK;
}

/* Counts a name that would be found in ordinary text. */
static enum status
name_look(struct import *import, struct slice name)
{
	struct book_result *result = import->result;
	enum name_kind kind;
	enum status status = name_kind_of(name, import->arena, &kind);

	if (status != STATUS_OK || name.len == 0 || kind == NAME_PLAIN)
		return status;
	if (kind == NAME_NOTHING) {
		result->nothing++;
		return STATUS_OK;
	}
	result->ordinary++;
	if (result->nsample < BOOK_SAMPLE_MAX && name.len < BOOK_SAMPLE_BYTES)
		(void)snprintf(result->sample[result->nsample++],
		    BOOK_SAMPLE_BYTES, "%.*s", SLICE_ARG(name));
	return STATUS_OK;
}

static enum status
names_look(struct import *import, const struct book_account *account)
{
	struct slice rest = account->aliases, alias;
	enum status status = name_look(import, account->name);

	while (status == STATUS_OK && account->aliases.len > 0 &&
	    slice_cut(&rest, ';', &alias))
		status = name_look(import, alias);
	return status;
}

static enum status
import_row(const struct csv_row *csv, void *arg, struct err *err_r)
{
	struct import *import = arg;
	const struct book_reader reader = { &import->columns, import->file.name,
		import->params->tiers, import->params->ntiers,
		import->file.diags };
	struct book_row row;
	enum status status;
	bool ok = false;

	arena_reset(import->arena);
	status = book_row_read(&reader, csv, import->arena, &row, &ok);
	if (status != STATUS_OK)
		return err_nomem(err_r);
	if (!ok) {
		import->file.bad++;
		return STATUS_OK;
	}
	if (import->file.bad > 0 && !import->params->skip_bad)
		return STATUS_OK; /* nothing will come of it */
	if (names_look(import, &row.account) != STATUS_OK)
		return err_nomem(err_r);
	return import->store->engine->book->stage_add(
	    import->stage, &row, err_r);
}

static void
import_clash(const struct book_clash *clash, void *arg)
{
	struct import *import = arg;

	diag_error(import->file.diags,
	    (struct diag_place){
		import->file.name, clash->line, clash->column },
	    "%s %.*s stands in line %u already", clash->what,
	    SLICE_ARG(slice_sub(clash->text, 0, 80)), clash->other_line);
}

/* Reads and stages everything; the result's counts are set. */
static enum status
import_stage(struct import *import, struct err *err_r)
{
	struct book_seal seal = { .skip_bad = import->params->skip_bad,
		.clash = import_clash,
		.arg = import };
	enum status status;

	status = csv_file_rows(
	    &import->file, import->params->skip_bad, import_row, import, err_r);
	if (status != STATUS_OK)
		return status;
	status = import->store->engine->book->stage_seal(
	    import->stage, &seal, err_r);
	if (status != STATUS_OK)
		return status;
	if (seal.clashes > 0 && !import->params->skip_bad)
		return csv_file_bad(&import->file, seal.clashes, err_r);
	import->result->accounts = seal.accounts;
	import->result->skipped = import->file.bad + seal.clashes;
	return STATUS_OK;
}

static enum status
import_record(struct import *import, struct err *err_r)
{
	const struct book_result *result = import->result;
	char accounts[24], skipped[24];
	const int naccounts =
	    snprintf(accounts, sizeof(accounts), "%" PRId64, result->accounts);
	const int nskipped =
	    snprintf(skipped, sizeof(skipped), "%" PRId64, result->skipped);
	const struct journal_pair fields[] = {
		{ "target", SLICE("accounts") },
		{ "generation", slice_cstr(result->generation) },
		{ "accounts", slice_make(accounts, (size_t)naccounts) },
		{ "skipped", slice_make(skipped, (size_t)nskipped) },
	};
	struct journal_event event = {
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

/* The short transaction; *old_r is the generation that it replaced. */
static enum status
import_swap(struct import *import, struct book_info *old_r, struct err *err_r)
{
	const struct book_result *result = import->result;
	struct store *store = import->store;
	struct book_info info = { result->accounts, import->time_us, "" };
	enum status status = store_begin(store, err_r);

	if (status != STATUS_OK)
		return status;
	memcpy(info.generation, result->generation, sizeof(info.generation));
	status = store->engine->book->current(store->db, old_r, err_r);
	if (status == STATUS_OK)
		status = store->engine->book->swap(store->db, &info, err_r);
	if (status == STATUS_OK)
		status = import_record(import, err_r);
	return store_end(store, status, err_r);
}

static enum status
import_run(struct import *import, struct err *err_r)
{
	struct book_result *result = import->result;
	const struct book_ops *book = import->store->engine->book;
	struct book_info old = { 0, 0, "" };
	enum status status;

	status = import_header(import, err_r);
	if (status != STATUS_OK)
		return status;
	memcpy(result->generation, import->generation.text,
	    sizeof(result->generation));
	status = book->stage_open(
	    import->store->db, result->generation, &import->stage, err_r);
	if (status == STATUS_OK)
		status = import_stage(import, err_r);
	if (status == STATUS_OK)
		status = import_swap(import, &old, err_r);
	book->stage_close(import->stage, status == STATUS_OK);
	if (status == STATUS_OK && old.generation[0] != '\0')
		book->drop(import->store->db, old.generation);
	return status;
}

enum status
book_import_csv(struct store *store, const struct book_import *params,
    struct diag_list *diags, struct book_result *result_r, struct err *err_r)
{
	struct import import = {
		.store = store, .params = params, .result = result_r
	};
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
	import.arena = arena_new(IMPORT_ARENA);
	if (import.arena == NULL)
		status = err_nomem(err_r);
	else if (!id_new(import.time_us, &import.generation))
		status = err_set(err_r, STATUS_INTERNAL, "no random bytes");
	else
		status = import_run(&import, err_r);
	arena_free(import.arena);
	csv_file_close(&import.file);
	return status;
}
