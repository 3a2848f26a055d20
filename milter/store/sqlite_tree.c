/*
 * sqlite_tree.c - the Merkle tree's nodes in SQLite.
 *
 * Rows are only ever put at the end, so that they fill their pages.
 */
#include "store/sqlite.h"

#include <inttypes.h>
#include <string.h>

static enum status
tree_last(void *db, int64_t *seq_r, struct err *err_r)
{
	struct sqlite_cursor cursor = sqlite_use(db, SQL_TREE_LAST);
	enum status status;
	bool row;

	*seq_r = 0;
	status = sqlite_next(&cursor, &row, err_r);
	if (status == STATUS_OK && row)
		*seq_r = sqlite_column_int(&cursor, 0);
	sqlite_done(&cursor);
	return status;
}

static enum status
tree_node(void *db, int64_t seq, unsigned level, struct merkle_node *node_r,
    struct err *err_r)
{
	struct sqlite_cursor cursor = sqlite_use(db, SQL_TREE_NODE);
	struct slice nodes = SLICE_EMPTY;
	enum status status;
	bool row;

	sqlite_int(&cursor, 1, seq);
	status = sqlite_next(&cursor, &row, err_r);
	if (status == STATUS_OK && row)
		nodes = slice_sub(sqlite_column(&cursor, 0),
		    (size_t)(level - 1) * MERKLE_LEN, MERKLE_LEN);
	if (nodes.len == MERKLE_LEN)
		memcpy(node_r->bytes, nodes.ptr, MERKLE_LEN);
	else if (status == STATUS_OK)
		status = err_set(err_r, STATUS_DATABASE,
		    "the tree lacks a node at record %" PRId64, seq);
	sqlite_done(&cursor);
	return status;
}

static enum status
tree_put(void *db, int64_t seq, const struct merkle_node *nodes, size_t nnodes,
    struct err *err_r)
{
	struct sqlite_cursor cursor = sqlite_use(db, SQL_TREE_PUT);

	sqlite_int(&cursor, 1, seq);
	sqlite_blob(&cursor, 2,
	    slice_make((const char *)nodes->bytes, nnodes * MERKLE_LEN));
	return sqlite_run(&cursor, NULL, err_r);
}

const struct tree_ops sqlite_tree_ops = {
	.last = tree_last,
	.node = tree_node,
	.put = tree_put,
};
