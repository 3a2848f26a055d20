/*
 * suppress_import.c - `sendgate suppress import`: the rows of a CSV.
 */
#include "cli/commands.h"
#include "cli/import.h"
#include "cli/out.h"
#include "store/suppress.h"

static int
import_from(struct cli *cli, int fd)
{
	const struct suppress_import import = { .path = cli->args[0],
		.fd = &fd,
		.reason = slice_cstr(cli_text(cli, "reason")),
		.actor = slice_cstr(cli->actor),
		.skip_bad = cli_flag(cli, "skip-bad") };
	struct settings *settings = NULL;
	struct store *store = NULL;
	struct diag_list diags;
	struct err err = ERR_INIT;
	int64_t added, bad;
	int exit = cli_open(cli, false, &settings, &store);

	if (exit != EX_OK)
		return exit;
	diag_init(&diags);
	if (suppress_import_csv(store, &import, &diags, &added, &bad, &err) !=
	    STATUS_OK) {
		cli_import_diags(&diags);
		exit = cli_import_failed(&diags, &err);
	} else {
		cli_import_diags(&diags);
		if (cli->json)
			exit = out_json(json_pack("{s:I, s:I}", "added",
			    (json_int_t)added, "skipped", (json_int_t)bad));
		else
			(void)printf("%lld suppressed, %lld left out\n",
			    (long long)added, (long long)bad);
	}
	diag_free(&diags);
	store_close(store);
	settings_unref(settings);
	return out_end(exit);
}

int
suppress_import_run(struct cli *cli)
{
	return cli_import(cli, import_from);
}
