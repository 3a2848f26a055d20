/*
 * pack.h - a list of byte strings as one, whatever the bytes (netstrings).
 */
#ifndef STORE_PACK_H
#define STORE_PACK_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/status.h"

/* Appends one item. */
void pack_add(struct buf *out, struct slice item);

/*
 * Takes packed apart; the items point into packed.  STATUS_DATABASE where it
 * is no such list.
 */
enum status pack_read(struct slice packed, struct arena *arena,
    struct slice **items_r, size_t *nitems_r, struct err *err_r);

#endif
