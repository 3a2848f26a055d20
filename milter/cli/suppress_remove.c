/*
 * suppress_remove.c - `sendgate suppress remove`: it may be written to again.
 */
#include "cli/commands.h"
#include "cli/out.h"
#include "cli/suppress.h"
#include "store/suppress.h"

int
suppress_remove_run(struct cli *cli)
{
	struct slice target = suppress_argument(cli);
	struct settings *settings = NULL;
	struct store *store = NULL;
	struct err err = ERR_INIT;
	int exit;

	if (target.ptr == NULL)
		return EX_USAGE;
	exit = cli_open(cli, false, &settings, &store);
	if (exit != EX_OK)
		return exit;
	if (suppress_remove(store, target, slice_cstr(cli_text(cli, "reason")),
		slice_cstr(cli->actor), &err) != STATUS_OK) {
		exit = cli_fail(&err);
	} else {
		(void)fputs("no longer suppressed: ", stdout);
		out_text(stdout, target);
		(void)fputc('\n', stdout);
	}
	store_close(store);
	settings_unref(settings);
	return out_end(exit);
}
