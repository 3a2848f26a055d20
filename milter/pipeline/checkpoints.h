/*
 * checkpoints.h - the thread that signs the journal's checkpoints and hands
 * them out.
 *
 * It reads the head by a connection of its own once a second and never writes
 * to the database, so that no verdict waits for it.  A place that can't be
 * handed to (a full disk, a command that fails or hangs) is said in the log
 * and tried again later, each place by itself.  A journal that no longer
 * contains its last checkpoint is said loudly, and nothing is signed over it.
 */
#ifndef PIPELINE_CHECKPOINTS_H
#define PIPELINE_CHECKPOINTS_H

#include "pipeline/snapshot.h"
#include "store/store.h"

#define CHECKPOINTS_RETRY_S 10      /* first pause after a failure; doubles */
#define CHECKPOINTS_RETRY_MAX_S 600 /* up to this */

struct checkpoints;

/* Starts the thread (signals blocked); params are the database's. */
enum status checkpoints_start(struct snapshot_slot *slot,
    const struct store_params *params, struct checkpoints **checkpoints_r,
    struct err *err_r);

/* Hands a last one out, of what is new; NULL is fine. */
void checkpoints_stop(struct checkpoints *checkpoints);

#endif
