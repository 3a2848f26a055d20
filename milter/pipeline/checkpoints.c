/*
 * checkpoints.c - when a checkpoint is due, and where it goes.
 */
#include "pipeline/checkpoints.h"

#include <inttypes.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/thread.h"
#include "pipeline/hand_out.h"
#include "store/notary.h"
#include "store/tree.h"

#define LOOK_S 1           /* between looks at the head */
#define NOTE_TEXT_MAX 2048 /* bytes of a checkpoint of ours */

/* The last one beside the database, the file, the command. */
enum place {
	PLACE_LAST,
	PLACE_FILE,
	PLACE_COMMAND,
	PLACES
};

struct handed {
	int64_t size;     /* of the last one that it took */
	int64_t time_us;  /* monotonic, when */
	int64_t retry_us; /* not before */
	int64_t pause_s;  /* after the next failure; 0: none so far */
};

struct checkpoints {
	struct snapshot_slot *slot;
	char *database, *relay;
	struct store *store;
	pthread_mutex_t lock;
	pthread_cond_t wake;
	atomic_bool stopping;
	pthread_t thread;
	bool started;
	/* the thread's own */
	bool begun; /* what was handed out before is known */
	struct handed handed[PLACES];
	int64_t said_us; /* when it was last said that the journal is wrong */
	char said[sizeof(((struct err *)0)->text)];
};

static bool
place_set(const struct settings *settings, enum place place)
{
	if (place == PLACE_FILE)
		return settings->checkpoint_file != NULL;
	return place != PLACE_COMMAND || settings->checkpoint_command.len > 0;
}

static enum status
place_hand(const struct checkpoints *c, const struct settings *settings,
    enum place place, struct slice note, struct err *err_r)
{
	if (place == PLACE_FILE)
		return hand_out_file(settings->checkpoint_file, note, err_r);
	if (place == PLACE_COMMAND)
		return hand_out_command(
		    &settings->checkpoint_command, note, &c->stopping, err_r);
	return notary_last_write(c->database, note, err_r);
}

static bool
place_due(const struct handed *handed, const struct settings *settings,
    int64_t size, bool last)
{
	int64_t now = clock_monotonic_us();

	if (size <= handed->size)
		return false;
	if (last)
		return true;
	return now >= handed->retry_us &&
	    (handed->pause_s > 0 || handed->time_us == 0 ||
		size - handed->size >= settings->checkpoint_every ||
		now - handed->time_us >=
		    settings->checkpoint_within * CLOCK_SECOND);
}

static void
place_failed(struct handed *handed, const struct err *err)
{
	handed->pause_s =
	    handed->pause_s == 0 ? CHECKPOINTS_RETRY_S : 2 * handed->pause_s;
	if (handed->pause_s > CHECKPOINTS_RETRY_MAX_S)
		handed->pause_s = CHECKPOINTS_RETRY_MAX_S;
	handed->retry_us =
	    clock_monotonic_us() + handed->pause_s * CLOCK_SECOND;
	log_warning("checkpoint not handed out, again in %" PRId64 " s: %s",
	    handed->pause_s, err->text);
}

/* To every place that it is due at. */
static void
hand_round(struct checkpoints *c, const struct settings *settings,
    const struct checkpoint *now, struct slice note, bool last)
{
	struct handed *handed;
	struct err err;
	enum place place;

	for (place = PLACE_LAST; place < PLACES; place++) {
		handed = &c->handed[place];
		if (!place_set(settings, place) ||
		    !place_due(handed, settings, now->size, last))
			continue;
		err = (struct err)ERR_INIT;
		if (place_hand(c, settings, place, note, &err) != STATUS_OK) {
			place_failed(handed, &err);
			continue;
		}
		*handed = (struct handed){ .size = now->size,
			.time_us = clock_monotonic_us() };
	}
}

static bool
any_due(const struct checkpoints *c, const struct settings *settings,
    int64_t size, bool last)
{
	enum place place;

	for (place = PLACE_LAST; place < PLACES; place++)
		if (place_set(settings, place) &&
		    place_due(&c->handed[place], settings, size, last))
			return true;
	return false;
}

/* Once in a while, or as soon as it is something else. */
static void
wrong_say(struct checkpoints *c, const struct settings *settings,
    const struct err *err)
{
	int64_t now = clock_monotonic_us();

	if (strcmp(c->said, err->text) == 0 &&
	    now - c->said_us < settings->checkpoint_within * CLOCK_SECOND)
		return;
	(void)snprintf(c->said, sizeof(c->said), "%s", err->text);
	c->said_us = now;
	log_error("no checkpoint is signed: %s", err->text);
}

/* What was handed out before this start: the places are taken to have it. */
static void
begin(struct checkpoints *c, const struct notary_last *last)
{
	enum place place;

	c->begun = true;
	if (last == NULL || last->result != CHECKPOINT_GOOD)
		return; /* at once, then */
	for (place = PLACE_LAST; place < PLACES; place++)
		c->handed[place] =
		    (struct handed){ .size = last->checkpoint.size,
			    .time_us = clock_monotonic_us() };
}

/* Signs what the journal is now, unless it lacks what was signed before. */
static enum status
sign(struct checkpoints *c, const struct snapshot *snapshot,
    const struct checkpoint *now, struct buf *note, struct err *err_r)
{
	const struct settings *settings = snapshot->settings;
	struct notary_last last;
	struct notary notary;
	enum status status;

	status = notary_open(snapshot->checkpoint_key,
	    settings->checkpoint_origin, c->relay, &notary, err_r);
	if (status != STATUS_OK)
		return status;
	status = notary_last_read(c->database, &notary.key, &last, err_r);
	if (!c->begun && (status == STATUS_OK || status == STATUS_NOTFOUND))
		begin(c, status == STATUS_OK ? &last : NULL);
	if (status == STATUS_OK)
		status = notary_fits(c->store, &last, now, err_r);
	if (status == STATUS_OK || status == STATUS_NOTFOUND)
		status = checkpoint_sign(
		    now, notary.signer, &notary.key, note, err_r);
	notary_close(&notary);
	return status;
}

static void
look(struct checkpoints *c, bool last)
{
	struct snapshot *snapshot = snapshot_slot_get(c->slot);
	const struct settings *settings = snapshot->settings;
	struct checkpoint now;
	struct err err = ERR_INIT;
	enum status status;
	struct buf note;

	buf_init(&note, NOTE_TEXT_MAX);
	status = tree_now(c->store, &now, &err);
	if (status == STATUS_OK && now.size > 0 &&
	    (!c->begun || any_due(c, settings, now.size, last))) {
		status = sign(c, snapshot, &now, &note, &err);
		if (status == STATUS_OK) {
			hand_round(c, settings, &now, buf_slice(&note), last);
			c->said[0] = '\0';
		}
	}
	if (status != STATUS_OK)
		wrong_say(c, settings, &err);
	buf_free(&note);
	snapshot_unref(snapshot);
}

static void
wait_a_while(struct checkpoints *c)
{
	struct timespec until;

	(void)clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += LOOK_S;
	(void)pthread_cond_timedwait(&c->wake, &c->lock, &until);
}

static void *
run(void *arg)
{
	struct checkpoints *c = arg;
	bool stopping = false;

	while (!stopping) {
		look(c, false);
		pthread_mutex_lock(&c->lock);
		if (!c->stopping)
			wait_a_while(c);
		stopping = c->stopping;
		pthread_mutex_unlock(&c->lock);
	}
	look(c, true);
	return NULL;
}

static struct checkpoints *
checkpoints_new(struct snapshot_slot *slot, const struct store_params *params)
{
	struct checkpoints *c = mem_calloc(1, sizeof(*c));
	pthread_condattr_t attributes;

	if (c == NULL)
		return NULL;
	c->slot = slot;
	c->database = mem_strdup(params->path);
	c->relay = mem_strdup(params->relay);
	(void)pthread_mutex_init(&c->lock, NULL);
	(void)pthread_condattr_init(&attributes);
	(void)pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
	(void)pthread_cond_init(&c->wake, &attributes);
	(void)pthread_condattr_destroy(&attributes);
	if (c->database != NULL && c->relay != NULL)
		return c;
	checkpoints_stop(c);
	return NULL;
}

enum status
checkpoints_start(struct snapshot_slot *slot, const struct store_params *params,
    struct checkpoints **checkpoints_r, struct err *err_r)
{
	struct store_params reader = *params;
	struct checkpoints *c = checkpoints_new(slot, params);
	enum status status;

	*checkpoints_r = NULL;
	if (c == NULL)
		return err_nomem(err_r);
	reader.read_only = true;
	status = store_open(&reader, &c->store, err_r);
	if (status == STATUS_OK)
		status = thread_start(&c->thread, run, c, err_r);
	c->started = status == STATUS_OK;
	if (status != STATUS_OK) {
		checkpoints_stop(c);
		return status;
	}
	*checkpoints_r = c;
	return STATUS_OK;
}

void
checkpoints_stop(struct checkpoints *c)
{
	if (c == NULL)
		return;
	pthread_mutex_lock(&c->lock);
	c->stopping = true;
	pthread_cond_signal(&c->wake);
	pthread_mutex_unlock(&c->lock);
	if (c->started)
		pthread_join(c->thread, NULL);
	store_close(c->store);
	pthread_cond_destroy(&c->wake);
	pthread_mutex_destroy(&c->lock);
	mem_free(c->relay);
	mem_free(c->database);
	mem_free(c);
}
