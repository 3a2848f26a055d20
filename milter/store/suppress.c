/*
 * suppress.c - addresses and domains that must not be written to.
 */
#include "store/suppress.h"

#include "base/clock.h"
#include "store/book_row.h"
#include "store/handle.h"

struct slice
suppress_target(struct slice text, struct arena *arena)
{
	return book_key_read(slice_trim(text), arena);
}

/* What of the target goes on record: an address is a person's. */
static enum status
suppress_record(struct store *store, const char *event,
    const struct suppression *suppression, struct err *err_r)
{
	size_t at = slice_rindex(suppression->target, '@');
	const struct journal_pair fields[] = {
		{ "kind",
		    at == SLICE_NONE ? SLICE("domain") : SLICE("address") },
		{ "domain",
		    slice_from(
			suppression->target, at == SLICE_NONE ? 0 : at + 1) },
		{ "source", suppression->source },
	};
	const struct journal_event record = {
		.event = event,
		.actor = suppression->actor,
		.about = SLICE_EMPTY,
		.reason = suppression->reason,
		.fields = fields,
		.nfields = suppression->source.len > 0 ? 3 : 2,
		.time_us = suppression->time_us,
	};

	return journal_append_event(store, &record, NULL, err_r);
}

enum status
suppress_insert(struct store *store, const struct suppression *suppression,
    struct err *err_r)
{
	enum status status;

	assert(store->in_transaction);
	status = store->engine->suppress->put(store->db, suppression, err_r);
	if (status == STATUS_OK)
		status = suppress_record(store, "suppress", suppression, err_r);
	return status;
}

enum status
suppress_add(struct store *store, const struct suppression *suppression,
    struct err *err_r)
{
	enum status status = store_begin(store, err_r);

	if (status != STATUS_OK)
		return status;
	return store_end(
	    store, suppress_insert(store, suppression, err_r), err_r);
}

enum status
suppress_remove(struct store *store, struct slice target, struct slice reason,
    struct slice actor, struct err *err_r)
{
	const struct suppression suppression = { target, reason, SLICE_EMPTY,
		actor, clock_wall_us(), 0 };
	enum status status = store_begin(store, err_r);

	if (status != STATUS_OK)
		return status;
	status = store->engine->suppress->remove(store->db, target, err_r);
	if (status == STATUS_OK)
		status =
		    suppress_record(store, "unsuppress", &suppression, err_r);
	return store_end(store, status, err_r);
}

enum status
suppress_each(struct store *store,
    bool (*each)(const struct suppression *suppression, void *arg), void *arg,
    struct err *err_r)
{
	return store->engine->suppress->each(store->db, each, arg, err_r);
}

/* The address, its domain, and each domain above that. */
enum status
suppress_covers(struct store *store, struct slice address, int64_t now_us,
    struct arena *arena, bool *covers_r, struct err *err_r)
{
	struct slice key = book_address_key(address, arena);
	enum status status;
	size_t at;

	*covers_r = false;
	if (key.ptr == NULL)
		return err_nomem(err_r);
	status = store->engine->suppress->there(
	    store->db, key, now_us, covers_r, err_r);
	at = slice_rindex(key, '@');
	key = at == SLICE_NONE ? SLICE_EMPTY : slice_from(key, at + 1);
	while (status == STATUS_OK && !*covers_r && key.len > 0) {
		status = store->engine->suppress->there(
		    store->db, key, now_us, covers_r, err_r);
		at = slice_index(key, '.');
		key = at == SLICE_NONE ? SLICE_EMPTY : slice_from(key, at + 1);
	}
	return status;
}
