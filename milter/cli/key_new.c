/*
 * key_new.c - `sendgate key new`: an approver's key pair.
 *
 * The private half goes to a new file (PKCS#8 PEM, 0600) and nowhere else.
 */
#include <unistd.h>

#include "cli/commands.h"
#include "cli/key.h"
#include "cli/out.h"

static enum status
key_make(struct cli *cli, const struct settings *settings, struct store *store,
    struct err *err_r)
{
	const char *path = cli_text(cli, "out");
	struct approval_key key = {
		.kid = cli->args[0],
		.sub = cli_text(cli, "sub"),
	};
	struct crypt_signer *signer = NULL;
	enum status status = cli_become_root(err_r);

	if (status == STATUS_OK)
		status = crypt_signer_generate(&signer, err_r);
	if (status == STATUS_OK)
		status = crypt_signer_write(signer, path, err_r);
	if (status != STATUS_OK)
		goto out;
	status = crypt_signer_public(signer, key.public);
	if (status != STATUS_OK)
		(void)err_set(err_r, status, "no public key");
	if (status == STATUS_OK)
		status = cli_become(settings->user, err_r);
	if (status == STATUS_OK)
		status = key_put(cli, settings, store, &key, err_r);
	if (status != STATUS_OK && cli_become_root(NULL) == STATUS_OK)
		(void)unlink(path); /* it is nobody's key */
out:
	crypt_signer_free(signer);
	return status;
}

int
key_new_run(struct cli *cli)
{
	struct settings *settings = NULL;
	struct store *store = NULL;
	struct err err = ERR_INIT;
	int exit;

	if (!key_kid_valid(slice_cstr(cli->args[0]))) {
		cli_say("\"%s\" can't be a key's name: letters, digits and "
			"._@- alone",
		    cli->args[0]);
		return EX_USAGE;
	}
	if (cli_text(cli, "out") == NULL) {
		cli_say("--out must name the file for the private key");
		return EX_USAGE;
	}
	exit = key_open(cli, &settings, &store);
	if (exit != EX_OK)
		return exit;
	if (key_make(cli, settings, store, &err) != STATUS_OK)
		exit = cli_fail(&err);
	else
		(void)printf("key %s: private half in %s, public half in %s\n",
		    cli->args[0], cli_text(cli, "out"), settings->approvers);
	store_close(store);
	settings_unref(settings);
	return out_end(exit);
}
