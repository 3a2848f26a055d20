/*
 * key_revoke.c - `sendgate key revoke`: refused from now on.
 *
 * The database is told first, by the key's public half: from that commit on
 * the settle thread refuses it, whatever a daemon has read of the file.  Then
 * the file keeps the name, so that it is never given to another key.
 */
#include <string.h>

#include "base/clock.h"
#include "cli/commands.h"
#include "cli/key.h"
#include "cli/out.h"
#include "store/approvals.h"

/* The key called kid; *public_r is its public half. */
static enum status
key_public(const struct settings *settings, const char *kid,
    unsigned char public_r[CRYPT_KEY_LEN], struct err *err_r)
{
	struct approval_keys *keys = NULL;
	const struct approval_key *key;
	enum status status;

	status = approval_keys_load(settings->approvers, NULL, &keys, err_r);
	if (status != STATUS_OK)
		return status;
	key = approval_keys_find(keys, slice_cstr(kid));
	if (key == NULL)
		status = err_set(err_r, STATUS_NOTFOUND, "no key %s in %s", kid,
		    settings->approvers);
	else
		memcpy(public_r, key->public, CRYPT_KEY_LEN);
	approval_keys_unref(keys);
	return status;
}

static enum status
revoke_in_store(struct cli *cli, struct store *store,
    const unsigned char public[CRYPT_KEY_LEN], int64_t now_us,
    struct err *err_r)
{
	enum status status = store_begin(store, err_r);

	if (status != STATUS_OK)
		return status;
	status = store_key_revoke(store, public, now_us, err_r);
	if (status == STATUS_OK)
		status = key_journal(cli, store, "key-revoke", cli->args[0],
		    cli_text(cli, "reason"), err_r);
	if (status == STATUS_OK)
		status = store_commit(store, err_r);
	if (status != STATUS_OK)
		store_rollback(store);
	return status;
}

int
key_revoke_run(struct cli *cli)
{
	struct settings *settings = NULL;
	struct store *store = NULL;
	unsigned char public[CRYPT_KEY_LEN];
	char when[CLOCK_TEXT_MAX];
	int64_t now_us = clock_wall_us();
	struct err err = ERR_INIT;
	enum status status;
	int exit = key_open(cli, &settings, &store);

	if (exit != EX_OK)
		return exit;
	status = cli_become_root(&err);
	if (status == STATUS_OK)
		status = key_public(settings, cli->args[0], public, &err);
	if (status == STATUS_OK)
		status = cli_become(settings->user, &err);
	if (status == STATUS_OK)
		status = revoke_in_store(cli, store, public, now_us, &err);
	if (status == STATUS_OK)
		status = cli_become_root(&err);
	if (status == STATUS_OK)
		status = approval_keys_revoke(settings->approvers, cli->args[0],
		    clock_format(now_us, when), &err);
	if (status != STATUS_OK)
		exit = cli_fail(&err);
	else
		(void)printf("key %s: revoked\n", cli->args[0]);
	store_close(store);
	settings_unref(settings);
	return out_end(exit);
}
