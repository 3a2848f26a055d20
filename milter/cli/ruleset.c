/*
 * ruleset.c - a rule set for a command, with all that is wrong in it said.
 */
#include "cli/ruleset.h"

int
cli_rules_load(const char *const *paths, size_t npaths, struct ruleset **set_r)
{
	struct diag_list diags;
	struct err err = ERR_INIT;
	enum status status;

	diag_init(&diags);
	status = ruleset_load(paths, npaths, &diags, set_r, &err);
	cli_diags_say(&diags);
	if (status != STATUS_OK && diags.errors == 0)
		(void)cli_fail(&err);
	diag_free(&diags);
	return cli_exit(status);
}

int
cli_ruleset(
    struct cli *cli, struct settings **settings_r, struct ruleset **set_r)
{
	int exit = cli_settings(cli, settings_r);

	if (exit == EX_OK)
		exit = cli_rules_load((*settings_r)->rules.items,
		    (*settings_r)->rules.len, set_r);
	if (exit == EX_OK)
		ruleset_prefilter(*set_r, RULESET_PREFILTER_NEVER);
	return exit;
}
