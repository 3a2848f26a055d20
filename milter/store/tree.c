/*
 * tree.c - growing the stored tree, making it for an older journal, and
 * proofs.
 *
 * What a record completes stands in one row under its number; a node at level
 * L and index I is thus found at record (I + 1) * 2^L, and a leaf is the hash
 * of the record itself.
 */
#include "store/tree.h"

#include <inttypes.h>
#include <string.h>

#include "store/chain.h"
#include "store/handle.h"

#define TREE_PAGE 500    /* records read at a time */
#define TREE_BATCH 20000 /* records of one transaction of catching up */

struct leaf_find {
	struct crypt_hash *hash;
	struct merkle_node *node;
	bool there;
};

static enum status
leaf_each(const struct journal_row *row, void *arg, struct err *err_r)
{
	struct leaf_find *find = arg;

	find->there = true;
	if (!merkle_leaf(find->hash, row->public, find->node))
		return err_set(err_r, STATUS_INTERNAL, "libcrypto failed");
	return STATUS_OK;
}

static enum status
tree_get(void *arg, unsigned level, uint64_t index, struct merkle_node *node_r,
    struct err *err_r)
{
	struct store *store = arg;
	int64_t seq = (int64_t)((index + 1) << level);
	const struct journal_query query = {
		.after = seq - 1, .upto = seq, .limit = 1
	};
	struct leaf_find find = { store->hash, node_r, false };
	enum status status;

	if (level > 0)
		return store->engine->tree->node(
		    store->db, seq, level, node_r, err_r);
	status = store->engine->journal->rows(
	    store->db, &query, leaf_each, &find, err_r);
	if (status == STATUS_OK && !find.there)
		status = err_set(err_r, STATUS_DATABASE,
		    "record %" PRId64 " is missing", seq);
	return status;
}

static struct merkle_source
tree_source(struct store *store)
{
	return (struct merkle_source){ store->hash, tree_get, store };
}

enum status
tree_range(struct store *store, int64_t size, struct merkle_range *range_r,
    struct err *err_r)
{
	const struct merkle_source source = tree_source(store);

	return merkle_range_load(&source, (uint64_t)size, range_r, err_r);
}

static enum status
tree_grow(struct store *store, int64_t seq, const struct merkle_node *leaf,
    struct err *err_r)
{
	struct merkle_node done[MERKLE_LEVELS];
	unsigned ndone = 0;

	if (!merkle_append(store->hash, &store->tree, leaf, done, &ndone))
		return err_set(err_r, STATUS_INTERNAL, "libcrypto failed");
	if (ndone == 0)
		return STATUS_OK;
	return store->engine->tree->put(store->db, seq, done, ndone, err_r);
}

enum status
tree_add(struct store *store, int64_t seq, const struct merkle_node *leaf,
    struct err *err_r)
{
	assert(store->tree_known);
	return tree_grow(store, seq, leaf, err_r);
}

static enum status
build_each(const struct journal_row *row, void *arg, struct err *err_r)
{
	struct store *store = arg;
	struct merkle_node leaf;

	if (row->seq != (int64_t)store->tree.size + 1)
		return err_set(err_r, STATUS_DATABASE,
		    "record %" PRId64 " is missing",
		    (int64_t)store->tree.size + 1);
	if (!merkle_leaf(store->hash, row->public, &leaf))
		return err_set(err_r, STATUS_INTERNAL, "libcrypto failed");
	return tree_grow(store, row->seq, &leaf, err_r);
}

/* Goes on where the stored tree ends, over at most so many records. */
static enum status
tree_build(struct store *store, int64_t most, struct err *err_r)
{
	struct journal_query query = { .limit = TREE_PAGE };
	int64_t last = 0;
	enum status status;

	status = store->engine->tree->last(store->db, &last, err_r);
	if (status == STATUS_OK)
		status = tree_range(store, last, &store->tree, err_r);
	query.upto =
	    store->head.count - last > most ? last + most : store->head.count;
	while (status == STATUS_OK && (int64_t)store->tree.size < query.upto) {
		query.after = (int64_t)store->tree.size;
		status = store->engine->journal->rows(
		    store->db, &query, build_each, store, err_r);
		if (status == STATUS_OK &&
		    (int64_t)store->tree.size == query.after)
			status = err_set(err_r, STATUS_DATABASE,
			    "record %" PRId64 " is missing", query.after + 1);
	}
	return status;
}

/* Does the range that was loaded have the head's root? */
static enum status
tree_fits(struct store *store, struct err *err_r)
{
	struct merkle_node root;

	if (!merkle_root(store->hash, &store->tree, &root))
		return err_set(err_r, STATUS_INTERNAL, "libcrypto failed");
	if (memcmp(root.bytes, store->head.root.bytes, MERKLE_LEN) != 0)
		return err_set(err_r, STATUS_DATABASE,
		    "the journal's tree does not fit its head");
	return STATUS_OK;
}

enum status
tree_load(struct store *store, struct err *err_r)
{
	const struct journal_head *head = &store->head;
	enum status status;

	if (store->tree_known && (int64_t)store->tree.size == head->count &&
	    memcmp(store->tree_chain, head->chain, CHAIN_LEN) == 0)
		return STATUS_OK;
	store->tree_known = false;
	if (head->has_root) {
		status = tree_range(store, head->count, &store->tree, err_r);
		if (status == STATUS_OK)
			status = tree_fits(store, err_r);
	} else {
		status = tree_build(store, INT64_MAX, err_r);
	}
	store->tree_known = status == STATUS_OK;
	if (store->tree_known)
		memcpy(store->tree_chain, head->chain, CHAIN_LEN);
	return status;
}

/* One transaction's worth; *more_r: the tree is not whole yet. */
static enum status
catch_up_batch(struct store *store, bool *more_r, struct err *err_r)
{
	enum status status;

	*more_r = false;
	status =
	    store->engine->journal->head_load(store->db, &store->head, err_r);
	if (status != STATUS_OK || store->head.has_root)
		return status;
	status = chain_head_check(store, &store->head, err_r);
	if (status == STATUS_OK)
		status = tree_build(store, TREE_BATCH, err_r);
	if (status != STATUS_OK)
		return status;
	*more_r = (int64_t)store->tree.size < store->head.count;
	if (*more_r)
		return STATUS_OK;
	memcpy(store->tree_chain, store->head.chain, CHAIN_LEN);
	store->head_loaded = store->head_dirty = store->tree_known = true;
	return STATUS_OK;
}

enum status
tree_catch_up(struct store *store, struct err *err_r)
{
	struct journal_head head;
	enum status status;
	bool more = true;

	if (store->read_only || !store->has_key)
		return STATUS_OK;
	status = store->engine->journal->head_load(store->db, &head, err_r);
	if (status == STATUS_NOTFOUND)
		return STATUS_OK;
	more = status == STATUS_OK && !head.has_root;
	while (status == STATUS_OK && more) {
		status = store_begin(store, err_r);
		if (status != STATUS_OK)
			break;
		status = store_end(
		    store, catch_up_batch(store, &more, err_r), err_r);
	}
	/* what was tampered with is said where it is verified or added to */
	return status == STATUS_DATABASE ? STATUS_OK : status;
}

enum status
tree_now(struct store *store, struct checkpoint *now_r, struct err *err_r)
{
	struct journal_head head = { .has_root = true };
	enum status status;

	status = store->engine->journal->head_load(store->db, &head, err_r);
	if (status == STATUS_NOTFOUND) {
		now_r->size = 0;
		return crypt_hash_end(store->hash, now_r->root.bytes) ?
		    STATUS_OK :
		    err_set(err_r, STATUS_INTERNAL, "libcrypto failed");
	}
	if (status == STATUS_OK)
		status = chain_head_check(store, &head, err_r);
	if (status == STATUS_OK && !head.has_root)
		status = err_set(err_r, STATUS_BUSY,
		    "the journal's tree is still being made");
	now_r->size = head.count;
	now_r->root = head.root;
	return status;
}

enum status
tree_consistency(struct store *store, int64_t old, int64_t new,
    struct merkle_proof *proof_r, struct err *err_r)
{
	const struct merkle_source source = tree_source(store);

	return merkle_consistency(
	    &source, (uint64_t)old, (uint64_t) new, proof_r, err_r);
}

enum status
tree_then(struct store *store, const struct checkpoint *now, int64_t size,
    struct checkpoint *then_r, struct err *err_r)
{
	struct merkle_range range;
	struct merkle_proof proof;
	struct merkle_node roots[2];
	enum status status;

	status = tree_range(store, size, &range, err_r);
	if (status == STATUS_OK)
		status =
		    tree_consistency(store, size, now->size, &proof, err_r);
	if (status != STATUS_OK)
		return status;
	if (!merkle_root(store->hash, &range, &roots[0]))
		return err_set(err_r, STATUS_INTERNAL, "libcrypto failed");
	roots[1] = now->root;
	if (size > 0 &&
	    !merkle_consistency_holds(store->hash, (uint64_t)size,
		(uint64_t)now->size, roots, &proof))
		return err_set(err_r, STATUS_DATABASE,
		    "the journal's tree does not fit its head");
	then_r->size = size;
	then_r->root = roots[0];
	return STATUS_OK;
}

struct public_copy {
	struct arena *arena;
	struct tree_record *record;
};

static enum status
public_each(const struct journal_row *row, void *arg, struct err *err_r)
{
	struct public_copy *copy = arg;

	copy->record->seq = row->seq;
	copy->record->public = arena_copy(copy->arena, row->public);
	return arena_failed(copy->arena) ? err_nomem(err_r) : STATUS_OK;
}

enum status
tree_prove(struct store *store, const struct checkpoint *now, struct slice id,
    struct arena *arena, struct tree_record *record_r, struct err *err_r)
{
	const struct merkle_source source = tree_source(store);
	struct merkle_claim claim = { .size = (uint64_t)now->size,
		.root = now->root };
	struct public_copy copy = { arena, record_r };
	enum status status;

	status = store->engine->journal->find(
	    store->db, id, false, public_each, &copy, err_r);
	if (status != STATUS_OK)
		return status;
	if (record_r->seq < 1 || record_r->seq > now->size)
		return err_set(err_r, STATUS_DATABASE,
		    "record %" PRId64 " is not under the journal's head",
		    record_r->seq);
	claim.index = (uint64_t)record_r->seq - 1;
	if (!merkle_leaf(store->hash, record_r->public, &claim.leaf))
		return err_set(err_r, STATUS_INTERNAL, "libcrypto failed");
	status = merkle_inclusion(
	    &source, claim.index, claim.size, &record_r->proof, err_r);
	if (status != STATUS_OK)
		return status;
	if (!merkle_inclusion_holds(store->hash, &claim, &record_r->proof))
		return err_set(err_r, STATUS_DATABASE,
		    "record %" PRId64 " does not fit the journal's tree",
		    record_r->seq);
	return STATUS_OK;
}
