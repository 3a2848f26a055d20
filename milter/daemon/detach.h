/*
 * detach.h - into the background, with a word on how the start went.
 */
#ifndef DAEMON_DETACH_H
#define DAEMON_DETACH_H

/*
 * Forks.  In the child -1 is returned.  In the parent what the child handed to
 * detach_done(), as the exit status, once it did or died.
 */
int detach_start(int *ready_fd_r);

/* The child is up (0) or gives up: tells the parent and lets go of its terminal. */
void detach_done(int ready_fd, int status);

#endif
