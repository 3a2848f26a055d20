/*
 * control.c - accepts, asks who it is, finds a place, starts a process.
 *
 * Nothing here waits for a caller: an answer that does not fit into the
 * connection at once is dropped.
 */
#include "daemon/control.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/request.h"
#include "base/sibling.h"
#include "base/spawn.h"
#include "base/thread.h"
#include "daemon/peer.h"
#include "daemon/places.h"
#include "mta/listen.h"
#include "mta/local.h"

#define CONTROL_PROGRAM "sendgate"
#define CONTROL_BACKLOG 128
#define CONTROL_MODE 0666 /* who may do what is asked of each caller */
#define CONTROL_TICK 50   /* ms between two looks at processes */
#define CONTROL_IDLE 1000 /* ms */
#define CONTROL_GRACE (2 * CLOCK_SECOND)

struct control {
	const struct pipeline *pipeline;
	const char *config;
	const char *path;
	char program[PATH_MAX];
	ino_t inode;
	int fd;
	int stop[2]; /* closing [1] ends the thread */
	bool running;
	pthread_t thread;
	struct places places;
};

/* Binds and listens; the mode is set before anybody is heard. */
static enum status
socket_make(struct control *control, struct err *err_r)
{
	struct sockaddr_un address;
	enum status status = local_clear(control->path, SOCK_SEQPACKET, err_r);

	if (status != STATUS_OK)
		return status;
	if (!local_address(control->path, &address))
		return err_set(err_r, STATUS_CONFIG, "control: %s: too long",
		    control->path);
	control->fd =
	    socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (control->fd < 0 ||
	    bind(control->fd, (const struct sockaddr *)&address,
		sizeof(address)) != 0)
		return err_set(err_r, STATUS_CANTCREATE, "control: %s: %s",
		    control->path, strerror(errno));
	control->inode = local_inode(control->path);
	status = local_rights(control->path, NULL, CONTROL_MODE, err_r);
	if (status == STATUS_OK && listen(control->fd, CONTROL_BACKLOG) != 0)
		status = err_set(err_r, STATUS_CANTCREATE, "control: %s: %s",
		    control->path, strerror(errno));
	return status;
}

enum status
control_open(const struct control_params *params, struct control **control_r,
    struct err *err_r)
{
	struct control *control;
	enum status status;
	int folder;

	*control_r = NULL;
	if (params->listen == NULL)
		return STATUS_OK;
	control = mem_calloc(1, sizeof(*control));
	if (control == NULL)
		return err_nomem(err_r);
	*control = (struct control){
		.pipeline = params->pipeline,
		.config = params->config,
		.path = listen_path(params->listen),
		.fd = -1,
		.stop = { -1, -1 },
		.places = { .minute_us = clock_monotonic_us() },
	};
	sibling_find(CONTROL_PROGRAM, control->program);
	status = local_lock(control->path, &folder, err_r);
	if (status == STATUS_OK) {
		status = socket_make(control, err_r);
		(void)close(folder); /* and the lock with it */
	}
	if (status == STATUS_OK && pipe2(control->stop, O_CLOEXEC) != 0)
		status = err_set(err_r, STATUS_IO, "pipe: %s", strerror(errno));
	if (status != STATUS_OK)
		control_stop(control);
	else
		*control_r = control;
	return status;
}

static void
answer(int fd, enum request_answer what)
{
	const char bytes[REQUEST_ANSWER_LEN] = { (char)what, 0 };

	(void)send(fd, bytes, sizeof(bytes), MSG_NOSIGNAL | MSG_DONTWAIT);
}

/* The process that serves a connection; an errno value. */
static int
serve_start(const struct control *control, unsigned roles, int fd, pid_t *pid_r)
{
	char number[16];
	const char *argv[] = { CONTROL_PROGRAM, "--control", number, "-c",
		control->config, NULL };
	const struct spawn spawn = {
		.program = control->program,
		.argv = argv,
		.environment = environ,
		/* standard files to be set by the process, the connection */
		.fds = { -1, -1, -1, [REQUEST_FD] = fd },
		.nfds = REQUEST_FD + 1,
		.group = true,
	};

	(void)snprintf(number, sizeof(number), "%u", roles);
	return spawn_start(&spawn, pid_r);
}

static enum status
who_is_it(
    const struct control *control, int fd, struct place *who_r, struct err *err)
{
	struct snapshot *snapshot;
	struct peer peer;
	enum status status = peer_read(fd, &peer, err);

	if (status == STATUS_OK) {
		snapshot = snapshot_slot_get(control->pipeline->slot);
		*who_r = (struct place){
			.uid = peer.uid,
			.roles = peer_roles(&peer, snapshot->settings),
		};
		snapshot_unref(snapshot);
	}
	peer_free(&peer);
	return status;
}

/* One caller: a place and a process, or an answer. */
static void
caller_serve(struct control *control, int fd)
{
	struct err err = ERR_INIT;
	struct place who = { .pid = 0 }, *place = NULL;
	enum places_answer taken = PLACES_BUSY;
	int error = 0;

	if (who_is_it(control, fd, &who, &err) != STATUS_OK)
		log_error("control: %s", err.text);
	else
		taken = places_take(
		    &control->places, &who, clock_monotonic_us(), &place);
	if (taken == PLACES_TAKEN) {
		error = serve_start(control, who.roles, fd, &place->pid);
		if (error != 0) {
			place->pid = 0;
			log_error("control: %s: %s", control->program,
			    strerror(error));
			answer(fd, REQUEST_BUSY);
		}
	} else {
		answer(
		    fd, taken == PLACES_BUSY ? REQUEST_BUSY : REQUEST_REFUSED);
	}
	(void)close(fd);
}

static void
callers_accept(struct control *control)
{
	struct timespec tick = { 0, CONTROL_TICK * 1000000L };
	int fd = accept4(control->fd, NULL, NULL, SOCK_CLOEXEC);

	if (fd >= 0)
		caller_serve(control, fd);
	else if (errno != EAGAIN && errno != EINTR && errno != ECONNABORTED) {
		log_error("control: accept: %s", strerror(errno));
		(void)nanosleep(&tick, NULL);
	}
}

static void
ended_reap(struct control *control)
{
	for (size_t i = 0; i < PLACES_MAX; i++) {
		struct place *place = &control->places.items[i];
		int status;

		if (place->pid == 0 ||
		    waitpid(place->pid, &status, WNOHANG) == 0)
			continue;
		if (WIFSIGNALED(status))
			log_warning("control: a command of uid %lu ended by "
				    "signal %d",
			    (unsigned long)place->uid, WTERMSIG(status));
		place->pid = 0;
	}
}

static void
unheard_record(struct control *control, unsigned long n, uid_t uid)
{
	char count[32], actor[64];
	struct journal_pair fields[1];
	struct journal_event event = {
		.event = "refused",
		.about = SLICE_EMPTY,
		.reason = SLICE("no role; too often to be heard"),
		.fields = fields,
		.nfields = 1,
		.time_us = clock_wall_us(),
	};

	(void)snprintf(count, sizeof(count), "%lu", n);
	(void)snprintf(actor, sizeof(actor), "uid-%lu (uid %lu)",
	    (unsigned long)uid, (unsigned long)uid);
	event.actor = slice_cstr(actor);
	fields[0] = (struct journal_pair){ "count", slice_cstr(count) };
	log_warning("control: %s callers without a role were not heard, the "
		    "last %s",
	    count, actor);
	(void)settle_event(control->pipeline->settle, &event);
}

/* Those who have no role and came too often, in one record a minute. */
static void
unheard_journal(struct control *control)
{
	uid_t uid = 0;
	unsigned long n =
	    places_unheard(&control->places, clock_monotonic_us(), &uid);

	if (n > 0)
		unheard_record(control, n, uid);
}

static void *
control_main(void *arg)
{
	struct control *control = arg;
	struct pollfd polls[] = {
		{ .fd = control->stop[0], .events = POLLIN },
		{ .fd = control->fd, .events = POLLIN },
	};

	for (;;) {
		int wait = places_taken(&control->places) > 0 ? CONTROL_TICK :
								CONTROL_IDLE;

		(void)poll(polls, 2, wait);
		if (polls[0].revents != 0)
			return NULL;
		ended_reap(control);
		if (polls[1].revents != 0)
			callers_accept(control);
		unheard_journal(control);
	}
}

enum status
control_start(struct control *control, struct err *err_r)
{
	enum status status;

	if (control == NULL)
		return STATUS_OK;
	status = thread_start(&control->thread, control_main, control, err_r);
	control->running = status == STATUS_OK;
	return status;
}

static void
commands_wait(struct control *control)
{
	struct timespec tick = { 0, CONTROL_TICK * 1000000L };
	int64_t until = clock_monotonic_us() + CONTROL_GRACE;

	for (;;) {
		ended_reap(control);
		if (places_taken(&control->places) == 0 ||
		    clock_monotonic_us() >= until)
			return;
		(void)nanosleep(&tick, NULL);
	}
}

void
control_stop(struct control *control)
{
	if (control == NULL)
		return;
	if (control->running) {
		(void)close(control->stop[1]);
		control->stop[1] = -1;
		pthread_join(control->thread, NULL);
	}
	local_remove(control->path, control->inode);
	for (int i = 0; i < 2; i++) {
		if (control->stop[i] >= 0)
			(void)close(control->stop[i]);
	}
	if (control->fd >= 0)
		(void)close(control->fd);
	commands_wait(control);
	if (control->places.unheard > 0)
		unheard_record(
		    control, control->places.unheard, control->places.last);
	mem_free(control);
}
