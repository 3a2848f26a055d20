/*
 * settle.c - the queue of waiting cases, and the thread that settles them a
 * batch at a time.
 */
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/id.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/thread.h"
#include "pipeline/record.h"
#include "pipeline/settle.h"
#include "pipeline/state.h"
#include "store/quarantine.h"

#define SETTLE_REST (60 * CLOCK_SECOND) /* between looks at what expired */

/* What waits: a case or an event, on the stack of who waits for it. */
struct item {
	struct item *next;
	struct settle_case *c;             /* or NULL */
	const struct journal_event *event; /* or NULL */
	struct policy_facts facts;         /* as inspected, for a second try */
	enum status status;
	struct err err;
	bool done;
	pthread_cond_t settled;
};

struct settle {
	struct store *store;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t work;
	struct item *first;
	struct item **last;
	bool stopping;
	int64_t rested_us; /* monotonic, when expiry was last looked at */
	int64_t busy_us;   /* since when it is at work; 0: it waits */
	_Atomic int64_t retain_us;
	_Atomic bool retain_new; /* it was set since */
};

static enum status
settle_case_now(struct settle *s, struct item *item)
{
	struct settle_case *c = item->c;
	struct policy_state state = { .accounts = NULL };
	struct state_found found;
	struct record_params record = {
		.store = s->store,
		.settled = c,
		.state = &state,
		.found = &found,
		.now_us = clock_wall_us(),
	};
	struct id id;
	enum status status;

	c->inspection->facts = item->facts;
	c->inspection->template_of = SLICE_EMPTY;
	if (!id_new(record.now_us, &id))
		return err_set(&item->err, STATUS_INTERNAL, "no random bytes");
	memcpy(c->id, id.text, sizeof(c->id));
	status = state_load(s->store, c->snapshot, c->inspection, record.now_us,
	    c->arena, &state, &found, &item->err);
	if (status != STATUS_OK)
		return status;
	status = policy_decide(
	    &c->inspection->facts, &state, c->arena, &c->decision);
	if (status != STATUS_OK)
		return err_nomem(&item->err);
	return record_case(&record, &item->err);
}

static enum status
settle_item(struct settle *s, struct item *item)
{
	if (item->event != NULL)
		return journal_append_event(
		    s->store, item->event, NULL, &item->err);
	return settle_case_now(s, item);
}

static void
set_all(struct item *batch, enum status status, const struct err *err)
{
	for (; batch != NULL; batch = batch->next) {
		batch->status = status;
		if (err != NULL)
			batch->err = *err;
	}
}

/*
 * One transaction over the batch: all of it, or none.  *stuck_r is true where
 * trying the cases one by one would be no better.
 */
static enum status
try_batch(struct settle *s, struct item *batch, bool *stuck_r)
{
	struct err err = ERR_INIT;
	struct item *item;
	enum status status;

	status = store_begin(s->store, &err);
	*stuck_r = status != STATUS_OK;
	for (item = batch; item != NULL && status == STATUS_OK;
	     item = item->next) {
		status = settle_item(s, item);
		if (status != STATUS_OK)
			err = item->err;
	}
	if (status == STATUS_OK)
		status = store_commit(s->store, &err);
	if (status != STATUS_OK)
		store_rollback(s->store);
	if (status == STATUS_BUSY)
		*stuck_r = true;
	set_all(batch, status, status == STATUS_OK ? NULL : &err);
	return status;
}

static void
settle_batch(struct settle *s, struct item *batch)
{
	struct item *item, *next;
	bool stuck;

	if (try_batch(s, batch, &stuck) == STATUS_OK || stuck ||
	    batch->next == NULL)
		return;
	/* one case may have spoilt it for all: each on its own */
	for (item = batch; item != NULL; item = next) {
		next = item->next;
		item->next = NULL;
		(void)try_batch(s, item, &stuck);
		item->next = next;
	}
}

/* Takes up to a batch off the queue; called with the lock held. */
static struct item *
take_batch(struct settle *s)
{
	struct item *batch = s->first, **end = &s->first;
	size_t n;

	for (n = 0; *end != NULL && n < SETTLE_BATCH_MAX; n++)
		end = &(*end)->next;
	s->first = *end;
	if (s->first == NULL)
		s->last = &s->first;
	*end = NULL;
	return n > 0 ? batch : NULL;
}

static void
wake_batch(struct item *batch)
{
	struct item *next;

	for (; batch != NULL; batch = next) {
		next = batch->next; /* gone once it is told */
		batch->done = true;
		pthread_cond_signal(&batch->settled);
	}
}

/* Until there is work, or it is time to look at what expired. */
static void
wait_for_work(struct settle *s)
{
	int64_t until = s->rested_us + SETTLE_REST;
	struct timespec ts = {
		.tv_sec = until / CLOCK_SECOND,
		.tv_nsec = until % CLOCK_SECOND * 1000,
	};

	while (s->first == NULL && !s->stopping && !atomic_load(&s->retain_new))
		if (pthread_cond_timedwait(&s->work, &s->lock, &ts) != 0)
			break;
}

static void
expire_held(struct settle *s)
{
	struct err err = ERR_INIT;
	size_t n = 0;

	s->rested_us = clock_monotonic_us();
	if (quarantine_expire(s->store, clock_wall_us(), &n, &err) != STATUS_OK)
		log_warning("expiry: %s", err.text);
	else if (n > 0)
		log_info("expired=%zu", n);
}

static void
age_content(struct settle *s)
{
	int64_t retain_us = atomic_load(&s->retain_us);
	struct err err = ERR_INIT;
	size_t n = 0;

	if (retain_us == 0)
		return;
	if (journal_age(s->store, clock_wall_us() - retain_us, &n, &err) !=
	    STATUS_OK)
		log_warning("retain: %s", err.text);
	else if (n > 0)
		log_info("content erased=%zu", n);
	/* after the cases that wait meanwhile */
	if (n == JOURNAL_AGE_MAX)
		atomic_store(&s->retain_new, true);
}

void
settle_retain(struct settle *settle, int64_t retain_us)
{
	atomic_store(&settle->retain_us, retain_us);
	atomic_store(&settle->retain_new, true);
	pthread_mutex_lock(&settle->lock);
	pthread_cond_signal(&settle->work);
	pthread_mutex_unlock(&settle->lock);
}

/* What comes due by itself. */
static void
rest(struct settle *s)
{
	expire_held(s);
	age_content(s);
}

static void *
settle_main(void *arg)
{
	struct settle *s = arg;
	struct item *batch;

	pthread_mutex_lock(&s->lock);
	for (;;) {
		wait_for_work(s);
		batch = take_batch(s);
		if (batch == NULL && s->stopping)
			break;
		s->busy_us = clock_monotonic_us();
		pthread_mutex_unlock(&s->lock);
		if (batch != NULL)
			settle_batch(s, batch);
		pthread_mutex_lock(&s->lock);
		wake_batch(batch); /* they do not wait for the rest */
		if (clock_monotonic_us() - s->rested_us >= SETTLE_REST ||
		    atomic_exchange(&s->retain_new, false)) {
			pthread_mutex_unlock(&s->lock);
			rest(s);
			pthread_mutex_lock(&s->lock);
		}
		s->busy_us = 0;
	}
	pthread_mutex_unlock(&s->lock);
	return NULL;
}

static enum status
init_locks(struct settle *s)
{
	pthread_condattr_t attr;
	bool done;

	if (pthread_condattr_init(&attr) != 0)
		return STATUS_NOMEM;
	done = pthread_condattr_setclock(&attr, CLOCK_MONOTONIC) == 0 &&
	    pthread_cond_init(&s->work, &attr) == 0 &&
	    pthread_mutex_init(&s->lock, NULL) == 0;
	pthread_condattr_destroy(&attr);
	return done ? STATUS_OK : STATUS_NOMEM;
}

enum status
settle_start(struct store *store, struct settle **settle_r, struct err *err_r)
{
	struct settle *s = mem_calloc(1, sizeof(*s));
	enum status status;

	*settle_r = NULL;
	if (s == NULL || init_locks(s) != STATUS_OK) {
		mem_free(s);
		return err_nomem(err_r);
	}
	s->store = store;
	s->last = &s->first;
	/* the first look at what expired comes at once */
	s->rested_us = clock_monotonic_us() - SETTLE_REST;
	status = thread_start(&s->thread, settle_main, s, err_r);
	if (status != STATUS_OK)
		mem_free(s);
	else
		*settle_r = s;
	return status;
}

static enum status
queue_and_wait(struct settle *s, struct item *item)
{
	if (pthread_cond_init(&item->settled, NULL) != 0)
		return err_nomem(&item->err);
	pthread_mutex_lock(&s->lock);
	if (s->stopping) {
		item->status =
		    err_set(&item->err, STATUS_UNAVAILABLE, "stopping");
		item->done = true;
	} else {
		*s->last = item;
		s->last = &item->next;
		pthread_cond_signal(&s->work);
	}
	while (!item->done)
		pthread_cond_wait(&item->settled, &s->lock);
	pthread_mutex_unlock(&s->lock);
	pthread_cond_destroy(&item->settled);
	return item->status;
}

enum status
settle_run(struct settle *settle, struct settle_case *c)
{
	struct item item = { .c = c, .facts = c->inspection->facts };

	c->status = queue_and_wait(settle, &item);
	c->err = item.err;
	return c->status;
}

enum status
settle_event(struct settle *settle, const struct journal_event *event)
{
	struct item item = { .event = event };
	enum status status = queue_and_wait(settle, &item);

	if (status != STATUS_OK)
		log_error("event %s is not on record: %s", event->event,
		    item.err.text);
	return status;
}

bool
settle_moves(struct settle *settle, int64_t within)
{
	int64_t since;

	pthread_mutex_lock(&settle->lock);
	since = settle->busy_us;
	pthread_mutex_unlock(&settle->lock);
	return since == 0 || clock_monotonic_us() - since <= within;
}

void
settle_stop(struct settle *settle)
{
	if (settle == NULL)
		return;
	pthread_mutex_lock(&settle->lock);
	settle->stopping = true;
	pthread_cond_signal(&settle->work);
	pthread_mutex_unlock(&settle->lock);
	pthread_join(settle->thread, NULL);
	store_close(settle->store);
	pthread_cond_destroy(&settle->work);
	pthread_mutex_destroy(&settle->lock);
	mem_free(settle);
}
