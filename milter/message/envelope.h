/*
 * envelope.h - who a message is from and to, by SMTP (RFC 5321), and its
 * addresses taken apart.
 */
#ifndef MESSAGE_ENVELOPE_H
#define MESSAGE_ENVELOPE_H

#include "base/arena.h"
#include "base/status.h"
#include "base/vec.h"

/* An address without angle brackets; "" for the null sender. */
struct envelope {
	struct slice sender;
	struct VEC(struct slice) rcpts; /* in order, duplicates kept */
	struct slice login;             /* {auth_authen}, "" if none */
	struct slice client;            /* IP address in text, "" if none */
	struct slice queue_id;          /* {i}, "" if none */
	bool eight_bit;                 /* BODY=8BITMIME was declared */
	bool smtputf8;
};

/*
 * The address inside "<...>", or text itself, trimmed; a source route
 * ("@a,@b:") is dropped.
 */
struct slice envelope_address(struct slice text);

/* What stands after the last "@" (all of it if none); before it ("" if none). */
struct slice envelope_domain(struct slice address);
struct slice envelope_local(struct slice address);

/* address with its domain in lower case, in the arena. */
struct slice envelope_normal(struct slice address, struct arena *arena);

#endif
