/*
 * merkle_node.h - what the files of the Merkle tree share.
 */
#ifndef CRYPT_MERKLE_NODE_H
#define CRYPT_MERKLE_NODE_H

#include "crypt/merkle.h"

/* SHA-256(0x01 || left || right); out may be one of them. */
bool merkle_join(struct crypt_hash *hash, const struct merkle_node *left,
    const struct merkle_node *right, struct merkle_node *out);

#endif
