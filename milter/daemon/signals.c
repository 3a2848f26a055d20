/*
 * signals.c - the handlers write a byte into a pipe, and a thread reads it.
 *
 * The first thread alone takes signals (see mta/serve.c); a pipe, since a
 * handler may do no more than write.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/thread.h"
#include "daemon/signals.h"
#include "mta/mta.h"

#define SIGNALS_END '\0'
#define SIGNALS_STUCK (30 * CLOCK_SECOND) /* a batch takes seconds at most */

/* A handler is given nothing but the signal's number. */
static int pipe_ends[2] = { -1, -1 };
static pthread_t reader;

static void
note(int sig)
{
	int saved = errno;
	char byte = (char)sig;

	(void)!write(pipe_ends[1], &byte, 1);
	errno = saved;
}

/* Waits for a signal; meanwhile signs of life, while verdicts are given. */
static void
wait_alive(const struct reload *reload)
{
	struct pollfd wait = { .fd = pipe_ends[0], .events = POLLIN };
	int interval = notify_interval(reload->notify);
	int ready;

	while ((ready = poll(&wait, 1, interval)) <= 0)
		if (ready == 0 &&
		    settle_moves(reload->pipeline->settle, SIGNALS_STUCK))
			notify_alive(reload->notify);
}

static void *
act(void *arg)
{
	const struct reload *reload = arg;
	char bytes[64];

	for (;;) {
		ssize_t n;
		size_t got;

		wait_alive(reload);
		n = read(pipe_ends[0], bytes, sizeof(bytes));
		got = n > 0 ? (size_t)n : 0;
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0 || memchr(bytes, SIGNALS_END, got) != NULL)
			return NULL;
		if (memchr(bytes, SIGTERM, got) != NULL ||
		    memchr(bytes, SIGINT, got) != NULL) {
			log_info("stopping");
			notify_stopping(reload->notify);
			mta_stop();
			continue;
		}
		/* all SIGHUPs so far are answered by reading the files now */
		reload_run(reload);
	}
}

enum status
signals_catch(struct err *err_r)
{
	static const int caught[] = { SIGHUP, SIGTERM, SIGINT };
	struct sigaction action;
	size_t i;

	if (pipe2(pipe_ends, O_CLOEXEC) != 0 ||
	    fcntl(pipe_ends[1], F_SETFL, O_NONBLOCK) != 0)
		return err_set(err_r, STATUS_IO, "pipe: %s", strerror(errno));
	memset(&action, 0, sizeof(action));
	sigemptyset(&action.sa_mask);
	action.sa_flags = SA_RESTART;
	action.sa_handler = note;
	for (i = 0; i < sizeof(caught) / sizeof(caught[0]); i++)
		(void)sigaction(caught[i], &action, NULL);
	action.sa_handler = SIG_IGN;
	(void)sigaction(SIGPIPE, &action, NULL);
	/* past a file size limit a write fails, and that is handled */
	(void)sigaction(SIGXFSZ, &action, NULL);
	return STATUS_OK;
}

enum status
signals_start(const struct reload *reload, struct err *err_r)
{
	return thread_start(&reader, act, (void *)reload, err_r);
}

void
signals_stop(void)
{
	char byte = SIGNALS_END;

	(void)!write(pipe_ends[1], &byte, 1);
	pthread_join(reader, NULL);
}
