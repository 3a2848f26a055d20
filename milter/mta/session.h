/*
 * session.h - one connection of the MTA, and the message on it.
 *
 * Small, since a busy relay keeps thousands: the message's arena and buffers
 * are there from MAIL to its end and are given back after it.
 */
#ifndef MTA_SESSION_H
#define MTA_SESSION_H

#include <libmilter/mfapi.h>
#include <netinet/in.h>

#include "mta/mta.h"

/* What the arena of one message may take beyond a multiple of its size. */
#define MTA_ARENA_BASE ((size_t)64 << 20)
#define MTA_ARENA_FACTOR 8

struct mta_session {
	const struct mta_handler *handler;
	bool leading_space; /* the MTA sends values with the blank after ":" */
	bool open;          /* a message is in hand */
	bool headers_done;  /* the handler was asked at their end */
	enum mta_step step; /* what it said */
	bool failed;        /* an event could not be kept: out of memory */
	char client[INET6_ADDRSTRLEN];
	struct mta_message message;
};

/* A new one; NULL when out of memory. */
struct mta_session *mta_session_new(const struct mta_handler *handler);

/* Ends the message in hand, if any, and frees. NULL is fine. */
void mta_session_free(struct mta_session *session);

/* A message begins: the arena and an empty assembly. STATUS_NOMEM. */
enum status mta_session_open(struct mta_session *session);

/* It is over, one way or another; fine where none is in hand. */
void mta_session_close(struct mta_session *session);

/* How many messages are in hand, on all connections. */
int mta_session_in_hand(void);

/*
 * Carries the answer out and gives what the callback returns.  An answer that
 * can't be carried out becomes a tempfail.
 */
sfsistat mta_deliver(
    SMFICTX *ctx, struct mta_session *session, const struct mta_answer *answer);

/* 451 4.3.0 with text. */
sfsistat mta_deliver_failure(SMFICTX *ctx, const char *text);

/* The callbacks, for registration; handler is what every session gets. */
void mta_event_table(
    const struct mta_handler *handler, struct smfiDesc *desc_r);

/* While true, MAIL is answered 451: the daemon is about to stop. */
void mta_event_refuse(bool refuse);

#endif
