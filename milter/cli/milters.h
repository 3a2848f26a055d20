/*
 * milters.h - the value of Postfix's smtpd_milters: a list of places, each
 * alone or in braces with its own settings (postconf(5), MILTER_README).
 */
#ifndef CLI_MILTERS_H
#define CLI_MILTERS_H

#include "base/arena.h"
#include "base/slice.h"
#include "base/status.h"

#define MILTERS_MAX 64 /* places of one list */

struct milters_place {
	struct slice text;    /* as it is written, without any blank */
	struct slice address; /* "unix:sendgate/milter.sock" */
	struct slice action;  /* of default_action, or empty */
};

struct milters {
	struct milters_place place[MILTERS_MAX];
	size_t n;
};

/*
 * Takes value apart; what it holds lies in the arena.  STATUS_DATA where a
 * brace is not closed or the list is too long.
 */
enum status milters_read(struct slice value, struct arena *arena,
    struct milters *milters_r, struct err *err_r);

/*
 * Is place the gate that listens at listen (as sendgate.yaml has it)?  queue is
 * Postfix's queue folder, where its relative paths start.
 */
bool milters_is_gate(const struct milters_place *place, const char *listen,
    struct slice queue, struct arena *arena);

/* Index of the gate, or SLICE_NONE. */
size_t milters_find(const struct milters *milters, const char *listen,
    struct slice queue, struct arena *arena);

/* The gate's address in Postfix's words; NULL: no memory. */
const char *milters_address(
    const char *listen, struct slice queue, struct arena *arena);

/* The list with the gate in front, and tempfail as what happens without it. */
const char *milters_with(const struct milters *milters, const char *listen,
    struct slice queue, struct arena *arena);

#endif
