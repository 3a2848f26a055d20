/*
 * journal_show.c - `sendgate journal show`: one record, and what was decided
 * about it since.
 */
#include "base/id.h"
#include "cli/commands.h"
#include "cli/record.h"
#include "store/journal.h"

static void
record_show(struct cli *cli, struct slice json)
{
	json_t *record = cli->json ? NULL : record_parse(json);

	if (record != NULL)
		record_print(record, cli->arena);
	else
		out_json_line(json);
	json_decref(record);
}

static void
events_show(struct cli *cli, struct slice events)
{
	struct slice line;

	while (events.len > 0 && slice_cut(&events, '\n', &line)) {
		if (line.len == 0)
			continue;
		if (!cli->json)
			(void)fputc('\n', stdout);
		record_show(cli, line);
	}
}

int
journal_show_run(struct cli *cli)
{
	struct settings *settings = NULL;
	struct store *store = NULL;
	struct slice json = SLICE_EMPTY, events = SLICE_EMPTY;
	struct id id;
	struct err err = ERR_INIT;
	int exit;

	if (!id_parse(slice_cstr(cli->args[0]), &id)) {
		cli_say("\"%s\" is no id", cli->args[0]);
		return CLI_NEGATIVE;
	}
	exit = cli_open(cli, true, &settings, &store);
	if (exit != EX_OK)
		return exit;
	if (journal_show(store, slice_cstr(id.text), cli->arena, &json, &events,
		&err) != STATUS_OK) {
		exit = cli_fail(&err);
	} else {
		record_show(cli, json);
		events_show(cli, events);
	}
	store_close(store);
	settings_unref(settings);
	return out_end(exit);
}
