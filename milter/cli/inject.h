/*
 * inject.h - a released message handed to the MTA by SMTP: the only place
 * that speaks libESMTP.
 *
 * Only a 2xx to the end of the data counts as taken.  A connection lost after
 * that end was sent leaves an outcome that nobody knows.
 */
#ifndef CLI_INJECT_H
#define CLI_INJECT_H

#include "base/arena.h"
#include "base/status.h"
#include "message/message.h"

#define INJECT_ANSWER_MAX 512
#define INJECT_ADDRESS_MAX 500 /* bytes of an address */

struct inject_params {
	const char *host;
	unsigned port;
	struct slice sender;
	const struct slice *rcpts;
	size_t nrcpts;
	const struct message *message; /* as it was received */
	const char *token;             /* for X-Agent-Release */
};

enum inject_outcome {
	INJECT_TAKEN,
	INJECT_TEMPORARY,   /* the MTA answered 4xx */
	INJECT_PERMANENT,   /* the MTA answered 5xx */
	INJECT_UNAVAILABLE, /* no MTA, or lost before the end of the data */
	INJECT_UNKNOWN      /* lost after it */
};

struct inject_result {
	enum inject_outcome outcome;
	char answer[INJECT_ANSWER_MAX]; /* the MTA's, or what happened */
};

/*
 * Can this message be sent unchanged?  STATUS_DATA with the reason where the
 * library would alter it or an address can't be written.
 */
enum status inject_check(const struct inject_params *params, struct err *err_r);

/*
 * What goes over the wire before dot-stuffing: X-Agent-Release on top, every
 * other X-Agent header gone, every line end CRLF.  In the arena.
 */
enum status inject_message(const struct inject_params *params,
    struct arena *arena, struct slice *bytes_r, struct err *err_r);

/* Sends it, and blocks meanwhile; STATUS_NOMEM and STATUS_DATA are the errors. */
enum status inject_run(const struct inject_params *params, struct arena *arena,
    struct inject_result *result_r, struct err *err_r);

#endif
