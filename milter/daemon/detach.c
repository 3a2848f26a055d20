/*
 * detach.c - fork, a session of its own, and a pipe on which the parent waits,
 * so that whoever starts the daemon hears why it did not come up.
 */
#include <fcntl.h>
#include <stdio.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#include "daemon/detach.h"

static int
wait_for_child(int fd, pid_t child)
{
	unsigned char status;
	ssize_t n = read(fd, &status, 1);

	close(fd);
	if (n == 1)
		return status;
	(void)waitpid(child, NULL, 0);
	return EX_SOFTWARE;
}

int
detach_start(int *ready_fd_r)
{
	int ends[2];
	pid_t child;

	*ready_fd_r = -1;
	if (pipe2(ends, O_CLOEXEC) != 0)
		return EX_OSERR;
	(void)fflush(NULL);
	child = fork();
	if (child < 0)
		return EX_OSERR;
	if (child > 0) {
		close(ends[1]);
		return wait_for_child(ends[0], child);
	}
	close(ends[0]);
	(void)setsid();
	*ready_fd_r = ends[1];
	return -1;
}

void
detach_done(int ready_fd, int status)
{
	unsigned char byte = (unsigned char)status;
	int null;

	if (ready_fd < 0)
		return;
	null = open("/dev/null", O_RDWR);
	if (null >= 0) {
		(void)dup2(null, STDIN_FILENO);
		(void)dup2(null, STDOUT_FILENO);
		(void)dup2(null, STDERR_FILENO);
		if (null > STDERR_FILENO)
			close(null);
	}
	(void)!chdir("/");
	(void)!write(ready_fd, &byte, 1);
	close(ready_fd);
}
