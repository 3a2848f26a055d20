/*
 * probe.h - one message handed to the gate as an MTA would, over its milter
 * socket.
 *
 * It goes no further than the gate: what is accepted is sent to nobody.  Since
 * the MTA's side is ours, no agent's password is needed.
 */
#ifndef CLI_PROBE_H
#define CLI_PROBE_H

#include <stddef.h>

#include "base/status.h"

#define PROBE_SECONDS 30 /* how long an answer is waited for */
#define PROBE_TEXT_MAX 1024
#define PROBE_FIELDS_MAX 24

struct probe_field {
	const char *name, *value;
};

struct probe_mail {
	const char *login;  /* as the MTA would vouch for it, or NULL */
	const char *client; /* address of the client, IPv4 or IPv6 */
	const char *sender, *rcpt;
	const char *queue_id;
	struct probe_field field[PROBE_FIELDS_MAX];
	size_t nfields;
	const char *body; /* lines end with CRLF */
};

enum probe_outcome {
	PROBE_ACCEPTED,
	PROBE_REJECTED,
	PROBE_TEMPFAILED,
	PROBE_HELD
};

struct probe_answer {
	enum probe_outcome outcome;
	char text[PROBE_TEXT_MAX]; /* the reply, "" where there is none */
};

/*
 * STATUS_UNAVAILABLE: the gate is not there, does not answer in time, or says
 * what no milter should.
 */
enum status probe_run(const char *listen, const struct probe_mail *mail,
    struct probe_answer *answer_r, struct err *err_r);

#endif
