/*
 * recall.h - `kill --recall`: what was accepted in a scope and still lies in
 * the MTA's queue is put on hold there; what has left is listed.
 */
#ifndef CLI_RECALL_H
#define CLI_RECALL_H

#include "cli/cli.h"
#include "store/store.h"

struct recall {
	struct cli *cli;
	struct store *store;
	const char *scope, *reason;
	int64_t since_us; /* what left before then is not listed */
};

/* Prints and records what it does; an exit status. */
int recall_run(const struct recall *recall);

#endif
