/*
 * merkle.h - the Merkle tree of RFC 6962 section 2.1, over SHA-256.
 *
 * A leaf's hash is SHA-256(0x00 || data), an inner node's SHA-256(0x01 ||
 * left || right).  What is complete never changes: a node at level L (leaves
 * are level 0) and index I stands over leaves I*2^L to (I+1)*2^L - 1.  A range
 * keeps the roots of the complete subtrees that a tree of its size consists
 * of, at most one a level, and so can take one leaf more in O(log n).
 *
 * Nothing is stored here: proofs ask the caller for nodes.  Pure but for
 * libcrypto; each hash belongs to one thread at a time.  False and
 * STATUS_INTERNAL are for a libcrypto that fails.
 */
#ifndef CRYPT_MERKLE_H
#define CRYPT_MERKLE_H

#include <stdint.h>

#include "crypt/crypt.h"

#define MERKLE_LEN CRYPT_SHA256_LEN
#define MERKLE_LEVELS 63
#define MERKLE_PROOF_MAX 64 /* nodes of any proof */

struct merkle_node {
	unsigned char bytes[MERKLE_LEN];
};

struct merkle_range {
	uint64_t size;
	/* at level L, where bit L of the size is set */
	struct merkle_node nodes[MERKLE_LEVELS];
};

struct merkle_proof {
	struct merkle_node nodes[MERKLE_PROOF_MAX];
	size_t len;
};

bool merkle_leaf(
    struct crypt_hash *hash, struct slice data, struct merkle_node *leaf_r);

/*
 * One leaf more.  done_r takes the inner nodes that it completes, that of
 * level 1 first; *ndone_r is their number: how often 2 divides the new size.
 */
bool merkle_append(struct crypt_hash *hash, struct merkle_range *range,
    const struct merkle_node *leaf, struct merkle_node done_r[MERKLE_LEVELS],
    unsigned *ndone_r);

/* The root over the range; of the empty tree it is SHA-256 of nothing. */
bool merkle_root(struct crypt_hash *hash, const struct merkle_range *range,
    struct merkle_node *root_r);

/* Gives the complete node at a level and index. */
typedef enum status merkle_get(void *arg, unsigned level, uint64_t index,
    struct merkle_node *node_r, struct err *err_r);

/* Where the nodes of a proof come from. */
struct merkle_source {
	struct crypt_hash *hash;
	merkle_get *get;
	void *arg;
};

/* The range of a tree of that size: one node for each bit of it. */
enum status merkle_range_load(const struct merkle_source *source, uint64_t size,
    struct merkle_range *range_r, struct err *err_r);

/*
 * The audit path of leaf index in the tree of that size (section 2.1.1): the
 * leaf's sibling first.  index < size.
 */
enum status merkle_inclusion(const struct merkle_source *source, uint64_t index,
    uint64_t size, struct merkle_proof *proof_r, struct err *err_r);

/*
 * The proof that the tree of size old is the beginning of that of size new
 * (section 2.1.2).  old <= new; empty where old is 0 or new.
 */
enum status merkle_consistency(const struct merkle_source *source, uint64_t old,
    uint64_t new, struct merkle_proof *proof_r, struct err *err_r);

/*
 * Do the proofs hold (RFC 9162 sections 2.1.3.2 and 2.1.4.2)?  A proof that is
 * too long or too short does not, and none of the empty tree, of which there
 * is nothing to prove.
 */
struct merkle_claim {
	uint64_t index, size;
	struct merkle_node leaf, root;
};
bool merkle_inclusion_holds(struct crypt_hash *hash,
    const struct merkle_claim *claim, const struct merkle_proof *proof);
bool merkle_consistency_holds(struct crypt_hash *hash, uint64_t old,
    uint64_t new, const struct merkle_node roots[2], /* of old and new */
    const struct merkle_proof *proof);

#endif
