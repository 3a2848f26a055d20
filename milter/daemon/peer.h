/*
 * peer.h - who is at the other end of a Unix socket, by the kernel, and what
 * that lets them do.
 */
#ifndef DAEMON_PEER_H
#define DAEMON_PEER_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/status.h"
#include "config/settings.h"

/* As they were when it connected; nothing that the peer says is asked. */
struct peer {
	uid_t uid;
	gid_t *groups; /* its group and the supplementary ones */
	size_t ngroups;
};

/* SO_PEERCRED and SO_PEERGROUPS of a connection.  Any thread. */
enum status peer_read(int fd, struct peer *peer_r, struct err *err_r);
void peer_free(struct peer *peer); /* fine for a zeroed one */

/*
 * The bits of enum request_role that the groups of `roles` grant; all of them
 * to root and to this process's own user.  A group that is not there grants
 * nothing.  Any thread.
 */
unsigned peer_roles(const struct peer *peer, const struct settings *settings);

#endif
