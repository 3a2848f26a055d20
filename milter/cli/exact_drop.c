/*
 * exact_drop.c - `sendgate exact drop`: a data set that is no longer looked
 * for.
 */
#include "cli/commands.h"
#include "cli/out.h"
#include "store/dataset.h"

int
exact_drop_run(struct cli *cli)
{
	struct settings *settings = NULL;
	struct store *store = NULL;
	struct err err = ERR_INIT;
	int exit = cli_open(cli, false, &settings, &store);

	if (exit != EX_OK)
		return exit;
	if (dataset_drop(store, slice_cstr(cli->args[0]),
		slice_cstr(cli_text(cli, "reason")), slice_cstr(cli->actor),
		&err) != STATUS_OK) {
		exit = cli_fail(&err);
	} else {
		out_text(stdout, slice_cstr(cli->args[0]));
		(void)puts(" dropped");
	}
	store_close(store);
	settings_unref(settings);
	return out_end(exit);
}
