/*
 * journal_export.c - `sendgate journal export`: the records that fit, oldest
 * first, for another program.
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/commands.h"
#include "cli/export.h"
#include "cli/journal.h"
#include "cli/record.h"

#define EXPORT_ARENA_MAX ((size_t)512 << 20) /* bytes of one record's */

typedef bool export_write(
    struct export *export, const json_t *record, struct slice json);

static const struct format {
	const char *name;
	export_write *write;
	void (*head)(void); /* or NULL */
} formats[] = {
	{ "json", export_json, NULL },
	{ "ecs", export_ecs, NULL },
	{ "csv", export_csv, export_csv_head },
	{ "mbox", export_mbox, NULL },
};

struct exporting {
	struct export export;
	const struct format *format;
};

bool
export_json(struct export *export, const json_t *record, struct slice json)
{
	(void)export;
	(void)record;
	out_json_line(json);
	return true;
}

static const struct format *
format_of(const char *name)
{
	size_t i;

	for (i = 0; i < sizeof(formats) / sizeof(formats[0]); i++)
		if (name != NULL && strcmp(formats[i].name, name) == 0)
			return &formats[i];
	return &formats[0];
}

static bool
record_each(struct slice json, void *arg)
{
	struct exporting *exporting = arg;
	json_t *record = record_parse(json);
	bool more = true;

	if (record != NULL)
		more =
		    exporting->format->write(&exporting->export, record, json);
	json_decref(record);
	if (arena_failed(exporting->export.arena)) {
		exporting->export.status = err_nomem(&exporting->export.err);
		more = false;
	}
	arena_reset(exporting->export.arena);
	return more && !ferror(stdout);
}

static int export(
    struct cli *cli, struct store *store, const struct format *format)
{
	struct exporting exporting = {
		.export = { .cli = cli,
		    .store = store,
		    .arena = arena_new(EXPORT_ARENA_MAX),
		    .status = STATUS_OK },
		.format = format,
	};
	struct journal_filter filter;
	struct err err = ERR_INIT;
	int exit = EX_OK;

	if (exporting.export.arena == NULL)
		return cli_nomem();
	journal_filter_read(cli, &filter);
	filter.limit = cli_count(cli, "limit", 0);
	if (format->head != NULL)
		format->head();
	if (journal_list(store, &filter, record_each, &exporting, &err) !=
	    STATUS_OK)
		exit = cli_fail(&err);
	else if (exporting.export.status != STATUS_OK)
		exit = cli_fail(&exporting.export.err);
	if (exporting.export.left_out > 0)
		cli_say("%zu verdicts have no whole message kept and were left "
			"out",
		    exporting.export.left_out);
	arena_free(exporting.export.arena);
	return exit;
}

int
journal_export_run(struct cli *cli)
{
	const struct format *format = format_of(cli_text(cli, "format"));
	struct settings *settings = NULL;
	struct store *store = NULL;
	int exit;

	if (format->write == export_mbox && isatty(STDOUT_FILENO)) {
		cli_say("mail as it is can't go to a terminal: name a file");
		return EX_USAGE;
	}
	exit = cli_open(cli, true, &settings, &store);
	if (exit == EX_OK)
		exit = export(cli, store, format);
	store_close(store);
	settings_unref(settings);
	return out_end(exit);
}
