/*
 * linear_measure.c - runs a command and says what it used.
 *
 *	linear_measure OUTPUT COMMAND [ARGUMENT...]
 *
 * The command's output goes to the file OUTPUT.  Printed are its exit status,
 * CPU seconds and peak resident memory in kB, as the kernel counted them.  A
 * small program does this and no script, since what a process held before
 * exec() counts in its peak.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static void
command_run(const char *output, char *const argv[])
{
	int fd = open(output, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	if (fd < 0 || dup2(fd, STDOUT_FILENO) < 0 ||
	    dup2(fd, STDERR_FILENO) < 0)
		_exit(126);
	(void)execvp(argv[0], argv);
	_exit(127);
}

static double
seconds(struct timeval tv)
{
	return (double)tv.tv_sec + (double)tv.tv_usec / 1e6;
}

int
main(int argc, char *argv[])
{
	struct rusage usage;
	int status;
	pid_t pid;

	if (argc < 3) {
		(void)fputs(
		    "usage: linear_measure OUTPUT COMMAND...\n", stderr);
		return 64;
	}
	pid = fork();
	if (pid == 0)
		command_run(argv[1], argv + 2);
	if (pid < 0 || wait4(pid, &status, 0, &usage) != pid) {
		perror("linear_measure");
		return 1;
	}
	(void)printf("status=%d cpu=%.6f kb=%ld\n",
	    WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status),
	    seconds(usage.ru_utime) + seconds(usage.ru_stime), usage.ru_maxrss);
	return 0;
}
