/*
 * suppress.h - addresses and domains that must not be written to.
 *
 * A domain stands for all that is under it.  Each change is journaled in its
 * own transaction, with the domain alone: an address is a person's.
 */
#ifndef STORE_SUPPRESS_H
#define STORE_SUPPRESS_H

#include "base/diag.h"
#include "store/store.h"

struct suppression {
	struct slice target; /* folded: suppress_target */
	struct slice reason, source, actor;
	int64_t time_us;
	int64_t until_us; /* 0: without end */
};

/*
 * An address, a domain or "@domain" in the form in which it is kept, in the
 * arena; ptr NULL where it is none of these, or when out of memory.
 */
struct slice suppress_target(struct slice text, struct arena *arena);

/* Adds or replaces. */
enum status suppress_add(struct store *store,
    const struct suppression *suppression, struct err *err_r);

/* The same inside the caller's transaction. */
enum status suppress_insert(struct store *store,
    const struct suppression *suppression, struct err *err_r);

/* STATUS_NOTFOUND where it is not suppressed. */
enum status suppress_remove(struct store *store, struct slice target,
    struct slice reason, struct slice actor, struct err *err_r);

enum status suppress_each(struct store *store,
    bool (*each)(const struct suppression *suppression, void *arg), void *arg,
    struct err *err_r);

/* Must the address not be written to at now_us? */
enum status suppress_covers(struct store *store, struct slice address,
    int64_t now_us, struct arena *arena, bool *covers_r, struct err *err_r);

struct suppress_import {
	const char *path; /* CSV with a column "address" or "domain", and
	                     perhaps "reason", "source", "until" */
	const int *fd;
	struct slice reason, actor; /* where the row says none */
	bool skip_bad;
};

/* All or nothing, as the account book; *added_r rows, *bad_r left out. */
enum status suppress_import_csv(struct store *store,
    const struct suppress_import *import, struct diag_list *diags,
    int64_t *added_r, int64_t *bad_r, struct err *err_r);

#endif
