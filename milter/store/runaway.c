/*
 * runaway.c - rules that ran into a limit.
 */
#include "store/runaway.h"

#include "store/handle.h"

enum status
runaway_note(
    struct store *store, const struct runaway *runaway, struct err *err_r)
{
	const struct runaway_ops *ops = store->engine->runaways;
	enum status status = ops->add(store->db, runaway, err_r);

	if (status == STATUS_OK)
		status = ops->purge(
		    store->db, runaway->time_us - RUNAWAY_KEEP, err_r);
	return status;
}

enum status
runaway_list(struct store *store, int64_t since_us,
    void (*each)(const struct runaway *runaway, void *arg), void *arg,
    struct err *err_r)
{
	return store->engine->runaways->each(
	    store->db, since_us, each, arg, err_r);
}
