/*
 * program.c - a child with its output in a pipe, and an end to the wait.
 */
#include "cli/program.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"

#define PROGRAM_FOLDER "/usr/sbin/"
#define PROGRAM_KILLED 128

static int
program_spawn(const char *const argv[], const posix_spawn_file_actions_t *files,
    pid_t *pid_r)
{
	char *const *args = (char *const *)(const void *)argv;
	posix_spawnattr_t attributes;
	sigset_t defaults;
	char path[64];
	int error;

	if (posix_spawnattr_init(&attributes) != 0)
		return ENOMEM;
	(void)sigemptyset(&defaults);
	(void)sigaddset(&defaults, SIGPIPE);
	(void)posix_spawnattr_setsigdefault(&attributes, &defaults);
	(void)posix_spawnattr_setflags(
	    &attributes, POSIX_SPAWN_RESETIDS | POSIX_SPAWN_SETSIGDEF);
	error = posix_spawnp(pid_r, argv[0], files, &attributes, args, environ);
	(void)snprintf(path, sizeof(path), PROGRAM_FOLDER "%s", argv[0]);
	if (error == ENOENT)
		error =
		    posix_spawn(pid_r, path, files, &attributes, args, environ);
	(void)posix_spawnattr_destroy(&attributes);
	return error;
}

/* An errno, or 0. */
static int
program_start(const char *const argv[], bool errors, int out, pid_t *pid_r)
{
	posix_spawn_file_actions_t files;
	int error;

	if (posix_spawn_file_actions_init(&files) != 0)
		return ENOMEM;
	error = posix_spawn_file_actions_adddup2(&files, out, STDOUT_FILENO);
	if (error == 0)
		error = errors ? posix_spawn_file_actions_adddup2(
				     &files, out, STDERR_FILENO) :
				 posix_spawn_file_actions_addopen(&files,
				     STDERR_FILENO, "/dev/null", O_WRONLY, 0);
	if (error == 0)
		error = program_spawn(argv, &files, pid_r);
	(void)posix_spawn_file_actions_destroy(&files);
	return error;
}

/* Reads what the program says until it ends; false when time is up. */
static bool
output_read(int fd, struct buf *out)
{
	int64_t end = clock_monotonic_us() + PROGRAM_SECONDS * CLOCK_SECOND;
	struct pollfd wait = { .fd = fd, .events = POLLIN };
	char chunk[4096];

	for (;;) {
		int64_t left = (end - clock_monotonic_us()) / 1000;
		ssize_t got;

		if (left <= 0)
			return false;
		if (poll(&wait, 1, (int)left) <= 0)
			continue;
		got = read(fd, chunk, sizeof(chunk));
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return true;
		(void)buf_add(out,
		    slice_sub(slice_make(chunk, (size_t)got), 0,
			out->max - out->len));
	}
}

enum status
program_run(const char *const argv[], bool errors, struct buf *out, int *exit_r,
    struct err *err_r)
{
	bool ended;
	int ends[2], error, wstatus = 0;
	pid_t pid = -1;

	*exit_r = PROGRAM_KILLED;
	if (pipe2(ends, O_CLOEXEC) != 0)
		return err_set(
		    err_r, STATUS_UNAVAILABLE, "pipe: %s", strerror(errno));
	error = program_start(argv, errors, ends[1], &pid);
	(void)close(ends[1]);
	if (error != 0) {
		(void)close(ends[0]);
		return err_set(err_r, STATUS_UNAVAILABLE, "%s can't be run: %s",
		    argv[0], strerror(error));
	}
	ended = output_read(ends[0], out);
	(void)close(ends[0]);
	if (!ended)
		(void)kill(pid, SIGKILL);
	while (waitpid(pid, &wstatus, 0) < 0 && errno == EINTR)
		continue;
	if (!ended)
		return err_set(err_r, STATUS_UNKNOWN,
		    "%s did not end in %d seconds", argv[0], PROGRAM_SECONDS);
	*exit_r = WIFEXITED(wstatus) ? WEXITSTATUS(wstatus) : PROGRAM_KILLED;
	return STATUS_OK;
}
