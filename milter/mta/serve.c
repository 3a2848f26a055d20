/*
 * serve.c - libmilter's main loop, and how it ends.
 *
 * smfi_main() runs on a thread of its own, with every signal blocked: libmilter
 * waits for SIGHUP, SIGTERM and SIGINT by sigwait() on yet another one, stops at
 * each, and offers no way to leave them alone.  Beside the first thread's
 * handlers that would be a race: while a handler runs, or with a second signal
 * pending, the kernel gives the next to the thread that waits for it, and a
 * SIGHUP would end the gate.  So the sigwait() that libmilter is linked with is
 * the one below, which takes nothing, and all signals are the first thread's.
 *
 * libmilter is not told to stop: smfi_stop() waits for a lock that the listener
 * holds for up to five seconds and destroys as it ends.  Instead the socket is
 * removed, MAIL is refused, the messages in hand are waited for, and the
 * process ends with libmilter idle.
 */
#include <libmilter/mfapi.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/thread.h"
#include "mta/listen.h"
#include "mta/session.h"

#define SERVE_PACKET_MAX ((size_t)1 << 20) /* the MTA's longest packet */
#define SERVE_TIMEOUT 600 /* seconds that a silent MTA is waited for */
#define SERVE_BACKLOG 1024
#define SERVE_GRACE (5 * CLOCK_SECOND) /* for the messages in hand */
#define SERVE_LISTEN_MAX 1024
#define SERVE_TICK 10 /* ms */

/* libmilter's loop is one to a process, and so is this. */
static struct {
	char listen[SERVE_LISTEN_MAX];
	ino_t inode;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	bool stopping; /* mta_stop() was called */
	bool ended;    /* smfi_main() returned */
	int result;
} serve = {
	.lock = PTHREAD_MUTEX_INITIALIZER,
	.changed = PTHREAD_COND_INITIALIZER,
};

static void
set_and_tell(bool *flag)
{
	pthread_mutex_lock(&serve.lock);
	*flag = true;
	pthread_cond_broadcast(&serve.changed);
	pthread_mutex_unlock(&serve.lock);
}

static void
tick(void)
{
	struct timespec ts = { 0, SERVE_TICK * 1000000L };

	(void)nanosleep(&ts, NULL);
}

/* libmilter is alone in calling it; see above.  The thread stays to the end. */
int
sigwait(const sigset_t *set, int *sig)
{
	(void)set;
	(void)sig;
	for (;;)
		(void)pause();
}

enum status
mta_open(const struct mta_params *params, struct err *err_r)
{
	struct smfiDesc desc;

	if (strlen(params->listen) >= sizeof(serve.listen))
		return err_set(err_r, STATUS_CONFIG, "listen: too long");
	memcpy(serve.listen, params->listen, strlen(params->listen) + 1);
	mta_event_table(params->handler, &desc);
	if (smfi_register(desc) != MI_SUCCESS ||
	    smfi_settimeout(SERVE_TIMEOUT) != MI_SUCCESS ||
	    smfi_setbacklog(SERVE_BACKLOG) != MI_SUCCESS)
		return err_nomem(err_r);
	(void)smfi_setmaxdatasize(SERVE_PACKET_MAX);
	return listen_open(params, &serve.inode, err_r);
}

static void *
serve_main(void *arg)
{
	(void)arg;
	serve.result = smfi_main();
	set_and_tell(&serve.ended);
	return NULL;
}

/* The messages in hand get their answers; no new one begins. */
static void
finish_messages(void)
{
	int64_t until = clock_monotonic_us() + SERVE_GRACE;

	mta_event_refuse(true);
	while (mta_session_in_hand() > 0 && clock_monotonic_us() < until)
		tick();
}

static enum status
start_loop(struct err *err_r)
{
	pthread_t thread;
	enum status status = thread_start(&thread, serve_main, NULL, err_r);

	if (status == STATUS_OK)
		(void)pthread_detach(thread);
	return status;
}

enum status
mta_serve(struct err *err_r)
{
	enum status status = start_loop(err_r);
	bool failed;

	if (status != STATUS_OK)
		return status;
	pthread_mutex_lock(&serve.lock);
	while (!serve.stopping && !serve.ended)
		pthread_cond_wait(&serve.changed, &serve.lock);
	failed = serve.ended && serve.result != MI_SUCCESS;
	pthread_mutex_unlock(&serve.lock);
	listen_remove(serve.listen, serve.inode);
	finish_messages();
	if (mta_session_in_hand() > 0)
		return err_set(err_r, STATUS_BUSY,
		    "stopped with %d messages in hand", mta_session_in_hand());
	if (failed)
		return err_set(err_r, STATUS_INTERNAL, "%s: libmilter gave up",
		    serve.listen);
	return STATUS_OK;
}

void
mta_stop(void)
{
	set_and_tell(&serve.stopping);
}
