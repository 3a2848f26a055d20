/*
 * ruleset.c - a rule set for a command, with all that is wrong in it said.
 */
#include "cli/ruleset.h"

#include <string.h>

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

void
cli_rules_prefilter(const struct settings *settings, struct ruleset *set,
    enum ruleset_prefilter when)
{
	unsigned char key[CRYPT_KEY_LEN];
	const struct ruleset_cache cache = { settings->compiled, key };
	struct err err = ERR_INIT;
	bool there = false;

	if (when == RULESET_PREFILTER_NEVER) {
		ruleset_prefilter(set, when, NULL);
		return;
	}
	if (cli_secret(settings, CRYPT_SECRET_JOURNAL, false, key, &there,
		&err) != STATUS_OK)
		there = false;
	ruleset_prefilter(set, when, there ? &cache : NULL);
	explicit_bzero(key, sizeof(key));
}

int
cli_ruleset(struct cli *cli, enum ruleset_prefilter when,
    struct settings **settings_r, struct ruleset **set_r)
{
	int exit = cli_settings(cli, settings_r);

	if (exit == EX_OK)
		exit = cli_rules_load((*settings_r)->rules.items,
		    (*settings_r)->rules.len, set_r);
	if (exit == EX_OK)
		cli_rules_prefilter(*settings_r, *set_r, when);
	return exit;
}
