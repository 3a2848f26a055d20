/*
 * pack.c - one YAML file: the pack's name and its rules.
 */
#include "rule/pack.h"

#define PACK_NAME_MAX 64

static void
take_rules(struct pack_parse *parse, const struct yaml_node *list)
{
	struct ruleset *set = parse->set;
	struct rule *rule;

	if (list->kind != YAML_LIST) {
		diag_error(
		    parse->diags, yaml_place(list), "rules: expected a list");
		return;
	}
	for (const struct yaml_node *node = list->child;
	     node != NULL && !parse->nomem; node = node->next) {
		if (node->kind != YAML_MAP) {
			diag_error(parse->diags, yaml_place(node),
			    "rules: expected a map");
			continue;
		}
		if (set->rules.len == RULE_MAX) {
			diag_error(parse->diags, yaml_place(node),
			    "more than %d rules", RULE_MAX);
			return;
		}
		rule = VEC_PUSH(set->arena, &set->rules);
		if (rule == NULL)
			parse->nomem = true;
		else
			rule_pack_rule(parse, node, rule);
	}
}

void
rule_pack_read(struct pack_parse *parse, const struct yaml_node *root)
{
	static const char *const keys[] = { "pack", "about", "rules",
		"threshold", NULL };
	const struct yaml_node *name, *rules, *threshold;

	if (root->kind != YAML_MAP) {
		diag_error(parse->diags, yaml_place(root),
		    "expected a pack: its name and its rules");
		return;
	}
	yaml_check_keys(root, "", keys, parse->diags);
	name = yaml_get(root, "pack");
	rules = yaml_get(root, "rules");
	threshold = yaml_get(root, "threshold");
	parse->pack = name == NULL ?
	    NULL :
	    rule_pack_text(parse, name, "pack", PACK_NAME_MAX);
	if (name == NULL)
		diag_error(
		    parse->diags, yaml_place(root), "\"pack\" is missing");
	if (threshold != NULL)
		diag_error(parse->diags, yaml_key_place(threshold),
		    "threshold: not supported by this version");
	if (rules == NULL)
		diag_error(
		    parse->diags, yaml_place(root), "\"rules\" is missing");
	else
		take_rules(parse, rules);
}
