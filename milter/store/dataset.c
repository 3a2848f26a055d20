/*
 * dataset.c - the data sets in force: listed, dropped, read into memory.
 */
#include "store/dataset.h"

#include "base/clock.h"
#include "store/handle.h"

bool
dataset_name_is_good(struct slice name)
{
	for (size_t i = 0; i < name.len; i++)
		if (!ascii_alnum(name.ptr[i]) && name.ptr[i] != '-' &&
		    name.ptr[i] != '.' && name.ptr[i] != '_')
			return false;
	return name.len > 0 && name.len <= DATASET_NAME_MAX;
}

struct listing {
	struct arena *arena;
	struct VEC(struct dataset) sets;
};

static enum status
listing_add(const struct dataset *set, void *arg, struct err *err_r)
{
	struct listing *listing = arg;
	struct dataset *copy = VEC_PUSH(listing->arena, &listing->sets);

	if (copy == NULL)
		return err_nomem(err_r);
	*copy = *set;
	copy->name = arena_copy(listing->arena, set->name);
	copy->generation = arena_copy(listing->arena, set->generation);
	copy->account = arena_copy(listing->arena, set->account);
	copy->columns = arena_copy(listing->arena, set->columns);
	return arena_failed(listing->arena) ? err_nomem(err_r) : STATUS_OK;
}

enum status
dataset_list(struct store *store, struct arena *arena, struct dataset **list_r,
    size_t *n_r, struct err *err_r)
{
	struct listing listing = { arena, VEC_INIT };
	enum status status;

	status = store->engine->datasets->each(
	    store->db, listing_add, &listing, err_r);
	*list_r = listing.sets.items;
	*n_r = listing.sets.len;
	return status;
}

static enum status
drop_record(struct store *store, struct slice name, struct slice reason,
    struct slice actor, struct err *err_r)
{
	const struct journal_pair fields[] = {
		{ "target", SLICE("exact") },
		{ "dataset", name },
	};
	const struct journal_event event = {
		.event = "drop",
		.actor = actor,
		.about = SLICE_EMPTY,
		.reason = reason,
		.fields = fields,
		.nfields = sizeof(fields) / sizeof(fields[0]),
		.time_us = clock_wall_us(),
	};

	return journal_append_event(store, &event, NULL, err_r);
}

enum status
dataset_drop(struct store *store, struct slice name, struct slice reason,
    struct slice actor, struct err *err_r)
{
	const struct dataset_ops *ops = store->engine->datasets;
	char generation[27] = "";
	enum status status = store_begin(store, err_r);

	if (status != STATUS_OK)
		return status;
	status = ops->generation(store->db, name, generation, err_r);
	if (status == STATUS_OK && generation[0] == '\0')
		status = err_set(err_r, STATUS_NOTFOUND,
		    "there is no data set %.*s", SLICE_ARG(name));
	if (status == STATUS_OK)
		status = ops->remove(store->db, name, err_r);
	if (status == STATUS_OK)
		status = drop_record(store, name, reason, actor, err_r);
	status = store_end(store, status, err_r);
	if (status == STATUS_OK)
		ops->image_drop(store->db, generation);
	return status;
}

enum status
dataset_load(struct store *store, const struct dataset *list, size_t n,
    const unsigned char secret[CRYPT_KEY_LEN], struct exact_index **index_r,
    struct err *err_r)
{
	struct exact_index *index = exact_index_new(secret);
	enum status status = STATUS_OK;
	struct buf image;

	*index_r = NULL;
	if (index == NULL)
		return err_nomem(err_r);
	buf_init(&image, DATASET_IMAGE_MAX);
	for (size_t i = 0; i < n && status == STATUS_OK; i++) {
		/* copies by arena_copy end in a NUL */
		status = store->engine->datasets->image_read(
		    store->db, list[i].generation.ptr, &image, err_r);
		if (status == STATUS_OK)
			status = exact_index_add(
			    index, list[i].name.ptr, &image, err_r);
	}
	buf_free(&image);
	if (status != STATUS_OK) {
		exact_index_free(index);
		return status;
	}
	*index_r = index;
	return STATUS_OK;
}
