/*
 * notify.h - a word to the service manager, as sd_notify(3) describes its
 * protocol: a datagram of NAME=VALUE lines to the socket that NOTIFY_SOCKET
 * names.  Without that variable everything here does nothing.
 */
#ifndef DAEMON_NOTIFY_H
#define DAEMON_NOTIFY_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "base/status.h"

struct notify {
	int fd; /* -1: nobody wants to know */
	struct sockaddr_un to;
	socklen_t to_len;
	int64_t
	    watchdog_us; /* a sign of life within it; 0: none is asked for */
};

#define NOTIFY_INIT      \
	{                \
		.fd = -1 \
	}

/*
 * Reads NOTIFY_SOCKET, WATCHDOG_USEC and WATCHDOG_PID, and takes them out of
 * the environment, so that no child speaks for the daemon.  Called once, while
 * there is one thread, by the process that will serve.  A path that is no
 * socket address, or no memory for a socket, is STATUS_CONFIG or STATUS_IO.
 */
enum status notify_open(struct notify *notify, struct err *err_r);
void notify_close(struct notify *notify);

/* Each is safe on any thread; what can't be sent is lost, as the protocol has
   it.  status is for people, one line, or NULL. */
void notify_ready(const struct notify *notify, const char *status);
void notify_reloading(const struct notify *notify);
void notify_stopping(const struct notify *notify);
void notify_alive(const struct notify *notify);

/* How long to wait between signs of life, in ms; -1: none is asked for. */
int notify_interval(const struct notify *notify);

#endif
