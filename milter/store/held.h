/*
 * held.h - a held message's row read into an entry, for the files that decide
 * about it.
 */
#ifndef STORE_HELD_H
#define STORE_HELD_H

#include "store/engine.h"

#define HELD_CLAIM_US ((int64_t)600 * 1000000) /* then it is given up */

/* What is stored of an entry, in the arena, without its record's JSON. */
struct held {
	struct quarantine_entry entry;
	int64_t claimed_us;
};

/* STATUS_NOTFOUND.  A claim given up by now_us reads as "unknown". */
enum status held_load(struct store *store, struct slice id, int64_t now_us,
    struct arena *arena, struct held *held_r, struct err *err_r);

/* Copies one row. */
enum status held_copy(const struct quarantine_row *row, int64_t now_us,
    struct arena *arena, struct held *held_r, struct err *err_r);

/* Fills entry->json. */
enum status held_line(struct store *store, struct arena *arena,
    struct quarantine_entry *entry, struct err *err_r);

#endif
