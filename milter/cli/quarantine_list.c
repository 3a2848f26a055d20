/*
 * quarantine_list.c - `sendgate quarantine list`: what waits for a decision,
 * oldest first.
 */
#include "base/clock.h"
#include "cli/commands.h"
#include "cli/held.h"
#include "cli/quarantine_by.h"

#define HELD_LINE_ARENA_MAX ((size_t)64 << 20)

struct held_lines {
	const struct cli *cli;
	struct arena *arena; /* for one line at a time */
	int exit;
};

static void
age_print(int64_t time_us)
{
	int64_t seconds = (clock_wall_us() - time_us) / CLOCK_SECOND;
	char text[32];

	if (seconds < 3600)
		(void)snprintf(
		    text, sizeof(text), "%lldm", (long long)(seconds / 60));
	else if (seconds < 48 * 3600)
		(void)snprintf(
		    text, sizeof(text), "%lldh", (long long)(seconds / 3600));
	else
		(void)snprintf(
		    text, sizeof(text), "%lldd", (long long)(seconds / 86400));
	out_column(slice_cstr(text), 5);
}

static void
held_line(const struct quarantine_entry *entry)
{
	out_column(entry->id, 26);
	age_print(entry->time_us);
	out_column(entry->state, 9);
	out_column(entry->tier, 12);
	out_column(entry->agent, 10);
	out_column(entry->nrcpts > 0 ? entry->rcpts[0] : SLICE_EMPTY, 30);
	out_column(entry->subject, 30);
	out_text(stdout, entry->reasons);
	if (entry->nrcpts > 1)
		(void)printf(" (and %zu recipients more)", entry->nrcpts - 1);
	(void)fputc('\n', stdout);
}

static bool
held_each(const struct quarantine_entry *entry, void *arg)
{
	struct held_lines *lines = arg;

	if (lines->cli->json) {
		lines->exit = out_json(held_json(entry, lines->arena));
		arena_reset(lines->arena);
	} else {
		held_line(entry);
	}
	return lines->exit == EX_OK;
}

int
quarantine_list_run(struct cli *cli)
{
	struct settings *settings = NULL;
	struct store *store = NULL;
	struct held_lines lines = { .cli = cli, .exit = EX_OK };
	struct quarantine_filter filter = held_filter(cli);
	struct err err = ERR_INIT;
	int exit = cli_open(cli, true, &settings, &store);

	if (exit != EX_OK)
		return exit;
	filter.state = cli_text(cli, "state");
	filter.limit = cli_count(cli, "limit", 0);
	lines.arena = arena_new(HELD_LINE_ARENA_MAX);
	if (cli_text(cli, "by") != NULL)
		lines.exit = quarantine_by_template(cli, store, &filter);
	else if (lines.arena == NULL)
		lines.exit = cli_nomem();
	else if (quarantine_list(store, &filter, held_each, &lines, &err) !=
	    STATUS_OK)
		lines.exit = cli_fail(&err);
	arena_free(lines.arena);
	store_close(store);
	settings_unref(settings);
	return out_end(lines.exit);
}
