/*
 * rules_test.c - `sendgate rules test`: the examples beside each rule.
 */
#include "cli/commands.h"
#include "cli/out.h"
#include "cli/ruleset.h"
#include "find/find.h"

/* The hits, or the misses, of rule number index. */
static enum status
list_run(struct ruleset *set, size_t index, bool wanted,
    void (*say)(
	const struct rule *rule, const char *example, bool wanted, void *arg),
    void *arg, struct cli_examples *examples, struct err *err_r)
{
	const struct rule *rule = ruleset_rule(set, index);
	const struct rule_list *list = wanted ? &rule->hit : &rule->miss;
	enum status status;
	bool hit;

	for (size_t i = 0; i < list->len; i++) {
		status = find_example(
		    set, index, slice_cstr(list->items[i]), &hit, err_r);
		if (status != STATUS_OK)
			return status;
		examples->run++;
		if (hit != wanted) {
			examples->failed++;
			say(rule, list->items[i], wanted, arg);
		}
	}
	return STATUS_OK;
}

enum status
cli_examples_run(struct ruleset *set,
    void (*say)(
	const struct rule *rule, const char *example, bool wanted, void *arg),
    void *arg, struct cli_examples *examples_r, struct err *err_r)
{
	enum status status = STATUS_OK;

	*examples_r = (struct cli_examples){ 0, 0 };
	for (size_t i = 0; i < ruleset_count(set) && status == STATUS_OK; i++) {
		status = list_run(set, i, true, say, arg, examples_r, err_r);
		if (status == STATUS_OK)
			status = list_run(
			    set, i, false, say, arg, examples_r, err_r);
	}
	return status;
}

static void
failure_say(
    const struct rule *rule, const char *example, bool wanted, void *arg)
{
	const struct cli *cli = arg;

	if (cli->json) {
		(void)out_json(
		    json_pack("{s:s, s:s, s:s, s:s, s:i}", "rule", rule->id,
			"example", example, "wanted", wanted ? "hit" : "miss",
			"file", rule->file, "line", (int)rule->line));
		return;
	}
	out_text(stdout, slice_cstr(rule->file));
	(void)printf(":%u:%u: %s should %s: \"", rule->line, rule->column,
	    rule->id, wanted ? "hit" : "not hit");
	out_text(stdout, slice_cstr(example));
	(void)fputs("\"\n", stdout);
}

int
rules_test_run(struct cli *cli)
{
	struct settings *settings = NULL;
	struct ruleset *set = NULL;
	struct cli_examples examples;
	struct err err = ERR_INIT;
	int exit = cli_ruleset(cli, &settings, &set);

	if (exit == EX_OK) {
		if (cli_examples_run(set, failure_say, cli, &examples, &err) !=
		    STATUS_OK) {
			exit = cli_fail(&err);
		} else {
			if (!cli->json)
				(void)printf("%zu rules, %zu examples, "
					     "%zu failed\n",
				    ruleset_count(set), examples.run,
				    examples.failed);
			exit = examples.failed > 0 ? CLI_NEGATIVE : EX_OK;
		}
	}
	ruleset_unref(set);
	settings_unref(settings);
	return out_end(exit);
}
