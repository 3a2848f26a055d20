/*
 * resume.c - `sendgate resume`: lets a stopped scope go on.
 *
 * What was held meanwhile stays held until somebody decides it.
 */
#include "cli/commands.h"
#include "cli/out.h"
#include "store/switches.h"

int
resume_run(struct cli *cli)
{
	const char *scope = cli_scope(cli);
	const char *reason = cli_reason(cli);
	struct settings *settings = NULL;
	struct store *store = NULL;
	struct err err = ERR_INIT;
	int exit;

	if (scope == NULL || reason == NULL)
		return EX_USAGE;
	exit = cli_open(cli, false, &settings, &store);
	if (exit != EX_OK)
		return exit;
	if (store_switch_off(store, slice_cstr(scope), slice_cstr(reason),
		slice_cstr(cli->actor), &err) != STATUS_OK)
		exit = cli_fail(&err);
	else
		(void)printf("resumed: %s (what was held stays held)\n", scope);
	store_close(store);
	settings_unref(settings);
	return out_end(exit);
}
