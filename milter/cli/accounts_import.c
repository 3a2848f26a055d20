/*
 * accounts_import.c - `sendgate accounts import`: a new account book.
 *
 * Every bad row is said with its line and column, and nothing changes then,
 * unless --skip-bad.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "cli/commands.h"
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
import_say(const struct cli *cli, const struct book_result *result)
{
	if (cli->json)
		return out_json(json_pack("{s:I, s:I, s:s}", "accounts",
		    (json_int_t)result->accounts, "skipped",
		    (json_int_t)result->skipped, "generation",
		    result->generation));
	(void)printf("%lld account%s imported", (long long)result->accounts,
	    result->accounts == 1 ? "" : "s");
	if (result->skipped > 0)
		(void)printf(", %lld bad row%s left out",
		    (long long)result->skipped,
		    result->skipped == 1 ? "" : "s");
	(void)fputc('\n', stdout);
	return EX_OK;
}

static void
import_diags_say(const struct diag_list *diags)
{
	char text[DIAG_TEXT_MAX + 1024];

	for (size_t i = 0; i < diags->len; i++) {
		diag_format(&diags->items[i], text, sizeof(text));
		cli_say("%s", text);
	}
	if (diags->errors + diags->warnings > diags->len)
		cli_say("%zu more like these",
		    diags->errors + diags->warnings - diags->len);
}

/*
 * The file is opened by who gave the command, before the service's user is
 * taken on, who may not be allowed to read it.
 */
static int
import_open(const char *path)
{
	if (strcmp(path, "-") == 0)
		return dup(STDIN_FILENO);
	return open(path, O_RDONLY | O_CLOEXEC);
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
	import_diags_say(&diags);
	if (status == STATUS_OK) {
		exit = import_say(cli, &result);
	} else if (status == STATUS_DATA && diags.errors > 0) {
		cli_say("nothing was imported: %zu error%s", diags.errors,
		    diags.errors == 1 ? "" : "s");
		exit = EX_DATAERR;
	} else {
		exit = cli_fail(&err);
	}
	diag_free(&diags);
	store_close(store);
	settings_unref(settings);
	return out_end(exit);
}

int
accounts_import_run(struct cli *cli)
{
	struct err err = ERR_INIT;
	int exit, fd = import_open(cli->args[0]);

	if (fd < 0) {
		(void)err_set(&err, STATUS_NOINPUT, "%s: %s", cli->args[0],
		    strerror(errno));
		return cli_fail(&err);
	}
	exit = import_from(cli, fd);
	(void)close(fd);
	return exit;
}
