/*
 * handle.h - the inside of a struct store, for the files of this folder.
 */
#ifndef STORE_HANDLE_H
#define STORE_HANDLE_H

#include <assert.h>

#include "base/buf.h"
#include "store/compress.h"
#include "store/engine.h"

#define RECORD_MAX ((size_t)16 << 20) /* bytes of one half of a record */

struct store {
	const struct store_engine *engine;
	void *db;
	char *relay;
	unsigned char journal_key[CRYPT_KEY_LEN];
	bool has_key, read_only;
	bool in_transaction;
	/* the journal's head in this transaction; saved by the commit */
	struct journal_head head;
	bool head_loaded, head_dirty;
	/* the tree under a head of that count and chain; kept between
	 * transactions, forgotten at a rollback */
	struct merkle_range tree;
	unsigned char tree_chain[CRYPT_SHA256_LEN];
	bool tree_known;
	int64_t search_upto; /* as last seen; never past the database's */
	/* reused from record to record */
	struct buf public, private;
	struct crypt_hash *hash;
	struct compress *compress;
};

/* Ends a function's own transaction: commits on STATUS_OK, else rolls back. */
enum status store_end(
    struct store *store, enum status status, struct err *err_r);

#endif
