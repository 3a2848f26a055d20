/*
 * switches.c - kill switches, each change with its record in one transaction.
 */
#include "store/switches.h"

#include "base/clock.h"
#include "store/handle.h"

static enum status
switch_record(struct store *store, const struct store_switch *sw,
    const char *name, struct err *err_r)
{
	const struct journal_pair fields[] = {
		{ "scope", sw->scope },
		{ "mode", sw->mode },
	};
	struct journal_event event = {
		.event = name,
		.actor = sw->actor,
		.about = SLICE_EMPTY,
		.reason = sw->reason,
		.fields = fields,
		.nfields = sw->mode.len > 0 ? 2 : 1,
		.time_us = sw->time_us,
	};

	return journal_append_event(store, &event, NULL, err_r);
}

enum status
store_switch_set(
    struct store *store, const struct store_switch *sw, struct err *err_r)
{
	struct store_switch now = *sw;
	enum status status;

	assert(store->in_transaction);
	if (now.time_us == 0)
		now.time_us = clock_wall_us();
	status = store->engine->switches->on(store->db, &now, err_r);
	return status == STATUS_OK ? switch_record(store, &now, "kill", err_r) :
				     status;
}

enum status
store_switch_on(
    struct store *store, const struct store_switch *sw, struct err *err_r)
{
	enum status status = store_begin(store, err_r);

	if (status != STATUS_OK)
		return status;
	return store_end(store, store_switch_set(store, sw, err_r), err_r);
}

enum status
store_switch_off(struct store *store, struct slice scope, struct slice reason,
    struct slice actor, struct err *err_r)
{
	const struct store_switch sw = { scope, SLICE_EMPTY, reason, actor,
		clock_wall_us() };
	enum status status = store_begin(store, err_r);

	if (status != STATUS_OK)
		return status;
	status =
	    store->engine->switches->off(store->db, scope, sw.time_us, err_r);
	if (status == STATUS_OK)
		status = switch_record(store, &sw, "resume", err_r);
	return store_end(store, status, err_r);
}

enum status
store_switch_trip(
    struct store *store, const struct store_switch *sw, struct err *err_r)
{
	enum status status;
	bool on;

	assert(store->in_transaction);
	status =
	    store->engine->switches->there(store->db, sw->scope, &on, err_r);
	return status == STATUS_OK && !on ?
	    store->engine->switches->on(store->db, sw, err_r) :
	    status;
}

enum status
store_switch_find(struct store *store, struct slice scope, bool *on_r,
    int64_t *resumed_us_r, struct err *err_r)
{
	const struct switch_ops *ops = store->engine->switches;
	enum status status = ops->there(store->db, scope, on_r, err_r);

	return status == STATUS_OK ?
	    ops->resumed(store->db, scope, resumed_us_r, err_r) :
	    status;
}

struct switch_list {
	struct arena *arena;
	struct VEC(struct store_switch) switches;
};

static enum status
switch_add(const struct store_switch *sw, void *arg, struct err *err_r)
{
	struct switch_list *list = arg;
	struct store_switch *copy = VEC_PUSH(list->arena, &list->switches);

	if (copy == NULL)
		return err_nomem(err_r);
	copy->scope = arena_copy(list->arena, sw->scope);
	copy->mode = arena_copy(list->arena, sw->mode);
	copy->reason = arena_copy(list->arena, sw->reason);
	copy->actor = arena_copy(list->arena, sw->actor);
	copy->time_us = sw->time_us;
	return arena_failed(list->arena) ? err_nomem(err_r) : STATUS_OK;
}

enum status
store_switch_list(struct store *store, struct arena *arena,
    struct store_switch **switches_r, size_t *nswitches_r, struct err *err_r)
{
	struct switch_list list = { .arena = arena };
	enum status status;

	status =
	    store->engine->switches->each(store->db, switch_add, &list, err_r);
	*switches_r = list.switches.items;
	*nswitches_r = list.switches.len;
	return status;
}

enum status
store_switch_load(struct store *store, struct slice template,
    struct arena *arena, struct store_switch **switches_r, size_t *nswitches_r,
    struct err *err_r)
{
	struct switch_list list = { .arena = arena };
	const char *scope =
	    arena_printf(arena, "template=%.*s", SLICE_ARG(template));
	enum status status;

	*switches_r = NULL;
	*nswitches_r = 0;
	if (scope == NULL)
		return err_nomem(err_r);
	status = store->engine->switches->of(
	    store->db, slice_cstr(scope), switch_add, &list, err_r);
	*switches_r = list.switches.items;
	*nswitches_r = list.switches.len;
	return status;
}
