/*
 * local.h - a Unix socket made in a folder: guarded, cleared, given rights and
 * removed.
 *
 * The milter's socket and the control socket share it; who binds is the
 * caller.  The kind is SOCK_STREAM or SOCK_SEQPACKET.
 */
#ifndef MTA_LOCAL_H
#define MTA_LOCAL_H

#include <stdbool.h>
#include <sys/stat.h>
#include <sys/un.h>

#include "base/status.h"

/* False where the path is too long for an address. */
bool local_address(const char *path, struct sockaddr_un *addr_r);

/*
 * Locks the path's folder, so that of two daemons that start at once the
 * second sees the first.  Closing *fd_r gives the lock back.  A lock that
 * somebody else keeps is waited for no longer than three seconds.
 */
enum status local_lock(const char *path, int *fd_r, struct err *err_r);

/*
 * Removes what a dead daemon left.  STATUS_BUSY where another program listens,
 * STATUS_CANTCREATE where something is there that is no socket.
 */
enum status local_clear(const char *path, int kind, struct err *err_r);

/* The group (NULL: as it is) and then the mode; before there are threads. */
enum status local_rights(
    const char *path, const char *group, mode_t mode, struct err *err_r);

/* The inode at path, by which a socket is told from another's; 0 for none. */
ino_t local_inode(const char *path);

/* Removes the socket where it is still the one of that inode. */
void local_remove(const char *path, ino_t inode);

#endif
