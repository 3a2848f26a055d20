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

/* threshold: SCORE, or { score: SCORE, action: A, tell: T }. */
static void
take_threshold(struct pack_parse *parse, const struct yaml_node *node)
{
	static const char *const keys[] = { "score", "action", "tell", NULL };
	static const char *const actions[] = { "flag", "quarantine", "block",
		NULL };
	const struct yaml_node *score = node, *action, *tell;
	struct rule_threshold *threshold =
	    arena_calloc(parse->set->arena, 1, sizeof(*threshold));
	int64_t value = 0;
	size_t index;

	if (threshold == NULL) {
		parse->nomem = true;
		return;
	}
	threshold->pack = parse->pack;
	threshold->tell = "";
	parse->threshold = threshold;
	if (node->kind == YAML_MAP) {
		yaml_check_keys(node, "threshold", keys, parse->diags);
		score = yaml_get(node, "score");
		action = yaml_get(node, "action");
		tell = yaml_get(node, "tell");
		if (action != NULL &&
		    yaml_choice(
			action, "action", actions, parse->diags, &index)) {
			threshold->has_action = true;
			threshold->action =
			    (enum rule_action)(index + RULE_ACTION_FLAG);
		}
		if (tell != NULL)
			threshold->tell =
			    rule_pack_text(parse, tell, "tell", RULE_TELL_MAX);
	}
	if (score == NULL)
		diag_error(parse->diags, yaml_place(node),
		    "threshold: expected a score, or { score: ..., action: "
		    "... }");
	else if (yaml_count(score, "threshold", RULE_THRESHOLD_MAX,
		     parse->diags, &value) &&
	    value == 0)
		diag_error(parse->diags, yaml_place(score),
		    "threshold: must be at least 1");
	threshold->score = (int)value;
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
		take_threshold(parse, threshold);
	if (rules == NULL)
		diag_error(
		    parse->diags, yaml_place(root), "\"rules\" is missing");
	else
		take_rules(parse, rules);
}
