/*
 * held.h - held messages: which ones are meant, and how they are printed.
 */
#ifndef CLI_HELD_H
#define CLI_HELD_H

#include "cli/out.h"
#include "store/quarantine.h"

struct held_ids VEC(struct slice);

/* The filters of the command line. */
struct quarantine_filter held_filter(const struct cli *cli);

/*
 * What release and reject are about is named by ids or by filters (--all:
 * without any).  EX_OK, or EX_USAGE after saying why.
 */
int held_check(const struct cli *cli);

/* Is a template named, and no other filter? */
bool held_is_template(const struct cli *cli);

/*
 * Is there a template of the name that --template gives, where it is given?
 * EX_OK, or an exit status after saying why.
 */
int held_template_check(const struct cli *cli, struct store *store);

/*
 * Those on the command line, or everything held that fits the filters.  EX_OK,
 * or an exit status after saying why.
 */
int held_select(struct cli *cli, struct store *store, struct held_ids *ids_r);

/*
 * Does one(what, id, arena) for each; the arena is emptied in between.  The
 * exit status of the one, or CLI_NEGATIVE where any of several failed.
 */
int held_decide(const struct held_ids *ids,
    int (*one)(const void *what, struct slice id, struct arena *arena),
    const void *what);

/* The verdict's record with state, store, answer and expiry beside it. */
json_t *held_json(const struct quarantine_entry *entry, struct arena *arena);

#endif
