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

#include "base/buf.h"
#include "base/clock.h"
#include "cli/record.h"

#define PROGRAM_SECONDS 20
#define PROGRAM_FOLDER "/usr/sbin/"
#define QUEUE_ID_MAX 40
#define POSTQUEUE_MAX ((size_t)256 << 20)
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

/*
 * Reads what the program says until it ends, as much as out takes; false when
 * time is up.
 */
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

static enum status
program_run(
    const char *const argv[], int *exit_r, struct buf *out, struct err *err_r)
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

/* The same for an answer of a line or two, as one. */
static enum status
program_ask(const char *const argv[], int *exit_r,
    char answer_r[POSTSUPER_ANSWER_MAX], struct err *err_r)
{
	struct buf out;
	enum status status;
	size_t i;

	buf_init(&out, POSTSUPER_ANSWER_MAX - 1);
	status = program_run(argv, exit_r, &out, err_r);
	for (i = 0; i < out.len; i++)
		answer_r[i] = out.ptr[i] == '\n' ? ' ' : out.ptr[i];
	answer_r[i] = '\0';
	buf_free(&out);
	return status;
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

/*
 * postsuper FLAG QID on one queue (NULL: each); done is what it says of
 * success.
 */
static enum status
postsuper(const char *flag, struct slice queue_id, const char *queue,
    struct slice done, char answer_r[POSTSUPER_ANSWER_MAX], struct err *err_r)
{
	char id[QUEUE_ID_MAX + 1];
	const char *argv[] = { "postsuper", flag, id, queue, NULL };
	enum status status;
	struct slice answer;
	int exit = 0;

	answer_r[0] = '\0';
	if (!queue_id_valid(queue_id))
		return err_set(err_r, STATUS_DATA, "no usable queue id");
	(void)snprintf(id, sizeof(id), "%.*s", SLICE_ARG(queue_id));
	status = program_ask(argv, &exit, answer_r, err_r);
	if (status != STATUS_OK)
		return status;
	answer = slice_trim(slice_cstr(answer_r));
	if (exit == 0 && slice_find_nocase(answer, done) != SLICE_NONE)
		return STATUS_OK;
	if (exit == 0)
		return err_set(err_r, STATUS_CONFLICT,
		    "%s is not in the MTA's %s", id,
		    queue != NULL ? "hold queue" : "queue");
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

	status = postsuper("-H", queue_id, "hold",
	    SLICE("released from hold: 1 message"), answer_r, err_r);
	if (status != STATUS_OK)
		return status;
	/* without it the message goes with the next queue run */
	(void)snprintf(id, sizeof(id), "%.*s", SLICE_ARG(queue_id));
	(void)program_ask(argv, &exit, ignored, NULL);
	return STATUS_OK;
}

enum status
postsuper_delete(struct slice queue_id, char answer_r[POSTSUPER_ANSWER_MAX],
    struct err *err_r)
{
	return postsuper("-d", queue_id, "hold", SLICE("deleted: 1 message"),
	    answer_r, err_r);
}

enum status
postsuper_hold(struct slice queue_id, char answer_r[POSTSUPER_ANSWER_MAX],
    struct err *err_r)
{
	return postsuper("-h", queue_id, NULL,
	    SLICE("placed on hold: 1 message"), answer_r, err_r);
}

/* A line of postqueue's; false where memory is out. */
static bool
queue_line(struct slice line, struct arena *arena, struct mta_queue *queue)
{
	json_t *json = json_loadb(line.ptr, line.len, 0, NULL);
	struct mta_queued *queued;

	if (!json_is_object(json)) {
		json_decref(json);
		return true;
	}
	queued = VEC_PUSH(arena, queue);
	if (queued != NULL) {
		queued->id = arena_copy(arena, record_text(json, "queue_id"));
		queued->on_hold =
		    slice_equal(record_text(json, "queue_name"), SLICE("hold"));
		queued->arrival_us =
		    json_integer_value(json_object_get(json, "arrival_time")) *
		    CLOCK_SECOND;
	}
	json_decref(json);
	return queued != NULL && !arena_failed(arena);
}

enum status
postqueue_list(struct arena *arena, struct mta_queue *queue, struct err *err_r)
{
	const char *argv[] = { "postqueue", "-j", NULL };
	struct slice rest, line;
	struct buf out;
	enum status status;
	int exit = 0;

	buf_init(&out, POSTQUEUE_MAX);
	status = program_run(argv, &exit, &out, err_r);
	if (status == STATUS_OK && exit != 0)
		status = err_set(err_r, STATUS_UNAVAILABLE, "postqueue: %.*s",
		    SLICE_ARG(slice_sub(slice_trim(buf_slice(&out)), 0, 200)));
	else if (status == STATUS_OK && out.len == out.max)
		status = err_set(err_r, STATUS_UNAVAILABLE,
		    "the MTA's queue is longer than can be read");
	rest = buf_slice(&out);
	while (status == STATUS_OK && rest.len > 0) {
		slice_cut(&rest, '\n', &line);
		if (!queue_line(line, arena, queue))
			status = err_nomem(err_r);
	}
	buf_free(&out);
	return status;
}
