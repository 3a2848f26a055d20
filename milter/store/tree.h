/*
 * tree.h - the Merkle tree over the journal's records (RFC 6962), and proofs
 * from it.
 *
 * Leaf n - 1 is record n.  Appending is O(log n) and happens in the record's
 * own transaction; the head's MAC covers the root.  Nodes never change once
 * they are there, so that proofs of a size that was once read from the head
 * need no transaction.
 */
#ifndef STORE_TREE_H
#define STORE_TREE_H

#include "crypt/checkpoint.h"
#include "store/store.h"

/*
 * For store_open(): makes the tree of a journal that was written without one,
 * a bounded batch a transaction.  A journal whose head does not fit its key is
 * left as it is.
 */
enum status tree_catch_up(struct store *store, struct err *err_r);

/* For the chain: the tree under the head that was just read and checked. */
enum status tree_load(struct store *store, struct err *err_r);

/* For the journal: one record more, of which chain is the value. */
enum status tree_add(struct store *store, int64_t seq,
    const struct merkle_node *leaf, struct err *err_r);

/* The range of the first size records, from stored nodes. */
enum status tree_range(struct store *store, int64_t size,
    struct merkle_range *range_r, struct err *err_r);

/*
 * What the journal is now, fit to be signed: authenticated by the journal key
 * (STATUS_DENIED without it; STATUS_DATABASE where it does not fit).  An empty
 * journal has size 0.
 */
enum status tree_now(
    struct store *store, struct checkpoint *now_r, struct err *err_r);

/*
 * What it was at a size that is no more than now's, checked to be consistent
 * with now; and the proof.  STATUS_DATABASE where the stored tree does not
 * give it.
 */
enum status tree_then(struct store *store, const struct checkpoint *now,
    int64_t size, struct checkpoint *then_r, struct err *err_r);
enum status tree_consistency(struct store *store, int64_t old, int64_t new,
    struct merkle_proof *proof_r, struct err *err_r);

/* A record's public half, whose hash is its leaf, and its proof. */
struct tree_record {
	int64_t seq;
	struct slice public; /* in the arena */
	struct merkle_proof proof;
};

/*
 * Proves that the record of id is in the tree of now; the proof is checked
 * before it is given.  STATUS_NOTFOUND; STATUS_DATABASE where it does not
 * hold.
 */
enum status tree_prove(struct store *store, const struct checkpoint *now,
    struct slice id, struct arena *arena, struct tree_record *record_r,
    struct err *err_r);

#endif
