/*
 * store.c - opening, transactions, and the journal's head at the commit.
 *
 * The head is loaded at the first append of a transaction and written once, by
 * the commit, whatever the size of the batch.  A commit that fails rolls back:
 * a transaction never outlives store_commit().
 */
#include "store/store.h"

#include <string.h>

#include "base/mem.h"
#include "store/chain.h"
#include "store/handle.h"
#include "store/tree.h"
#include "store/search.h"

static enum status
store_parts_make(struct store *store, const struct store_params *params)
{
	buf_init(&store->public, RECORD_MAX);
	buf_init(&store->private, RECORD_MAX);
	store->relay = mem_strdup(params->relay == NULL ? "" : params->relay);
	store->hash = crypt_hash_new();
	store->compress = compress_new();
	if (store->relay == NULL || store->hash == NULL ||
	    store->compress == NULL)
		return STATUS_NOMEM;
	return STATUS_OK;
}

enum status
store_open(const struct store_params *params, struct store **store_r,
    struct err *err_r)
{
	struct store *store = mem_calloc(1, sizeof(*store));
	enum status status;

	*store_r = NULL;
	if (store == NULL)
		return err_nomem(err_r);
	store->engine = &sqlite_engine;
	store->read_only = params->read_only;
	store->has_key = params->has_key;
	if (params->has_key)
		memcpy(store->journal_key, params->journal_key, CRYPT_KEY_LEN);
	status = store_parts_make(store, params);
	if (status != STATUS_OK) {
		(void)err_nomem(err_r);
		goto out;
	}
	status = store->engine->connection->open(params, &store->db, err_r);
	if (status == STATUS_OK)
		status = tree_catch_up(store, err_r);
	if (status != STATUS_OK)
		goto out;
	*store_r = store;
	store = NULL;
out:
	store_close(store);
	return status;
}

void
store_close(struct store *store)
{
	if (store == NULL)
		return;
	store_rollback(store);
	if (store->db != NULL)
		store->engine->connection->close(store->db);
	compress_free(store->compress);
	crypt_hash_free(store->hash);
	buf_free_wiped(&store->private);
	buf_free_wiped(&store->public);
	mem_free(store->relay);
	mem_free_wiped(store, sizeof(*store));
}

enum status
store_begin(struct store *store, struct err *err_r)
{
	enum status status;

	assert(!store->in_transaction);
	if (store->read_only)
		return err_set(err_r, STATUS_DENIED,
		    "the database is open for reading only");
	status = store->engine->connection->begin(store->db, err_r);
	store->in_transaction = status == STATUS_OK;
	store->head_loaded = store->head_dirty = false;
	return status;
}

enum status
store_commit(struct store *store, struct err *err_r)
{
	enum status status = STATUS_OK;
	bool grown = store->head_dirty;

	assert(store->in_transaction);
	if (grown)
		status = chain_head_save(store, err_r);
	if (grown && status == STATUS_OK)
		status = search_fold(store, err_r);
	if (status == STATUS_OK)
		status = store->engine->connection->commit(store->db, err_r);
	if (status == STATUS_OK)
		store->in_transaction = false;
	else
		store_rollback(store);
	return status;
}

void
store_rollback(struct store *store)
{
	if (!store->in_transaction)
		return;
	store->engine->connection->rollback(store->db);
	store->in_transaction = false;
	store->head_loaded = store->head_dirty = store->tree_known = false;
}

enum status
store_end(struct store *store, enum status status, struct err *err_r)
{
	if (status == STATUS_OK)
		return store_commit(store, err_r);
	store_rollback(store);
	return status;
}

enum status
store_check(struct store *store, struct err *err_r)
{
	return store->engine->connection->check(store->db, err_r);
}

void
store_fault_set(struct store *store, unsigned long nth)
{
	store->engine->connection->fault_set(store->db, nth);
}
