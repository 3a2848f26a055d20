/*
 * accounts_import.c - `sendgate accounts import`: a new account book.
 *
 * Every bad row is said with its line and column, and nothing changes then,
 * unless --skip-bad.
 */
#include "cli/commands.h"
#include "cli/import.h"
#include "cli/out.h"
#include "store/book.h"

static enum status
import_fill(struct cli *cli, const struct settings *settings,
    struct book_import *import)
{
	size_t nmaps;
	struct slice *maps = cli_values(cli, "map", &nmaps);
	const char **names, **tiers;

	names = arena_calloc(cli->arena, nmaps + 1, sizeof(*names));
	tiers = arena_calloc(cli->arena, settings->ntiers + 1, sizeof(*tiers));
	if (maps == NULL || names == NULL || tiers == NULL)
		return STATUS_NOMEM;
	for (size_t i = 0; i < nmaps; i++)
		names[i] = maps[i].ptr; /* an argument, so NUL-terminated */
	for (size_t i = 0; i < settings->ntiers; i++)
		tiers[i] = settings->tiers[i].name;
	*import = (struct book_import){
		.path = cli->args[0],
		.maps = names,
		.nmaps = nmaps,
		.tiers = tiers,
		.ntiers = settings->ntiers,
		.skip_bad = cli_flag(cli, "skip-bad"),
		.actor = slice_cstr(cli->actor),
	};
	return STATUS_OK;
}

static int
import_say_json(const struct cli *cli, const struct book_result *result)
{
	json_t *sample = json_array();

	for (size_t i = 0; i < result->nsample; i++)
		(void)json_array_append_new(sample,
		    out_json_text(slice_cstr(result->sample[i]), cli->arena));
	return out_json(json_pack("{s:I, s:I, s:s, s:I, s:o, s:I}", "accounts",
	    (json_int_t)result->accounts, "skipped",
	    (json_int_t)result->skipped, "generation", result->generation,
	    "ordinary_names", (json_int_t)result->ordinary, "for_example",
	    sample, "unusable_names", (json_int_t)result->nothing));
}

static int
import_say(const struct cli *cli, const struct book_result *result)
{
	if (cli->json)
		return import_say_json(cli, result);
	(void)printf("%lld account%s imported", (long long)result->accounts,
	    result->accounts == 1 ? "" : "s");
	if (result->skipped > 0)
		(void)printf(", %lld bad row%s left out",
		    (long long)result->skipped,
		    result->skipped == 1 ? "" : "s");
	(void)fputc('\n', stdout);
	if (result->ordinary > 0) {
		(void)printf("%lld name%s ordinary words, found in %s own "
			     "spelling alone:",
		    (long long)result->ordinary,
		    result->ordinary == 1 ? " is" : "s are",
		    result->ordinary == 1 ? "its" : "their");
		for (size_t i = 0; i < result->nsample; i++) {
			(void)fputs(i > 0 ? ", " : " ", stdout);
			out_text(stdout, slice_cstr(result->sample[i]));
		}
		(void)puts(
		    (size_t)result->ordinary > result->nsample ? " ..." : "");
	}
	if (result->nothing > 0)
		(void)printf("%lld name%s too short to be looked for\n",
		    (long long)result->nothing,
		    result->nothing == 1 ? " is" : "s are");
	return EX_OK;
}

static int
import_from(struct cli *cli, int fd)
{
	struct settings *settings = NULL;
	struct store *store = NULL;
	struct book_import import;
	struct book_result result = { .accounts = 0 };
	struct diag_list diags;
	struct err err = ERR_INIT;
	enum status status;
	int exit = cli_open(cli, false, &settings, &store);

	if (exit != EX_OK)
		return exit;
	diag_init(&diags);
	status = import_fill(cli, settings, &import);
	import.fd = &fd;
	if (status == STATUS_OK)
		status = book_import_csv(store, &import, &diags, &result, &err);
	else
		(void)err_nomem(&err);
	cli_import_diags(&diags);
	exit = status == STATUS_OK ? import_say(cli, &result) :
				     cli_import_failed(&diags, &err);
	diag_free(&diags);
	store_close(store);
	settings_unref(settings);
	return out_end(exit);
}

int
accounts_import_run(struct cli *cli)
{
	return cli_import(cli, import_from);
}
