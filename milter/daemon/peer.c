/*
 * peer.c - groups are compared by number: those that the process has, not those
 * that a directory says its user is in.
 */
#include "daemon/peer.h"

#include <errno.h>
#include <grp.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/log.h"
#include "base/mem.h"
#include "base/request.h"

#define PEER_GROUPS_MAX ((size_t)65536)    /* the kernel's own */
#define PEER_NAME_SPACE ((size_t)64 << 10) /* for a group with its members */

static enum status
groups_read(int fd, gid_t own, struct peer *peer, struct err *err_r)
{
	socklen_t size = 0;

	/* without room it tells how much it needs */
	if (getsockopt(fd, SOL_SOCKET, SO_PEERGROUPS, NULL, &size) != 0 &&
	    errno != ERANGE)
		return err_set(
		    err_r, STATUS_IO, "SO_PEERGROUPS: %s", strerror(errno));
	if (size > PEER_GROUPS_MAX * sizeof(gid_t))
		return err_set(err_r, STATUS_DENIED, "in too many groups");
	peer->groups = mem_alloc(size + sizeof(gid_t));
	if (peer->groups == NULL)
		return err_nomem(err_r);
	peer->groups[0] = own;
	if (size > 0 &&
	    getsockopt(
		fd, SOL_SOCKET, SO_PEERGROUPS, peer->groups + 1, &size) != 0)
		return err_set(
		    err_r, STATUS_IO, "SO_PEERGROUPS: %s", strerror(errno));
	peer->ngroups = 1 + size / sizeof(gid_t);
	return STATUS_OK;
}

enum status
peer_read(int fd, struct peer *peer_r, struct err *err_r)
{
	struct ucred cred = { .pid = 0 };
	socklen_t size = sizeof(cred);

	*peer_r = (struct peer){ .groups = NULL };
	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &cred, &size) != 0 ||
	    size != sizeof(cred))
		return err_set(
		    err_r, STATUS_IO, "SO_PEERCRED: %s", strerror(errno));
	peer_r->uid = cred.uid;
	return groups_read(fd, cred.gid, peer_r, err_r);
}

void
peer_free(struct peer *peer)
{
	mem_free(peer->groups);
	*peer = (struct peer){ .groups = NULL };
}

static bool
in_group(const struct peer *peer, const char *name, char *space)
{
	struct group entry, *found = NULL;
	int error = getgrnam_r(name, &entry, space, PEER_NAME_SPACE, &found);

	if (found == NULL) {
		log_warning("roles: group %s: %s", name,
		    error != 0 ? strerror(error) : "there is none");
		return false;
	}
	for (size_t i = 0; i < peer->ngroups; i++) {
		if (peer->groups[i] == found->gr_gid)
			return true;
	}
	return false;
}

unsigned
peer_roles(const struct peer *peer, const struct settings *settings)
{
	const struct {
		const char *group;
		unsigned role;
	} rows[] = {
		{ settings->role_review, REQUEST_REVIEW },
		{ settings->role_kill, REQUEST_KILL },
		{ settings->role_admin, REQUEST_ADMIN },
	};
	unsigned roles = 0;
	char *space;

	if (peer->uid == 0 || peer->uid == geteuid())
		return REQUEST_ROLES_ALL;
	space = mem_alloc(PEER_NAME_SPACE);
	for (size_t i = 0; space != NULL && i < sizeof(rows) / sizeof(rows[0]);
	     i++) {
		if (rows[i].group != NULL &&
		    in_group(peer, rows[i].group, space))
			roles |= rows[i].role;
	}
	mem_free(space);
	return roles;
}
