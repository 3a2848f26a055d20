/*
 * helper.c - one run of sendgate-extract.
 *
 * The input is a file in memory, so that there is nothing to be written while
 * the output is read.  The helper gets no other descriptor, no environment,
 * and the caller's patience until the deadline; it is then killed.
 */
#include "pipeline/helper.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/spawn.h"

#define ARGS_MAX 20
#define NUMBER_MAX 24
#define READ_MAX ((size_t)64 << 10)

/* The command line. */
struct command {
	char levels[NUMBER_MAX];
	char unpacked[NUMBER_MAX];
	char output[NUMBER_MAX];
	char seconds[NUMBER_MAX];
	char memory[NUMBER_MAX];
	const char *argv[ARGS_MAX];
	size_t argc;
};

static void
option(struct command *command, const char *name, const char *value)
{
	command->argv[command->argc++] = name;
	command->argv[command->argc++] = value;
}

static void
number_option(struct command *command, const char *name, size_t value,
    char text[NUMBER_MAX])
{
	(void)snprintf(text, NUMBER_MAX, "%zu", value);
	option(command, name, text);
}

static void
command_make(
    const struct helper_params *params, size_t output, struct command *command)
{
	int64_t left = params->deadline_us - clock_monotonic_us();
	size_t seconds = left > 0 ? (size_t)(left / CLOCK_SECOND) + 1 : 1;

	command->argc = 0;
	command->argv[command->argc++] = "sendgate-extract";
	if (params->pdf)
		command->argv[command->argc++] = "--pdf";
	number_option(command, "-d", params->levels, command->levels);
	number_option(command, "-u", params->unpacked, command->unpacked);
	number_option(command, "-o", output, command->output);
	number_option(command, "-t", seconds, command->seconds);
	number_option(command, "-m", params->memory, command->memory);
	option(command, "-n", params->name);
	option(command, "-T", params->type);
	command->argv[command->argc] = NULL;
}

/* A file in memory with input in it, read from its start. */
static enum status
input_make(struct slice input, int *fd_r, struct err *err_r)
{
	int fd = memfd_create("attachment", MFD_CLOEXEC);
	size_t done = 0;

	if (fd < 0)
		return err_set(
		    err_r, STATUS_BUSY, "memfd_create: %s", strerror(errno));
	while (done < input.len) {
		ssize_t n =
		    pwrite(fd, input.ptr + done, input.len - done, (off_t)done);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0) {
			(void)close(fd);
			return err_nomem(err_r);
		}
		done += (size_t)n;
	}
	*fd_r = fd;
	return STATUS_OK;
}

/* The helper's process; an errno value. */
static int
helper_start(const char *program, const struct command *command, int in,
    int out, pid_t *pid_r)
{
	static char *const environment[] = { NULL };
	const struct spawn spawn = {
		.program = program,
		.argv = command->argv,
		.environment = environment,
		.fds = { in, out, -1 },
		.nfds = 3,
	};

	return spawn_start(&spawn, pid_r);
}

/* Waits until fd can be read; false at the deadline. */
static bool
readable(int fd, int64_t deadline_us)
{
	struct pollfd wait = { .fd = fd, .events = POLLIN };

	for (;;) {
		int64_t left = (deadline_us - clock_monotonic_us()) / 1000;
		int ready;

		if (left <= 0)
			return false;
		ready = poll(&wait, 1, left > 60000 ? 60000 : (int)left);
		if (ready > 0)
			return true;
		if (ready < 0 && errno != EINTR)
			return false;
	}
}

/* Reads what the helper writes until it closes its end. */
static enum helper_end
output_read(int fd, int64_t deadline_us, struct buf *output)
{
	char chunk[READ_MAX];

	while (readable(fd, deadline_us)) {
		ssize_t n = read(fd, chunk, sizeof(chunk));

		if (n < 0 && (errno == EINTR || errno == EAGAIN))
			continue;
		if (n < 0)
			return HELPER_DIED;
		if (n == 0)
			return HELPER_DONE;
		if (!buf_add(output, slice_make(chunk, (size_t)n)))
			return HELPER_TOO_MUCH;
	}
	return HELPER_LATE;
}

static enum helper_end
helper_wait(pid_t pid, enum helper_end end)
{
	int status = 0;

	if (end != HELPER_DONE)
		(void)kill(pid, SIGKILL);
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return HELPER_DIED;
	if (end == HELPER_DONE &&
	    !(WIFEXITED(status) && WEXITSTATUS(status) == 0))
		return HELPER_DIED;
	return end;
}

static enum status
start_failed(const char *program, int error, struct err *err_r)
{
	enum status status = STATUS_INTERNAL;

	if (error == EAGAIN || error == EMFILE || error == ENFILE)
		status = STATUS_BUSY;
	if (error == ENOMEM)
		status = STATUS_NOMEM;
	return err_set(err_r, status, "%s: %s", program, strerror(error));
}

static enum status
run_on(const struct helper_params *params, int in, struct buf *output,
    enum helper_end *end_r, struct err *err_r)
{
	struct command command;
	int ends[2], error;
	pid_t pid = -1;

	if (pipe2(ends, O_CLOEXEC) != 0)
		return err_set(err_r, STATUS_BUSY, "pipe: %s", strerror(errno));
	command_make(params, output->max - output->len, &command);
	error = helper_start(params->program, &command, in, ends[1], &pid);
	(void)close(ends[1]);
	if (error == 0) {
		*end_r = output_read(ends[0], params->deadline_us, output);
		*end_r = helper_wait(pid, *end_r);
	}
	(void)close(ends[0]);
	if (error != 0)
		return start_failed(params->program, error, err_r);
	return STATUS_OK;
}

enum status
helper_run(const struct helper_params *params, struct slice input,
    struct buf *output, enum helper_end *end_r, struct err *err_r)
{
	enum status status;
	int in = -1;

	*end_r = HELPER_DIED;
	status = input_make(input, &in, err_r);
	if (status != STATUS_OK)
		return status;
	status = run_on(params, in, output, end_r, err_r);
	(void)close(in);
	return status;
}
