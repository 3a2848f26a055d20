/*
 * rules_test.c - `sendgate rules test`: the examples beside each rule.
 */
#include "cli/commands.h"
#include "cli/out.h"
#include "cli/ruleset.h"

struct examples_run {
	struct ruleset *set;
	void (*say)(const struct cli_example *example, void *arg);
	void *arg;
	struct cli_examples *examples;
	struct err *err_r;
};

/* The hits, or the misses, of rule number index. */
static enum status
list_run(const struct examples_run *run, size_t index, bool wanted)
{
	const struct rule *rule = ruleset_rule(run->set, index);
	const struct rule_list *list = wanted ? &rule->hit : &rule->miss;
	struct cli_example example = { rule, NULL, wanted, { .hit = false } };
	enum status status;

	for (size_t i = 0; i < list->len; i++) {
		example.text = list->items[i];
		status = find_example(run->set, index, slice_cstr(example.text),
		    &example.result, run->err_r);
		if (status != STATUS_OK)
			return status;
		run->examples->run++;
		if (example.result.hit != wanted) {
			run->examples->failed++;
			run->say(&example, run->arg);
		}
	}
	return STATUS_OK;
}

/* What the rule looks for is no part of it: there can be no example. */
static bool
testable(const struct rule *rule)
{
	return rule->kind != RULE_KIND_EXACT && rule->kind != RULE_KIND_OTHERS;
}

static void
untested_say(const struct examples_run *run, const struct rule *rule)
{
	struct cli_example none = { rule, NULL, rule->hit.len == 0,
		{ .hit = false } };

	if (!testable(rule) || (rule->hit.len > 0 && rule->miss.len > 0))
		return;
	run->examples->untested++;
	run->say(&none, run->arg);
}

enum status
cli_examples_run(struct ruleset *set,
    void (*say)(const struct cli_example *example, void *arg), void *arg,
    struct cli_examples *examples_r, struct err *err_r)
{
	const struct examples_run run = { set, say, arg, examples_r, err_r };
	enum status status = STATUS_OK;

	*examples_r = (struct cli_examples){ 0, 0, 0 };
	for (size_t i = 0; i < ruleset_count(set) && status == STATUS_OK; i++) {
		status = list_run(&run, i, true);
		if (status == STATUS_OK)
			status = list_run(&run, i, false);
		if (status == STATUS_OK)
			untested_say(&run, ruleset_rule(set, i));
	}
	return status;
}

/* Why the rule is quiet about it. */
static const char *
quiet_words(const struct find_example *result)
{
	if (result->unasked)
		return "libhs does not take it for one";
	if (result->near_miss)
		return find_miss_words(result->why);
	return "it does not match";
}

const char *
cli_example_words(const struct cli_example *example, struct arena *arena)
{
	if (example->text == NULL)
		return example->rule->hit.len + example->rule->miss.len == 0 ?
		    "has no examples" :
		    example->wanted ? "has no example that must hit" :
				      "has no example that must not hit";
	if (!example->wanted)
		return "is a hit and should not be";
	if (example->result.incomplete)
		return "is not a hit: the rule runs into its limit";
	return arena_printf(
	    arena, "is not a hit: %s", quiet_words(&example->result));
}

static int
example_json(const struct cli_example *example, const char *words)
{
	const struct rule *rule = example->rule;

	if (example->text == NULL)
		return out_json(json_pack("{s:s, s:s, s:s, s:s, s:i, s:i}",
		    "rule", rule->id, "level", "warning", "text", words, "file",
		    rule->file, "line", (int)rule->line, "column",
		    (int)rule->column));
	return out_json(json_pack("{s:s, s:s, s:s, s:s, s:s, s:s*, s:s, s:i, "
				  "s:i}",
	    "rule", rule->id, "level", "error", "text", words, "example",
	    example->text, "wanted", example->wanted ? "hit" : "miss", "why",
	    example->result.near_miss ? find_miss_name(example->result.why) :
					NULL,
	    "file", rule->file, "line", (int)rule->line, "column",
	    (int)rule->column));
}

static void
example_say(const struct cli_example *example, void *arg)
{
	const struct cli *cli = arg;
	const struct rule *rule = example->rule;
	const char *words = cli_example_words(example, cli->arena);

	if (words == NULL)
		words = "failed";
	if (cli->json) {
		(void)example_json(example, words);
		return;
	}
	out_text(stdout, slice_cstr(rule->file));
	(void)printf(":%u:%u: %s%s ", rule->line, rule->column,
	    example->text == NULL ? "warning: " : "", rule->id);
	if (example->text == NULL) {
		(void)printf("%s\n", words);
		return;
	}
	(void)printf("should %s: \"", example->wanted ? "hit" : "not hit");
	out_text(stdout, slice_cstr(example->text));
	(void)printf("\" %s\n", words);
}

int
rules_test_run(struct cli *cli)
{
	struct settings *settings = NULL;
	struct ruleset *set = NULL;
	struct cli_examples examples;
	struct err err = ERR_INIT;
	int exit = cli_ruleset(cli, RULESET_PREFILTER_CACHED, &settings, &set);

	if (exit == EX_OK) {
		if (cli_examples_run(set, example_say, cli, &examples, &err) !=
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
