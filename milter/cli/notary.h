/*
 * notary.h - the journal's signing key for a command.
 */
#ifndef CLI_NOTARY_H
#define CLI_NOTARY_H

#include <jansson.h>

#include "cli/cli.h"
#include "store/notary.h"

/*
 * The relay's own key.  STATUS_NOINPUT where it was not made yet: no command
 * makes it.
 */
enum status cli_notary(const struct cli *cli, const struct settings *settings,
    struct notary *notary_r, struct err *err_r);

/* What a command that signs needs.  EX_OK, or said. */
struct cli_journal {
	struct settings *settings;
	struct store *store;
	struct notary notary;
	struct checkpoint now;
};

/*
 * Opens all of it, and sees that the journal is fit to be signed: its head is
 * authentic and it contains the last checkpoint.
 */
int cli_journal_open(struct cli *cli, struct cli_journal *journal_r);
void cli_journal_close(struct cli_journal *journal);

/* Appends the note of what the journal is, or was; EX_OK, or said. */
int cli_journal_sign(const struct cli_journal *journal,
    const struct checkpoint *checkpoint, struct buf *out);

/* Appends the proof's nodes, a line each; or as a list. */
void cli_proof_add(const struct merkle_proof *proof, struct buf *out);
json_t *cli_proof_json(const struct merkle_proof *proof);
json_t *cli_node_json(const struct merkle_node *node);

#endif
