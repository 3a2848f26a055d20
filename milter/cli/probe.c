/*
 * probe.c - the MTA's side of the milter protocol, as far as one message needs
 * it.
 *
 * It offers no optional step, so that the gate answers each; packets are a
 * length of four bytes, a command and its data (libmilter/mfdef.h).
 */
#include "cli/probe.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "base/buf.h"
#include "cli/reach_socket.h"

#define PACKET_MAX ((size_t)64 << 10)
#define PROTOCOL_VERSION 6
#define ACTIONS_ALL 0x1ff

struct probe {
	int fd;
	struct buf packet; /* to send, or as received */
	struct probe_answer *answer;
	bool done; /* the message has its answer */
};

static enum status
gone(struct err *err_r)
{
	return err_set(err_r, STATUS_UNAVAILABLE,
	    "the gate does not answer%s%s", errno != 0 ? ": " : "",
	    errno != 0 ? strerror(errno) : "");
}

static void
number_put(unsigned char out[4], size_t value)
{
	for (size_t i = 0; i < 4; i++)
		out[i] = (unsigned char)(value >> (8 * (3 - i)));
}

static enum status
packet_send(struct probe *probe, char command, struct err *err_r)
{
	unsigned char head[5];
	const char *at = buf_cstr(&probe->packet);
	size_t left = probe->packet.len;
	ssize_t put;

	if (buf_failed(&probe->packet))
		return err_nomem(err_r);
	number_put(head, left + 1);
	head[4] = (unsigned char)command;
	errno = 0;
	if (send(probe->fd, head, sizeof(head), MSG_NOSIGNAL) !=
	    (ssize_t)sizeof(head))
		return gone(err_r);
	for (; left > 0; left -= (size_t)put, at += put) {
		put = send(probe->fd, at, left, MSG_NOSIGNAL);
		if (put <= 0)
			return gone(err_r);
	}
	return STATUS_OK;
}

static enum status
exactly(struct probe *probe, unsigned char *out, size_t len, struct err *err_r)
{
	while (len > 0) {
		ssize_t got;

		errno = 0;
		got = recv(probe->fd, out, len, 0);
		if (got <= 0)
			return gone(err_r);
		out += got;
		len -= (size_t)got;
	}
	return STATUS_OK;
}

/* One packet of the gate's into probe->packet; its command. */
static enum status
packet_receive(struct probe *probe, char *command_r, struct err *err_r)
{
	unsigned char head[5], chunk[256];
	size_t len = 0, part;
	enum status status = exactly(probe, head, sizeof(head), err_r);

	if (status != STATUS_OK)
		return status;
	for (size_t i = 0; i < 4; i++)
		len = len << 8 | head[i];
	if (len == 0 || len > PACKET_MAX)
		return err_set(err_r, STATUS_UNAVAILABLE,
		    "what listens there is no milter");
	*command_r = (char)head[4];
	buf_clear(&probe->packet);
	for (len--; len > 0 && status == STATUS_OK; len -= part) {
		part = len < sizeof(chunk) ? len : sizeof(chunk);
		status = exactly(probe, chunk, part, err_r);
		if (status == STATUS_OK)
			(void)buf_add(&probe->packet,
			    slice_make((const char *)chunk, part));
	}
	return status;
}

static void
answer_set(struct probe *probe, enum probe_outcome outcome, const char *text)
{
	probe->done = true;
	probe->answer->outcome = outcome;
	(void)snprintf(
	    probe->answer->text, sizeof(probe->answer->text), "%s", text);
}

/* What the gate may say to a step; changes to the message are of no interest. */
static enum status
answer_take(struct probe *probe, char command, bool *on_r, struct err *err_r)
{
	const char *text = buf_cstr(&probe->packet);

	*on_r = false;
	switch (command) {
	case 'c':
		break;
	case 'q': /* onto the hold queue, and go on */
		answer_set(probe, PROBE_HELD, "");
		*on_r = true;
		break;
	case 'y':
		answer_set(probe,
		    *text == '4' ? PROBE_TEMPFAILED : PROBE_REJECTED, text);
		break;
	case 'r':
		answer_set(probe, PROBE_REJECTED, "");
		break;
	case 't':
		answer_set(probe, PROBE_TEMPFAILED, "");
		break;
	case 'd':
		answer_set(probe, PROBE_HELD, "");
		break;
	case 'a':
		if (!probe->done)
			answer_set(probe, PROBE_ACCEPTED, "");
		break;
	case 'm':
	case 'p':
		*on_r = true;
		break;
	default:
		return err_set(err_r, STATUS_UNAVAILABLE,
		    "the gate answered what is not in the protocol");
	}
	return STATUS_OK;
}

/* Macros first, then the step, then its answer. */
static enum status
step(struct probe *probe, char command, const char *const macros[],
    struct slice data, struct err *err_r)
{
	enum status status;
	char said;
	bool on = true;

	buf_clear(&probe->packet);
	(void)buf_add_byte(&probe->packet, command);
	for (size_t i = 0; macros != NULL && macros[i] != NULL; i++) {
		(void)buf_add_cstr(&probe->packet, macros[i]);
		(void)buf_add_byte(&probe->packet, '\0');
	}
	status = packet_send(probe, 'D', err_r);
	buf_clear(&probe->packet);
	(void)buf_add(&probe->packet, data);
	if (status == STATUS_OK)
		status = packet_send(probe, command, err_r);
	while (status == STATUS_OK && on) {
		status = packet_receive(probe, &said, err_r);
		if (status == STATUS_OK)
			status = answer_take(probe, said, &on, err_r);
	}
	return status;
}

static enum status
negotiate(struct probe *probe, struct err *err_r)
{
	unsigned char offer[12];
	enum status status;
	char said = 'O';

	number_put(offer, PROTOCOL_VERSION);
	number_put(offer + 4, ACTIONS_ALL);
	number_put(offer + 8, 0);
	buf_clear(&probe->packet);
	(void)buf_add(
	    &probe->packet, slice_make((const char *)offer, sizeof(offer)));
	status = packet_send(probe, 'O', err_r);
	if (status == STATUS_OK)
		status = packet_receive(probe, &said, err_r);
	if (status == STATUS_OK && said != 'O')
		return err_set(err_r, STATUS_UNAVAILABLE,
		    "what listens there is no milter");
	return status;
}

/* The two texts of a step, each ended by NUL. */
static struct slice
pair(struct buf *data, const char *first, const char *second)
{
	buf_clear(data);
	(void)buf_add_cstr(data, first);
	(void)buf_add_byte(data, '\0');
	if (second != NULL) {
		(void)buf_add_cstr(data, second);
		(void)buf_add_byte(data, '\0');
	}
	return buf_slice(data);
}

static enum status
connect_step(struct probe *probe, const struct probe_mail *mail,
    struct buf *data, struct err *err_r)
{
	static const char *const none[] = { NULL };
	enum status status;

	(void)pair(data, "doctor.sendgate.invalid", NULL);
	(void)buf_add_byte(data, strchr(mail->client, ':') != NULL ? '6' : '4');
	(void)buf_add(data, SLICE("\0\031")); /* a port */
	(void)buf_add_cstr(data, mail->client);
	(void)buf_add_byte(data, '\0');
	status = step(probe, 'C', none, buf_slice(data), err_r);
	if (status == STATUS_OK && !probe->done)
		status = step(probe, 'H', none,
		    pair(data, "doctor.sendgate.invalid", NULL), err_r);
	return status;
}

static enum status
envelope_steps(struct probe *probe, const struct probe_mail *mail,
    struct buf *data, struct err *err_r)
{
	const char *const login[] = { "{auth_authen}",
		mail->login != NULL ? mail->login : "", NULL };
	const char *const queue[] = { "i", mail->queue_id, NULL };
	char address[PROBE_TEXT_MAX];
	enum status status;

	(void)snprintf(address, sizeof(address), "<%s>", mail->sender);
	status = step(probe, 'M', mail->login != NULL ? login : NULL,
	    pair(data, address, NULL), err_r);
	(void)snprintf(address, sizeof(address), "<%s>", mail->rcpt);
	if (status == STATUS_OK && !probe->done)
		status =
		    step(probe, 'R', NULL, pair(data, address, NULL), err_r);
	if (status == STATUS_OK && !probe->done)
		status = step(probe, 'T', queue, SLICE_EMPTY, err_r);
	return status;
}

static enum status
content_steps(struct probe *probe, const struct probe_mail *mail,
    struct buf *data, struct err *err_r)
{
	const char *const queue[] = { "i", mail->queue_id, NULL };
	enum status status = STATUS_OK;

	for (size_t i = 0;
	     i < mail->nfields && status == STATUS_OK && !probe->done; i++)
		status = step(probe, 'L', NULL,
		    pair(data, mail->field[i].name, mail->field[i].value),
		    err_r);
	if (status == STATUS_OK && !probe->done)
		status = step(probe, 'N', queue, SLICE_EMPTY, err_r);
	if (status == STATUS_OK && !probe->done)
		status = step(probe, 'B', NULL, slice_cstr(mail->body), err_r);
	if (status == STATUS_OK && !probe->done)
		status = step(probe, 'E', queue, SLICE_EMPTY, err_r);
	if (status == STATUS_OK && !probe->done)
		answer_set(probe, PROBE_ACCEPTED, "");
	return status;
}

enum status
probe_run(const char *listen, const struct probe_mail *mail,
    struct probe_answer *answer_r, struct err *err_r)
{
	const struct timeval patience = { .tv_sec = PROBE_SECONDS };
	struct probe probe = { .answer = answer_r };
	struct buf data;
	enum status status = reach_socket_open(listen, &probe.fd, err_r);

	*answer_r = (struct probe_answer){ .outcome = PROBE_ACCEPTED };
	if (status != STATUS_OK)
		return status;
	(void)setsockopt(
	    probe.fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	buf_init(&probe.packet, PACKET_MAX);
	buf_init(&data, PACKET_MAX);
	status = negotiate(&probe, err_r);
	if (status == STATUS_OK)
		status = connect_step(&probe, mail, &data, err_r);
	if (status == STATUS_OK && !probe.done)
		status = envelope_steps(&probe, mail, &data, err_r);
	if (status == STATUS_OK && !probe.done)
		status = content_steps(&probe, mail, &data, err_r);
	buf_clear(&probe.packet);
	(void)packet_send(&probe, 'Q', NULL);
	buf_free(&probe.packet);
	buf_free(&data);
	(void)close(probe.fd);
	return status;
}
