/*
 * journal_verify.c - `sendgate journal verify`: does the chain still say that
 * nothing was changed, removed, added or reordered?
 */
#include "cli/commands.h"
#include "cli/out.h"
#include "store/journal.h"

static int
report_json(const struct journal_report *report, bool good, struct arena *arena)
{
	return out_json(json_pack("{s:b, s:I, s:b, s:I, s:o}", "verified", good,
	    "records", (json_int_t)report->records, "authenticated",
	    report->authenticated, "bad_seq", (json_int_t)report->bad_seq,
	    "problem", out_json_text(slice_cstr(report->problem), arena)));
}

static void
report_print(
    const struct cli *cli, const struct journal_report *report, bool good)
{
	out_style(cli, good ? OUT_GREEN : OUT_RED);
	(void)fputs(good ? "verified" : "does not verify", stdout);
	out_style(cli, OUT_PLAIN);
	(void)printf(": %lld records", (long long)report->records);
	if (report->bad_seq > 0)
		(void)printf(", the first that is wrong is number %lld",
		    (long long)report->bad_seq);
	if (report->problem[0] != '\0') {
		(void)fputs(": ", stdout);
		out_text(stdout, slice_cstr(report->problem));
	}
	if (good && !report->authenticated)
		(void)fputs(" (without the journal key: the head was not "
			    "authenticated)",
		    stdout);
	(void)fputc('\n', stdout);
}

int
journal_verify_run(struct cli *cli)
{
	struct settings *settings = NULL;
	struct store *store = NULL;
	struct journal_report report = { .records = 0 };
	struct err err = ERR_INIT;
	bool good;
	int exit = cli_open(cli, true, &settings, &store);

	if (exit != EX_OK)
		return exit;
	if (journal_verify(store, &report, &err) != STATUS_OK) {
		exit = cli_fail(&err);
	} else {
		good = report.bad_seq == 0 && report.problem[0] == '\0';
		if (cli->json)
			exit = report_json(&report, good, cli->arena);
		else
			report_print(cli, &report, good);
		if (exit == EX_OK && !good)
			exit = CLI_NEGATIVE;
	}
	store_close(store);
	settings_unref(settings);
	return out_end(exit);
}
