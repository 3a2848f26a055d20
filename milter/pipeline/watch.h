/*
 * watch.h - the thread that keeps the data in force that of the database.
 *
 * It looks every WATCH_MS at whether another command has replaced a data set,
 * reads it off the verdicts' way, and puts a snapshot with it in the place of
 * the one in force.  What can't be read is logged, and the old data stays.
 */
#ifndef PIPELINE_WATCH_H
#define PIPELINE_WATCH_H

#include "pipeline/snapshot.h"
#include "store/store.h"

#define WATCH_MS 100

struct watch;

/*
 * Reads the data of the snapshot in the slot, and starts the thread, which
 * opens the database for itself (signals blocked).
 */
enum status watch_start(struct snapshot_slot *slot,
    const struct store_params *params, struct watch **watch_r,
    struct err *err_r);

/* Reads the data of a snapshot that is not yet in the slot. */
enum status watch_load(
    struct watch *watch, struct snapshot *snapshot, struct err *err_r);

void watch_stop(struct watch *watch); /* NULL is fine */

#endif
