/*
 * exact_list.c - `sendgate exact list`: the data sets.
 */
#include "base/clock.h"
#include "cli/commands.h"
#include "cli/out.h"
#include "store/dataset.h"

static json_t *
columns_json(struct slice columns, struct arena *arena)
{
	json_t *list = json_array();
	struct slice name;

	while (columns.len > 0 && slice_cut(&columns, '\n', &name))
		(void)json_array_append_new(list, out_json_text(name, arena));
	return list;
}

static int
dataset_print(struct cli *cli, const struct dataset *set)
{
	char time[CLOCK_TEXT_MAX];
	struct slice columns = set->columns, name;
	const char *before = "";

	(void)clock_format(set->imported_us, time);
	if (cli->json)
		return out_json(json_pack("{s:o, s:s, s:I, s:I, s:o, s:o}",
		    "dataset", out_json_text(set->name, cli->arena), "imported",
		    time, "rows", (json_int_t)set->rows, "values",
		    (json_int_t)set->values, "account",
		    out_json_text(set->account, cli->arena), "columns",
		    columns_json(set->columns, cli->arena)));
	out_column(set->name, 20);
	(void)printf("%s  %10lld rows %12lld values  ", time,
	    (long long)set->rows, (long long)set->values);
	while (columns.len > 0 && slice_cut(&columns, '\n', &name)) {
		(void)fputs(before, stdout);
		out_text(stdout, name);
		before = ", ";
	}
	(void)fputc('\n', stdout);
	return EX_OK;
}

int
exact_list_run(struct cli *cli)
{
	struct settings *settings = NULL;
	struct store *store = NULL;
	struct dataset *sets;
	struct err err = ERR_INIT;
	size_t n;
	int exit = cli_open(cli, true, &settings, &store);

	if (exit != EX_OK)
		return exit;
	if (dataset_list(store, cli->arena, &sets, &n, &err) != STATUS_OK)
		exit = cli_fail(&err);
	else
		for (size_t i = 0; i < n && exit == EX_OK; i++)
			exit = dataset_print(cli, &sets[i]);
	store_close(store);
	settings_unref(settings);
	return out_end(exit);
}
