/*
 * journal_marks.h - checkpoints held against the journal while it is verified.
 */
#ifndef STORE_JOURNAL_MARKS_H
#define STORE_JOURNAL_MARKS_H

#include "store/journal.h"

/* The marks not yet reached, in the order of their sizes. */
struct marks {
	struct journal_mark *next;
	size_t left;
};

/* Sorts them and forgets what they were said to be. */
void marks_begin(const struct journal_audit *audit, struct marks *marks);

/* The tree has grown: those of its size are proven or not. */
enum status marks_reach(struct marks *marks, struct crypt_hash *hash,
    const struct merkle_range *range, struct err *err_r);

/*
 * Those of a size below that of a range that was not recomputed, by proofs
 * from stored nodes against a root that was.  Other marks are left.
 */
enum status marks_prove(const struct journal_audit *audit, struct store *store,
    const struct journal_report *report, struct err *err_r);

/* What is left is of a size that the journal does not have. */
void marks_end(struct marks *marks);

#endif
