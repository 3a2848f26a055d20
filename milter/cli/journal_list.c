/*
 * journal_list.c - `sendgate journal list`: the records that fit, oldest
 * first, and with --follow those that come.
 */
#include <time.h>

#include "cli/commands.h"
#include "cli/journal.h"
#include "cli/record.h"
#include "store/journal.h"

#define JOURNAL_LIST_DEFAULT 200
#define JOURNAL_FOLLOW_MS 500
#define JOURNAL_LINE_ARENA_MAX ((size_t)64 << 20)

struct journal_lines {
	const struct cli *cli;
	struct arena *arena; /* for one line at a time */
	int64_t seq;         /* the largest so far */
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
	json_t *record = record_parse(json);
	int64_t seq = json_integer_value(json_object_get(record, "seq"));

	if (seq > lines->seq)
		lines->seq = seq;
	if (record != NULL && !lines->cli->json)
		record_line(lines->cli, record, lines->arena);
	else
		out_json_line(json);
	json_decref(record);
	arena_reset(lines->arena);
	return !ferror(stdout);
}

static bool
seq_each(struct slice json, void *arg)
{
	json_t *record = record_parse(json);

	*(int64_t *)arg = json_integer_value(json_object_get(record, "seq"));
	json_decref(record);
	return true;
}

static enum status
follow(struct store *store, struct journal_filter *filter,
    struct journal_lines *lines, struct err *err_r)
{
	const struct timespec pause = { 0, JOURNAL_FOLLOW_MS * 1000000L };
	enum status status = STATUS_OK;

	filter->limit = 0;
	while (status == STATUS_OK && fflush(stdout) == 0 && !ferror(stdout)) {
		(void)nanosleep(&pause, NULL);
		filter->after = lines->seq;
		status = journal_list(store, filter, record_each, lines, err_r);
	}
	return status;
}

/* What is there, and with --follow whatever comes after the last of it. */
static enum status
list(struct cli *cli, struct store *store, struct journal_lines *lines,
    struct err *err_r)
{
	const struct journal_filter last = { .limit = 1 };
	struct journal_filter filter;
	enum status status = STATUS_OK;

	journal_filter_read(cli, &filter);
	filter.limit = cli_count(cli, "limit", JOURNAL_LIST_DEFAULT);
	filter.newest = cli_flag(cli, "newest");
	if (cli_flag(cli, "follow"))
		status =
		    journal_list(store, &last, seq_each, &lines->seq, err_r);
	if (status == STATUS_OK)
		status =
		    journal_list(store, &filter, record_each, lines, err_r);
	if (status == STATUS_OK && cli_flag(cli, "follow"))
		status = follow(store, &filter, lines, err_r);
	return status;
}

int
journal_list_run(struct cli *cli)
{
	struct settings *settings = NULL;
	struct store *store = NULL;
	struct journal_lines lines = { .cli = cli };
	struct err err = ERR_INIT;
	int exit;

	if (cli_flag(cli, "follow") && cli_flag(cli, "newest")) {
		cli_say("--follow goes forward: not with --newest");
		return EX_USAGE;
	}
	exit = cli_open(cli, true, &settings, &store);
	if (exit != EX_OK)
		return exit;
	lines.arena = arena_new(JOURNAL_LINE_ARENA_MAX);
	if (lines.arena == NULL)
		exit = cli_nomem();
	else if (list(cli, store, &lines, &err) != STATUS_OK)
		exit = cli_fail(&err);
	arena_free(lines.arena);
	store_close(store);
	settings_unref(settings);
	return out_end(exit);
}
