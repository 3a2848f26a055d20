/*
 * accounts_list.c - `sendgate accounts list`: the account book.
 */
#include "cli/accounts.h"
#include "cli/commands.h"

#define ACCOUNT_ARENA_MAX ((size_t)16 << 20) /* one account's JSON */

/* A cell of values joined by ";" as a list. */
static json_t *
cell_json(struct slice cell, struct arena *arena)
{
	json_t *list = json_array();
	struct slice rest = cell, item;

	while (cell.len > 0 && slice_cut(&rest, ';', &item)) {
		if (json_array_append_new(list, out_json_text(item, arena)) !=
		    0) {
			json_decref(list);
			return NULL;
		}
	}
	return list;
}

json_t *
account_json(const struct book_account *account, struct arena *arena)
{
	return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "account_id",
	    out_json_text(account->id, arena), "name",
	    out_json_text(account->name, arena), "tier",
	    out_json_text(account->tier, arena), "owner",
	    out_json_text(account->owner, arena), "aliases",
	    cell_json(account->aliases, arena), "domains",
	    cell_json(account->domains, arena), "emails",
	    cell_json(account->emails, arena));
}

struct account_list {
	struct cli *cli;
	struct arena *arena;
	int exit;
};

static bool
account_each(const struct book_account *account, void *arg)
{
	struct account_list *list = arg;

	if (list->cli->json) {
		list->exit = out_json(account_json(account, list->arena));
		arena_reset(list->arena);
		return list->exit == EX_OK;
	}
	out_column(account->id, 18);
	out_column(account->tier, 12);
	out_column(account->owner, 12);
	out_column(account->name, 32);
	out_text(stdout, account->domains);
	(void)fputc('\n', stdout);
	return true;
}

int
accounts_list_run(struct cli *cli)
{
	struct settings *settings = NULL;
	struct store *store = NULL;
	struct book_filter filter = {
		.tier = cli_text(cli, "tier"),
		.owner = cli_text(cli, "owner"),
		.name = cli_text(cli, "name"),
		.limit = cli_count(cli, "limit", 0),
	};
	struct account_list list = { .cli = cli, .exit = EX_OK };
	struct err err = ERR_INIT;
	int exit = cli_open(cli, true, &settings, &store);

	if (exit != EX_OK)
		return exit;
	list.arena = arena_new(ACCOUNT_ARENA_MAX);
	if (list.arena == NULL)
		list.exit = cli_nomem();
	else if (book_list(store, &filter, account_each, &list, &err) !=
	    STATUS_OK)
		list.exit = cli_fail(&err);
	arena_free(list.arena);
	store_close(store);
	settings_unref(settings);
	return out_end(list.exit);
}
