/*
 * limits.h - what accepted mail has used of each limit.
 *
 * Each use is a row with its time and the running total of its limit and key,
 * so that what lies in any window is a difference of two totals.  All of it is
 * read and written in the settle transaction.  A window is closed at both ends:
 * what is exactly `in` old still counts.  A clock that goes back makes nothing
 * older.
 */
#ifndef STORE_LIMITS_H
#define STORE_LIMITS_H

#include "store/store.h"

/* One limit and one key of it ("cowork", "ACCT-1"), now. */
struct limit_window {
	struct slice name, key;
	int64_t in_us;
	int64_t now_us;
};

/* How much lies in the window that ends now. */
enum status limits_used(struct store *store, const struct limit_window *window,
    int64_t *used_r, struct err *err_r);

/* When `excess` of what lies in the window will have left it. */
enum status limits_free_at(struct store *store,
    const struct limit_window *window, int64_t excess, int64_t *time_us_r,
    struct err *err_r);

/* Adds a use, and drops those that no window can hold any more. */
enum status limits_add(struct store *store, const struct limit_window *window,
    int64_t amount, struct err *err_r);

/*
 * The same for limits that count distinct things: how many lie in the window
 * together with items[0, n), of which none stands twice.
 */
enum status limits_distinct(struct store *store,
    const struct limit_window *window, const struct slice *items, size_t n,
    int64_t *used_r, struct err *err_r);
enum status limits_distinct_free_at(struct store *store,
    const struct limit_window *window, int64_t excess, int64_t *time_us_r,
    struct err *err_r);
enum status limits_distinct_add(struct store *store,
    const struct limit_window *window, const struct slice *items, size_t n,
    struct err *err_r);

/*
 * The keys of a limit that have used most of it since since_us, at most
 * LIMITS_TOP of them.
 */
#define LIMITS_TOP 10
enum status limits_top(struct store *store, struct slice name, bool distinct,
    int64_t since_us, void (*each)(struct slice key, int64_t used, void *arg),
    void *arg, struct err *err_r);

#endif
