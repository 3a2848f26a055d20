/*
 * control_serve.c - the daemon's side of the control socket: one process for
 * one request.
 *
 * It runs as the service's user, so whatever it opens must be of the
 * configuration's choosing, never of the caller's: a file that the caller
 * names is what came as standard input.  The command line is read by the same
 * tables as at a terminal; the table of roles says whether it is done.
 */
#include "cli/control.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "cli/access.h"
#include "cli/out.h"
#include "store/journal.h"

#define COMMAND_TEXT_MAX ((size_t)500) /* of a refused one, on record */

/* The descriptors of a message, if they are as many as there must be. */
static bool
files_take(struct msghdr *message, int files[REQUEST_FILES])
{
	struct cmsghdr *header = CMSG_FIRSTHDR(message);
	const size_t wanted = CMSG_LEN(REQUEST_FILES * sizeof(int));

	if ((message->msg_flags & MSG_CTRUNC) != 0 || header == NULL ||
	    header->cmsg_level != SOL_SOCKET ||
	    header->cmsg_type != SCM_RIGHTS || header->cmsg_len != wanted)
		return false;
	memcpy(files, CMSG_DATA(header), REQUEST_FILES * sizeof(int));
	return CMSG_NXTHDR(message, header) == NULL;
}

/* They become standard input, output and error. */
static bool
files_put(const int files[REQUEST_FILES])
{
	for (int i = 0; i < REQUEST_FILES; i++) {
		if (dup2(files[i], i) < 0)
			return false;
		(void)close(files[i]);
	}
	return true;
}

/* Waits for the packet; what is wrong with it in words, or NULL. */
static const char *
request_receive(struct cli *cli, struct request *request_r)
{
	const struct timeval wait = { .tv_sec = CONTROL_REQUEST_SECONDS };
	char *space = arena_alloc(cli->arena, REQUEST_BYTES_MAX + 1);
	char **words =
	    arena_calloc(cli->arena, REQUEST_WORDS_MAX + 1, sizeof(*words));
	union {
		struct cmsghdr header;
		char space[CMSG_SPACE(REQUEST_FILES * sizeof(int))];
	} control;
	struct iovec bytes = { space, REQUEST_BYTES_MAX + 1 };
	struct msghdr message = {
		.msg_iov = &bytes,
		.msg_iovlen = 1,
		.msg_control = &control,
		.msg_controllen = sizeof(control),
	};
	int files[REQUEST_FILES];
	ssize_t n;

	if (space == NULL || words == NULL)
		return "out of memory";
	(void)setsockopt(
	    REQUEST_FD, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof(wait));
	n = recvmsg(REQUEST_FD, &message, MSG_CMSG_CLOEXEC);
	if (n <= 0)
		return "no request came";
	if (!files_take(&message, files))
		return "no standard input, output and error came with it";
	if (!request_parse(slice_make(space, (size_t)n), words, request_r))
		return "what came is no request";
	if (!files_put(files))
		return "its standard files could not be taken";
	return NULL;
}

/* The words of a command line in one text, cut off where it is long. */
static struct slice
command_text(const struct request *request, struct arena *arena)
{
	struct buf buf;
	struct slice text;

	buf_init(&buf, 2 * REQUEST_BYTES_MAX);
	for (int i = 0; request != NULL && i < request->argc; i++) {
		if (i > 0)
			(void)buf_add_byte(&buf, ' ');
		(void)buf_add_cstr(&buf, request->argv[i]);
	}
	text =
	    arena_copy(arena, slice_sub(buf_slice(&buf), 0, COMMAND_TEXT_MAX));
	buf_free(&buf);
	return text.ptr != NULL ? text : SLICE_EMPTY;
}

static enum status
refusal_journal(struct store *store, const struct cli *cli,
    struct slice command, const char *why, struct err *err_r)
{
	const struct journal_pair fields[] = { { "command", command } };
	const struct journal_event event = {
		.event = "refused",
		.actor = slice_cstr(cli->actor),
		.about = SLICE_EMPTY,
		.reason = slice_cstr(why),
		.fields = fields,
		.nfields = 1,
		.time_us = clock_wall_us(),
	};
	enum status status = store_begin(store, err_r);

	if (status == STATUS_OK)
		status = journal_append_event(store, &event, NULL, err_r);
	if (status == STATUS_OK)
		status = store_commit(store, err_r);
	if (status != STATUS_OK)
		store_rollback(store);
	return status;
}

/* Puts a refusal on record and then says it; request may be NULL. */
static int
refuse(struct cli *cli, const struct request *request, const char *why)
{
	struct slice command = command_text(request, cli->arena);
	struct settings *settings = NULL;
	struct store *store = NULL;
	struct err err = ERR_INIT;

	if (cli_open(cli, false, &settings, &store) == EX_OK &&
	    refusal_journal(store, cli, command, why, &err) != STATUS_OK)
		(void)cli_fail(&err);
	store_close(store);
	settings_unref(settings);
	cli_say("refused: %s%s%s",
	    cli->command != NULL ? cli->command->name : "",
	    cli->command != NULL ? ": " : "", why);
	return EX_NOPERM;
}

static int
request_run(struct cli *cli, const struct request *request, unsigned roles)
{
	const char *why;
	const char *config = cli->config;
	bool help = false, named;
	int exit, words = 0;

	if (roles == 0)
		return refuse(
		    cli, request, "this user is in no group that has a role");
	cli->command = cli_command_find(request->argc, request->argv, &words);
	if (cli->command == NULL)
		return refuse(cli, request, "no such command");
	exit = cli_options_read(
	    cli, request->argc - words, request->argv + words, &help);
	named = cli->config != config; /* by -c */
	cli->config = config;
	if (exit != EX_OK)
		return exit;
	why = access_refusal(cli, roles);
	if (why == NULL && (help || named))
		why = "--help and -c are the caller's own";
	if (why != NULL)
		return refuse(cli, request, why);
	return cli->command->run(cli);
}

int
control_serve(struct cli *cli, unsigned roles)
{
	unsigned char answer[REQUEST_ANSWER_LEN] = { REQUEST_ENDED, 0 };
	struct request request = { .argc = 0 };
	const char *why;
	int exit;

	(void)fcntl(REQUEST_FD, F_SETFD, FD_CLOEXEC);
	if (!cli_actor_peer(REQUEST_FD, cli->actor))
		return EX_OSERR;
	(void)alarm(CONTROL_RUN_SECONDS);
	cli->served = true;
	why = request_receive(cli, &request);
	cli->colour = why == NULL && request.colour;
	exit = why != NULL ? refuse(cli, NULL, why) :
			     request_run(cli, &request, roles);
	(void)fflush(NULL);
	answer[1] = (unsigned char)exit;
	(void)send(
	    REQUEST_FD, answer, sizeof(answer), MSG_NOSIGNAL | MSG_DONTWAIT);
	return exit;
}
