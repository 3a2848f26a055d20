/*
 * merkle_proof.c - proofs of inclusion and consistency, and their checking.
 *
 * RFC 6962 defines both by recursion; here the way from the root down is a
 * loop that notes the sibling at each step, and the order is turned at the
 * end.
 */
#include "crypt/merkle_node.h"

#include <assert.h>
#include <string.h>

/* Leaves begin to end - 1. */
struct span {
	uint64_t begin, end;
};

/* The largest power of two that is less than n, for n > 1. */
static uint64_t
split(uint64_t n)
{
	uint64_t k = 1;

	while (k < n - k)
		k *= 2;
	return k;
}

static unsigned
top_level(uint64_t n)
{
	unsigned level = 0;

	while (n >> level > 1)
		level++;
	return level;
}

/*
 * The root over a span that begins at a multiple of the power of two that it
 * fits in, as every subtree does: its complete pieces, from the last to the
 * first.
 */
static enum status
span_root(const struct merkle_source *source, struct span span,
    struct merkle_node *root_r, struct err *err_r)
{
	struct merkle_node pieces[MERKLE_LEVELS];
	size_t n = 0;

	while (span.begin < span.end) {
		unsigned level = top_level(span.end - span.begin);
		enum status status = source->get(
		    source->arg, level, span.begin >> level, &pieces[n], err_r);

		if (status != STATUS_OK)
			return status;
		n++;
		span.begin += (uint64_t)1 << level;
	}
	assert(n > 0);
	*root_r = pieces[--n];
	while (n > 0)
		if (!merkle_join(source->hash, &pieces[--n], root_r, root_r))
			return err_set(
			    err_r, STATUS_INTERNAL, "libcrypto failed");
	return STATUS_OK;
}

static enum status
proof_add(const struct merkle_source *source, struct span span,
    struct merkle_proof *proof, struct err *err_r)
{
	assert(proof->len < MERKLE_PROOF_MAX);
	return span_root(source, span, &proof->nodes[proof->len++], err_r);
}

static void
proof_turn(struct merkle_proof *proof)
{
	size_t i, j;

	for (i = 0, j = proof->len; i + 1 < j; i++) {
		struct merkle_node node = proof->nodes[i];

		proof->nodes[i] = proof->nodes[--j];
		proof->nodes[j] = node;
	}
}

enum status
merkle_inclusion(const struct merkle_source *source, uint64_t index,
    uint64_t size, struct merkle_proof *proof_r, struct err *err_r)
{
	struct span in = { 0, size };
	enum status status = STATUS_OK;

	assert(index < size);
	proof_r->len = 0;
	while (status == STATUS_OK && in.end - in.begin > 1) {
		uint64_t middle = in.begin + split(in.end - in.begin);
		struct span left = { in.begin, middle };
		struct span right = { middle, in.end };

		status = proof_add(
		    source, index < middle ? right : left, proof_r, err_r);
		in = index < middle ? left : right;
	}
	proof_turn(proof_r);
	return status;
}

enum status
merkle_consistency(const struct merkle_source *source, uint64_t old,
    uint64_t new, struct merkle_proof *proof_r, struct err *err_r)
{
	struct span in = { 0, new };
	enum status status = STATUS_OK;

	assert(old <= new);
	proof_r->len = 0;
	if (old == 0 || old == new)
		return STATUS_OK;
	while (status == STATUS_OK && in.end != old) {
		uint64_t middle = in.begin + split(in.end - in.begin);
		struct span left = { in.begin, middle };
		struct span right = { middle, in.end };

		status = proof_add(
		    source, old <= middle ? right : left, proof_r, err_r);
		in = old <= middle ? left : right;
	}
	/* where it is the old tree itself, its root is known */
	if (status == STATUS_OK && in.begin != 0)
		status = proof_add(source, in, proof_r, err_r);
	proof_turn(proof_r);
	return status;
}

static bool
same(const struct merkle_node *a, const struct merkle_node *b)
{
	return memcmp(a->bytes, b->bytes, MERKLE_LEN) == 0;
}

/* The place in the tree, on its way up. */
struct climb {
	uint64_t at, last; /* of this level */
};

static void
climb_up(struct climb *climb)
{
	climb->at >>= 1;
	climb->last >>= 1;
}

/* Is the next sibling on the left?  Then levels without one are passed. */
static bool
climb_left(struct climb *climb)
{
	if ((climb->at & 1) == 0 && climb->at != climb->last)
		return false;
	while ((climb->at & 1) == 0 && climb->at != 0)
		climb_up(climb);
	return true;
}

bool
merkle_inclusion_holds(struct crypt_hash *hash,
    const struct merkle_claim *claim, const struct merkle_proof *proof)
{
	struct climb climb = { claim->index, claim->size - 1 };
	struct merkle_node node = claim->leaf;
	size_t i;
	bool ok = true;

	if (claim->index >= claim->size)
		return false;
	for (i = 0; i < proof->len && ok; i++) {
		if (climb.last == 0)
			return false;
		if (climb_left(&climb))
			ok = merkle_join(hash, &proof->nodes[i], &node, &node);
		else
			ok = merkle_join(hash, &node, &proof->nodes[i], &node);
		climb_up(&climb);
	}
	return ok && climb.last == 0 && same(&node, &claim->root);
}

/* Both roots at once, from the node that old and new share. */
static bool
both_hold(struct crypt_hash *hash, struct climb climb,
    const struct merkle_node roots[2], const struct merkle_proof *proof,
    size_t first)
{
	struct merkle_node old = first == 0 ? roots[0] : proof->nodes[0];
	struct merkle_node new = old;
	size_t i;
	bool ok = true;

	for (i = first; i < proof->len && ok; i++) {
		if (climb.last == 0)
			return false;
		if (climb_left(&climb))
			ok = merkle_join(hash, &proof->nodes[i], &old, &old) &&
			    merkle_join(hash, &proof->nodes[i], &new, &new);
		else
			ok = merkle_join(hash, &new, &proof->nodes[i], &new);
		climb_up(&climb);
	}
	return ok && climb.last == 0 && same(&old, &roots[0]) &&
	    same(&new, &roots[1]);
}

bool
merkle_consistency_holds(struct crypt_hash *hash, uint64_t old, uint64_t new,
    const struct merkle_node roots[2], const struct merkle_proof *proof)
{
	struct climb climb = { old - 1, new - 1 };
	bool power = (old & (old - 1)) == 0;

	if (old == 0 || old > new)
		return false;
	if (old == new)
		return proof->len == 0 && same(&roots[0], &roots[1]);
	if (proof->len == 0)
		return false;
	while ((climb.at & 1) != 0)
		climb_up(&climb);
	return both_hold(hash, climb, roots, proof, power ? 0 : 1);
}
