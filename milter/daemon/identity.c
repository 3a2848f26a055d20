/*
 * identity.c - root's rights given up before any file is made.
 *
 * The socket's group is taken along, so that the socket can be handed to it by
 * the user alone: as root one would have to change the mode of a file in a
 * folder that is not root's.
 */
#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <string.h>
#include <unistd.h>

#include "daemon/identity.h"

#define IDENTITY_GROUP_MAX 1024

static enum status
take_groups(const struct passwd *user, const char *also, struct err *err_r)
{
	gid_t groups[IDENTITY_GROUP_MAX];
	int n = IDENTITY_GROUP_MAX - 1;
	const struct group *group;

	if (getgrouplist(user->pw_name, user->pw_gid, groups, &n) < 0)
		return err_set(err_r, STATUS_CONFIG,
		    "user: %s is in too many groups", user->pw_name);
	if (also != NULL) {
		group = getgrnam(also);
		if (group == NULL)
			return err_set(err_r, STATUS_CONFIG,
			    "socket: there is no group %s", also);
		groups[n++] = group->gr_gid;
	}
	if (setgroups((size_t)n, groups) != 0 || setgid(user->pw_gid) != 0)
		return err_set(
		    err_r, STATUS_DENIED, "user: %s", strerror(errno));
	return STATUS_OK;
}

enum status
identity_take(const struct settings *settings, struct err *err_r)
{
	const struct passwd *user;
	enum status status;
	uid_t uid;

	if (settings->user == NULL)
		return STATUS_OK;
	user = getpwnam(settings->user);
	if (user == NULL)
		return err_set(err_r, STATUS_CONFIG,
		    "user: there is no user %s", settings->user);
	uid = user->pw_uid;
	if (geteuid() == uid)
		return STATUS_OK;
	if (geteuid() != 0)
		return err_set(err_r, STATUS_DENIED,
		    "user: only root can become %s", settings->user);
	status = take_groups(user, settings->socket_group, err_r);
	if (status != STATUS_OK)
		return status;
	if (setuid(uid) != 0 || (uid != 0 && setuid(0) == 0))
		return err_set(
		    err_r, STATUS_DENIED, "user: %s", strerror(errno));
	return STATUS_OK;
}
