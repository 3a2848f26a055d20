/*
 * journal_list.c - `sendgate journal list`: the records that fit, oldest
 * first.
 */
#include "cli/commands.h"
#include "cli/record.h"
#include "store/journal.h"

#define JOURNAL_LIST_DEFAULT 200
#define JOURNAL_LINE_ARENA_MAX ((size_t)64 << 20)

struct journal_lines {
	const struct cli *cli;
	struct arena *arena; /* for one line at a time */
};

/* What a person wants to know first of an event: its scope, reason, target. */
static void
event_rest(const json_t *record)
{
	static const char *const keys[] = { "scope", "mode", "kid", "about",
		"command", "count", "actor", "reason" };

	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		struct slice value = record_text(record, keys[i]);

		if (value.len == 0)
			continue;
		(void)printf("%s=", keys[i]);
		out_text(stdout, value);
		(void)fputc(' ', stdout);
	}
}

static void
verdict_rest(const json_t *record, struct arena *arena)
{
	out_column(record_text(record, "agent"), 10);
	out_column(record_text(record, "tier"), 12);
	out_column(record_join(record, "recipients", ",", arena), 32);
	out_text(stdout, record_join(record, "reasons", "; ", arena));
}

static void
record_line(const struct cli *cli, const json_t *record, struct arena *arena)
{
	struct slice verdict = record_text(record, "verdict");

	out_column(record_text(record, "time"), 24);
	out_column(record_text(record, "id"), 26);
	if (verdict.len > 0) {
		out_style(cli,
		    slice_equal(verdict, SLICE("accept")) ? OUT_GREEN :
							    OUT_YELLOW);
		out_column(verdict, 11);
		out_style(cli, OUT_PLAIN);
		verdict_rest(record, arena);
	} else {
		out_column(record_text(record, "event"), 11);
		event_rest(record);
	}
	(void)fputc('\n', stdout);
}

static bool
record_each(struct slice json, void *arg)
{
	struct journal_lines *lines = arg;
	json_t *record;

	if (lines->cli->json) {
		out_json_line(json);
		return !ferror(stdout);
	}
	record = record_parse(json);
	if (record != NULL)
		record_line(lines->cli, record, lines->arena);
	else
		out_json_line(json);
	json_decref(record);
	arena_reset(lines->arena);
	return !ferror(stdout);
}

int
journal_list_run(struct cli *cli)
{
	struct settings *settings = NULL;
	struct store *store = NULL;
	struct journal_lines lines = { .cli = cli };
	struct journal_filter filter = {
		.agent = cli_text(cli, "agent"),
		.workflow = cli_text(cli, "workflow"),
		.verdict = cli_text(cli, "verdict"),
		.event = cli_text(cli, "event"),
		.tier = cli_text(cli, "tier"),
		.rule = cli_text(cli, "rule"),
		.account = cli_text(cli, "account"),
		.rcpt = cli_text(cli, "rcpt"),
		.since_us = cli_time(cli, "since"),
		.until_us = cli_time(cli, "until"),
		.limit = cli_count(cli, "limit", JOURNAL_LIST_DEFAULT),
	};
	struct err err = ERR_INIT;
	int exit = cli_open(cli, true, &settings, &store);

	if (exit != EX_OK)
		return exit;
	lines.arena = arena_new(JOURNAL_LINE_ARENA_MAX);
	if (lines.arena == NULL)
		exit = cli_nomem();
	else if (journal_list(store, &filter, record_each, &lines, &err) !=
	    STATUS_OK)
		exit = cli_fail(&err);
	arena_free(lines.arena);
	store_close(store);
	settings_unref(settings);
	return out_end(exit);
}
