/*
 * store.h - the database: a connection, its transactions and its shape.
 *
 * Behind a table of functions (engine.h) so that a second engine can be added;
 * the one here is SQLite in WAL mode with synchronous=FULL, so that a commit
 * that returned is on disk.  Whatever depends on shared state is read and
 * written inside one write transaction.  A struct store is one connection and
 * belongs to one thread at a time; several processes (the daemon, the CLI)
 * hold their own.
 *
 * Failures: STATUS_BUSY (another writer, longer than the wait), STATUS_FULL,
 * STATUS_NOMEM, STATUS_IO, STATUS_DATABASE (corruption, anything else).  After
 * a failure inside a transaction the caller rolls back.
 */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/status.h"
#include "crypt/crypt.h"

struct store;

struct store_params {
	const char *path;
	const char *relay; /* this relay's name, for records */
	unsigned char journal_key[CRYPT_KEY_LEN]; /* authenticates the head */
	bool has_key;   /* false: a reader that can't authenticate */
	bool read_only; /* never creates, migrates or writes */
	int busy_ms;    /* how long to wait for another writer */
};

/*
 * Opens, creates (0600) and migrates.  STATUS_DATABASE where the file is of a
 * newer version or no database of ours; STATUS_NOINPUT for read_only and no
 * file.
 */
enum status store_open(const struct store_params *params,
    struct store **store_r, struct err *err_r);
void store_close(struct store *store); /* NULL is fine */

/*
 * One write transaction at a time; it holds off every other writer.  A commit
 * that fails has rolled back.
 */
enum status store_begin(struct store *store, struct err *err_r);
enum status store_commit(struct store *store, struct err *err_r);
void store_rollback(struct store *store); /* fine without a transaction */

/* Is the database sound (quick check), and how large? */
enum status store_check(struct store *store, struct err *err_r);

/* Fault injection, for tests: the nth database write from now fails, once. */
void store_fault_set(struct store *store, unsigned long nth);

#endif
