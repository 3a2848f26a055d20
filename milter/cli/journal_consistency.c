/*
 * journal_consistency.c - `sendgate journal consistency`: that the journal of
 * B records begins with the journal of A records.
 *
 * The text is what a C2SP tlog-witness takes: the old size, the proof, and the
 * checkpoint of the new one.
 */
#include <stdlib.h>

#include "cli/commands.h"
#include "cli/notary.h"
#include "cli/out.h"
#include "store/tree.h"

#define TEXT_MAX 16384

/* Two sizes of the journal and what lies between them. */
struct growth {
	struct checkpoint old, new;
	struct merkle_proof proof;
};

/* A size from 1 to that of now, or 0 after saying why not. */
static int64_t
size_arg(const char *text, int64_t now)
{
	char *end;
	long long size = strtoll(text, &end, 10);

	if (ascii_digit(text[0]) && *end == '\0' && size >= 1 && size <= now)
		return size;
	cli_say("%s: expected a number of records from 1 to %lld", text,
	    (long long)now);
	return 0;
}

static int
growth_print(const struct cli *cli, const struct cli_journal *journal,
    const struct growth *growth)
{
	struct buf text, note;
	int exit;

	buf_init(&text, TEXT_MAX);
	buf_init(&note, TEXT_MAX);
	exit = cli_journal_sign(journal, &growth->new, &note);
	(void)buf_printf(&text, "old %lld\n", (long long)growth->old.size);
	cli_proof_add(&growth->proof, &text);
	(void)buf_add_byte(&text, '\n');
	(void)buf_add(&text, buf_slice(&note));
	if (exit == EX_OK && cli->json)
		exit = out_json(json_pack("{s:I, s:I, s:o, s:o, s:o, s:s}",
		    "size1", (json_int_t)growth->old.size, "size2",
		    (json_int_t)growth->new.size, "root1",
		    cli_node_json(&growth->old.root), "root2",
		    cli_node_json(&growth->new.root), "proof",
		    cli_proof_json(&growth->proof), "checkpoint",
		    buf_cstr(&note)));
	else if (exit == EX_OK && buf_failed(&text))
		exit = cli_nomem();
	else if (exit == EX_OK)
		(void)fputs(buf_cstr(&text), stdout);
	buf_free(&note);
	buf_free(&text);
	return exit;
}

static int
consistency(const struct cli *cli, const struct cli_journal *journal,
    int64_t old, int64_t new)
{
	struct growth growth;
	struct err err = ERR_INIT;
	enum status status;
	int exit;

	status =
	    tree_then(journal->store, &journal->now, old, &growth.old, &err);
	if (status == STATUS_OK)
		status = tree_then(
		    journal->store, &journal->now, new, &growth.new, &err);
	if (status == STATUS_OK)
		status = tree_consistency(
		    journal->store, old, new, &growth.proof, &err);
	if (status == STATUS_OK)
		return growth_print(cli, journal, &growth);
	exit = cli_fail(&err);
	return status == STATUS_DATABASE ? CLI_NEGATIVE : exit;
}

int
journal_consistency_run(struct cli *cli)
{
	struct cli_journal journal;
	int64_t old, new = 0;
	int exit = cli_journal_open(cli, &journal);

	if (exit != EX_OK)
		return exit;
	old = size_arg(cli->args[0], journal.now.size);
	if (old > 0)
		new = size_arg(cli->args[1], journal.now.size);
	if (new > 0 && old > new) {
		cli_say("%s is more than %s", cli->args[0], cli->args[1]);
		new = 0;
	}
	exit = new > 0 ? consistency(cli, &journal, old, new) : CLI_NEGATIVE;
	cli_journal_close(&journal);
	return out_end(exit);
}
