/*
 * thread.h - a thread that takes no signal.
 */
#ifndef BASE_THREAD_H
#define BASE_THREAD_H

#include <pthread.h>

#include "base/status.h"

/*
 * Starts run(arg) with every signal blocked: handlers are the first thread's.
 * STATUS_NOMEM where there can be no more threads.
 */
enum status thread_start(
    pthread_t *thread_r, void *(*run)(void *arg), void *arg, struct err *err_r);

#endif
