/*
 * spawn.c - a program of its own, that inherits nothing it is not given.
 */
#include "base/spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>

static int
files_make(const struct spawn *spawn, posix_spawn_file_actions_t *files)
{
	int error = 0;

	for (size_t i = 0; error == 0 && i < spawn->nfds; i++)
		error = spawn->fds[i] < 0 ?
		    posix_spawn_file_actions_addopen(
			files, (int)i, "/dev/null", O_RDWR, 0) :
		    posix_spawn_file_actions_adddup2(
			files, spawn->fds[i], (int)i);
	if (error == 0)
		error = posix_spawn_file_actions_addclosefrom_np(
		    files, (int)spawn->nfds);
	return error;
}

static int
attributes_make(const struct spawn *spawn, posix_spawnattr_t *attributes)
{
	short flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF;
	sigset_t none, all;

	(void)sigemptyset(&none);
	(void)sigfillset(&all);
	(void)posix_spawnattr_setsigmask(attributes, &none);
	(void)posix_spawnattr_setsigdefault(attributes, &all);
	(void)posix_spawnattr_setpgroup(attributes, 0);
	if (spawn->group)
		flags |= POSIX_SPAWN_SETPGROUP;
	return posix_spawnattr_setflags(attributes, flags);
}

int
spawn_start(const struct spawn *spawn, pid_t *pid_r)
{
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attributes;
	int error;

	if (posix_spawn_file_actions_init(&files) != 0)
		return ENOMEM;
	if (posix_spawnattr_init(&attributes) != 0) {
		(void)posix_spawn_file_actions_destroy(&files);
		return ENOMEM;
	}
	error = files_make(spawn, &files);
	if (error == 0)
		error = attributes_make(spawn, &attributes);
	if (error == 0)
		error = posix_spawn(pid_r, spawn->program, &files, &attributes,
		    (char *const *)(const void *)spawn->argv,
		    spawn->environment);
	(void)posix_spawnattr_destroy(&attributes);
	(void)posix_spawn_file_actions_destroy(&files);
	return error;
}
