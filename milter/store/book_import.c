/*
 * book_import.c - a CSV to a new generation of the book, all or nothing.
 *
 * Everything that takes time happens on a file of its own; the write lock of
 * the database is held only for the two rows of the swap and its record.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/id.h"
#include "store/book_row.h"
#include "store/handle.h"

#define IMPORT_ARENA (CSV_ROW_MAX * 8) /* bytes of one row's pieces */

struct import {
	struct store *store;
	const struct book_import *params;
	struct diag_list *diags;
	const char *file; /* as people know it */
	struct csv *csv;
	struct arena *arena;
	struct book_columns columns;
	struct book_stage *stage;
	int64_t bad; /* rows */
	struct id generation;
	int64_t time_us;
};

static ssize_t
import_read(void *arg, char *into, size_t size)
{
	const int *fd = arg;
	ssize_t got;

	do {
		got = read(*fd, into, size);
	} while (got < 0 && errno == EINTR);
	return got;
}

static enum status
import_header(struct import *import, struct err *err_r)
{
	const struct book_names names = { import->file, import->params->maps,
		import->params->nmaps };
	struct diag_place place = { import->file, 1, 0 };
	enum csv_result result;
	struct csv_row header;
	struct csv_bad bad;
	enum status status;

	status = csv_next(import->csv, &result, &header, &bad, err_r);
	if (status != STATUS_OK)
		return status;
	if (result == CSV_ROW &&
	    book_columns_find(
		&header, &names, import->diags, &import->columns)) {
		csv_expect(import->csv, header.ncells);
		return STATUS_OK;
	}
	if (result == CSV_END)
		diag_error(import->diags, place, "there is no header row");
	if (result == CSV_BAD) {
		place.line = bad.line;
		place.column = bad.column;
		diag_error(import->diags, place, "%s", bad.why);
	}
	return err_set(
	    err_r, STATUS_DATA, "%s: the header row is wrong", import->file);
}

static enum status
import_row(struct import *import, const struct csv_row *csv, struct err *err_r)
{
	const struct book_reader reader = { &import->columns, import->file,
		import->params->tiers, import->params->ntiers, import->diags };
	struct book_row row;
	enum status status;
	bool ok = false;

	arena_reset(import->arena);
	status = book_row_read(&reader, csv, import->arena, &row, &ok);
	if (status != STATUS_OK)
		return err_nomem(err_r);
	if (!ok) {
		import->bad++;
		return STATUS_OK;
	}
	if (import->bad > 0 && !import->params->skip_bad)
		return STATUS_OK; /* nothing will come of it */
	return import->store->engine->book->stage_add(
	    import->stage, &row, err_r);
}

static enum status
import_rows(struct import *import, struct err *err_r)
{
	enum csv_result result;
	struct csv_row row;
	struct csv_bad bad;
	enum status status;

	for (;;) {
		status = csv_next(import->csv, &result, &row, &bad, err_r);
		if (status != STATUS_OK || result == CSV_END)
			return status;
		if (result == CSV_BAD) {
			import->bad++;
			diag_error(import->diags,
			    (struct diag_place){
				import->file, bad.line, bad.column },
			    "%s", bad.why);
			continue;
		}
		status = import_row(import, &row, err_r);
		if (status != STATUS_OK)
			return status;
	}
}

static void
import_clash(const struct book_clash *clash, void *arg)
{
	struct import *import = arg;

	diag_error(import->diags,
	    (struct diag_place){ import->file, clash->line, clash->column },
	    "%s %.*s stands in line %u already", clash->what,
	    SLICE_ARG(slice_sub(clash->text, 0, 80)), clash->other_line);
}

static enum status
import_bad(const struct import *import, int64_t bad, struct err *err_r)
{
	return err_set(err_r, STATUS_DATA,
	    "%s: %" PRId64 " bad row%s, "
	    "nothing was changed",
	    import->file, bad, bad == 1 ? "" : "s");
}

/* Reads and stages everything; *result_r's counts are set. */
static enum status
import_stage(
    struct import *import, struct book_result *result_r, struct err *err_r)
{
	struct book_seal seal = { .skip_bad = import->params->skip_bad,
		.clash = import_clash,
		.arg = import };
	enum status status;

	status = import_rows(import, err_r);
	if (status != STATUS_OK)
		return status;
	if (import->bad > 0 && !import->params->skip_bad)
		return import_bad(import, import->bad, err_r);
	status = import->store->engine->book->stage_seal(
	    import->stage, &seal, err_r);
	if (status != STATUS_OK)
		return status;
	if (seal.clashes > 0 && !import->params->skip_bad)
		return import_bad(import, seal.clashes, err_r);
	result_r->accounts = seal.accounts;
	result_r->skipped = import->bad + seal.clashes;
	return STATUS_OK;
}

static enum status
import_record(
    struct import *import, const struct book_result *result, struct err *err_r)
{
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
import_swap(struct import *import, const struct book_result *result,
    struct book_info *old_r, struct err *err_r)
{
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
		status = import_record(import, result, err_r);
	return store_end(store, status, err_r);
}

static enum status
import_run(
    struct import *import, struct book_result *result_r, struct err *err_r)
{
	const struct book_ops *book = import->store->engine->book;
	struct book_info old = { 0, 0, "" };
	enum status status;

	status = import_header(import, err_r);
	if (status != STATUS_OK)
		return status;
	memcpy(result_r->generation, import->generation.text,
	    sizeof(result_r->generation));
	status = book->stage_open(
	    import->store->db, result_r->generation, &import->stage, err_r);
	if (status == STATUS_OK)
		status = import_stage(import, result_r, err_r);
	if (status == STATUS_OK)
		status = import_swap(import, result_r, &old, err_r);
	book->stage_close(import->stage, status == STATUS_OK);
	if (status == STATUS_OK && old.generation[0] != '\0')
		book->drop(import->store->db, old.generation);
	return status;
}

/* "-" and /dev/stdin are standard input. */
static int
import_open(const struct book_import *params)
{
	if (params->fd != NULL)
		return dup(*params->fd);
	if (strcmp(params->path, "-") == 0)
		return dup(STDIN_FILENO);
	return open(params->path, O_RDONLY | O_CLOEXEC);
}

enum status
book_import_csv(struct store *store, const struct book_import *params,
    struct diag_list *diags, struct book_result *result_r, struct err *err_r)
{
	struct import import = { .store = store,
		.params = params,
		.diags = diags,
		.file = params->path };
	int fd = import_open(params);
	enum status status;

	memset(result_r, 0, sizeof(*result_r));
	if (fd < 0)
		return err_set(err_r, STATUS_NOINPUT, "%s: %s", params->path,
		    strerror(errno));
	import.time_us = clock_wall_us();
	import.csv = csv_new((struct csv_source){ import_read, &fd });
	import.arena = arena_new(IMPORT_ARENA);
	if (store->read_only)
		status = err_set(err_r, STATUS_DENIED,
		    "the database is open for reading only");
	else if (import.csv == NULL || import.arena == NULL)
		status = err_nomem(err_r);
	else if (!id_new(import.time_us, &import.generation))
		status = err_set(err_r, STATUS_INTERNAL, "no random bytes");
	else
		status = import_run(&import, result_r, err_r);
	arena_free(import.arena);
	csv_free(import.csv);
	(void)close(fd);
	return status;
}
