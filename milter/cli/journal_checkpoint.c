/*
 * journal_checkpoint.c - `sendgate journal checkpoint`: what the journal is
 * now, signed, to be kept elsewhere; or the key to check it by.
 */
#include "cli/commands.h"
#include "cli/notary.h"
#include "cli/out.h"

#define NOTE_TEXT_MAX 4096

static int
checkpoint_print(const struct cli *cli, const struct cli_journal *journal)
{
	int exit;
	struct buf note;

	buf_init(&note, NOTE_TEXT_MAX);
	exit = cli_journal_sign(journal, &journal->now, &note);
	if (exit == EX_OK && cli->json)
		exit = out_json(json_pack("{s:s, s:I, s:o, s:s}", "origin",
		    journal->notary.key.name, "size",
		    (json_int_t)journal->now.size, "root",
		    cli_node_json(&journal->now.root), "checkpoint",
		    buf_cstr(&note)));
	else if (exit == EX_OK)
		(void)fputs(buf_cstr(&note), stdout);
	buf_free(&note);
	return exit;
}

static int
key_print(struct cli *cli)
{
	struct settings *settings = NULL;
	struct notary notary;
	struct err err = ERR_INIT;
	int exit = cli_settings(cli, &settings);
	enum status status;
	struct buf key;

	if (exit != EX_OK)
		return exit;
	buf_init(&key, NOTE_TEXT_MAX);
	status = cli_become(settings->user, &err);
	if (status == STATUS_OK)
		status = cli_notary(cli, settings, &notary, &err);
	if (status == STATUS_OK && !note_key_add(&key, &notary.key))
		status = err_nomem(&err);
	if (status != STATUS_OK)
		exit = cli_fail(&err);
	else if (cli->json)
		exit = out_json(json_pack("{s:s, s:s}", "origin",
		    notary.key.name, "key", buf_cstr(&key)));
	else
		(void)puts(buf_cstr(&key));
	if (status == STATUS_OK)
		notary_close(&notary);
	buf_free(&key);
	settings_unref(settings);
	return out_end(exit);
}

int
journal_checkpoint_run(struct cli *cli)
{
	struct cli_journal journal;
	int exit;

	if (cli_flag(cli, "key"))
		return key_print(cli);
	exit = cli_journal_open(cli, &journal);
	if (exit != EX_OK)
		return exit;
	exit = checkpoint_print(cli, &journal);
	cli_journal_close(&journal);
	return out_end(exit);
}
