/*
 * settle.h - the one thread that decides and records.
 *
 * It takes every waiting case, opens one write transaction, and for each case
 * loads its state, calls policy_decide() and appends the record with its side
 * effects (jti and release used up, message held); commits once for the whole
 * batch; and only then wakes the connections.  A batch that fails is rolled
 * back and retried case by case, so that one case's failure is its own; what
 * can't be recorded is answered 4xx by the caller.
 */
#ifndef PIPELINE_SETTLE_H
#define PIPELINE_SETTLE_H

#include "base/id.h"
#include "pipeline/inspect.h"
#include "store/journal.h"
#include "store/store.h"

#define SETTLE_BATCH_MAX 256 /* cases in one transaction */

struct settle;

/* One message's case.  Owned by the waiting connection. */
struct settle_case {
	struct inspection *inspection;
	const struct snapshot *snapshot;
	const struct envelope *envelope;
	struct arena
	    *arena; /* used by the settle thread while the case waits */
	struct slice raw;
	int64_t started_us; /* monotonic */
	/* results */
	char id[ID_LEN + 1];
	struct policy_decision decision;
	enum status status;
	struct err err;
};

/* Starts the thread, which owns store from now on (signals blocked). */
enum status settle_start(
    struct store *store, struct settle **settle_r, struct err *err_r);

/*
 * Settles one case: returns once its record is committed (STATUS_OK) or can't
 * be (any other: nothing of it was recorded).  Safe on any thread.
 */
enum status settle_run(struct settle *settle, struct settle_case *c);

/*
 * Journals an event through the settle thread (an answer that could not be
 * carried out, a reload), with the same promise.
 */
enum status settle_event(
    struct settle *settle, const struct journal_event *event);

/*
 * Is the thread at work, or idle?  False where it has been at one batch for
 * longer than within (microseconds).  Safe on any thread; waits for nothing but
 * the queue's lock.
 */
bool settle_moves(struct settle *settle, int64_t within);

/*
 * From now on content is kept so long (0: for ever), and looked at once a
 * minute.  Safe on any thread.
 */
void settle_retain(struct settle *settle, int64_t retain_us);

/* Settles what waits, stops the thread and closes the store. */
void settle_stop(struct settle *settle);

#endif
