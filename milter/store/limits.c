/*
 * limits.c - what accepted mail has used of each limit.
 */
#include "store/limits.h"

#include "store/handle.h"

static int64_t
window_start(const struct limit_window *window)
{
	return window->now_us - window->in_us;
}

enum status
limits_used(struct store *store, const struct limit_window *window,
    int64_t *used_r, struct err *err_r)
{
	const struct limit_ops *ops = store->engine->limits;
	int64_t total, before, time_us;
	enum status status;

	*used_r = 0;
	status = ops->latest(store->db, window, &total, &time_us, err_r);
	if (status == STATUS_OK)
		status = ops->before(
		    store->db, window, window_start(window), &before, err_r);
	if (status == STATUS_OK && before >= 0)
		*used_r = total - before;
	return status;
}

enum status
limits_free_at(struct store *store, const struct limit_window *window,
    int64_t excess, int64_t *time_us_r, struct err *err_r)
{
	const struct limit_ops *ops = store->engine->limits;
	enum status status;
	int64_t before;

	*time_us_r = window->now_us;
	status = ops->before(
	    store->db, window, window_start(window), &before, err_r);
	if (status == STATUS_OK && before >= 0)
		status = ops->reached(
		    store->db, window, before + excess, time_us_r, err_r);
	*time_us_r += window->in_us;
	return status;
}

enum status
limits_add(struct store *store, const struct limit_window *window,
    int64_t amount, struct err *err_r)
{
	const struct limit_ops *ops = store->engine->limits;
	int64_t total, latest_us, time_us = window->now_us;
	enum status status;

	assert(store->in_transaction);
	status = ops->latest(store->db, window, &total, &latest_us, err_r);
	if (latest_us > time_us)
		time_us = latest_us; /* the clock went back */
	if (status == STATUS_OK)
		status = ops->add(
		    store->db, window, total + amount, amount, time_us, err_r);
	if (status == STATUS_OK)
		status =
		    ops->purge(store->db, window, window_start(window), err_r);
	return status;
}

enum status
limits_distinct(struct store *store, const struct limit_window *window,
    const struct slice *items, size_t n, int64_t *used_r, struct err *err_r)
{
	const struct limit_ops *ops = store->engine->limits;
	int64_t since = window_start(window);
	enum status status;
	bool there;

	status = ops->items(store->db, window, since, used_r, err_r);
	for (size_t i = 0; status == STATUS_OK && i < n; i++) {
		status = ops->item_there(
		    store->db, window, items[i], since, &there, err_r);
		*used_r += !there;
	}
	return status;
}

enum status
limits_distinct_free_at(struct store *store, const struct limit_window *window,
    int64_t excess, int64_t *time_us_r, struct err *err_r)
{
	enum status status;

	*time_us_r = window->now_us;
	status = store->engine->limits->item_nth(
	    store->db, window, window_start(window), excess, time_us_r, err_r);
	*time_us_r += window->in_us;
	return status;
}

enum status
limits_distinct_add(struct store *store, const struct limit_window *window,
    const struct slice *items, size_t n, struct err *err_r)
{
	const struct limit_ops *ops = store->engine->limits;
	enum status status = STATUS_OK;

	assert(store->in_transaction);
	for (size_t i = 0; status == STATUS_OK && i < n; i++)
		status = ops->item_put(
		    store->db, window, items[i], window->now_us, err_r);
	if (status == STATUS_OK)
		status = ops->item_purge(
		    store->db, window, window_start(window), err_r);
	return status;
}

enum status
limits_top(struct store *store, struct slice name, bool distinct,
    int64_t since_us, void (*each)(struct slice key, int64_t used, void *arg),
    void *arg, struct err *err_r)
{
	return store->engine->limits->top(
	    store->db, name, distinct, since_us, each, arg, err_r);
}
