/*
 * ruleset.h - the rules alone, and their examples, for the rules commands and
 * `check`.
 */
#ifndef CLI_RULESET_H
#define CLI_RULESET_H

#include "cli/cli.h"
#include "rule/rule.h"

/* Packs of files or folders.  EX_OK, or an exit status after saying why not. */
int cli_rules_load(
    const char *const *paths, size_t npaths, struct ruleset **set_r);

/*
 * The compiled patterns, kept beside the database, for who may read the key
 * that authenticates them; makes no key.
 */
void cli_rules_prefilter(const struct settings *settings, struct ruleset *set,
    enum ruleset_prefilter when);

/* Settings and rules.  EX_OK, or an exit status after saying every error. */
int cli_ruleset(
    struct cli *cli, struct settings **settings_r, struct ruleset **set_r);

struct cli_examples {
	size_t run;
	size_t failed;
};

/*
 * Runs every example of every rule; each that fails is handed to
 * say(rule, example, wanted, arg).
 */
enum status cli_examples_run(struct ruleset *set,
    void (*say)(
	const struct rule *rule, const char *example, bool wanted, void *arg),
    void *arg, struct cli_examples *examples_r, struct err *err_r);

#endif
