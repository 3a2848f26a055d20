/*
 * spawn.h - a program of its own, that inherits nothing it is not given.
 */
#ifndef BASE_SPAWN_H
#define BASE_SPAWN_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#define SPAWN_FDS_MAX 4

struct spawn {
	const char *program; /* its path; PATH is not searched */
	const char *const *argv;
	char *const *environment;
	int fds[SPAWN_FDS_MAX]; /* what its 0, 1, 2 ... are; -1: /dev/null */
	size_t nfds;            /* all others are closed */
	bool group; /* of its own, so that what it starts ends with it */
};

/* Starts it with no signal blocked or ignored; an errno value, or 0. */
int spawn_start(const struct spawn *spawn, pid_t *pid_r);

#endif
