/*
 * postsuper.c - postsuper(1) and postqueue(1), without a shell.
 *
 * Their words decide, since postsuper exits 0 for a queue id that it does not
 * know.  A queue id is letters and digits alone, so that none can be taken for
 * an option or for "ALL".
 */
#include "cli/postsuper.h"

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

#define PROGRAM_SECONDS 20
#define PROGRAM_FOLDER "/usr/sbin/"
#define QUEUE_ID_MAX 40
#define PROGRAM_KILLED 128

/*
 * Starts the program with its output to out.  As root it runs as root, whoever
 * this process is at work as: postsuper asks for the real user.  An errno, or
 * 0.
 */
static int
program_start(const char *const argv[], int out, pid_t *pid_r)
{
	char *const *args = (char *const *)(const void *)argv;
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attributes;
	sigset_t defaults;
	char path[64];
	int error;

	if (posix_spawn_file_actions_init(&files) != 0)
		return ENOMEM;
	if (posix_spawnattr_init(&attributes) != 0) {
		(void)posix_spawn_file_actions_destroy(&files);
		return ENOMEM;
	}
	(void)sigemptyset(&defaults);
	(void)sigaddset(&defaults, SIGPIPE);
	(void)posix_spawnattr_setsigdefault(&attributes, &defaults);
	(void)posix_spawnattr_setflags(
	    &attributes, POSIX_SPAWN_RESETIDS | POSIX_SPAWN_SETSIGDEF);
	error = posix_spawn_file_actions_adddup2(&files, out, STDOUT_FILENO);
	if (error == 0)
		error = posix_spawn_file_actions_adddup2(
		    &files, out, STDERR_FILENO);
	if (error == 0)
		error = posix_spawnp(
		    pid_r, argv[0], &files, &attributes, args, environ);
	(void)snprintf(path, sizeof(path), PROGRAM_FOLDER "%s", argv[0]);
	if (error == ENOENT)
		error = posix_spawn(
		    pid_r, path, &files, &attributes, args, environ);
	(void)posix_spawnattr_destroy(&attributes);
	(void)posix_spawn_file_actions_destroy(&files);
	return error;
}

/* Reads what the program says until it ends; false when time is up. */
static bool
output_read(int fd, char answer_r[POSTSUPER_ANSWER_MAX])
{
	int64_t end = clock_monotonic_us() + PROGRAM_SECONDS * CLOCK_SECOND;
	struct pollfd wait = { .fd = fd, .events = POLLIN };
	size_t len = 0;
	char chunk[256];

	answer_r[0] = '\0';
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
		for (ssize_t i = 0; i < got && len + 1 < POSTSUPER_ANSWER_MAX;
		     i++)
			answer_r[len++] = chunk[i] == '\n' ? ' ' : chunk[i];
		answer_r[len] = '\0';
	}
}

static enum status
program_run(const char *const argv[], int *exit_r,
    char answer_r[POSTSUPER_ANSWER_MAX], struct err *err_r)
{
	bool ended;
	int ends[2], error, wstatus = 0;
	pid_t pid = -1;

	if (pipe2(ends, O_CLOEXEC) != 0)
		return err_set(
		    err_r, STATUS_UNAVAILABLE, "pipe: %s", strerror(errno));
	error = program_start(argv, ends[1], &pid);
	(void)close(ends[1]);
	if (error != 0) {
		(void)close(ends[0]);
		return err_set(err_r, STATUS_UNAVAILABLE, "%s can't be run: %s",
		    argv[0], strerror(error));
	}
	ended = output_read(ends[0], answer_r);
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

static bool
queue_id_valid(struct slice id)
{
	for (size_t i = 0; i < id.len; i++) {
		if (!ascii_alnum(id.ptr[i]))
			return false;
	}
	return id.len > 0 && id.len <= QUEUE_ID_MAX &&
	    !slice_equal_nocase(id, SLICE("all"));
}

/* postsuper FLAG QID on the hold queue; done is what it says of success. */
static enum status
postsuper(const char *flag, struct slice queue_id, struct slice done,
    char answer_r[POSTSUPER_ANSWER_MAX], struct err *err_r)
{
	char id[QUEUE_ID_MAX + 1];
	const char *argv[] = { "postsuper", flag, id, "hold", NULL };
	enum status status;
	struct slice answer;
	int exit = 0;

	answer_r[0] = '\0';
	if (!queue_id_valid(queue_id))
		return err_set(err_r, STATUS_DATA, "no usable queue id");
	(void)snprintf(id, sizeof(id), "%.*s", SLICE_ARG(queue_id));
	status = program_run(argv, &exit, answer_r, err_r);
	if (status != STATUS_OK)
		return status;
	answer = slice_trim(slice_cstr(answer_r));
	if (exit == 0 && slice_find_nocase(answer, done) != SLICE_NONE)
		return STATUS_OK;
	if (exit == 0)
		return err_set(err_r, STATUS_CONFLICT,
		    "%s is not in the MTA's hold queue", id);
	return err_set(err_r,
	    getuid() == 0 ? STATUS_UNAVAILABLE : STATUS_DENIED,
	    "postsuper: %.*s", SLICE_ARG(answer));
}

enum status
postsuper_release(struct slice queue_id, char answer_r[POSTSUPER_ANSWER_MAX],
    struct err *err_r)
{
	char id[QUEUE_ID_MAX + 1], ignored[POSTSUPER_ANSWER_MAX];
	const char *argv[] = { "postqueue", "-i", id, NULL };
	enum status status;
	int exit;

	status = postsuper("-H", queue_id,
	    SLICE("released from hold: 1 message"), answer_r, err_r);
	if (status != STATUS_OK)
		return status;
	/* without it the message goes with the next queue run */
	(void)snprintf(id, sizeof(id), "%.*s", SLICE_ARG(queue_id));
	(void)program_run(argv, &exit, ignored, NULL);
	return STATUS_OK;
}

enum status
postsuper_delete(struct slice queue_id, char answer_r[POSTSUPER_ANSWER_MAX],
    struct err *err_r)
{
	return postsuper(
	    "-d", queue_id, SLICE("deleted: 1 message"), answer_r, err_r);
}
