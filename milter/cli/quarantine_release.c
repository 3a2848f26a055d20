/*
 * quarantine_release.c - `sendgate quarantine release`: one, several, or all
 * that fit.
 */
#include "cli/commands.h"
#include "cli/held.h"
#include "cli/release.h"

int
quarantine_release_run(struct cli *cli)
{
	struct release release = {
		.cli = cli,
		.again = cli_flag(cli, "again"),
		.dry_run = cli_flag(cli, "dry-run"),
	};
	struct held_ids ids = VEC_INIT;
	const char *reason = release.dry_run ? "" : cli_reason(cli);
	int exit;

	if (reason == NULL || held_check(cli) != EX_OK)
		return EX_USAGE;
	release.reason = slice_cstr(reason);
	exit =
	    cli_open(cli, release.dry_run, &release.settings, &release.store);
	if (exit == EX_OK)
		exit = held_template_check(cli, release.store);
	if (exit == EX_OK)
		exit = held_select(cli, release.store, &ids);
	if (exit == EX_OK)
		exit = judge_open(cli, release.settings, &release.judge);
	if (exit == EX_OK)
		exit = judge_data(&release.judge, release.store);
	if (exit == EX_OK)
		exit = held_decide(&ids, release_one, &release);
	judge_close(&release.judge);
	store_close(release.store);
	settings_unref(release.settings);
	return out_end(exit);
}
