/*
 * watch.c - the thread that keeps the data in force that of the database.
 */
#include "pipeline/watch.h"

#include <pthread.h>
#include <string.h>
#include <time.h>

#include "base/log.h"
#include "base/mem.h"
#include "base/thread.h"

struct watch {
	struct snapshot_slot *slot;
	pthread_mutex_t lock; /* guards what follows */
	pthread_cond_t wake;
	bool stopping;
	struct store *store;
	char failed[sizeof(((struct err *)0)->text)]; /* as was last said */
	pthread_t thread;
	bool started;
};

static void
missing_say(const struct rule *rule, void *arg)
{
	(void)arg;
	log_warning("rule %s: there is no data set %s: it finds nothing",
	    rule->id, rule->dataset);
}

static void
failure_say(struct watch *watch, const struct err *err)
{
	if (strcmp(watch->failed, err->text) == 0)
		return;
	(void)snprintf(watch->failed, sizeof(watch->failed), "%s", err->text);
	log_error("data sets or names can't be read, the old ones stay: %s",
	    err->text);
}

/* Reads the snapshot's data anew; with the lock held. */
static enum status
load(struct watch *watch, const struct snapshot *snapshot, struct data **data_r,
    struct err *err_r)
{
	enum status status = data_load(watch->store, snapshot->rules,
	    snapshot->settings->keys, data_r, err_r);

	if (status == STATUS_OK)
		data_missing(*data_r, snapshot->rules, missing_say, NULL);
	return status;
}

/*
 * Puts a snapshot with the database's data in the place of now, unless a reload
 * was first; with the lock held.
 */
static enum status
renew(struct watch *watch, const struct snapshot *now, struct err *err_r)
{
	struct data *data = NULL;
	struct snapshot *next;
	enum status status = load(watch, now, &data, err_r);

	if (status != STATUS_OK)
		return status;
	next = snapshot_with_data(now, data);
	if (next == NULL)
		return err_nomem(err_r);
	if (!snapshot_slot_replace(watch->slot, now, next))
		snapshot_unref(next);
	return STATUS_OK;
}

/* Sees that the data in force is the database's; with the lock held. */
static void
look(struct watch *watch)
{
	struct snapshot *now = snapshot_slot_get(watch->slot);
	struct err err = ERR_INIT;
	bool same = false;
	enum status status;

	status =
	    data_is_current(watch->store, now->rules, now->data, &same, &err);
	if (status == STATUS_OK && !same) {
		status = renew(watch, now, &err);
		if (status == STATUS_OK)
			log_info("data sets and names are read anew");
	}
	if (status != STATUS_OK)
		failure_say(watch, &err);
	else
		watch->failed[0] = '\0';
	snapshot_unref(now);
}

static void
wait_a_while(struct watch *watch)
{
	struct timespec until;

	(void)clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_nsec += WATCH_MS * 1000000L;
	if (until.tv_nsec >= 1000000000L) {
		until.tv_nsec -= 1000000000L;
		until.tv_sec++;
	}
	(void)pthread_cond_timedwait(&watch->wake, &watch->lock, &until);
}

static void *
run(void *arg)
{
	struct watch *watch = arg;

	pthread_mutex_lock(&watch->lock);
	while (!watch->stopping) {
		look(watch);
		wait_a_while(watch);
	}
	pthread_mutex_unlock(&watch->lock);
	return NULL;
}

static enum status
watch_new(struct snapshot_slot *slot, struct watch **watch_r)
{
	struct watch *watch = mem_calloc(1, sizeof(*watch));
	pthread_condattr_t attributes;

	if (watch == NULL)
		return STATUS_NOMEM;
	watch->slot = slot;
	(void)pthread_mutex_init(&watch->lock, NULL);
	(void)pthread_condattr_init(&attributes);
	(void)pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
	(void)pthread_cond_init(&watch->wake, &attributes);
	(void)pthread_condattr_destroy(&attributes);
	*watch_r = watch;
	return STATUS_OK;
}

/* What it finds at the start must be read, or there is no start. */
static enum status
first_load(struct watch *watch, struct err *err_r)
{
	struct snapshot *now = snapshot_slot_get(watch->slot);
	enum status status = renew(watch, now, err_r);

	snapshot_unref(now);
	return status;
}

enum status
watch_start(struct snapshot_slot *slot, const struct store_params *params,
    struct watch **watch_r, struct err *err_r)
{
	struct store_params reader = *params;
	struct watch *watch = NULL;
	enum status status;

	*watch_r = NULL;
	if (watch_new(slot, &watch) != STATUS_OK)
		return err_nomem(err_r);
	reader.read_only = true;
	status = store_open(&reader, &watch->store, err_r);
	if (status == STATUS_OK)
		status = first_load(watch, err_r);
	if (status == STATUS_OK)
		status = thread_start(&watch->thread, run, watch, err_r);
	watch->started = status == STATUS_OK;
	if (status != STATUS_OK) {
		watch_stop(watch);
		return status;
	}
	*watch_r = watch;
	return STATUS_OK;
}

enum status
watch_load(struct watch *watch, struct snapshot *snapshot, struct err *err_r)
{
	enum status status;

	pthread_mutex_lock(&watch->lock);
	status = load(watch, snapshot, &snapshot->data, err_r);
	pthread_mutex_unlock(&watch->lock);
	return status;
}

void
watch_stop(struct watch *watch)
{
	if (watch == NULL)
		return;
	pthread_mutex_lock(&watch->lock);
	watch->stopping = true;
	pthread_cond_signal(&watch->wake);
	pthread_mutex_unlock(&watch->lock);
	if (watch->started)
		pthread_join(watch->thread, NULL);
	store_close(watch->store);
	pthread_cond_destroy(&watch->wake);
	pthread_mutex_destroy(&watch->lock);
	mem_free(watch);
}
