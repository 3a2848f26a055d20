/*
 * settings_group.c - the keys that are lists of maps: agents, tiers, limits,
 * trips.
 */
#include "config/settings_parse.h"

#define COUNT(rows) (sizeof(rows) / sizeof(*(rows)))
#define TABLE(rows)                 \
	{                           \
		(rows), COUNT(rows) \
	}
#define AGENT(member) offsetof(struct settings_agent, member)
#define TIER(member) offsetof(struct settings_tier, member)
#define LIMIT(member) offsetof(struct settings_limit, member)
#define TRIP(member) offsetof(struct settings_trip, member)
#define STEP(member) offsetof(struct settings_step, member)

static const char *const declares[] = { "workflow", "prompt", "sources",
	"account", "template", NULL };
static const char *const reviews[] = { "always", "sample", "none", NULL };
static const char *const acts[] = { "quarantine", "reject", "tempfail", NULL };
static const char *const scopes[] = { "agent", "workflow", "account",
	"template", "tier", "recipient", "domain", "all", NULL };
static const char *const counts[] = { "messages", "recipients", "accounts",
	NULL };
static const char *const watches[] = { "volume", "reject-rate",
	"quarantine-rate", "complaints", "bounces", "tone", NULL };
static const char *const modes[] = { "hold", "reject", "tempfail", "monitor",
	NULL };
static const char *const unapproved_acts[] = { "quarantine", "reject", NULL };

/* In modes: where the acts end. */
#define MODE_MONITOR 3

static const struct settings_row match_rows[] = {
	{ .name = "auth",
	    .take = settings_take_list,
	    .offset = AGENT(auth),
	    .absent = "any",
	    .about = "Logins, compared without case." },
	{ .name = "client",
	    .take = settings_take_networks,
	    .absent = "any",
	    .about = "Client addresses or networks." },
	{ .name = "sender",
	    .take = settings_take_list,
	    .offset = AGENT(sender),
	    .absent = "any",
	    .about = "Envelope senders: an address, @domain, or a glob with "
		     "*." },
};
static const struct settings_table match_table = TABLE(match_rows);

static const struct settings_row reach_rows[] = {
	{ .name = "tiers",
	    .take = settings_take_list,
	    .offset = AGENT(reach_tiers),
	    .absent = "all",
	    .about = "Tiers that the agent may write to." },
	{ .name = "sources",
	    .take = settings_take_list,
	    .offset = AGENT(reach_sources),
	    .absent = "all",
	    .about = "Data sources that the agent may declare." },
};
static const struct settings_table reach_table = TABLE(reach_rows);

static const struct settings_row agent_rows[] = {
	{ .name = "id",
	    .take = settings_take_name,
	    .offset = AGENT(id),
	    .required = true,
	    .about = "The agent's name in the journal, limits and kill "
		     "switches." },
	{ .name = "match",
	    .take = settings_take_map,
	    .table = &match_table,
	    .required = true,
	    .about = "How its mail is known; all kinds given must hold." },
	{ .name = "declare",
	    .take = settings_take_list,
	    .offset = AGENT(declare),
	    .choices = declares,
	    .absent = "none",
	    .about = "X-Agent headers that must be there." },
	{ .name = "reach",
	    .take = settings_take_map,
	    .table = &reach_table,
	    .about = "Where the agent may write, and from what." },
};
const struct settings_table settings_agent_table = TABLE(agent_rows);

static const struct settings_row sample_rows[] = {
	{ .name = "start",
	    .take = settings_take_share,
	    .offset = TIER(sample_start),
	    .value = "1.0",
	    .about = "The share that is held at first." },
	{ .name = "floor",
	    .take = settings_take_share,
	    .offset = TIER(sample_floor),
	    .value = "0.02",
	    .about = "The share never comes down below this." },
};
static const struct settings_table sample_table = TABLE(sample_rows);

static const struct settings_row tier_rows[] = {
	{ .name = "name",
	    .take = settings_take_name,
	    .offset = TIER(name),
	    .required = true,
	    .about = "The tier's name, as the account book has it." },
	{ .name = "review",
	    .take = settings_take_choice,
	    .offset = TIER(review),
	    .required = true,
	    .choices = reviews,
	    .about = "What a person reviews: always, sample or none." },
	{ .name = "unapproved",
	    .take = settings_take_choice,
	    .offset = TIER(unapproved),
	    .value = "quarantine",
	    .choices = unapproved_acts,
	    .about = "Mail without an approval, where review is always: "
		     "quarantine or reject." },
	{ .name = "sample",
	    .take = settings_take_map,
	    .table = &sample_table,
	    .about = "The share that is held, where review is sample." },
};
const struct settings_table settings_tier_table = TABLE(tier_rows);

static const struct settings_row limit_rows[] = {
	{ .name = "name",
	    .take = settings_take_name,
	    .offset = LIMIT(name),
	    .required = true,
	    .about = "The limit's name, as replies have it." },
	{ .name = "per",
	    .take = settings_take_choice,
	    .offset = LIMIT(per),
	    .required = true,
	    .choices = scopes,
	    .about = "What each has the limit: agent, workflow, account, "
		     "template, tier, recipient, domain or all." },
	{ .name = "count",
	    .take = settings_take_choice,
	    .offset = LIMIT(count),
	    .required = true,
	    .choices = counts,
	    .about = "What is counted: messages, recipients or accounts "
		     "(distinct ones)." },
	{ .name = "max",
	    .take = settings_take_count,
	    .offset = LIMIT(max),
	    .required = true,
	    .about = "The most that is allowed in one window." },
	{ .name = "in",
	    .take = settings_take_span,
	    .offset = LIMIT(in),
	    .required = true,
	    .about = "The window's length." },
	{ .name = "over",
	    .take = settings_take_choice,
	    .offset = LIMIT(over),
	    .required = true,
	    .choices = acts,
	    .about = "What is over the limit: quarantine, reject or "
		     "tempfail." },
};
const struct settings_table settings_limit_table = TABLE(limit_rows);

static const struct settings_row trip_rows[] = {
	{ .name = "name",
	    .take = settings_take_name,
	    .offset = TRIP(name),
	    .required = true,
	    .about = "The trip's name." },
	{ .name = "watch",
	    .take = settings_take_choice,
	    .offset = TRIP(watch),
	    .required = true,
	    .choices = watches,
	    .about = "The figure: volume, reject-rate, quarantine-rate, "
		     "complaints, bounces or tone." },
	{ .name = "per",
	    .take = settings_take_choice,
	    .offset = TRIP(per),
	    .required = true,
	    .choices = scopes,
	    .about = "What each is watched, as in limits." },
	{ .name = "max",
	    .take = settings_take_trip_max,
	    .required = true,
	    .about = "Above this it trips; 3x is three times the "
		     "baseline." },
	{ .name = "in",
	    .take = settings_take_span,
	    .offset = TRIP(in),
	    .required = true,
	    .about = "The window's length." },
	{ .name = "least",
	    .take = settings_take_count,
	    .offset = TRIP(least),
	    .value = "0",
	    .about = "Messages in the window below which it does not "
		     "trip." },
	{ .name = "baseline",
	    .take = settings_take_span,
	    .offset = TRIP(baseline),
	    .absent = "none",
	    .about = "The time before that a factor is measured against." },
	{ .name = "mode",
	    .take = settings_take_trip_mode,
	    .value = "hold",
	    .choices = modes,
	    .about = "How what tripped is paused: hold, reject, tempfail; "
		     "monitor only records it." },
};
const struct settings_table settings_trip_table = TABLE(trip_rows);

static const struct settings_row step_rows[] = {
	{ .name = "reviews",
	    .take = settings_take_amount,
	    .offset = STEP(reviews),
	    .required = true,
	    .about = "Reviews since the last that did not pass." },
	{ .name = "passed",
	    .take = settings_take_share,
	    .offset = STEP(passed),
	    .required = true,
	    .about = "The lower bound (Wilson, 95 %) of the share that "
		     "passed." },
	{ .name = "share",
	    .take = settings_take_share,
	    .offset = STEP(share),
	    .required = true,
	    .about = "The share of messages that is held then." },
};
const struct settings_table settings_step_table = TABLE(step_rows);

/* Each within reach of a record without a fault. */
static const struct settings_step steps_default[] = {
	{ 20, 0.8, 0.5 },
	{ 50, 0.9, 0.25 },
	{ 100, 0.95, 0.1 },
	{ 200, 0.97, 0.05 },
	{ 400, 0.985, 0.02 },
};

/* A list of maps as an array of objects of item_size bytes. */
static void *
take_array(struct settings_parse *parse, const struct yaml_node *node,
    const struct settings_row *row, size_t item_size, size_t *len_r)
{
	const struct yaml_node *item;
	char *objects;
	size_t len, at = 0;

	if (!settings_items(parse, node, row, &item, &len))
		return NULL;
	objects = settings_alloc(parse, len, item_size);
	if (objects == NULL)
		return NULL;
	for (; at < len && !parse->nomem; at++, item = item->next) {
		if (item->kind == YAML_MAP)
			settings_take_rows(parse, item, row->table, row->name,
			    objects + at * item_size);
		else
			diag_error(parse->diags, yaml_place(item),
			    "%s: expected a map", row->name);
	}
	*len_r = len;
	return objects;
}

void
settings_take_agents(struct settings_parse *parse, const struct yaml_node *node,
    const struct settings_row *row, void *object)
{
	struct settings *settings = object;
	struct settings_agent *agents;
	const struct yaml_node *item = node->child, *reach;

	agents =
	    take_array(parse, node, row, sizeof(*agents), &settings->nagents);
	settings->agents = agents;
	for (size_t i = 0; agents != NULL && i < settings->nagents; i++) {
		reach = yaml_get(item, "reach");
		agents[i].has_reach_tiers = yaml_get(reach, "tiers") != NULL;
		agents[i].has_reach_sources =
		    yaml_get(reach, "sources") != NULL;
		if (item != NULL)
			item = item->next;
	}
}

void
settings_take_tiers(struct settings_parse *parse, const struct yaml_node *node,
    const struct settings_row *row, void *object)
{
	struct settings *settings = object;

	settings->tiers = take_array(
	    parse, node, row, sizeof(*settings->tiers), &settings->ntiers);
}

void
settings_take_limits(struct settings_parse *parse, const struct yaml_node *node,
    const struct settings_row *row, void *object)
{
	struct settings *settings = object;

	settings->limits = take_array(
	    parse, node, row, sizeof(*settings->limits), &settings->nlimits);
}

void
settings_take_trips(struct settings_parse *parse, const struct yaml_node *node,
    const struct settings_row *row, void *object)
{
	struct settings *settings = object;

	settings->trips = take_array(
	    parse, node, row, sizeof(*settings->trips), &settings->ntrips);
}

void
settings_take_ladder(struct settings_parse *parse, const struct yaml_node *node,
    const struct settings_row *row, void *object)
{
	struct settings *settings = object;

	settings->ladder = take_array(
	    parse, node, row, sizeof(*settings->ladder), &settings->nladder);
}

void
settings_default_ladder(struct settings *settings)
{
	settings->ladder = steps_default;
	settings->nladder = COUNT(steps_default);
}

/* "0.2", or "3x" for a factor. */
void
settings_take_trip_max(struct settings_parse *parse,
    const struct yaml_node *node, const struct settings_row *row, void *object)
{
	struct settings_trip *trip = object;
	struct yaml_node number = *node;

	trip->max_is_factor = node->kind == YAML_SCALAR &&
	    slice_ends_nocase(node->text, SLICE("x"));
	if (trip->max_is_factor)
		number.text.len--;
	(void)yaml_number(&number, row->name, parse->diags, &trip->max);
}

void
settings_take_trip_mode(struct settings_parse *parse,
    const struct yaml_node *node, const struct settings_row *row, void *object)
{
	struct settings_trip *trip = object;
	size_t index;

	if (!yaml_choice(node, row->name, row->choices, parse->diags, &index))
		return;
	trip->monitor = index == MODE_MONITOR;
	trip->mode =
	    trip->monitor ? SETTINGS_ACT_QUARANTINE : (enum settings_act)index;
}

void
settings_take_unknown_tier(struct settings_parse *parse,
    const struct yaml_node *node, const struct settings_row *row, void *object)
{
	(void)object;
	if (settings_scalar(parse, node, row->name) != NULL)
		parse->unknown_tier = node;
}

void
settings_take_networks(struct settings_parse *parse,
    const struct yaml_node *node, const struct settings_row *row, void *object)
{
	struct settings_agent *agent = object;
	struct settings_network *networks;
	const struct yaml_node *item;
	size_t len;
	bool clean;

	if (!settings_items(parse, node, row, &item, &len))
		return;
	networks = settings_alloc(parse, len, sizeof(*networks));
	if (networks == NULL)
		return;
	agent->client = networks;
	for (; len > 0; len--, item = item->next) {
		if (item->kind != YAML_SCALAR ||
		    !settings_network_parse(
			item->text, &networks[agent->nclient], &clean)) {
			diag_error(parse->diags, yaml_place(item),
			    "%s: expected an address or a network such as "
			    "10.0.0.0/8",
			    row->name);
			continue;
		}
		if (!clean)
			diag_warning(parse->diags, yaml_place(item),
			    "%s: the address has bits beyond its prefix",
			    row->name);
		agent->nclient++;
	}
}
