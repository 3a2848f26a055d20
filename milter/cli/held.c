/*
 * held.c - held messages by id or by filter, and in JSON.
 */
#include "cli/held.h"

#include "base/clock.h"
#include "base/id.h"
#include "cli/record.h"
#include "store/templates.h"

struct quarantine_filter
held_filter(const struct cli *cli)
{
	return (struct quarantine_filter){
		.tier = cli_text(cli, "tier"),
		.agent = cli_text(cli, "agent"),
		.workflow = cli_text(cli, "workflow"),
		.account = cli_text(cli, "account"),
		.rule = cli_text(cli, "rule"),
		.template = cli_text(cli, "template"),
		.older_seconds = cli_span(cli, "older", 0),
	};
}

/* Any but --template. */
static bool
filter_other(const struct quarantine_filter *filter)
{
	return filter->tier != NULL || filter->agent != NULL ||
	    filter->workflow != NULL || filter->account != NULL ||
	    filter->rule != NULL || filter->older_seconds > 0;
}

bool
held_is_template(const struct cli *cli)
{
	struct quarantine_filter filter = held_filter(cli);

	return filter.template != NULL && !filter_other(&filter);
}

int
held_template_check(const struct cli *cli, struct store *store)
{
	const char *id = cli_text(cli, "template");
	struct template_known known;
	struct err err = ERR_INIT;

	if (id == NULL)
		return EX_OK;
	if (templates_load(store, slice_cstr(id), &known, &err) != STATUS_OK)
		return cli_fail(&err);
	if (known.there)
		return EX_OK;
	cli_say("no template is called %s", id);
	return CLI_NEGATIVE;
}

struct collect {
	struct cli *cli;
	struct held_ids *ids;
	bool nomem;
};

static bool
id_keep(struct collect *collect, struct slice text)
{
	struct slice *id = VEC_PUSH(collect->cli->arena, collect->ids);

	if (id != NULL)
		*id = arena_copy(collect->cli->arena, text);
	collect->nomem = id == NULL || id->ptr == NULL;
	return !collect->nomem;
}

static bool
id_each(const struct quarantine_entry *entry, void *arg)
{
	return id_keep(arg, entry->id);
}

static int
args_select(struct collect *collect)
{
	struct cli *cli = collect->cli;
	struct id id;

	for (size_t i = 0; i < cli->nargs; i++) {
		struct slice text = slice_cstr(cli->args[i]);

		/* what is no id is asked for as it stands, and not found */
		if (id_parse(text, &id))
			text = slice_cstr(id.text);
		if (!id_keep(collect, text))
			return cli_nomem();
	}
	return EX_OK;
}

int
held_check(const struct cli *cli)
{
	struct quarantine_filter filter = held_filter(cli);
	bool all = cli_flag(cli, "all") || filter.template != NULL ||
	    filter_other(&filter);

	if ((cli->nargs > 0) != all)
		return EX_OK;
	cli_say(all ? "name ids, or --all and filters, not both" :
		      "name ids, a filter, or --all");
	return EX_USAGE;
}

int
held_select(struct cli *cli, struct store *store, struct held_ids *ids_r)
{
	struct quarantine_filter filter = held_filter(cli);
	struct collect collect = { .cli = cli, .ids = ids_r };
	struct err err = ERR_INIT;

	if (cli->nargs > 0)
		return args_select(&collect);
	filter.state = "held";
	if (quarantine_list(store, &filter, id_each, &collect, &err) !=
	    STATUS_OK)
		return cli_fail(&err);
	return collect.nomem ? cli_nomem() : EX_OK;
}

/* Where the record itself can't be read any more. */
static json_t *
entry_json(const struct quarantine_entry *entry, struct arena *arena)
{
	char when[CLOCK_TEXT_MAX];

	return json_pack(
	    "{s:o, s:s, s:o, s:o, s:o, s:o, s:o?, s:o, s:o, s:o, s:o, "
	    "s:s}",
	    "id", out_json_text(entry->id, arena), "time",
	    clock_format(entry->time_us, when), "agent",
	    out_json_text(entry->agent, arena), "workflow",
	    out_json_text(entry->workflow, arena), "accounts",
	    out_json_list(entry->accounts, entry->naccounts, arena), "tier",
	    out_json_text(entry->tier, arena), "template",
	    entry->template.len > 0 ? out_json_text(entry->template, arena) :
				      NULL,
	    "sender", out_json_text(entry->sender, arena), "recipients",
	    out_json_list(entry->rcpts, entry->nrcpts, arena), "subject",
	    out_json_text(entry->subject, arena), "digest",
	    out_json_text(entry->digest, arena), "verdict", "quarantine");
}

json_t *
held_json(const struct quarantine_entry *entry, struct arena *arena)
{
	json_t *object = record_parse(entry->json);
	char when[CLOCK_TEXT_MAX];
	json_t *more;

	if (object == NULL)
		object = entry_json(entry, arena);
	more = json_pack("{s:o, s:o, s:s?, s:o?}", "state",
	    out_json_text(entry->state, arena), "store",
	    out_json_text(entry->where, arena), "expires",
	    entry->expires_us > 0 ? clock_format(entry->expires_us, when) :
				    NULL,
	    "answer",
	    entry->answer.len > 0 ? out_json_text(entry->answer, arena) : NULL);
	if (object == NULL || more == NULL ||
	    json_object_update(object, more) != 0) {
		json_decref(object);
		object = NULL;
	}
	json_decref(more);
	return object;
}

int
held_decide(const struct held_ids *ids,
    int (*one)(const void *what, struct slice id, struct arena *arena),
    const void *what)
{
	struct arena *arena = arena_new(CLI_ARENA_MAX);
	int exit = arena != NULL ? EX_OK : cli_nomem();

	for (size_t i = 0; arena != NULL && i < ids->len; i++) {
		int status = one(what, ids->items[i], arena);

		arena_reset(arena);
		if (ids->len == 1)
			exit = status;
		else if (status != EX_OK)
			exit = CLI_NEGATIVE;
	}
	arena_free(arena);
	return exit;
}
