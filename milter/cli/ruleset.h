/*
 * ruleset.h - the rules alone, and their examples, for the rules commands and
 * `check`.
 */
#ifndef CLI_RULESET_H
#define CLI_RULESET_H

#include "cli/cli.h"
#include "find/find.h"

/* Packs of files or folders.  EX_OK, or an exit status after saying why not. */
int cli_rules_load(
    const char *const *paths, size_t npaths, struct ruleset **set_r);

/*
 * The compiled patterns, kept beside the database, for who may read the key
 * that authenticates them; anybody else compiles or does without.  Makes no
 * key.
 */
void cli_rules_prefilter(const struct settings *settings, struct ruleset *set,
    enum ruleset_prefilter when);

/* Settings and rules.  EX_OK, or an exit status after saying every error. */
int cli_ruleset(struct cli *cli, enum ruleset_prefilter when,
    struct settings **settings_r, struct ruleset **set_r);

struct cli_examples {
	size_t run;
	size_t failed;
	size_t untested; /* rules that could have examples and have not */
};

/* An example that failed, or a rule without any. */
struct cli_example {
	const struct rule *rule;
	const char *text; /* NULL: there is none of that kind */
	bool wanted;      /* it should be a hit, or should be none */
	struct find_example result;
};

/*
 * Runs every example of every rule by that rule alone; each that fails, and
 * each rule that lacks examples, is handed to say.
 */
enum status cli_examples_run(struct ruleset *set,
    void (*say)(const struct cli_example *example, void *arg), void *arg,
    struct cli_examples *examples_r, struct err *err_r);

/* What is wrong with it, in words: "is not a hit: `near` ...", in the arena. */
const char *cli_example_words(
    const struct cli_example *example, struct arena *arena);

/*
 * Warns of rules that are asked about every text, and of patterns that take
 * long on some text or run into their limit on it: by matching each against a
 * few texts that are hard for patterns.
 */
enum status cli_rules_cost(
    struct ruleset *set, struct diag_list *diags, struct err *err_r);

#endif
