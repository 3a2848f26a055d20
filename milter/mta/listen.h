/*
 * listen.h - the address on which the MTA finds us.
 */
#ifndef MTA_LISTEN_H
#define MTA_LISTEN_H

#include "mta/mta.h"

/* The path of "unix:/path" or "local:/path" (or a bare path), else NULL. */
const char *listen_path(const char *listen);

/*
 * Opens the socket by libmilter, with mode and group; a stale one is removed
 * first.  *inode_r tells our socket from another's later (0 for inet).
 */
enum status listen_open(
    const struct mta_params *params, ino_t *inode_r, struct err *err_r);

/* Removes the Unix socket where it is still ours. */
void listen_remove(const char *listen, ino_t inode);

#endif
