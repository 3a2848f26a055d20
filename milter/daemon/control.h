/*
 * control.h - the control socket: commands of people who may not open the
 * database.
 *
 * The daemon hears no word of a request.  It asks the kernel who connected,
 * finds the roles that their groups grant, and hands the connection to a
 * process of its own, `sendgate --control ROLES`, which reads the request,
 * holds it against the table of roles, does it or refuses it, and puts that on
 * record.  What a hostile caller sends can harm that process alone.
 */
#ifndef DAEMON_CONTROL_H
#define DAEMON_CONTROL_H

#include "pipeline/pipeline.h"

struct control;

struct control_params {
	const char *listen; /* "unix:/path", or NULL: no control socket */
	const char *config; /* absolute; for the process that serves */
	const struct pipeline *pipeline;
};

/*
 * Makes the socket, and removes a stale one first; what params point to must
 * outlive it.  *control_r is NULL where there is to be none.  STATUS_BUSY
 * where another program listens there.
 */
enum status control_open(const struct control_params *params,
    struct control **control_r, struct err *err_r);

/* Starts the thread that serves it, with every signal blocked. */
enum status control_start(struct control *control, struct err *err_r);

/*
 * Ends the thread and removes the socket.  Commands that run have two seconds
 * to end; what runs longer goes on without the daemon.  NULL is fine.
 */
void control_stop(struct control *control);

#endif
