/*
 * runaway.h - rules that ran into a limit: how often, and when last.
 *
 * Noted in the settle transaction with the verdict that it held, so that
 * `status` can name them without reading the journal.  What has not run away
 * for RUNAWAY_KEEP is forgotten.
 */
#ifndef STORE_RUNAWAY_H
#define STORE_RUNAWAY_H

#include "base/clock.h"
#include "store/store.h"

#define RUNAWAY_KEEP (30 * 86400 * CLOCK_SECOND)

struct runaway {
	struct slice rule;
	int64_t count;   /* messages */
	int64_t time_us; /* the last one */
	struct slice id; /* its verdict */
};

/* One message more (count is not read), and drops what is old. */
enum status runaway_note(
    struct store *store, const struct runaway *runaway, struct err *err_r);

/* Those since then, the latest first; a row is good until each returns. */
enum status runaway_list(struct store *store, int64_t since_us,
    void (*each)(const struct runaway *runaway, void *arg), void *arg,
    struct err *err_r);

#endif
