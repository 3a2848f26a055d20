/*
 * control_ask.c - the caller's side of the control socket.
 *
 * The command line is sent as it was understood, with this program's standard
 * input, output and error.  A file is opened here, by the caller's own rights,
 * and goes in the place of standard input: the daemon opens none.
 */
#include "cli/control.h"

#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "cli/access.h"
#include "cli/out.h"

#define ASK_WAIT (10 * CLOCK_SECOND) /* for a place */
#define ASK_PAUSE_MS 100
#define ASK_SECONDS 5 /* to be let in */

struct ask {
	struct cli *cli;
	const struct settings *settings;
	int files[REQUEST_FILES];
	struct slice packet;
};

/* May this process open the database?  Without `user`, who can does. */
static bool
is_owner(const struct settings *settings)
{
	const struct passwd *user;

	if (geteuid() == 0)
		return true;
	if (settings->user == NULL)
		return access(settings->database, R_OK | W_OK) == 0 ||
		    errno == ENOENT;
	user = getpwnam(settings->user);
	return user == NULL || user->pw_uid == geteuid();
}

void
control_hint(const struct settings *settings)
{
	if (is_owner(settings))
		return;
	cli_say("only root and %s may open the database; others need the "
		"control socket of a running daemon (control and roles in %s)",
	    settings->user != NULL ? settings->user : "its owner",
	    settings->path);
}

/* The settings, without a word: who runs the command says what is wrong. */
static struct settings *
settings_quiet(const struct cli *cli)
{
	struct settings *settings = NULL;
	struct diag_list diags;
	struct err err = ERR_INIT;

	diag_init(&diags);
	(void)settings_load(cli->config, &diags, &settings, &err);
	diag_free(&diags);
	return settings;
}

/* The command's words, its options but for --config, "--", arguments. */
static enum status
words_make(const struct cli *cli, const char *const *args, size_t nargs,
    struct request *request)
{
	size_t room = cli->ngiven + nargs + 4, n = 0;
	char **words = arena_calloc(cli->arena, room, sizeof(*words));

	if (words == NULL)
		return STATUS_NOMEM;
	words[n++] = (char *)cli->command->name;
	if (cli->command->sub != NULL)
		words[n++] = (char *)cli->command->sub;
	for (size_t i = 0; i < cli->ngiven; i++) {
		const struct cli_given *given = &cli->given[i];

		if (strcmp(given->option->name, "config") == 0)
			continue;
		words[n++] = arena_printf(cli->arena, "--%s%s%s",
		    given->option->name, given->value != NULL ? "=" : "",
		    given->value != NULL ? given->value : "");
		if (words[n - 1] == NULL)
			return STATUS_NOMEM;
	}
	words[n++] = "--";
	for (size_t i = 0; i < nargs; i++)
		words[n++] = (char *)args[i];
	*request = (struct request){ cli->colour, (int)n, words };
	return STATUS_OK;
}

/* The packet for these arguments; EX_OK or an exit status. */
static int
packet_make(struct ask *ask, const char *const *args, size_t nargs)
{
	struct cli *cli = ask->cli;
	struct request request;
	struct buf buf;
	bool fits;

	if (words_make(cli, args, nargs, &request) != STATUS_OK)
		return cli_nomem();
	buf_init(&buf, REQUEST_BYTES_MAX);
	fits = request_write(&request, &buf);
	if (fits)
		ask->packet = arena_copy(cli->arena, buf_slice(&buf));
	buf_free(&buf);
	if (!fits) {
		cli_say("too long for the control socket: at most %zu bytes "
			"and %zu words",
		    REQUEST_BYTES_MAX, REQUEST_WORDS_MAX);
		return EX_USAGE;
	}
	return ask->packet.ptr != NULL ? EX_OK : cli_nomem();
}

static int
unreachable(const struct ask *ask, int error)
{
	const struct settings *settings = ask->settings;

	cli_say("%s: %s", settings->control,
	    error == ECONNREFUSED || error == ENOENT ?
		"the daemon does not answer there" :
		strerror(error));
	cli_say("without it only root and %s may do that",
	    settings->user != NULL ? settings->user : "the database's owner");
	return error == EACCES ? EX_NOPERM : EX_UNAVAILABLE;
}

/* A connection, or -1 after setting errno. */
static int
control_connect(const char *path)
{
	struct timeval wait = { .tv_sec = ASK_SECONDS };
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd, error;

	if (strlen(path) >= sizeof(address.sun_path)) {
		errno = ENAMETOOLONG;
		return -1;
	}
	memcpy(address.sun_path, path, strlen(path) + 1);
	fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -1;
	(void)setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &wait, sizeof(wait));
	if (connect(fd, (const struct sockaddr *)&address, sizeof(address)) ==
	    0)
		return fd;
	error = errno;
	(void)close(fd);
	errno = error;
	return -1;
}

/* The packet with the three descriptors. */
static bool
request_send(int fd, const struct ask *ask)
{
	union {
		struct cmsghdr header;
		char space[CMSG_SPACE(sizeof(ask->files))];
	} control;
	struct iovec bytes = { (void *)ask->packet.ptr, ask->packet.len };
	struct msghdr message = {
		.msg_iov = &bytes,
		.msg_iovlen = 1,
		.msg_control = &control,
		.msg_controllen = sizeof(control),
	};
	struct cmsghdr *files;

	memset(&control, 0, sizeof(control));
	files = CMSG_FIRSTHDR(&message);
	files->cmsg_level = SOL_SOCKET;
	files->cmsg_type = SCM_RIGHTS;
	files->cmsg_len = CMSG_LEN(sizeof(ask->files));
	memcpy(CMSG_DATA(files), ask->files, sizeof(ask->files));
	return sendmsg(fd, &message, MSG_NOSIGNAL) == (ssize_t)ask->packet.len;
}

/*
 * Waits for the answer; false where the connection ended without one.  Of a
 * daemon that answers without reading the request the kernel says first that
 * it is gone, and then what it said.
 */
static bool
answer_receive(int fd, unsigned char answer[REQUEST_ANSWER_LEN])
{
	bool reset = false;
	ssize_t n;

	for (;;) {
		n = recv(fd, answer, REQUEST_ANSWER_LEN, 0);
		if (n >= 0 || (errno != EINTR && errno != ECONNRESET) || reset)
			break;
		reset = errno == ECONNRESET;
	}
	return n == (ssize_t)REQUEST_ANSWER_LEN;
}

/* One try; -1: all places are taken. */
static int
ask_try(const struct ask *ask)
{
	unsigned char answer[REQUEST_ANSWER_LEN];
	int fd = control_connect(ask->settings->control + strlen("unix:"));
	bool answered;

	if (fd < 0)
		return errno == EAGAIN ? -1 : unreachable(ask, errno);
	/* where it does not get through, an answer may be there already */
	(void)request_send(fd, ask);
	answered = answer_receive(fd, answer);
	(void)close(fd);
	if (answered && answer[0] == REQUEST_ENDED)
		return answer[1];
	if (answered && answer[0] == REQUEST_BUSY)
		return -1;
	if (answered && answer[0] == REQUEST_REFUSED) {
		cli_say("refused: this user has no role, and has asked too "
			"often");
		return EX_NOPERM;
	}
	cli_say("the daemon ended the command without an answer: what was "
		"done is not known");
	return EX_UNAVAILABLE;
}

static int
ask_once(struct ask *ask, const char *const *args, size_t nargs)
{
	struct timespec pause = { 0, ASK_PAUSE_MS * 1000000L };
	int64_t until;
	int exit = packet_make(ask, args, nargs);

	if (exit != EX_OK)
		return exit;
	(void)fflush(NULL);
	until = clock_monotonic_us() + ASK_WAIT;
	do {
		exit = ask_try(ask);
		if (exit >= 0)
			return exit;
		(void)nanosleep(&pause, NULL);
	} while (clock_monotonic_us() < until);
	cli_say("%s: all its places are taken", ask->settings->control);
	return EX_TEMPFAIL;
}

/* As ask_once, with the file in the place of standard input. */
static int
ask_file(struct ask *ask, const char *const *args, size_t nargs)
{
	struct err err = ERR_INIT;
	int exit, fd;

	if (nargs == 0 || strcmp(args[0], "-") == 0)
		return ask_once(ask, args, nargs);
	fd = open(args[0], O_RDONLY | O_CLOEXEC);
	if (fd < 0) {
		(void)err_set(
		    &err, STATUS_NOINPUT, "%s: %s", args[0], strerror(errno));
		return cli_fail(&err);
	}
	ask->files[0] = fd;
	exit = ask_once(ask, args, nargs);
	ask->files[0] = STDIN_FILENO;
	(void)close(fd);
	return exit;
}

/* A request for each file; the worst of their ends. */
static int
ask_files(struct ask *ask)
{
	const struct cli *cli = ask->cli;
	int worst = EX_OK;

	for (size_t i = 0; i < cli->nargs; i++) {
		int exit;

		if (cli->nargs > 1 && !cli->json) {
			out_text(stdout, slice_cstr(cli->args[i]));
			(void)fputs(":\n", stdout);
		}
		exit = ask_file(ask, &cli->args[i], 1);
		worst = exit > worst ? exit : worst;
	}
	return out_end(worst);
}

/* The standard files must be there to be sent. */
static bool
files_there(void)
{
	for (int fd = 0; fd < REQUEST_FILES; fd++) {
		if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", O_RDWR) != fd)
			return false;
	}
	return true;
}

static int
ask_run(struct ask *ask, const struct access *access)
{
	const struct cli *cli = ask->cli;
	int exit;

	if (!files_there()) {
		cli_say("standard input, output or error is not open");
		return EX_OSERR;
	}
	if (access != NULL && access->files == ACCESS_FILES)
		return ask_files(ask);
	if (access == NULL || access->files == ACCESS_NO_FILE)
		return ask_once(ask, cli->args, cli->nargs);
	exit = ask_file(ask, cli->args, cli->nargs);
	/* with no file it is the MTA's pipe, which is to try again */
	return exit == EX_OK || cli->nargs > 0 ? exit : EX_TEMPFAIL;
}

int
control_ask(struct cli *cli)
{
	const struct access *access = access_find(cli->command);
	struct ask ask = { .cli = cli, .files = { 0, 1, 2 } };
	struct settings *settings;
	int exit = -1;

	if (access != NULL && access->anyone)
		return -1;
	settings = settings_quiet(cli);
	if (settings != NULL && settings->control != NULL &&
	    !is_owner(settings)) {
		ask.settings = settings;
		exit = ask_run(&ask, access);
	}
	settings_unref(settings);
	return exit;
}
