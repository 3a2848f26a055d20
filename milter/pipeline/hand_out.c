/*
 * hand_out.c - a file that is only ever added to, and a program on a leash.
 */
#include "pipeline/hand_out.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/spawn.h"
#include "base/write.h"

#define ARGS_MAX 32
#define SAID_MAX 256 /* bytes of what it says that are kept */
#define POLL_MS 200  /* between looks at whether the daemon stops */
#define WAIT_MS 10   /* between looks at a program that said all */

enum status
hand_out_file(const char *path, struct slice note, struct err *err_r)
{
	enum status status = STATUS_OK;
	struct stat st;
	int fd = open(path,
	    O_WRONLY | O_APPEND | O_CREAT | O_NONBLOCK | O_NOCTTY | O_CLOEXEC,
	    0644);

	if (fd < 0 || fstat(fd, &st) != 0) {
		status = err_set(
		    err_r, STATUS_CANTCREATE, "%s: %s", path, strerror(errno));
	} else if (!S_ISREG(st.st_mode)) {
		status = err_set(
		    err_r, STATUS_CANTCREATE, "%s: no regular file", path);
	} else if (!write_all(fd, note) || fsync(fd) != 0) {
		status =
		    err_set(err_r, STATUS_IO, "%s: %s", path, strerror(errno));
		(void)!ftruncate(fd, st.st_size);
	}
	if (fd >= 0)
		(void)close(fd);
	return status;
}

static enum status
input_make(struct slice note, int *fd_r, struct err *err_r)
{
	*fd_r = memfd_create("checkpoint", MFD_CLOEXEC);
	if (*fd_r >= 0 && write_all(*fd_r, note) &&
	    lseek(*fd_r, 0, SEEK_SET) == 0)
		return STATUS_OK;
	if (*fd_r >= 0)
		(void)close(*fd_r);
	return err_set(err_r, STATUS_BUSY, "memfd: %s", strerror(errno));
}

/* An errno value. */
static int
command_start(
    const struct settings_list *command, int in, int out, pid_t *pid_r)
{
	static char path[] = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:"
			     "/usr/bin:/sbin:/bin";
	char *const environment[] = { path, NULL };
	const char *argv[ARGS_MAX + 1];
	struct spawn spawn = {
		.argv = argv,
		.environment = environment,
		.fds = { in, out, out },
		.nfds = 3,
		.group = true,
	};
	size_t i;

	assert(command->len > 0);
	for (i = 0; i < command->len && i < ARGS_MAX; i++)
		argv[i] = command->items[i];
	argv[i] = NULL;
	spawn.program = argv[0];
	return spawn_start(&spawn, pid_r);
}

/* How long a program may go on. */
struct leash {
	int64_t start_us;
	const atomic_bool *stopping;
};

static int
leash_seconds(const struct leash *leash)
{
	return atomic_load(leash->stopping) ? HAND_OUT_STOP_SECONDS :
					      HAND_OUT_SECONDS;
}

static bool
leash_over(const struct leash *leash)
{
	return clock_monotonic_us() - leash->start_us >=
	    leash_seconds(leash) * CLOCK_SECOND;
}

/* Reads what it says to its end; false where it went on for too long. */
static bool
said_read(int fd, const struct leash *leash, char said[SAID_MAX])
{
	struct pollfd wait = { .fd = fd, .events = POLLIN };
	char chunk[SAID_MAX];
	size_t len = 0, part;
	ssize_t n = 1;

	while (n != 0) {
		if (leash_over(leash))
			return false;
		if (poll(&wait, 1, POLL_MS) <= 0)
			continue;
		n = read(fd, chunk, sizeof(chunk));
		if (n < 0 && errno != EINTR && errno != EAGAIN)
			return true;
		part = n < 0 ? 0 : (size_t)n;
		if (part > SAID_MAX - 1 - len)
			part = SAID_MAX - 1 - len;
		memcpy(said + len, chunk, part);
		len += part;
		said[len] = '\0';
	}
	return true;
}

/* Its exit status, by wait(2); false where it went on for too long. */
static bool
ended(pid_t pid, const struct leash *leash, int *status_r)
{
	const struct timespec pause = { 0, WAIT_MS * 1000000L };
	pid_t result;

	for (;;) {
		result = waitpid(pid, status_r, WNOHANG);
		if (result == pid)
			return true;
		if ((result < 0 && errno != EINTR) || leash_over(leash))
			return false;
		(void)nanosleep(&pause, NULL);
	}
}

static void
line_end(char said[SAID_MAX])
{
	said[strcspn(said, "\n")] = '\0';
}

static enum status
command_wait(const char *program, pid_t pid, int out,
    const atomic_bool *stopping, struct err *err_r)
{
	const struct leash leash = { clock_monotonic_us(), stopping };
	char said[SAID_MAX] = "";
	int status = 0;

	if (!said_read(out, &leash, said) || !ended(pid, &leash, &status)) {
		(void)kill(-pid, SIGKILL);
		while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
			;
		return err_set(err_r, STATUS_UNAVAILABLE,
		    "%s: not done after %d s", program, leash_seconds(&leash));
	}
	line_end(said);
	if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
		return STATUS_OK;
	return err_set(err_r, STATUS_UNAVAILABLE, "%s: %s %d%s%s", program,
	    WIFEXITED(status) ? "exit status" : "signal",
	    WIFEXITED(status) ? WEXITSTATUS(status) : WTERMSIG(status),
	    said[0] != '\0' ? ": " : "", said);
}

enum status
hand_out_command(const struct settings_list *command, struct slice note,
    const atomic_bool *stopping, struct err *err_r)
{
	const char *program = command->items[0];
	enum status status;
	int in = -1, ends[2], error;
	pid_t pid = -1;

	status = input_make(note, &in, err_r);
	if (status != STATUS_OK)
		return status;
	if (pipe2(ends, O_CLOEXEC) != 0) {
		(void)close(in);
		return err_set(err_r, STATUS_BUSY, "pipe: %s", strerror(errno));
	}
	error = command_start(command, in, ends[1], &pid);
	(void)close(ends[1]);
	(void)close(in);
	if (error == 0)
		status = command_wait(program, pid, ends[0], stopping, err_r);
	else
		status = err_set(err_r, STATUS_UNAVAILABLE, "%s: %s", program,
		    strerror(error));
	(void)close(ends[0]);
	return status;
}
