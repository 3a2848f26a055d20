/*
 * key.h - what the key commands share.
 */
#ifndef CLI_KEY_H
#define CLI_KEY_H

#include "approval/keys.h"
#include "cli/cli.h"

/* Settings that name an approvers file, and the database to write to. */
int key_open(
    struct cli *cli, struct settings **settings_r, struct store **store_r);

/* Is kid made of A-Z a-z 0-9 . _ @ - alone, and not too long? */
bool key_kid_valid(struct slice kid);

/*
 * Adds key to the approvers and journals it: the record is written first and
 * committed once the file holds the key.
 */
enum status key_put(struct cli *cli, const struct settings *settings,
    struct store *store, const struct approval_key *key, struct err *err_r);

/* Puts an event about a key on record, in the caller's transaction. */
enum status key_journal(struct cli *cli, struct store *store, const char *event,
    const char *kid, const char *reason, struct err *err_r);

#endif
