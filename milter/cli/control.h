/*
 * control.h - a command given through the control socket: who asks, and who
 * serves.
 */
#ifndef CLI_CONTROL_H
#define CLI_CONTROL_H

#include "cli/cli.h"

#define CONTROL_REQUEST_SECONDS 5 /* for the request to come */
#define CONTROL_RUN_SECONDS 600   /* for the command to be done */

/*
 * Who is neither root nor the service's user has cli's command done through
 * the socket of the configuration, if it has one: the exit status.  -1: it is
 * to be run here.
 */
int control_ask(struct cli *cli);

/*
 * Serves one request on the descriptor REQUEST_FD as the daemon's process,
 * for a caller of these roles (enum request_role): reads it, checks it against
 * the table of roles, runs it or puts the refusal on record, and answers.  The
 * actor is the connection's user, by the kernel.  An exit status.
 */
int control_serve(struct cli *cli, unsigned roles);

/* Says who may open the database, to one who may not. */
void control_hint(const struct settings *settings);

#endif
