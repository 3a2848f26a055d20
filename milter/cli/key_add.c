/*
 * key_add.c - `sendgate key add`: an approver's public key, from a JWK.
 */
#include "cli/commands.h"
#include "cli/key.h"
#include "cli/out.h"

static int
key_take(struct cli *cli, struct approval_key *key)
{
	struct err err = ERR_INIT;
	struct slice text;

	if (cli_file_read(cli, cli->args[0], cli->arena, &text, &err) !=
		STATUS_OK ||
	    approval_jwk_read_text(text, cli->args[0], cli->arena, key, &err) !=
		STATUS_OK)
		return cli_fail(&err);
	if (cli_text(cli, "kid") != NULL)
		key->kid = cli_text(cli, "kid");
	if (cli_text(cli, "sub") != NULL)
		key->sub = cli_text(cli, "sub");
	if (key->kid == NULL || !key_kid_valid(slice_cstr(key->kid))) {
		cli_say("%s: the key has no usable name: give one by --kid "
			"(letters, digits and ._@- alone)",
		    cli->args[0]);
		return cli_text(cli, "kid") != NULL ? EX_USAGE : EX_DATAERR;
	}
	return EX_OK;
}

int
key_add_run(struct cli *cli)
{
	struct settings *settings = NULL;
	struct store *store = NULL;
	struct approval_key key = { .kid = NULL };
	struct err err = ERR_INIT;
	int exit = key_take(cli, &key);

	if (exit == EX_OK)
		exit = key_open(cli, &settings, &store);
	if (exit != EX_OK)
		return exit;
	if (key_put(cli, settings, store, &key, &err) != STATUS_OK)
		exit = cli_fail(&err);
	else
		(void)printf(
		    "key %s: added to %s\n", key.kid, settings->approvers);
	store_close(store);
	settings_unref(settings);
	return out_end(exit);
}
