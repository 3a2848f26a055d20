/*
 * resume.c - `sendgate resume`: lets a stopped scope go on.
 *
 * What was held meanwhile stays held until somebody decides it.
 */
#include "cli/commands.h"
#include "cli/out.h"
#include "policy/policy.h"
#include "store/switches.h"

int
resume_run(struct cli *cli)
{
	const char *scope = cli->args[0];
	const char *reason = cli_reason(cli);
	struct settings *settings = NULL;
	struct store *store = NULL;
	struct err err = ERR_INIT;
	int exit;

	if (!policy_scope_valid(slice_cstr(scope))) {
		cli_say("\"%s\" is no scope: all, agent=ID, workflow=ID, "
			"account=ID, template=ID or tier=NAME",
		    scope);
		return EX_USAGE;
	}
	if (reason == NULL)
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
