/*
 * journal_parts.h - what the journal shares with the quarantine.
 */
#ifndef STORE_JOURNAL_PARTS_H
#define STORE_JOURNAL_PARTS_H

#include "base/id.h"
#include "store/engine.h"

/*
 * As journal_append_event(), with one pair (or NULL) that is personal and so
 * goes into the erasable half.
 */
enum status journal_event_add(struct store *store,
    const struct journal_event *event, const struct journal_pair *private,
    struct id *id_r, struct err *err_r);

/* The record of id as journal_list() prints it, with an object more. */
enum status journal_line(struct store *store, struct slice id,
    const char *extra_key, struct slice extra, struct arena *arena,
    struct slice *json_r, struct err *err_r);

#endif
