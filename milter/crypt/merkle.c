/*
 * merkle.c - growing a tree, and its root.
 */
#include "crypt/merkle.h"

#include <string.h>

#include "crypt/merkle_node.h"

bool
merkle_leaf(
    struct crypt_hash *hash, struct slice data, struct merkle_node *leaf_r)
{
	static const char zero[1] = { 0 };
	bool ok = crypt_hash_add(hash, slice_make(zero, 1)) &&
	    crypt_hash_add(hash, data);

	return crypt_hash_end(hash, leaf_r->bytes) && ok;
}

bool
merkle_join(struct crypt_hash *hash, const struct merkle_node *left,
    const struct merkle_node *right, struct merkle_node *out)
{
	char text[1 + 2 * MERKLE_LEN] = { 1 };
	bool ok;

	memcpy(text + 1, left->bytes, MERKLE_LEN);
	memcpy(text + 1 + MERKLE_LEN, right->bytes, MERKLE_LEN);
	ok = crypt_hash_add(hash, slice_make(text, sizeof(text)));
	return crypt_hash_end(hash, out->bytes) && ok;
}

bool
merkle_append(struct crypt_hash *hash, struct merkle_range *range,
    const struct merkle_node *leaf, struct merkle_node done_r[MERKLE_LEVELS],
    unsigned *ndone_r)
{
	struct merkle_node node = *leaf;
	unsigned level;

	for (level = 0; (range->size >> level & 1) != 0; level++) {
		if (!merkle_join(hash, &range->nodes[level], &node, &node))
			return false;
		done_r[level] = node;
	}
	range->nodes[level] = node;
	range->size++;
	*ndone_r = level;
	return true;
}

bool
merkle_root(struct crypt_hash *hash, const struct merkle_range *range,
    struct merkle_node *root_r)
{
	bool any = false;
	unsigned level;

	if (range->size == 0)
		return crypt_hash_end(hash, root_r->bytes);
	for (level = 0; level < MERKLE_LEVELS; level++) {
		if ((range->size >> level & 1) == 0)
			continue;
		if (!any)
			*root_r = range->nodes[level];
		else if (!merkle_join(
			     hash, &range->nodes[level], root_r, root_r))
			return false;
		any = true;
	}
	return true;
}

enum status
merkle_range_load(const struct merkle_source *source, uint64_t size,
    struct merkle_range *range_r, struct err *err_r)
{
	enum status status = STATUS_OK;
	uint64_t begin = 0;
	unsigned level;

	range_r->size = size;
	for (level = MERKLE_LEVELS; level-- > 0 && status == STATUS_OK;) {
		if ((size >> level & 1) == 0)
			continue;
		status = source->get(source->arg, level, begin >> level,
		    &range_r->nodes[level], err_r);
		begin += (uint64_t)1 << level;
	}
	return status;
}
