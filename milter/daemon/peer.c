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

#include "base/mem.h"
#include "base/request.h"

#define PEER_GROUPS_MAX ((size_t)65536)     /* the kernel's own */
#define PEER_GROUP_FIRST ((size_t)16 << 10) /* bytes, with its members */
#define PEER_GROUP_MAX ((size_t)4 << 20)

static enum status
groups_read(int fd, gid_t own, struct peer *peer, struct err *err_r)
{
	socklen_t size = 0;
	gid_t none;

	/* without room it tells how much it needs */
	if (getsockopt(fd, SOL_SOCKET, SO_PEERGROUPS, &none, &size) != 0 &&
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

/*
 * The number of the group called name, false if there is none.  Its members
 * are read along with it, however many they are.
 */
static bool
group_find(const char *name, gid_t *gid_r)
{
	struct group entry, *found = NULL;
	size_t size = PEER_GROUP_FIRST;
	int error = ERANGE;

	while (error == ERANGE && size <= PEER_GROUP_MAX) {
		char *space = mem_alloc(size);

		if (space == NULL)
			return false;
		error = getgrnam_r(name, &entry, space, size, &found);
		if (error == 0 && found != NULL)
			*gid_r = found->gr_gid;
		mem_free(space);
		size *= 4;
	}
	return error == 0 && found != NULL;
}

static bool
in_group(const struct peer *peer, const char *name)
{
	gid_t gid = (gid_t)-1; /* nobody's */

	if (name == NULL || !group_find(name, &gid))
		return false;
	for (size_t i = 0; i < peer->ngroups; i++) {
		if (peer->groups[i] == gid)
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

	if (peer->uid == 0 || peer->uid == geteuid())
		return REQUEST_ROLES_ALL;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (in_group(peer, rows[i].group))
			roles |= rows[i].role;
	}
	return roles;
}
