/*
 * journal_marks.c - checkpoints, by their size.
 */
#include "store/journal_marks.h"

#include <stdlib.h>
#include <string.h>

#include "store/handle.h"
#include "store/tree.h"

static int
by_size(const void *a, const void *b)
{
	const struct journal_mark *one = a, *other = b;

	return one->size < other->size ? -1 : one->size > other->size;
}

void
marks_begin(const struct journal_audit *audit, struct marks *marks)
{
	size_t i;

	for (i = 0; i < audit->nmarks; i++)
		audit->marks[i].state = JOURNAL_MARK_UNSEEN;
	if (audit->nmarks > 0)
		qsort(audit->marks, audit->nmarks, sizeof(*audit->marks),
		    by_size);
	marks->next = audit->marks;
	marks->left = audit->nmarks;
}

static void
mark_set(struct journal_mark *mark, bool same)
{
	mark->state = same ? JOURNAL_MARK_COVERED : JOURNAL_MARK_OTHER;
}

enum status
marks_reach(struct marks *marks, struct crypt_hash *hash,
    const struct merkle_range *range, struct err *err_r)
{
	struct merkle_node root;

	if (marks->left == 0 || marks->next->size > (int64_t)range->size)
		return STATUS_OK;
	if (!merkle_root(hash, range, &root))
		return err_set(err_r, STATUS_INTERNAL, "libcrypto failed");
	while (marks->left > 0 && marks->next->size <= (int64_t)range->size) {
		if (marks->next->size == (int64_t)range->size)
			mark_set(marks->next,
			    memcmp(root.bytes, marks->next->root.bytes,
				MERKLE_LEN) == 0);
		marks->next++;
		marks->left--;
	}
	return STATUS_OK;
}

static enum status
mark_prove(struct journal_mark *mark, struct store *store,
    const struct journal_report *report, struct err *err_r)
{
	const struct merkle_node roots[2] = { mark->root, report->root };
	struct merkle_proof proof;
	struct merkle_node nothing;
	enum status status;

	if (mark->size == 0) {
		if (!crypt_hash_end(store->hash, nothing.bytes))
			return err_set(
			    err_r, STATUS_INTERNAL, "libcrypto failed");
		mark_set(mark,
		    memcmp(nothing.bytes, mark->root.bytes, MERKLE_LEN) == 0);
		return STATUS_OK;
	}
	status =
	    tree_consistency(store, mark->size, report->size, &proof, err_r);
	if (status == STATUS_OK)
		mark_set(mark,
		    merkle_consistency_holds(store->hash, (uint64_t)mark->size,
			(uint64_t)report->size, roots, &proof));
	return status;
}

enum status
marks_prove(const struct journal_audit *audit, struct store *store,
    const struct journal_report *report, struct err *err_r)
{
	struct journal_mark *mark;
	enum status status = STATUS_OK;
	size_t i;

	for (i = 0; i < audit->nmarks && status == STATUS_OK; i++) {
		mark = &audit->marks[i];
		if (mark->state == JOURNAL_MARK_UNSEEN &&
		    mark->size < report->first - 1)
			status = mark_prove(mark, store, report, err_r);
	}
	return status;
}

void
marks_end(struct marks *marks)
{
	for (; marks->left > 0; marks->left--, marks->next++)
		marks->next->state = JOURNAL_MARK_SHORT;
}
