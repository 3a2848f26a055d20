/*
 * report.c - `sendgate report`: what the owner reads, and signs off.
 *
 * The sign-off is an event of the journal: who, when, why, over which time, and
 * how many messages of each verdict the report showed.
 */
#include "cli/report.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "cli/commands.h"
#include "cli/out.h"
#include "cli/report_page.h"
#include "store/journal.h"

#define REPORT_DAYS INT64_C(7)

/* The transaction of its own in which the sign-off goes on record. */
static enum status
sign_off(struct cli *cli, struct store *store, struct figures *figures,
    struct err *err_r)
{
	char since[CLOCK_TEXT_MAX], until[CLOCK_TEXT_MAX], counts[128];
	struct journal_pair fields[3];
	const struct journal_event event = {
		.event = "sign-off",
		.actor = slice_cstr(cli->actor),
		.reason = slice_cstr(cli_text(cli, "reason")),
		.fields = fields,
		.nfields = 3,
		.time_us = figures->now_us,
	};
	enum status status;

	(void)snprintf(counts, sizeof(counts),
	    "accept=%" PRId64 " reject=%" PRId64 " quarantine=%" PRId64
	    " tempfail=%" PRId64,
	    figures->verdicts[FIGURES_ACCEPT],
	    figures->verdicts[FIGURES_REJECT],
	    figures->verdicts[FIGURES_QUARANTINE],
	    figures->verdicts[FIGURES_TEMPFAIL]);
	fields[0] = (struct journal_pair){ "since",
		slice_cstr(clock_format(figures->since_us, since)) };
	fields[1] = (struct journal_pair){ "until",
		slice_cstr(clock_format(figures->now_us, until)) };
	fields[2] = (struct journal_pair){ "verdicts", slice_cstr(counts) };
	status = store_begin(store, err_r);
	if (status != STATUS_OK)
		return status;
	status = journal_append_event(store, &event, NULL, err_r);
	if (status == STATUS_OK)
		return store_commit(store, err_r);
	store_rollback(store);
	return status;
}

static int
print(const struct cli *cli, const struct figures *figures)
{
	const char *format = cli_text(cli, "format");
	struct page page;

	if (!page_build(&page, figures, cli->arena))
		return cli_nomem();
	if (cli->json || (format != NULL && strcmp(format, "json") == 0))
		return report_json(&page);
	if (format != NULL && strcmp(format, "html") == 0)
		report_html(&page);
	else
		report_text(cli, &page);
	return EX_OK;
}

/* The report is printed as it was signed: with the sign-off in it. */
static int
report(struct cli *cli, const struct settings *settings, struct store *store)
{
	struct figures figures;
	struct err err = ERR_INIT;
	int64_t now_us = clock_wall_us(), since_us = cli_time(cli, "since");

	if (!figures_init(&figures, cli->arena))
		return cli_nomem();
	figures.now_us = now_us;
	figures.since_us = since_us != 0 ?
	    since_us :
	    now_us - REPORT_DAYS * 86400 * CLOCK_SECOND;
	if (report_load(store, settings, &figures, &err) != STATUS_OK)
		return cli_fail(&err);
	if (cli_flag(cli, "sign-off")) {
		if (sign_off(cli, store, &figures, &err) != STATUS_OK)
			return cli_fail(&err);
		figures.signed_us = now_us;
		figures.signed_by = slice_cstr(cli->actor);
		figures.signed_reason = slice_cstr(cli_text(cli, "reason"));
	}
	return print(cli, &figures);
}

int
report_run(struct cli *cli)
{
	bool signing = cli_flag(cli, "sign-off");
	struct settings *settings = NULL;
	struct store *store = NULL;
	int exit;

	if (signing && cli_reason(cli) == NULL)
		return EX_USAGE;
	if (!signing && cli_text(cli, "reason") != NULL) {
		cli_say("--reason goes with --sign-off");
		return EX_USAGE;
	}
	exit = cli_open(cli, !signing, &settings, &store);
	if (exit == EX_OK)
		exit = report(cli, settings, store);
	store_close(store);
	settings_unref(settings);
	return out_end(exit);
}
