/*
 * checkpoint.h - what a log's Merkle tree was at a size, as a signed note
 * (c2sp.org/tlog-checkpoint): the log's origin, the number of its leaves, the
 * root of its tree.  The key's name is the origin.  Safe on any thread.
 */
#ifndef CRYPT_CHECKPOINT_H
#define CRYPT_CHECKPOINT_H

#include "crypt/merkle.h"
#include "crypt/note.h"

struct checkpoint {
	int64_t size;
	struct merkle_node root;
};

/* Appends the note. */
enum status checkpoint_sign(const struct checkpoint *checkpoint,
    const struct crypt_signer *signer, const struct note_key *key,
    struct buf *out, struct err *err_r);

enum checkpoint_result {
	CHECKPOINT_GOOD,
	CHECKPOINT_NO_NOTE,
	CHECKPOINT_NO_CHECKPOINT,
	CHECKPOINT_OTHER_ORIGIN,
	CHECKPOINT_UNSIGNED,
	CHECKPOINT_FORGED
};

/*
 * Checks one note, as note_cut() gives it.  Extension lines are allowed and
 * passed over.  checkpoint_r is what it says, to be believed only where it is
 * good.
 */
enum checkpoint_result checkpoint_check(struct slice note,
    const struct note_key *key, struct checkpoint *checkpoint_r);

/* What a result says of the note, in words: "is no signed note". */
const char *checkpoint_result_text(enum checkpoint_result result);

#endif
