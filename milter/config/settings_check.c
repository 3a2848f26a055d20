/*
 * settings_check.c - what no single key can say.
 *
 * Names that refer to another key, doubles, keys that need or exclude one
 * another, and what is allowed but unwise.
 */
#include "config/settings_parse.h"

static struct diag_place
file_place(const struct settings *settings)
{
	return (struct diag_place){ settings->path, 0, 0 };
}

/* Says each entry of the list whose name another one had before. */
static void
check_unique(struct settings_parse *parse, const struct yaml_node *list,
    const char *what, const char *key)
{
	const struct yaml_node *a, *b, *first, *second;

	if (list == NULL || list->kind != YAML_LIST)
		return;
	for (a = list->child; a != NULL; a = a->next) {
		second = yaml_get(a, key);
		if (second == NULL || second->kind != YAML_SCALAR)
			continue;
		for (b = list->child; b != a; b = b->next) {
			first = yaml_get(b, key);
			if (first == NULL ||
			    !slice_equal(first->text, second->text))
				continue;
			diag_error(parse->diags, yaml_place(second),
			    "%s: \"%.*s\" stands in line %u already", what,
			    SLICE_ARG(second->text), first->line);
			break;
		}
	}
}

static void
check_tier_name(struct settings_parse *parse, const struct yaml_node *node,
    const struct settings *settings, const char *what)
{
	if (node->kind == YAML_SCALAR && node->text.len > 0 &&
	    settings_tier_find(settings, node->text) == SLICE_NONE)
		diag_error(parse->diags, yaml_place(node),
		    "%s: there is no tier \"%.*s\"", what,
		    SLICE_ARG(slice_sub(node->text, 0, 64)));
}

static void
check_agent(struct settings_parse *parse, const struct yaml_node *node,
    const struct settings *settings, const struct settings_agent *agent)
{
	const struct yaml_node *match = yaml_get(node, "match");
	const struct yaml_node *tiers =
	    yaml_get(yaml_get(node, "reach"), "tiers");

	if (tiers != NULL && tiers->kind == YAML_LIST)
		for (tiers = tiers->child; tiers != NULL; tiers = tiers->next)
			check_tier_name(parse, tiers, settings, "reach");
	else if (tiers != NULL)
		check_tier_name(parse, tiers, settings, "reach");
	if (match == NULL || match->kind != YAML_MAP)
		return;
	if (agent->auth.len == 0 && agent->nclient == 0 &&
	    agent->sender.len == 0)
		diag_error(parse->diags, yaml_place(match),
		    "match: names neither auth, client nor sender");
	else if (agent->auth.len == 0 && agent->nclient == 0)
		diag_warning(parse->diags, yaml_place(match),
		    "match: the envelope sender alone can be forged by "
		    "anybody; add auth or client");
}

static void
check_agents(struct settings_parse *parse, const struct yaml_node *root,
    const struct settings *settings)
{
	const struct yaml_node *list = yaml_get(root, "agents");
	const struct yaml_node *node;
	size_t i = 0;

	if (list == NULL || (list->kind == YAML_LIST && list->child == NULL))
		diag_warning(parse->diags,
		    list != NULL ? yaml_place(list) : file_place(settings),
		    "agents: there is none, so nobody's mail is judged");
	if (list == NULL || list->kind != YAML_LIST)
		return;
	check_unique(parse, list, "agents", "id");
	for (node = list->child; node != NULL && i < settings->nagents;
	     node = node->next)
		check_agent(parse, node, settings, &settings->agents[i++]);
}

static void
check_tier(struct settings_parse *parse, const struct yaml_node *node,
    const struct settings_tier *tier)
{
	const struct yaml_node *sample = yaml_get(node, "sample");
	const struct yaml_node *unapproved = yaml_get(node, "unapproved");

	if (yaml_get(node, "review") == NULL)
		return;
	if (sample != NULL && tier->review != SETTINGS_REVIEW_SAMPLE)
		diag_error(parse->diags, yaml_key_place(sample),
		    "sample: goes with review: sample only");
	if (sample != NULL && tier->sample_floor > tier->sample_start)
		diag_error(parse->diags, yaml_key_place(sample),
		    "sample: floor is more than start");
	if (unapproved != NULL && tier->review != SETTINGS_REVIEW_ALWAYS)
		diag_warning(parse->diags, yaml_key_place(unapproved),
		    "unapproved: has no meaning without review: always");
}

static void
check_tiers(struct settings_parse *parse, const struct yaml_node *root,
    struct settings *settings)
{
	const struct yaml_node *list = yaml_get(root, "tiers");
	size_t i = 0;

	if (list != NULL && list->kind == YAML_LIST && list->child == NULL)
		diag_error(parse->diags, yaml_place(list),
		    "tiers: at least one is needed");
	if (list == NULL || list->kind != YAML_LIST)
		return;
	check_unique(parse, list, "tiers", "name");
	for (const struct yaml_node *node = list->child;
	     node != NULL && i < settings->ntiers; node = node->next)
		check_tier(parse, node, &settings->tiers[i++]);
	if (parse->unknown_tier == NULL)
		return;
	check_tier_name(parse, parse->unknown_tier, settings, "unknown_tier");
	settings->unknown_tier =
	    settings_tier_find(settings, parse->unknown_tier->text);
}

static void
check_trips(struct settings_parse *parse, const struct yaml_node *root,
    const struct settings *settings)
{
	const struct yaml_node *list = yaml_get(root, "trips"), *node;
	size_t i = 0;

	if (list == NULL || list->kind != YAML_LIST)
		return;
	check_unique(parse, list, "trips", "name");
	for (node = list->child; node != NULL && i < settings->ntrips;
	     node = node->next) {
		const struct settings_trip *trip = &settings->trips[i++];

		if (trip->per == SETTINGS_PER_RECIPIENT ||
		    trip->per == SETTINGS_PER_DOMAIN)
			diag_error(parse->diags, yaml_place(node),
			    "trips: per: no switch stops one recipient or "
			    "domain alone");
		if (trip->max_is_factor && trip->baseline == 0)
			diag_error(parse->diags, yaml_place(node),
			    "trips: a factor needs a baseline");
		else if (!trip->max_is_factor && trip->baseline != 0)
			diag_warning(parse->diags, yaml_place(node),
			    "trips: baseline has no meaning without a factor "
			    "such as max: 3x");
	}
}

/* A step that needs more must not be the one with more review. */
static void
check_ladder(struct settings_parse *parse, const struct yaml_node *root,
    const struct settings *settings)
{
	const struct yaml_node *node = yaml_get(root, "ladder")->child;
	size_t i;

	for (i = 1; i < settings->nladder; i++) {
		const struct settings_step *a = &settings->ladder[i - 1];
		const struct settings_step *b = &settings->ladder[i];

		node = node->next;
		if (b->reviews <= a->reviews || b->passed < a->passed ||
		    b->share >= a->share)
			diag_error(parse->diags, yaml_place(node),
			    "ladder: each step must take more reviews than "
			    "the one before, no smaller share that passed, "
			    "and hold less");
	}
}

/* Nobody's PATH is searched for it. */
static void
check_checkpoint(struct settings_parse *parse, const struct yaml_node *root,
    const struct settings *settings)
{
	const struct yaml_node *command = yaml_get(
	    yaml_get(yaml_get(root, "journal"), "checkpoint"), "command");

	if (command != NULL && settings->checkpoint_command.len > 0 &&
	    settings->checkpoint_command.items[0][0] != '/')
		diag_error(parse->diags, yaml_place(command),
		    "command: the program's path must be absolute");
}

void
settings_check(struct settings_parse *parse, const struct yaml_node *root,
    struct settings *settings)
{
	if (yaml_get(root, "owner") == NULL)
		diag_warning(parse->diags, file_place(settings),
		    "owner: nobody is named as accountable");
	check_agents(parse, root, settings);
	check_tiers(parse, root, settings);
	check_unique(parse, yaml_get(root, "limits"), "limits", "name");
	check_trips(parse, root, settings);
	if (yaml_get(root, "ladder") == NULL)
		settings_default_ladder(settings);
	else
		check_ladder(parse, root, settings);
	check_checkpoint(parse, root, settings);
}
