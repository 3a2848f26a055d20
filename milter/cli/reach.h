/*
 * reach.h - does the daemon answer at its socket?
 */
#ifndef CLI_REACH_H
#define CLI_REACH_H

#include <stdbool.h>

/* listen as libmilter takes it: "unix:/path", "inet:port@host". */
bool daemon_reachable(const char *listen);

#endif
