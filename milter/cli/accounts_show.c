/*
 * accounts_show.c - `sendgate accounts show`: an account by its id, or the one
 * that a recipient's address belongs to.
 */
#include "cli/accounts.h"
#include "cli/commands.h"

static enum status
account_find(struct cli *cli, struct store *store, struct book_account *account,
    struct err *err_r)
{
	struct slice what = slice_cstr(cli->args[0]);
	enum status status = book_show(store, what, cli->arena, account, err_r);

	if (status != STATUS_NOTFOUND || slice_index(what, '@') == SLICE_NONE)
		return status;
	status = book_lookup(store, what, cli->arena, account, err_r);
	if (status == STATUS_NOTFOUND)
		return err_set(
		    err_r, status, "%s is in no account", cli->args[0]);
	return status;
}

static void
account_print(const struct book_account *account)
{
	const struct {
		const char *label;
		struct slice value;
	} lines[] = {
		{ "account", account->id },
		{ "name", account->name },
		{ "tier", account->tier },
		{ "owner", account->owner },
		{ "aliases", account->aliases },
		{ "domains", account->domains },
		{ "emails", account->emails },
	};

	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		out_column(slice_cstr(lines[i].label), 9);
		out_text(stdout, lines[i].value);
		(void)fputc('\n', stdout);
	}
}

int
accounts_show_run(struct cli *cli)
{
	struct settings *settings = NULL;
	struct store *store = NULL;
	struct book_account account;
	struct err err = ERR_INIT;
	int exit = cli_open(cli, true, &settings, &store);

	if (exit != EX_OK)
		return exit;
	if (account_find(cli, store, &account, &err) != STATUS_OK)
		exit = cli_fail(&err);
	else if (cli->json)
		exit = out_json(account_json(&account, cli->arena));
	else
		account_print(&account);
	store_close(store);
	settings_unref(settings);
	return out_end(exit);
}
