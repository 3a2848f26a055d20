/*
 * notary.c - signing for a command, and proofs as text.
 */
#include "cli/notary.h"

#include <string.h>

#include "store/tree.h"

enum status
cli_notary(const struct cli *cli, const struct settings *settings,
    struct notary *notary_r, struct err *err_r)
{
	unsigned char seed[CRYPT_KEY_LEN];
	enum status status;
	bool there;

	memset(notary_r, 0, sizeof(*notary_r));
	status = cli_secret(
	    settings, CRYPT_SECRET_CHECKPOINT, false, seed, &there, err_r);
	if (status == STATUS_OK && !there)
		status = err_set(err_r, STATUS_NOINPUT,
		    "%s: no key for checkpoints here: the daemon makes it at "
		    "its first start",
		    settings->keys);
	if (status == STATUS_OK)
		status = notary_open(seed, settings->checkpoint_origin,
		    cli->relay, notary_r, err_r);
	explicit_bzero(seed, sizeof(seed));
	return status;
}

/* Is it fit to be signed? */
static enum status
journal_fits(struct cli_journal *journal, struct err *err_r)
{
	struct notary_last last;
	enum status status;

	status = tree_now(journal->store, &journal->now, err_r);
	if (status == STATUS_OK)
		status = notary_last_read(journal->settings->database,
		    &journal->notary.key, &last, err_r);
	if (status == STATUS_NOTFOUND)
		return STATUS_OK;
	if (status == STATUS_OK)
		status =
		    notary_fits(journal->store, &last, &journal->now, err_r);
	return status;
}

int
cli_journal_open(struct cli *cli, struct cli_journal *journal_r)
{
	struct err err = ERR_INIT;
	enum status status;
	int exit;

	memset(journal_r, 0, sizeof(*journal_r));
	exit = cli_open(cli, true, &journal_r->settings, &journal_r->store);
	if (exit != EX_OK)
		return exit;
	status = cli_notary(cli, journal_r->settings, &journal_r->notary, &err);
	if (status == STATUS_OK)
		status = journal_fits(journal_r, &err);
	if (status == STATUS_OK)
		return EX_OK;
	exit = cli_fail(&err);
	cli_journal_close(journal_r);
	/* what does not verify is an answer, and no failure */
	return status == STATUS_CONFLICT || status == STATUS_DATABASE ?
	    CLI_NEGATIVE :
	    exit;
}

void
cli_journal_close(struct cli_journal *journal)
{
	notary_close(&journal->notary);
	store_close(journal->store);
	settings_unref(journal->settings);
	memset(journal, 0, sizeof(*journal));
}

int
cli_journal_sign(const struct cli_journal *journal,
    const struct checkpoint *checkpoint, struct buf *out)
{
	struct err err = ERR_INIT;

	if (checkpoint_sign(checkpoint, journal->notary.signer,
		&journal->notary.key, out, &err) == STATUS_OK)
		return EX_OK;
	return cli_fail(&err);
}

static struct slice
node_bytes(const struct merkle_node *node)
{
	return slice_make((const char *)node->bytes, MERKLE_LEN);
}

void
cli_proof_add(const struct merkle_proof *proof, struct buf *out)
{
	size_t i;

	for (i = 0; i < proof->len; i++) {
		(void)crypt_base64_add(out, node_bytes(&proof->nodes[i]));
		(void)buf_add_byte(out, '\n');
	}
}

json_t *
cli_node_json(const struct merkle_node *node)
{
	json_t *value;
	struct buf text;

	buf_init(&text, 64);
	(void)crypt_base64_add(&text, node_bytes(node));
	value = json_string(buf_cstr(&text));
	buf_free(&text);
	return value;
}

json_t *
cli_proof_json(const struct merkle_proof *proof)
{
	json_t *list = json_array();
	size_t i;

	for (i = 0; i < proof->len; i++)
		(void)json_array_append_new(
		    list, cli_node_json(&proof->nodes[i]));
	return list;
}
