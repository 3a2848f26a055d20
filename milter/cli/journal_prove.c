/*
 * journal_prove.c - `sendgate journal prove`: that a record stands in the
 * journal, for somebody who has the verifier key and nothing else.
 *
 * The text is a C2SP tlog-proof: the record's public half (whose hash is the
 * leaf) as extra data, its index, the audit path, and the checkpoint.
 */
#include "base/id.h"
#include "cli/commands.h"
#include "cli/notary.h"
#include "cli/out.h"
#include "store/tree.h"

#define PROOF_MAX ((size_t)64 << 20) /* bytes, with the record */

static void
proof_text(const struct tree_record *record, struct slice note, struct buf *out)
{
	(void)buf_add_cstr(out, "c2sp.org/tlog-proof@v1\nextra ");
	(void)crypt_base64_add(out, record->public);
	(void)buf_printf(out, "\nindex %lld\n", (long long)(record->seq - 1));
	cli_proof_add(&record->proof, out);
	(void)buf_add_byte(out, '\n');
	(void)buf_add(out, note);
}

static int
proof_print(const struct cli *cli, const struct cli_journal *journal,
    const struct tree_record *record, const struct buf *note)
{
	struct buf text;
	int exit = EX_OK;

	if (cli->json)
		return out_json(json_pack("{s:I, s:I, s:o, s:o, s:o, s:s}",
		    "index", (json_int_t)(record->seq - 1), "size",
		    (json_int_t)journal->now.size, "root",
		    cli_node_json(&journal->now.root), "proof",
		    cli_proof_json(&record->proof), "record",
		    out_json_text(record->public, cli->arena), "checkpoint",
		    buf_cstr(note)));
	buf_init(&text, PROOF_MAX);
	proof_text(record, buf_slice(note), &text);
	if (buf_failed(&text))
		exit = cli_nomem();
	else
		(void)fwrite(text.ptr, 1, text.len, stdout);
	buf_free(&text);
	return exit;
}

static int
prove(const struct cli *cli, const struct cli_journal *journal, struct slice id)
{
	struct tree_record record;
	struct err err = ERR_INIT;
	enum status status;
	struct buf note;
	int exit;

	status = tree_prove(
	    journal->store, &journal->now, id, cli->arena, &record, &err);
	if (status != STATUS_OK) {
		exit = cli_fail(&err);
		return status == STATUS_DATABASE ? CLI_NEGATIVE : exit;
	}
	buf_init(&note, PROOF_MAX);
	exit = cli_journal_sign(journal, &journal->now, &note);
	if (exit == EX_OK)
		exit = proof_print(cli, journal, &record, &note);
	buf_free(&note);
	return exit;
}

int
journal_prove_run(struct cli *cli)
{
	struct cli_journal journal;
	struct id id;
	int exit;

	if (!id_parse(slice_cstr(cli->args[0]), &id)) {
		cli_say("\"%s\" is no id", cli->args[0]);
		return CLI_NEGATIVE;
	}
	exit = cli_journal_open(cli, &journal);
	if (exit != EX_OK)
		return exit;
	exit = prove(cli, &journal, slice_cstr(id.text));
	cli_journal_close(&journal);
	return out_end(exit);
}
