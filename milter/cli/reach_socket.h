/*
 * reach_socket.h - a connection to the gate's own milter socket.
 */
#ifndef CLI_REACH_SOCKET_H
#define CLI_REACH_SOCKET_H

#include "base/status.h"

/*
 * Connects to what `listen` of the configuration names.  *fd_r is the caller's
 * to close.  STATUS_UNAVAILABLE with the reason where nobody is there.
 */
enum status reach_socket_open(const char *listen, int *fd_r, struct err *err_r);

/* Is somebody there? */
enum status reach_socket(const char *listen, struct err *err_r);

#endif
