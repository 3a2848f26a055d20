/*
 * pipeline_scratch.h - a configuration, rules, keys and a database in a folder
 * of their own, for the tests of pipeline/.
 */
#ifndef TESTS_UNIT_PIPELINE_SCRATCH_H
#define TESTS_UNIT_PIPELINE_SCRATCH_H

#include "pipeline/settle.h"

struct scratch {
	char dir[64];
	char conf[128], rules[128], approvers[128], database[128], keys[128];
	struct snapshot *snapshot;
	struct approval_keyring *keyring;
	struct crypt_signer *signer; /* of kid "ana" */
};

/* Makes it; extra is YAML put at the configuration's end. */
void scratch_make(struct scratch *scratch, const char *extra);
void scratch_remove(struct scratch *scratch);

/* Writes text to path. */
void scratch_write(const char *path, const char *text);

/* A connection to its database. */
struct store *scratch_store(const struct scratch *scratch);

/* Puts the accounts of CSV rows (after the header) into the book. */
void scratch_book(const struct scratch *scratch, const char *rows);

/* One message, inspected, as the connection's thread would have it. */
struct scratch_case {
	struct arena *arena;
	struct envelope envelope;
	struct inspection inspection;
	struct settle_case settled;
};

struct scratch_mail {
	const char *raw;
	const char *rcpt;  /* or NULL: pat@cold.example */
	const char *login; /* or NULL: the agent's */
	bool nobody;       /* no login at all */
	bool cut;
};

/* Gives inspect_run()'s status; *case_r is to be freed in any case. */
enum status scratch_inspect(const struct scratch *scratch,
    const struct scratch_mail *mail, struct scratch_case *case_r);
void scratch_case_free(struct scratch_case *c);

/* A token over the content of raw for rcpt, signed by ana; in the arena. */
const char *scratch_token(const struct scratch *scratch, const char *raw,
    const char *rcpt, const char *sub, struct arena *arena);

#endif
