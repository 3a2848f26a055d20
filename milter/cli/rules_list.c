/*
 * rules_list.c - `sendgate rules list`: the rules in force.
 */
#include "cli/commands.h"
#include "cli/out.h"
#include "cli/ruleset.h"

#define RULE_TEXT_MAX 1024

static int
rule_json(const struct rule *rule)
{
	return out_json(json_pack("{s:s, s:s, s:s, s:s, s:s, s:b, s:i, s:s, "
				  "s:i, s:i}",
	    "rule", rule->id, "title", rule->title != NULL ? rule->title : "",
	    "pack", rule->pack, "kind", rule_kind_name(rule->kind), "action",
	    rule_action_name(rule->action), "monitor", rule->monitor, "score",
	    rule->score, "file", rule->file, "line", (int)rule->line,
	    "examples", (int)(rule->hit.len + rule->miss.len)));
}

int
rules_list_run(struct cli *cli)
{
	struct settings *settings = NULL;
	struct ruleset *set = NULL;
	char text[RULE_TEXT_MAX];
	int exit = cli_ruleset(cli, RULESET_PREFILTER_NEVER, &settings, &set);

	for (size_t i = 0; exit == EX_OK && i < ruleset_count(set); i++) {
		const struct rule *rule = ruleset_rule(set, i);

		if (cli->json) {
			exit = rule_json(rule);
			continue;
		}
		rule_to_text(rule, text, sizeof(text));
		out_text(stdout, slice_cstr(text));
		(void)fputc('\n', stdout);
	}
	ruleset_unref(set);
	settings_unref(settings);
	return out_end(exit);
}
