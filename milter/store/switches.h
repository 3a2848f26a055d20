/*
 * switches.h - the kill switches that are on.
 *
 * Set and cleared in a write transaction together with their journal record,
 * so that the settle thread's next transaction sees them: after `kill`
 * returned, no verdict that begins is an accept in its scope.
 */
#ifndef STORE_SWITCHES_H
#define STORE_SWITCHES_H

#include "store/store.h"

struct store_switch {
	struct slice scope;
	struct slice mode; /* "hold", "tempfail", "reject" */
	struct slice reason, actor;
	int64_t time_us;
};

/* Sets or changes the switch of scope, and journals it; own transaction. */
enum status store_switch_on(
    struct store *store, const struct store_switch *sw, struct err *err_r);

/* The same in the caller's transaction. */
enum status store_switch_set(
    struct store *store, const struct store_switch *sw, struct err *err_r);

/* STATUS_NOTFOUND where that scope is not stopped. */
enum status store_switch_off(struct store *store, struct slice scope,
    struct slice reason, struct slice actor, struct err *err_r);

/*
 * A trip's: sets the switch unless one of that scope is on already.  In the
 * caller's transaction; the trip's own record says why.
 */
enum status store_switch_trip(
    struct store *store, const struct store_switch *sw, struct err *err_r);

/* Is the scope stopped, and when did it last resume (0: never)? */
enum status store_switch_find(struct store *store, struct slice scope,
    bool *on_r, int64_t *resumed_us_r, struct err *err_r);

/*
 * What may stop a message of a template ("": of none): every switch that is on,
 * but of those of templates its own alone, so that thousands of them cost
 * nothing.  In the arena.
 */
enum status store_switch_load(struct store *store, struct slice template,
    struct arena *arena, struct store_switch **switches_r, size_t *nswitches_r,
    struct err *err_r);

/* Every switch that is on, in the arena. */
enum status store_switch_list(struct store *store, struct arena *arena,
    struct store_switch **switches_r, size_t *nswitches_r, struct err *err_r);

#endif
