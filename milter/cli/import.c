/*
 * import.c - what the commands that take a CSV share.
 */
#include "cli/import.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

int
cli_import(struct cli *cli, int (*import)(struct cli *cli, int fd))
{
	struct err err = ERR_INIT;
	int exit, fd = cli_file_open(cli, cli->args[0]);

	if (fd < 0) {
		(void)err_set(&err, STATUS_NOINPUT, "%s: %s", cli->args[0],
		    strerror(errno));
		return cli_fail(&err);
	}
	exit = import(cli, fd);
	(void)close(fd);
	return exit;
}

void
cli_import_diags(const struct diag_list *diags)
{
	cli_diags_say(diags);
	if (diags->errors + diags->warnings > diags->len)
		cli_say("%zu more like these",
		    diags->errors + diags->warnings - diags->len);
}

int
cli_import_failed(const struct diag_list *diags, const struct err *err)
{
	if (err->status != STATUS_DATA || diags->errors == 0)
		return cli_fail(err);
	cli_say("nothing was imported: %zu error%s", diags->errors,
	    diags->errors == 1 ? "" : "s");
	return EX_DATAERR;
}
