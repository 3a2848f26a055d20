/*
 * chain.h - commitments, leaves, the chain and its authenticated head.
 *
 * A commitment is SHA-256(salt || bytes), with the bytes as they are stored
 * (the personal half's JSON; content compressed).  The head's MAC is
 * HMAC-SHA-256 with the journal key over "sendgate-journal-tree", the number
 * of records in eight bytes (most significant first), the chain value and the
 * Merkle tree's root; until the tree of an older journal is made, over
 * "sendgate-journal-head", number and chain value.
 */
#ifndef STORE_CHAIN_H
#define STORE_CHAIN_H

#include "store/engine.h"

#define CHAIN_SALT_LEN 16
#define CHAIN_LEN CRYPT_SHA256_LEN

/* Each false only where libcrypto fails. */
bool chain_commit(struct crypt_hash *hash, struct slice salt,
    struct slice bytes, unsigned char out[CHAIN_LEN]);

/* chain becomes that of the next record; in and out may be one. */
bool chain_next(struct crypt_hash *hash, const unsigned char chain[CHAIN_LEN],
    const struct merkle_node *leaf, unsigned char out[CHAIN_LEN]);

bool chain_head_mac(const unsigned char key[CRYPT_KEY_LEN],
    const struct journal_head *head, unsigned char out[CHAIN_LEN]);

/* Is the head's MAC that of the store's key? */
enum status chain_head_check(const struct store *store,
    const struct journal_head *head, struct err *err_r);

/*
 * The head for an append, in the transaction: loaded once and checked against
 * the journal key, so that nothing is ever appended to a journal that somebody
 * else put there; and the tree under it.
 */
enum status chain_head_load(struct store *store, struct err *err_r);
enum status chain_head_save(struct store *store, struct err *err_r);

#endif
