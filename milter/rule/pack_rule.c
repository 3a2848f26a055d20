/*
 * pack_rule.c - one rule's keys, a row each, and what they need of each other.
 *
 * What this version does not act on is refused at its place: a rule that is
 * loaded is a rule that works.
 */
#include <string.h>

#include "rule/pack.h"

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

/* Reads the value of one key. */
typedef void take_key(
    struct pack_parse *parse, const struct yaml_node *node, struct rule *rule);

static void
take_id(
    struct pack_parse *parse, const struct yaml_node *node, struct rule *rule)
{
	const char *id = rule_pack_text(parse, node, "id", RULE_ID_MAX);

	rule->id = id;
	for (; id != NULL && *id != '\0'; id++)
		if (!ascii_alnum(*id) && strchr("-._", *id) == NULL) {
			diag_error(parse->diags, yaml_place(node),
			    "id: letters, digits and - . _ only");
			return;
		}
}

static void
take_title(
    struct pack_parse *parse, const struct yaml_node *node, struct rule *rule)
{
	rule->title = rule_pack_text(parse, node, "title", RULE_TITLE_MAX);
}

static void
take_tell(
    struct pack_parse *parse, const struct yaml_node *node, struct rule *rule)
{
	rule->tell = rule_pack_text(parse, node, "tell", RULE_TELL_MAX);
}

static void
take_action(
    struct pack_parse *parse, const struct yaml_node *node, struct rule *rule)
{
	static const char *const names[] = { "flag", "quarantine", "block",
		NULL };
	size_t index;

	if (yaml_choice(node, "action", names, parse->diags, &index))
		rule->action = (enum rule_action)(index + RULE_ACTION_FLAG);
}

static void
take_mode(
    struct pack_parse *parse, const struct yaml_node *node, struct rule *rule)
{
	static const char *const names[] = { "enforce", "monitor", NULL };
	size_t index;

	if (yaml_choice(node, "mode", names, parse->diags, &index))
		rule->monitor = index == 1;
}

static void
take_where(
    struct pack_parse *parse, const struct yaml_node *node, struct rule *rule)
{
	static const char *const names[] = { "subject", "headers", "body",
		"hidden", "link", "filename", "attachment", NULL };
	const struct yaml_node *item =
	    node->kind == YAML_LIST ? node->child : node;
	size_t index;

	if (item == NULL || node->kind == YAML_MAP) {
		diag_error(parse->diags, yaml_place(node),
		    "where: expected a list of places");
		return;
	}
	rule->where = 0;
	for (; item != NULL; item = item == node ? NULL : item->next)
		if (yaml_choice(item, "where", names, parse->diags, &index))
			rule->where |= 1u << index;
}

static void
take_regex(
    struct pack_parse *parse, const struct yaml_node *node, struct rule *rule)
{
	rule->kind = RULE_KIND_REGEX;
	rule->pattern = rule_pack_regex(parse, node, "regex");
}

static void
take_words(
    struct pack_parse *parse, const struct yaml_node *node, struct rule *rule)
{
	rule->kind = RULE_KIND_WORDS;
	rule_pack_words(parse, node, rule);
}

static void
take_header(
    struct pack_parse *parse, const struct yaml_node *node, struct rule *rule)
{
	static const char *const keys[] = { "name", "must", "regex", NULL };
	static const char *const musts[] = { "absent", "present", NULL };
	const struct yaml_node *name = yaml_get(node, "name");
	const struct yaml_node *must = yaml_get(node, "must");
	const struct yaml_node *regex = yaml_get(node, "regex");
	size_t index;

	rule->kind = RULE_KIND_HEADER;
	if (node->kind != YAML_MAP || name == NULL || must == NULL) {
		diag_error(parse->diags, yaml_place(node),
		    "header: expected { name: NAME, must: present or absent }");
		return;
	}
	yaml_check_keys(node, "header", keys, parse->diags);
	rule->header = rule_pack_text(parse, name, "name", RULE_ID_MAX);
	for (const char *c = rule->header; c != NULL && *c != '\0'; c++)
		if (*c <= ' ' || *c == ':' || *c > '~') {
			diag_error(parse->diags, yaml_place(name),
			    "name: not the name of a header field");
			break;
		}
	if (yaml_choice(must, "must", musts, parse->diags, &index))
		rule->header_must = index == 1;
	if (regex != NULL)
		rule->pattern = rule_pack_regex(parse, regex, "regex");
}

static void
take_exact(
    struct pack_parse *parse, const struct yaml_node *node, struct rule *rule)
{
	rule->kind = RULE_KIND_EXACT;
	rule->dataset = rule_pack_text(parse, node, "exact", RULE_ID_MAX);
}

static void
take_others(
    struct pack_parse *parse, const struct yaml_node *node, struct rule *rule)
{
	static const char *const names[] = { "accounts", NULL };
	size_t index;

	rule->kind = RULE_KIND_OTHERS;
	(void)yaml_choice(node, "others", names, parse->diags, &index);
}

static void
take_to(
    struct pack_parse *parse, const struct yaml_node *node, struct rule *rule)
{
	static const char *const names[] = { "anyone", "others", NULL };
	size_t index;

	if (yaml_choice(node, "to", names, parse->diags, &index))
		rule->to_others = index == 1;
}

static void
take_cells(
    struct pack_parse *parse, const struct yaml_node *node, struct rule *rule)
{
	int64_t cells = 1;

	if (yaml_count(node, "cells", RULE_CELLS_MAX, parse->diags, &cells) &&
	    cells == 0)
		diag_error(parse->diags, yaml_place(node),
		    "cells: must be at least 1");
	rule->cells = (unsigned)cells;
}

static void
take_within(
    struct pack_parse *parse, const struct yaml_node *node, struct rule *rule)
{
	int64_t characters = RULE_WITHIN_DEFAULT;

	(void)yaml_count(
	    node, "within", RULE_WITHIN_MAX, parse->diags, &characters);
	rule->within = (unsigned)characters;
}

static void
take_near(
    struct pack_parse *parse, const struct yaml_node *node, struct rule *rule)
{
	static const char *const keys[] = { "regex", "within", NULL };
	const struct yaml_node *regex = yaml_get(node, "regex");
	const struct yaml_node *within = yaml_get(node, "within");
	int64_t characters = RULE_NEAR_DEFAULT;

	if (node->kind != YAML_MAP || regex == NULL) {
		diag_error(parse->diags, yaml_place(node),
		    "near: expected { regex: ..., within: CHARACTERS }");
		return;
	}
	yaml_check_keys(node, "near", keys, parse->diags);
	rule->near = rule_pack_regex(parse, regex, "regex");
	if (within != NULL)
		(void)yaml_count(
		    within, "within", RULE_NEAR_MAX, parse->diags, &characters);
	rule->near_within = (unsigned)characters;
}

/* The list under a key that may be written in the singular. */
static void
take_names(struct pack_parse *parse, const struct yaml_node *map,
    const char *key, const char *singular, struct rule_list *list_r)
{
	const struct yaml_node *node = yaml_get(map, key);
	const struct yaml_node *one = yaml_get(map, singular);

	if (node != NULL && one != NULL)
		diag_error(parse->diags, yaml_key_place(one),
		    "%s: stands beside %s", singular, key);
	if (node == NULL)
		node = one;
	if (node != NULL)
		(void)rule_pack_list(parse, node, key, RULE_LIST_MAX, list_r);
}

static void
take_unless(
    struct pack_parse *parse, const struct yaml_node *node, struct rule *rule)
{
	static const char *const keys[] = { "regex", "tiers", "agents",
		"recipients", "tier", "agent", "recipient", NULL };
	const struct yaml_node *regex = yaml_get(node, "regex");

	if (node->kind != YAML_MAP || node->child == NULL) {
		diag_error(parse->diags, yaml_place(node),
		    "unless: expected regex, tiers, agents or recipients");
		return;
	}
	yaml_check_keys(node, "unless", keys, parse->diags);
	if (regex != NULL)
		rule->unless.pattern = rule_pack_regex(parse, regex, "regex");
	take_names(parse, node, "tiers", "tier", &rule->unless.tiers);
	take_names(parse, node, "agents", "agent", &rule->unless.agents);
	take_names(parse, node, "recipients", "recipient", &rule->unless.rcpts);
}

static void
take_for(
    struct pack_parse *parse, const struct yaml_node *node, struct rule *rule)
{
	static const char *const keys[] = { "tiers", "agents", "workflows",
		"tier", "agent", "workflow", NULL };

	if (node->kind != YAML_MAP || node->child == NULL) {
		diag_error(parse->diags, yaml_place(node),
		    "for: expected tiers, agents or workflows");
		return;
	}
	yaml_check_keys(node, "for", keys, parse->diags);
	take_names(parse, node, "tiers", "tier", &rule->for_tiers);
	take_names(parse, node, "agents", "agent", &rule->for_agents);
	take_names(parse, node, "workflows", "workflow", &rule->for_workflows);
}

/* { entropy: BITS } or { email-domain: LIST }. */
static void
take_validate_map(
    struct pack_parse *parse, const struct yaml_node *node, struct rule *rule)
{
	static const char *const keys[] = { "entropy", "email-domain", NULL };
	const struct yaml_node *entropy = yaml_get(node, "entropy");
	const struct yaml_node *domains = yaml_get(node, "email-domain");

	yaml_check_keys(node, "validate", keys, parse->diags);
	if ((entropy == NULL) == (domains == NULL)) {
		diag_error(parse->diags, yaml_place(node),
		    "validate: expected entropy or email-domain");
	} else if (entropy != NULL) {
		rule->validate = RULE_VALIDATE_ENTROPY;
		if (yaml_number(
			entropy, "entropy", parse->diags, &rule->entropy) &&
		    (rule->entropy <= 0.0 || rule->entropy > 8.0))
			diag_error(parse->diags, yaml_place(entropy),
			    "entropy: bits a character, at most 8");
	} else {
		rule->validate = RULE_VALIDATE_EMAIL_DOMAIN;
		rule_pack_phrases(
		    parse, domains, "email-domain", &rule->domains);
	}
}

static void
take_validate(
    struct pack_parse *parse, const struct yaml_node *node, struct rule *rule)
{
	if (node->kind == YAML_MAP)
		take_validate_map(parse, node, rule);
	else if (node->kind != YAML_SCALAR ||
	    !rule_validator_find(node->text, &rule->validate) ||
	    rule->validate == RULE_VALIDATE_EMAIL_DOMAIN)
		diag_error(parse->diags, yaml_place(node),
		    "validate: no such check \"%.*s\" (see "
		    "sendgate-rules(5))",
		    SLICE_ARG(slice_sub(node->text, 0, RULE_ID_MAX)));
}

static void
take_least(
    struct pack_parse *parse, const struct yaml_node *node, struct rule *rule)
{
	int64_t least = 1;

	if (yaml_count(node, "least", RULE_LEAST_MAX, parse->diags, &least) &&
	    least == 0)
		diag_error(parse->diags, yaml_place(node),
		    "least: must be at least 1");
	rule->least = (unsigned)least;
}

static void
take_score(
    struct pack_parse *parse, const struct yaml_node *node, struct rule *rule)
{
	int64_t score = 1;

	if (yaml_count(node, "score", RULE_SCORE_MAX, parse->diags, &score) &&
	    score == 0)
		diag_error(parse->diags, yaml_place(node),
		    "score: must be at least 1");
	if (parse->threshold == NULL)
		diag_error(parse->diags, yaml_key_place(node),
		    "score: the pack has no threshold");
	rule->score = (int)score;
	rule->threshold = parse->threshold;
}

static void
take_tests(
    struct pack_parse *parse, const struct yaml_node *node, struct rule *rule)
{
	static const char *const keys[] = { "hit", "miss", NULL };
	const struct yaml_node *hit = yaml_get(node, "hit");
	const struct yaml_node *miss = yaml_get(node, "miss");

	if (node->kind != YAML_MAP) {
		diag_error(parse->diags, yaml_place(node),
		    "tests: expected hit and miss");
		return;
	}
	yaml_check_keys(node, "tests", keys, parse->diags);
	if (hit != NULL)
		(void)rule_pack_list(
		    parse, hit, "hit", RULE_TEST_MAX, &rule->hit);
	if (miss != NULL)
		(void)rule_pack_list(
		    parse, miss, "miss", RULE_TEST_MAX, &rule->miss);
}

static const struct {
	const char *name;
	take_key *take;
} keys[] = {
	{ "id", take_id },
	{ "title", take_title },
	{ "action", take_action },
	{ "mode", take_mode },
	{ "where", take_where },
	{ "regex", take_regex },
	{ "words", take_words },
	{ "header", take_header },
	{ "exact", take_exact },
	{ "others", take_others },
	{ "to", take_to },
	{ "cells", take_cells },
	{ "within", take_within },
	{ "near", take_near },
	{ "unless", take_unless },
	{ "for", take_for },
	{ "validate", take_validate },
	{ "least", take_least },
	{ "score", take_score },
	{ "tell", take_tell },
	{ "tests", take_tests },
};

/* The keys of which exactly one says what the rule looks for. */
static const char *const kind_keys[] = { "regex", "words", "header", "exact",
	"others" };

/* What has no meaning for a header, or for a value that is there or not. */
static const char *const text_keys[] = { "where", "near", "validate", "least",
	NULL };
static const char *const data_refused[] = { "validate", "tests", NULL };

/* What has a meaning for a value of a data set alone. */
static const char *const exact_keys[] = { "to", "cells", "within", NULL };

static void
refuse_beside(struct pack_parse *parse, const struct yaml_node *node,
    const char *const *names, const char *how)
{
	const struct yaml_node *key;

	for (; *names != NULL; names++) {
		key = yaml_get(node, *names);
		if (key != NULL)
			diag_error(parse->diags, yaml_key_place(key), "%s: %s",
			    *names, how);
	}
}

static void
check_rule(struct pack_parse *parse, const struct yaml_node *node,
    const struct rule *rule)
{
	unsigned kinds = 0;

	for (size_t i = 0; i < COUNT(kind_keys); i++)
		kinds += yaml_get(node, kind_keys[i]) != NULL;
	if (kinds != 1)
		diag_error(parse->diags, yaml_place(node),
		    "a rule has one of regex, words, header, exact and others");
	if (yaml_get(node, "id") == NULL)
		diag_error(parse->diags, yaml_place(node),
		    "\"id\" is missing in rules");
	if (yaml_get(node, "action") == NULL && rule->score == 0)
		diag_error(parse->diags, yaml_place(node),
		    "\"action\" is missing in rules");
	if (yaml_get(node, "exact") == NULL)
		refuse_beside(parse, node, exact_keys, "goes with exact alone");
	else
		refuse_beside(
		    parse, node, data_refused, "does not go with exact");
	if (yaml_get(node, "others") != NULL)
		refuse_beside(
		    parse, node, data_refused, "does not go with others");
	if (yaml_get(node, "header") == NULL)
		return;
	refuse_beside(parse, node, text_keys, "does not go with header");
	if (rule->unless.pattern != NULL)
		diag_error(parse->diags,
		    yaml_key_place(yaml_get(node, "unless")),
		    "unless: regex does not go with header");
}

void
rule_pack_rule(
    struct pack_parse *parse, const struct yaml_node *node, struct rule *rule)
{
	const char *names[COUNT(keys) + 1];
	const struct yaml_node *value;

	*rule = (struct rule){ .pack = parse->pack,
		.where = RULE_WHERE_ALL,
		.action = RULE_ACTION_FLAG,
		.least = 1,
		.cells = 1,
		.within = RULE_WITHIN_DEFAULT,
		.tell = "",
		.file = node->file,
		.line = node->line,
		.column = node->column };
	for (size_t i = 0; i < COUNT(keys); i++)
		names[i] = keys[i].name;
	names[COUNT(keys)] = NULL;
	yaml_check_keys(node, "rules", names, parse->diags);
	for (size_t i = 0; i < COUNT(keys) && !parse->nomem; i++) {
		value = yaml_get(node, keys[i].name);
		if (value != NULL)
			keys[i].take(parse, value, rule);
	}
	rule_pack_written(parse, node, rule);
	if (rule->title == NULL)
		rule->title = rule->id;
	if (rule->tell == NULL)
		rule->tell = "";
	check_rule(parse, node, rule);
}
