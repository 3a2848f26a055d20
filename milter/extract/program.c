/*
 * program.c - one run of pdftotext.
 *
 * The child closes everything but its three pipes, enters its sandbox and
 * becomes the program; the parent then enters its own, and only then reads a
 * byte of the PDF.  A child that fails on the way ends, and is a PDF that does
 * not read.
 */
#include "extract/program.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#ifndef PROGRAM_PDFTOTEXT
#define PROGRAM_PDFTOTEXT "/usr/bin/pdftotext"
#endif

#define PROGRAM_STEP ((size_t)65536)

/* Descriptors in pairs: read end, write end. */
struct pipes {
	int in[2];
	int out[2];
	int err[2];
};

static void
child_become(const struct pipes *pipes, const struct sandbox_limits *limits)
{
	static char path[] = PROGRAM_PDFTOTEXT;
	static char utf8[] = "UTF-8", enc[] = "-enc", nopgbrk[] = "-nopgbrk";
	static char dash[] = "-";
	char *const argv[] = { path, enc, utf8, nopgbrk, dash, dash, NULL };
	char *const envp[] = { NULL };

	if (dup2(pipes->in[0], 0) < 0 || dup2(pipes->out[1], 1) < 0 ||
	    dup2(pipes->err[1], 2) < 0)
		return;
	sandbox_close_files();
	if (sandbox_enter_program(limits, NULL) == STATUS_OK)
		(void)execve(path, argv, envp);
}

enum status
program_start(struct program *program, const struct sandbox_limits *limits,
    struct err *err_r)
{
	struct pipes pipes;

	(void)signal(SIGPIPE, SIG_IGN);
	if (pipe2(pipes.in, O_CLOEXEC) != 0 ||
	    pipe2(pipes.out, O_CLOEXEC) != 0 ||
	    pipe2(pipes.err, O_CLOEXEC) != 0)
		return err_set(err_r, STATUS_IO, "pipe: %s", strerror(errno));
	program->pid = fork();
	if (program->pid < 0)
		return err_set(err_r, STATUS_IO, "fork: %s", strerror(errno));
	if (program->pid == 0) {
		child_become(&pipes, limits);
		(void)raise(SIGKILL);
	}
	(void)close(pipes.in[0]);
	(void)close(pipes.out[1]);
	(void)close(pipes.err[1]);
	program->in = pipes.in[1];
	program->out = pipes.out[0];
	program->err = pipes.err[0];
	(void)fcntl(program->in, F_SETFL, O_NONBLOCK);
	return STATUS_OK;
}

static void
shut(struct pollfd *end)
{
	(void)close(end->fd);
	end->fd = -1;
}

static void
feed(struct pollfd *end, struct slice *input)
{
	ssize_t n = write(end->fd, input->ptr,
	    input->len < PROGRAM_STEP ? input->len : PROGRAM_STEP);

	if (n > 0)
		*input = slice_from(*input, (size_t)n);
	if (input->len == 0 || (n < 0 && errno != EAGAIN && errno != EINTR))
		shut(end);
}

/* What the program says; beyond the ceiling it is read and left. */
static void
take(struct pollfd *end, struct buf *into)
{
	char step[PROGRAM_STEP];
	ssize_t n = read(end->fd, step, sizeof(step));

	if (n > 0)
		(void)buf_add(into, slice_make(step, (size_t)n));
	else if (n == 0 || errno != EINTR)
		shut(end);
}

bool
program_run(struct program *program, struct slice input, struct buf *out,
    struct buf *err)
{
	struct pollfd ends[3] = { { program->in, POLLOUT, 0 },
		{ program->out, POLLIN, 0 }, { program->err, POLLIN, 0 } };
	int status = 0;

	while (ends[1].fd >= 0 || ends[2].fd >= 0) {
		if (poll(ends, 3, -1) < 0 && errno != EINTR)
			break;
		if (ends[0].fd >= 0 && ends[0].revents != 0)
			feed(&ends[0], &input);
		if (ends[1].fd >= 0 && ends[1].revents != 0)
			take(&ends[1], out);
		if (ends[2].fd >= 0 && ends[2].revents != 0)
			take(&ends[2], err);
	}
	if (waitpid(program->pid, &status, 0) != program->pid)
		return false;
	return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}
