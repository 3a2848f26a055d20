/*
 * context.c - settings, secrets and database for a command.
 *
 * A command asks for as little as it needs: kill, resume and status load the
 * settings alone, so that they work with a broken rule set.  What only reads
 * never makes a file.
 */
#include "cli/cli.h"

#include <string.h>

#include "cli/control.h"

int
cli_settings(struct cli *cli, struct settings **settings_r)
{
	struct diag_list diags;
	struct err err = ERR_INIT;
	enum status status;

	diag_init(&diags);
	status = settings_load(cli->config, &diags, settings_r, &err);
	cli_errors_say(&diags);
	if (status != STATUS_OK && diags.errors == 0)
		(void)cli_fail(&err);
	diag_free(&diags);
	return cli_exit(status);
}

enum status
cli_secret(const struct settings *settings, enum crypt_secret which,
    bool create, unsigned char out[CRYPT_KEY_LEN], bool *there_r,
    struct err *err_r)
{
	*there_r = false;
	if (!create && !crypt_secret_there(settings->keys, which))
		return STATUS_OK;
	*there_r = true;
	return crypt_secret_load(settings->keys, which, out, err_r);
}

int
cli_store_open(struct cli *cli, const struct settings *settings, bool read_only,
    struct store **store_r)
{
	struct store_params params = {
		.path = settings->database,
		.relay = cli->relay,
		.read_only = read_only,
		.busy_ms = CLI_BUSY_MS,
	};
	struct err err = ERR_INIT;
	enum status status;
	int exit;

	status = cli_become(settings->user, &err);
	if (status == STATUS_OK)
		status = cli_secret(settings, CRYPT_SECRET_JOURNAL, !read_only,
		    params.journal_key, &params.has_key, &err);
	if (status == STATUS_DENIED && read_only)
		status = STATUS_OK; /* reads on without authenticating */
	if (status == STATUS_OK)
		status = store_open(&params, store_r, &err);
	explicit_bzero(params.journal_key, sizeof(params.journal_key));
	if (status == STATUS_OK)
		return EX_OK;
	exit = cli_fail(&err);
	if (status == STATUS_DENIED && !cli->served)
		control_hint(settings);
	return exit;
}

int
cli_open(struct cli *cli, bool read_only, struct settings **settings_r,
    struct store **store_r)
{
	int status = cli_settings(cli, settings_r);

	if (status != EX_OK)
		return status;
	status = cli_store_open(cli, *settings_r, read_only, store_r);
	if (status != EX_OK) {
		settings_unref(*settings_r);
		*settings_r = NULL;
	}
	return status;
}
