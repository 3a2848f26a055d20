/*
 * milter_load - plays the MTA's side of the milter protocol (version 6) over
 * many connections at once and measures.
 *
 *	milter_load SOCKET SESSIONS MESSAGES FILE LOGIN RCPT
 *
 * SOCKET is the path of a Unix socket.  Each of SESSIONS threads sends MESSAGES
 * copies of FILE, one connection a message as Postfix does, with LOGIN as the
 * authenticated sender.  Prints one line of name=value pairs: messages a
 * second, how many of each verdict, and the median, 99th percentile and
 * largest time from the end of the message to its answer.
 */
#include <arpa/inet.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

#define CHUNK 65535u
#define PACKET_MAX (1u << 20)
#define FIELD_MAX 100

/* What the load generator offers; the milter picks from it. */
#define OFFER_ACTIONS 0x1FFu
#define OFFER_STEPS 0x1FFFFFu

enum { /* SMFIP_* of the protocol */
	SKIP_CONNECT = 0x1,
	SKIP_HELO = 0x2,
	SKIP_MAIL = 0x4,
	SKIP_RCPT = 0x8,
	SKIP_BODY = 0x10,
	SKIP_HEADERS = 0x20,
	SKIP_EOH = 0x40,
	QUIET_HEADER = 0x80,
	SKIP_DATA = 0x200,
	QUIET_CONNECT = 0x1000,
	QUIET_HELO = 0x2000,
	QUIET_MAIL = 0x4000,
	QUIET_RCPT = 0x8000,
	QUIET_DATA = 0x10000,
	QUIET_EOH = 0x40000,
	QUIET_BODY = 0x80000
};

enum verdict {
	ACCEPT,
	REJECT,
	TEMPFAIL,
	DISCARD,
	BROKEN,
	VERDICTS
};

struct field {
	char *packet; /* name NUL value NUL */
	size_t len;
};

struct mail {
	struct field fields[FIELD_MAX];
	size_t nfields;
	char *body;
	size_t nbody;
};

struct job {
	const char *socket;
	const char *login;
	const char *rcpt;
	const struct mail *mail;
	long messages;
};

struct worker {
	pthread_t thread;
	const struct job *job;
	long verdicts[VERDICTS];
	double *waits; /* seconds, one a message */
	long nwaits;
};

struct link {
	int fd;
	uint32_t steps;
	char *packet; /* PACKET_MAX */
	size_t len;
};

static double
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static bool
write_all(int fd, const char *p, size_t n)
{
	while (n > 0) {
		ssize_t done = write(fd, p, n);

		if (done <= 0)
			return false;
		p += done;
		n -= (size_t)done;
	}
	return true;
}

static bool
read_all(int fd, char *p, size_t n)
{
	while (n > 0) {
		ssize_t done = read(fd, p, n);

		if (done <= 0)
			return false;
		p += done;
		n -= (size_t)done;
	}
	return true;
}

static bool
send_packet(struct link *l, char command, const char *data, size_t len)
{
	char head[5];
	uint32_t n = htonl((uint32_t)len + 1);

	memcpy(head, &n, 4);
	head[4] = command;
	return write_all(l->fd, head, 5) && write_all(l->fd, data, len);
}

/* The milter's next packet; its command, or 0. */
static char
read_packet(struct link *l)
{
	uint32_t n;

	if (!read_all(l->fd, (char *)&n, 4))
		return 0;
	n = ntohl(n);
	if (n == 0 || n > PACKET_MAX || !read_all(l->fd, l->packet, n))
		return 0;
	l->len = n;
	return l->packet[0];
}

static bool
link_open(struct link *l, const char *path)
{
	struct sockaddr_un sun = { .sun_family = AF_UNIX };
	uint32_t offer[3] = { htonl(6), htonl(OFFER_ACTIONS),
		htonl(OFFER_STEPS) };

	snprintf(sun.sun_path, sizeof(sun.sun_path), "%s", path);
	l->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (l->fd < 0 ||
	    connect(l->fd, (struct sockaddr *)&sun, sizeof(sun)) != 0 ||
	    !send_packet(l, 'O', (char *)offer, sizeof(offer)) ||
	    read_packet(l) != 'O' || l->len < 13)
		return false;
	memcpy(&l->steps, l->packet + 9, 4);
	l->steps = ntohl(l->steps);
	return true;
}

static void
link_close(struct link *l)
{
	if (l->fd < 0)
		return;
	send_packet(l, 'Q', "", 0);
	close(l->fd);
	l->fd = -1;
}

/* Reads past modifications to the answer of a step. */
static char
answer(struct link *l)
{
	char c;

	do
		c = read_packet(l);
	while (c != 0 && strchr("hime+-bpq2", c) != NULL);
	return c;
}

/*
 * One step with its macros; 'c' while the message goes on.  `steps` says
 * whether the milter wants it, and whether it answers.
 */
static char
step(struct link *l, char command, struct field data, uint32_t skip,
    uint32_t quiet)
{
	if (l->steps & skip)
		return 'c';
	if (!send_packet(l, command, data.packet, data.len))
		return 0;
	return l->steps & quiet ? 'c' : answer(l);
}

static struct field
join(char *out, const char *const *strings)
{
	struct field f = { out, 0 };

	for (; *strings != NULL; strings++) {
		size_t n = strlen(*strings) + 1;

		memcpy(out + f.len, *strings, n);
		f.len += n;
	}
	return f;
}

static char
open_message(struct link *l, const struct job *job)
{
	static const char peer[] = "client.test\0004\020\222"
				   "127.0.0.1";
	char text[1024], address[300];
	char c;

	snprintf(address, sizeof(address), "<%s>", job->login);
	c = step(l, 'C', (struct field){ (char *)peer, sizeof(peer) },
	    SKIP_CONNECT, QUIET_CONNECT);
	if (c == 'c')
		c = step(l, 'H', (struct field){ (char *)"client.test", 12 },
		    SKIP_HELO, QUIET_HELO);
	if (c != 'c')
		return c;
	text[0] = 'M';
	join(text + 1,
	    (const char *[]){
		"{auth_authen}", job->login, "{auth_type}", "PLAIN", NULL });
	send_packet(l, 'D', text,
	    1 + sizeof("{auth_authen}") + strlen(job->login) + 1 +
		sizeof("{auth_type}") + sizeof("PLAIN"));
	c = step(l, 'M', join(text, (const char *[]){ address, NULL }),
	    SKIP_MAIL, QUIET_MAIL);
	snprintf(address, sizeof(address), "<%s>", job->rcpt);
	if (c == 'c')
		c = step(l, 'R', join(text, (const char *[]){ address, NULL }),
		    SKIP_RCPT, QUIET_RCPT);
	if (c == 'c')
		c = step(
		    l, 'T', (struct field){ text, 0 }, SKIP_DATA, QUIET_DATA);
	return c;
}

/* Headers and body; *begun_r is when the end of the message was sent. */
static char
send_content(struct link *l, const struct mail *mail, double *begun_r)
{
	char c = 'c';
	size_t i, n;

	*begun_r = now();
	for (i = 0; c == 'c' && i < mail->nfields; i++)
		c = step(l, 'L', mail->fields[i], SKIP_HEADERS, QUIET_HEADER);
	if (c == 'c')
		c = step(
		    l, 'N', (struct field){ NULL, 0 }, SKIP_EOH, QUIET_EOH);
	for (i = 0; c == 'c' && i < mail->nbody; i += n) {
		n = mail->nbody - i < CHUNK ? mail->nbody - i : CHUNK;
		c = step(l, 'B', (struct field){ mail->body + i, n }, SKIP_BODY,
		    QUIET_BODY);
		if (c == 's') {
			c = 'c';
			break;
		}
	}
	if (c != 'c')
		return c;
	*begun_r = now();
	return step(l, 'E', (struct field){ NULL, 0 }, 0, 0);
}

static enum verdict
verdict_of(char c, const struct link *l)
{
	switch (c) {
	case 'a':
	case 'c':
		return ACCEPT;
	case 'd':
		return DISCARD;
	case 'r':
		return REJECT;
	case 't':
		return TEMPFAIL;
	case 'y':
		return l->len > 1 && l->packet[1] == '4' ? TEMPFAIL : REJECT;
	default:
		return BROKEN;
	}
}

static void *
work(void *arg)
{
	struct worker *w = arg;
	struct link l = { .fd = -1 };
	long i;

	l.packet = malloc(PACKET_MAX);
	for (i = 0; l.packet != NULL && i < w->job->messages; i++) {
		double begun = now();
		char c = 0;

		if (link_open(&l, w->job->socket)) {
			c = open_message(&l, w->job);
			if (c == 'c')
				c = send_content(&l, w->job->mail, &begun);
		}
		w->waits[w->nwaits++] = now() - begun;
		w->verdicts[verdict_of(c, &l)]++;
		link_close(&l);
	}
	free(l.packet);
	return NULL;
}

static char *
read_file(const char *path, size_t *len_r)
{
	FILE *f = fopen(path, "rb");
	struct stat st;
	char *p;

	if (f == NULL || fstat(fileno(f), &st) != 0)
		exit(EX_NOINPUT);
	p = malloc((size_t)st.st_size + 1);
	if (p == NULL)
		exit(EX_OSERR);
	*len_r = fread(p, 1, (size_t)st.st_size, f);
	p[*len_r] = '\0';
	fclose(f);
	return p;
}

/* One "Name: value" line, unfolded fields only, as a header packet. */
static void
mail_add(struct mail *mail, const char *line, size_t len)
{
	const char *colon = memchr(line, ':', len);
	struct field *f;

	if (colon == NULL || mail->nfields == FIELD_MAX)
		exit(EX_DATAERR);
	f = &mail->fields[mail->nfields++];
	f->len = len + 1;
	f->packet = malloc(f->len);
	if (f->packet == NULL)
		exit(EX_OSERR);
	memcpy(f->packet, line, len);
	f->packet[colon - line] = '\0';
	f->packet[len] = '\0';
}

/* FILE has LF line ends and no folded header. */
static void
mail_read(struct mail *mail, const char *path)
{
	size_t len, i, at = 0;
	char *text = read_file(path, &len);

	while (at < len && text[at] != '\n') {
		size_t end = at + strcspn(text + at, "\n");

		mail_add(mail, text + at, end - at);
		at = end + 1;
	}
	mail->body = malloc(2 * (len - at) + 1);
	if (mail->body == NULL)
		exit(EX_OSERR);
	for (i = at + 1; i < len; i++) {
		if (text[i] == '\n')
			mail->body[mail->nbody++] = '\r';
		mail->body[mail->nbody++] = text[i];
	}
	free(text);
}

static int
compare(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static void
report(const struct worker *workers, long sessions, double seconds)
{
	static const char *const names[] = { "accept", "reject", "tempfail",
		"discard", "broken" };
	long total = 0, counts[VERDICTS] = { 0 }, i, v;
	double *all;

	for (i = 0; i < sessions; i++)
		total += workers[i].nwaits;
	all = malloc((size_t)(total + 1) * sizeof(*all));
	if (all == NULL || total == 0)
		exit(EX_OSERR);
	total = 0;
	for (i = 0; i < sessions; i++) {
		memcpy(all + total, workers[i].waits,
		    (size_t)workers[i].nwaits * sizeof(*all));
		total += workers[i].nwaits;
		for (v = 0; v < VERDICTS; v++)
			counts[v] += workers[i].verdicts[v];
	}
	qsort(all, (size_t)total, sizeof(*all), compare);
	printf("rate=%.0f messages=%ld", (double)total / seconds, total);
	for (v = 0; v < VERDICTS; v++)
		printf(" %s=%ld", names[v], counts[v]);
	printf(" p50_ms=%.2f p99_ms=%.2f max_ms=%.2f\n", all[total / 2] * 1e3,
	    all[total * 99 / 100] * 1e3, all[total - 1] * 1e3);
	free(all);
}

static void
start(struct worker *w, const struct job *job)
{
	w->job = job;
	w->waits = calloc((size_t)job->messages, sizeof(double));
	if (w->waits == NULL || pthread_create(&w->thread, NULL, work, w) != 0)
		exit(EX_OSERR);
}

int
main(int argc, char **argv)
{
	static struct mail mail;
	struct job job;
	struct worker *workers;
	long sessions, i;
	double begun;

	if (argc != 7) {
		fprintf(stderr,
		    "usage: %s SOCKET SESSIONS MESSAGES FILE LOGIN RCPT\n",
		    argv[0]);
		return EX_USAGE;
	}
	sessions = strtol(argv[2], NULL, 10);
	job = (struct job){ argv[1], argv[5], argv[6], &mail,
		strtol(argv[3], NULL, 10) };
	mail_read(&mail, argv[4]);
	if (sessions < 1 || job.messages < 1)
		return EX_USAGE;
	workers = calloc((size_t)sessions, sizeof(*workers));
	if (workers == NULL)
		return EX_OSERR;
	signal(SIGPIPE, SIG_IGN); /* a closed link counts as broken */
	begun = now();
	for (i = 0; i < sessions; i++)
		start(&workers[i], &job);
	for (i = 0; i < sessions; i++)
		pthread_join(workers[i].thread, NULL);
	report(workers, sessions, now() - begun);
	return EX_OK;
}
