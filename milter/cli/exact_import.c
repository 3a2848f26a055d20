/*
 * exact_import.c - `sendgate exact import`: sensitive values from a CRM's
 * export, kept as keyed hashes.
 *
 * What is left out since it would fire on ordinary text is told by column; a
 * value itself is never shown.
 */
#include <string.h>

#include "cli/commands.h"
#include "cli/import.h"
#include "cli/out.h"
#include "store/dataset.h"

/* --columns A,B, in which a comma parts names. */
static enum status
columns_fill(struct cli *cli, struct dataset_import *import)
{
	struct slice rest = slice_cstr(cli_text(cli, "columns")), name;
	struct VEC(struct slice) names = VEC_INIT;
	struct slice *slot;

	while (rest.len > 0 && slice_cut(&rest, ',', &name)) {
		slot = VEC_PUSH(cli->arena, &names);
		if (slot == NULL)
			return STATUS_NOMEM;
		*slot = slice_trim(name);
	}
	import->columns = names.items;
	import->ncolumns = names.len;
	return STATUS_OK;
}

static int
import_fill(struct cli *cli, struct dataset_import *import)
{
	*import = (struct dataset_import){
		.path = cli->args[0],
		.name = cli_text(cli, "dataset"),
		.account = cli_text(cli, "account"),
		.skip_bad = cli_flag(cli, "skip-bad"),
		.keep_common = cli_flag(cli, "keep-common"),
		.actor = slice_cstr(cli->actor),
	};
	if (import->name == NULL) {
		cli_say("--dataset N is missing");
		return EX_USAGE;
	}
	if (!dataset_name_is_good(slice_cstr(import->name))) {
		cli_say("--dataset %s: letters, digits and - . _ only, at most "
			"%d",
		    import->name, DATASET_NAME_MAX);
		return EX_USAGE;
	}
	return columns_fill(cli, import) == STATUS_OK ? EX_OK : cli_nomem();
}

static json_t *
column_json(const struct dataset_column *column, struct arena *arena)
{
	const struct exact_column *found = &column->found;

	return json_pack("{s:o, s:I, s:I, s:I, s:I, s:I, s:I}", "column",
	    out_json_text(column->name, arena), "cells",
	    (json_int_t)found->cells, "values", (json_int_t)found->values,
	    "small", (json_int_t)found->small, "short",
	    (json_int_t)found->brief, "shared", (json_int_t)found->shared,
	    "long", (json_int_t)found->large);
}

static int
import_print_json(struct cli *cli, const struct dataset_result *result)
{
	json_t *columns = json_array();

	for (size_t i = 0; i < result->ncolumns; i++)
		(void)json_array_append_new(
		    columns, column_json(&result->columns[i], cli->arena));
	return out_json(json_pack("{s:s, s:I, s:I, s:I, s:s, s:o}", "dataset",
	    cli_text(cli, "dataset"), "rows", (json_int_t)result->rows,
	    "skipped", (json_int_t)result->skipped, "values",
	    (json_int_t)result->values, "generation", result->generation,
	    "columns", columns));
}

static void
count_print(int64_t n, const char *one, const char *many)
{
	if (n > 0)
		(void)printf(", %lld %s", (long long)n, n == 1 ? one : many);
}

static void
column_print(const struct dataset_column *column)
{
	const struct exact_column *found = &column->found;

	(void)fputs("  ", stdout);
	out_column(column->name, 24);
	(void)printf("%lld cell%s, %lld value%s", (long long)found->cells,
	    found->cells == 1 ? "" : "s", (long long)found->values,
	    found->values == 1 ? "" : "s");
	if (found->small + found->brief + found->shared + found->large > 0)
		(void)fputs("; left out", stdout);
	count_print(found->small, "small number", "small numbers");
	count_print(found->brief, "short word", "short words");
	count_print(
	    found->shared, "value of many accounts", "values of many accounts");
	count_print(found->large, "that is too long", "that are too long");
	(void)fputc('\n', stdout);
}

static int
import_print(struct cli *cli, const struct dataset_result *result)
{
	bool left_out = false;

	if (cli->json)
		return import_print_json(cli, result);
	(void)printf("%s: %lld row%s, %lld value%s", cli_text(cli, "dataset"),
	    (long long)result->rows, result->rows == 1 ? "" : "s",
	    (long long)result->values, result->values == 1 ? "" : "s");
	count_print(result->skipped, "bad row left out", "bad rows left out");
	(void)fputc('\n', stdout);
	for (size_t i = 0; i < result->ncolumns; i++) {
		const struct exact_column *found = &result->columns[i].found;

		column_print(&result->columns[i]);
		left_out =
		    left_out || found->small + found->brief + found->shared > 0;
	}
	if (left_out)
		(void)puts("What is left out would be found in ordinary text; "
			   "--keep-common takes it.");
	return EX_OK;
}

static int
import_from(struct cli *cli, int fd)
{
	struct settings *settings = NULL;
	struct store *store = NULL;
	struct dataset_import import;
	struct dataset_result result;
	struct diag_list diags;
	struct err err = ERR_INIT;
	enum status status;
	bool there;
	int exit = import_fill(cli, &import);

	if (exit == EX_OK)
		exit = cli_open(cli, false, &settings, &store);
	if (exit != EX_OK)
		return exit;
	diag_init(&diags);
	import.fd = &fd;
	status = cli_secret(
	    settings, CRYPT_SECRET_HASH, true, import.secret, &there, &err);
	if (status == STATUS_OK)
		status = dataset_import_csv(
		    store, &import, &diags, cli->arena, &result, &err);
	explicit_bzero(import.secret, sizeof(import.secret));
	cli_import_diags(&diags);
	exit = status == STATUS_OK ? import_print(cli, &result) :
				     cli_import_failed(&diags, &err);
	diag_free(&diags);
	store_close(store);
	settings_unref(settings);
	return out_end(exit);
}

int
exact_import_run(struct cli *cli)
{
	return cli_import(cli, import_from);
}
