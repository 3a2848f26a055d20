/*
 * thread.c - a thread that takes no signal.
 *
 * A thread begins with its maker's mask, so that one set within it would be
 * too late.
 */
#include "base/thread.h"

#include <signal.h>
#include <string.h>

enum status
thread_start(
    pthread_t *thread_r, void *(*run)(void *arg), void *arg, struct err *err_r)
{
	sigset_t all, before;
	int result;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	result = pthread_create(thread_r, NULL, run, arg);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return result == 0 ?
	    STATUS_OK :
	    err_set(err_r, STATUS_NOMEM, "thread: %s", strerror(result));
}
