/*
 * sandbox.c - enters the sandbox and then does what is named on the command
 * line, for sandbox.t to see what comes of it.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "extract/sandbox.h"

#define MEMORY ((uint64_t)256 << 20)

static int
do_nothing(void)
{
	return 0;
}

static int
do_write(void)
{
	return write(STDOUT_FILENO, "said\n", 5) == 5 ? 0 : 1;
}

static int
do_open(void)
{
	return syscall(SYS_openat, AT_FDCWD, "/dev/null", O_RDONLY) < 0;
}

static int
do_create(void)
{
	return syscall(SYS_openat, AT_FDCWD, "/tmp/sandbox-test",
		   O_WRONLY | O_CREAT, 0600) < 0;
}

static int
do_socket(void)
{
	return syscall(SYS_socket, AF_INET, SOCK_STREAM, 0) < 0;
}

static int
do_fork(void)
{
	return fork() < 0;
}

static int
do_exec(void)
{
	static char path[] = "/bin/true";
	char *const argv[] = { path, NULL };

	return execv(path, argv);
}

static int
do_code(void)
{
	return syscall(SYS_mmap, NULL, (size_t)4096, PROT_READ | PROT_EXEC,
		   MAP_PRIVATE | MAP_ANONYMOUS, -1, (off_t)0) < 0;
}

/* Past its ceiling memory is refused, and the process lives on. */
static int
do_memory(void)
{
	void *block = malloc(MEMORY * 2);
	int status = block == NULL ? 0 : 1;

	free(block);
	return status;
}

static int
do_loop(void)
{
	for (volatile unsigned long n = 0;; n++)
		continue;
	return 1;
}

static int
do_unlimit(void)
{
	struct rlimit all = { RLIM_INFINITY, RLIM_INFINITY };

	return setrlimit(RLIMIT_AS, &all);
}

static const struct {
	const char *name;
	int (*act)(void);
} acts[] = {
	{ "nothing", do_nothing },
	{ "write", do_write },
	{ "open", do_open },
	{ "create", do_create },
	{ "socket", do_socket },
	{ "fork", do_fork },
	{ "exec", do_exec },
	{ "code", do_code },
	{ "memory", do_memory },
	{ "loop", do_loop },
	{ "unlimit", do_unlimit },
};

static enum status
enter(const char *kind, const struct sandbox_limits *limits)
{
	sandbox_close_files();
	if (strcmp(kind, "program") == 0)
		return sandbox_enter_program(limits, NULL);
	if (strcmp(kind, "parent") == 0)
		return sandbox_enter_parent(limits, NULL);
	return sandbox_enter(limits, NULL);
}

int
main(int argc, char **argv)
{
	const struct sandbox_limits limits = { MEMORY, 1 };

	if (argc != 3 || enter(argv[1], &limits) != STATUS_OK)
		return 99;
	for (size_t i = 0; i < sizeof(acts) / sizeof(acts[0]); i++)
		if (strcmp(acts[i].name, argv[2]) == 0)
			return acts[i].act();
	return 98;
}
