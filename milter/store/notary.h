/*
 * notary.h - who signs the journal's checkpoints, and the last one that was
 * handed out.
 *
 * That one lies beside the database, as DATABASE-checkpoint, and is replaced
 * whole.  A database that is put back to what it was before is found by it,
 * and nothing more is signed until a person has removed it: a log must never
 * sign two checkpoints that do not fit together.
 */
#ifndef STORE_NOTARY_H
#define STORE_NOTARY_H

#include "crypt/checkpoint.h"
#include "store/store.h"

struct notary {
	struct crypt_signer *signer;
	struct note_key key;
};

/* The seed's key under the name origin, or RELAY/sendgate where it is NULL. */
enum status notary_open(const unsigned char seed[CRYPT_KEY_LEN],
    const char *origin, const char *relay, struct notary *notary_r,
    struct err *err_r);
void notary_close(struct notary *notary);

/* The last one; STATUS_NOTFOUND: none was handed out. */
struct notary_last {
	struct checkpoint checkpoint;
	enum checkpoint_result result;
	int64_t time_us; /* when it was written */
};
enum status notary_last_read(const char *database, const struct note_key *key,
    struct notary_last *last_r, struct err *err_r);
enum status notary_last_write(
    const char *database, struct slice note, struct err *err_r);

/*
 * Does what the journal is now still contain the last one?  STATUS_CONFLICT
 * where it does not, in words.  One of another origin or key is no matter.
 */
enum status notary_fits(struct store *store, const struct notary_last *last,
    const struct checkpoint *now, struct err *err_r);

#endif
