/*
 * chain.c - what makes the journal's records stand in one order and no other.
 */
#include "store/chain.h"

#include <string.h>

#include "store/handle.h"
#include "store/tree.h"

#define CHAIN_DOMAIN "sendgate-journal-head"
#define CHAIN_DOMAIN_TREE "sendgate-journal-tree"
#define CHAIN_DOMAIN_LEN (sizeof(CHAIN_DOMAIN) - 1)
#define CHAIN_COUNT_LEN 8

static struct slice
chain_slice(const unsigned char *bytes, size_t len)
{
	return slice_make((const char *)bytes, len);
}

bool
chain_commit(struct crypt_hash *hash, struct slice salt, struct slice bytes,
    unsigned char out[CHAIN_LEN])
{
	bool ok = crypt_hash_add(hash, salt) && crypt_hash_add(hash, bytes);

	return crypt_hash_end(hash, out) && ok;
}

bool
chain_next(struct crypt_hash *hash, const unsigned char chain[CHAIN_LEN],
    const struct merkle_node *leaf, unsigned char out[CHAIN_LEN])
{
	return chain_commit(hash, chain_slice(chain, CHAIN_LEN),
	    chain_slice(leaf->bytes, MERKLE_LEN), out);
}

bool
chain_head_mac(const unsigned char key[CRYPT_KEY_LEN],
    const struct journal_head *head, unsigned char out[CHAIN_LEN])
{
	unsigned char
	    text[CHAIN_DOMAIN_LEN + CHAIN_COUNT_LEN + CHAIN_LEN + MERKLE_LEN];
	unsigned char *at = text;
	unsigned shift;

	memcpy(at, head->has_root ? CHAIN_DOMAIN_TREE : CHAIN_DOMAIN,
	    CHAIN_DOMAIN_LEN);
	at += CHAIN_DOMAIN_LEN;
	for (shift = 8 * CHAIN_COUNT_LEN; shift > 0;) {
		shift -= 8;
		*at++ = (unsigned char)((uint64_t)head->count >> shift & 0xFF);
	}
	memcpy(at, head->chain, CHAIN_LEN);
	at += CHAIN_LEN;
	if (head->has_root) {
		memcpy(at, head->root.bytes, MERKLE_LEN);
		at += MERKLE_LEN;
	}
	return crypt_hmac(key, chain_slice(text, (size_t)(at - text)), out) ==
	    STATUS_OK;
}

enum status
chain_head_check(const struct store *store, const struct journal_head *head,
    struct err *err_r)
{
	unsigned char mac[CHAIN_LEN];

	if (!store->has_key)
		return err_set(
		    err_r, STATUS_DENIED, "the journal's key is not at hand");
	if (!chain_head_mac(store->journal_key, head, mac))
		return err_set(err_r, STATUS_INTERNAL, "HMAC failed");
	if (!crypt_equal(mac, head->mac, CHAIN_LEN))
		return err_set(err_r, STATUS_DATABASE,
		    "the journal's head "
		    "was not made with this relay's journal key");
	return STATUS_OK;
}

static enum status
chain_head_first(struct store *store, struct err *err_r)
{
	int64_t last, rows;
	enum status status;

	status = store->engine->journal->extent(
	    store->db, &store->head, &last, &rows, err_r);
	if (status != STATUS_OK)
		return status;
	if (rows != 0)
		return err_set(err_r, STATUS_DATABASE,
		    "the journal has records and no head");
	memset(&store->head, 0, sizeof(store->head));
	store->tree.size = 0;
	store->tree_known = store->head_loaded = true;
	memset(store->tree_chain, 0, CHAIN_LEN);
	return STATUS_OK;
}

enum status
chain_head_load(struct store *store, struct err *err_r)
{
	enum status status;

	assert(store->in_transaction);
	if (store->head_loaded)
		return STATUS_OK;
	if (!store->has_key)
		return err_set(
		    err_r, STATUS_DENIED, "the journal's key is not at hand");
	status =
	    store->engine->journal->head_load(store->db, &store->head, err_r);
	if (status == STATUS_NOTFOUND)
		return chain_head_first(store, err_r);
	if (status == STATUS_OK)
		status = chain_head_check(store, &store->head, err_r);
	if (status == STATUS_OK)
		status = tree_load(store, err_r);
	store->head_loaded = status == STATUS_OK;
	return status;
}

enum status
chain_head_save(struct store *store, struct err *err_r)
{
	struct journal_head *head = &store->head;
	enum status status;

	assert(store->head_loaded && store->tree_known);
	head->has_root = true;
	if (!merkle_root(store->hash, &store->tree, &head->root) ||
	    !chain_head_mac(store->journal_key, head, head->mac))
		return err_set(err_r, STATUS_INTERNAL, "libcrypto failed");
	status = store->engine->journal->head_save(store->db, head, err_r);
	store->head_dirty = status != STATUS_OK;
	return status;
}
