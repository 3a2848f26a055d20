/*
 * mta.h - SMTP events in, one answer out: the only place that speaks
 * libmilter.
 *
 * It collects what the MTA says of a message (one struct mta_session a
 * connection, by smfi_setpriv), asks the handler twice - when the headers are
 * complete, and at the end of the message - and carries the answer out:
 * headers deleted, the reply set, the message quarantined or discarded.  It
 * decides nothing and knows no rule.
 */
#ifndef MTA_MTA_H
#define MTA_MTA_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/arena.h"
#include "base/status.h"
#include "message/assemble.h"
#include "message/envelope.h"
#include "message/field.h"

#define MTA_RCPT_MAX 50000 /* recipients of one message */
#define MTA_REPLY_MAX 980  /* bytes smfi_setreply takes */

/* A message on its way in.  Lives from MAIL to its end or abort. */
struct mta_message {
	struct arena *arena; /* of this message, reset after it */
	struct envelope envelope;
	struct message_fields
	    fields;               /* names and values as the MTA gave them */
	struct assembly assembly; /* the bytes, body too once asked for */
	bool rcpts_cut;           /* past MTA_RCPT_MAX */
	int64_t started_us;       /* monotonic, at MAIL */
	void *work;               /* the handler's own */
};

enum mta_action {
	MTA_ACCEPT,
	MTA_REJECT,    /* code, status, text */
	MTA_TEMPFAIL,  /* code, status, text */
	MTA_DISCARD,   /* taken over: the MTA is told to drop its copy */
	MTA_QUARANTINE /* onto the MTA's hold queue, with text as reason */
};

struct mta_answer {
	enum mta_action action;
	int code;                     /* 550, 451 */
	const char *status;           /* "5.7.1" */
	char text[MTA_REPLY_MAX + 1]; /* "%" not yet doubled */
	bool strip; /* delete every header for which drop() is true */
};

enum mta_step {
	MTA_STEP_PASS, /* the gate is done: no body is asked for, untouched */
	MTA_STEP_BODY, /* receive the body, then message_end */
	MTA_STEP_FAIL  /* our own failure: 451 at once */
};

/* Every function may be called on many threads at once. */
struct mta_handler {
	void *arg;
	size_t message_max; /* bytes of a message that are kept */
	/* at MAIL; STATUS_OK, or the message is tempfailed */
	enum status (*begin)(void *arg, struct mta_message *message);
	/* all headers are there */
	enum mta_step (*header_end)(void *arg, struct mta_message *message);
	/* all is there: fills the answer; what it records is on disk by then */
	void (*message_end)(void *arg, struct mta_message *message,
	    struct mta_answer *answer_r);
	/* the answer (accept, discard, quarantine) could not be carried out
	   and the MTA is told 4xx: to be put on record before that */
	void (*undone)(void *arg, struct mta_message *message,
	    const struct mta_answer *answer);
	/* after every message, aborted ones too */
	void (*end)(void *arg, struct mta_message *message);
	/* a header that never leaves */
	bool (*drop)(struct slice name);
};

struct mta_params {
	const char *listen; /* "unix:/path", "local:/path", "inet:port@host" */
	bool has_mode;
	mode_t mode;       /* of a Unix socket */
	const char *group; /* or NULL */
	const struct mta_handler *handler;
};

/*
 * Opens the socket (a stale Unix socket of ours is removed, a live one is
 * STATUS_BUSY) with mode and group set before anybody can connect.
 */
enum status mta_open(const struct mta_params *params, struct err *err_r);

/*
 * Serves until mta_stop(); called once, by the main thread, which keeps its
 * signal handlers while libmilter runs on other threads.  STATUS_BUSY where it
 * ended with messages still in hand, whose handler may yet be called.
 */
enum status mta_serve(struct err *err_r);

/* From any thread: finish the messages in hand and return from mta_serve(). */
void mta_stop(void);

/* The version of the libmilter in use: major, minor, patch.  Any thread. */
void mta_library(unsigned version_r[3]);

/* Pure pieces, for tests. */

/* text with "%" doubled, CR, LF and non-printing bytes made "?", cut to fit. */
void mta_reply_escape(const char *text, char out[2 * MTA_REPLY_MAX + 1]);

#endif
