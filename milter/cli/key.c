/*
 * key.c - approver keys: the public halves in the approvers file, and a
 * journal record for every change.
 *
 * The file may belong to root and the database to the service's user, so as
 * root each is written under its owner's identity.
 */
#include "cli/key.h"

#include "base/clock.h"
#include "store/journal.h"

int
key_open(struct cli *cli, struct settings **settings_r, struct store **store_r)
{
	int exit = cli_settings(cli, settings_r);

	if (exit != EX_OK)
		return exit;
	if ((*settings_r)->approvers == NULL) {
		cli_say("%s: `approvers` names no file to keep keys in",
		    cli->config);
		exit = EX_CONFIG;
	} else {
		exit = cli_store_open(cli, *settings_r, false, store_r);
	}
	if (exit != EX_OK) {
		settings_unref(*settings_r);
		*settings_r = NULL;
	}
	return exit;
}

bool
key_kid_valid(struct slice kid)
{
	for (size_t i = 0; i < kid.len; i++) {
		char c = kid.ptr[i];

		if (!ascii_alnum(c) && c != '.' && c != '_' && c != '@' &&
		    c != '-')
			return false;
	}
	return kid.len > 0 && kid.len <= APPROVAL_KID_MAX;
}

enum status
key_journal(struct cli *cli, struct store *store, const char *event,
    const char *kid, const char *reason, struct err *err_r)
{
	struct journal_pair fields[] = { { "kid", slice_cstr(kid) } };
	struct journal_event record = {
		.event = event,
		.actor = slice_cstr(cli->actor),
		.about = SLICE_EMPTY,
		.reason = slice_cstr(reason),
		.fields = fields,
		.nfields = 1,
		.time_us = clock_wall_us(),
	};

	return journal_append_event(store, &record, NULL, err_r);
}

enum status
key_put(struct cli *cli, const struct settings *settings, struct store *store,
    const struct approval_key *key, struct err *err_r)
{
	enum status status = store_begin(store, err_r);

	if (status != STATUS_OK)
		return status;
	status = key_journal(cli, store, "key-add", key->kid, NULL, err_r);
	if (status == STATUS_OK)
		status = cli_become_root(err_r);
	if (status == STATUS_OK)
		status = approval_keys_add(settings->approvers, key, err_r);
	if (status == STATUS_OK)
		status = cli_become(settings->user, err_r);
	if (status == STATUS_OK)
		status = store_commit(store, err_r);
	if (status != STATUS_OK)
		store_rollback(store);
	return status;
}
