/*
 * actor.c - who is at work, by what the operating system says.
 *
 * The real user counts, never an argument or the environment.  Behind su or
 * sudo the kernel still knows who logged in (the audit login id); it is put
 * beside root's name.  As root the identity of the service's user is taken
 * for the work on the database.
 */
#include "cli/cli.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define LOGINUID_NONE 4294967295UL

static void
name_of(uid_t uid, char *out, size_t size)
{
	struct passwd entry, *found = NULL;
	char space[4096];

	if (getpwuid_r(uid, &entry, space, sizeof(space), &found) == 0 &&
	    found != NULL)
		(void)snprintf(out, size, "%s", found->pw_name);
	else
		(void)snprintf(out, size, "uid-%lu", (unsigned long)uid);
}

/* The user id of the login that led here; false where the kernel keeps none. */
static bool
login_uid(uid_t *uid_r)
{
	FILE *file = fopen("/proc/self/loginuid", "re");
	char text[32] = "";
	unsigned long uid;
	char *end;
	bool got;

	if (file == NULL)
		return false;
	got = fgets(text, sizeof(text), file) != NULL;
	(void)fclose(file);
	errno = 0;
	uid = strtoul(text, &end, 10);
	if (!got || errno != 0 || end == text || uid >= LOGINUID_NONE)
		return false;
	*uid_r = (uid_t)uid;
	return true;
}

void
cli_actor(char out[CLI_ACTOR_MAX])
{
	uid_t uid = getuid();
	uid_t login;
	char name[64], login_name[64];

	name_of(uid, name, sizeof(name));
	if (uid == 0 && login_uid(&login) && login != 0) {
		name_of(login, login_name, sizeof(login_name));
		(void)snprintf(out, CLI_ACTOR_MAX,
		    "%s (uid %lu, login %s uid %lu)", name, (unsigned long)uid,
		    login_name, (unsigned long)login);
		return;
	}
	(void)snprintf(
	    out, CLI_ACTOR_MAX, "%s (uid %lu)", name, (unsigned long)uid);
}

bool
cli_actor_peer(int fd, char out[CLI_ACTOR_MAX])
{
	struct ucred cred = { .pid = 0 };
	socklen_t size = sizeof(cred);
	char name[64];

	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &cred, &size) != 0 ||
	    size != sizeof(cred))
		return false;
	name_of(cred.uid, name, sizeof(name));
	(void)snprintf(
	    out, CLI_ACTOR_MAX, "%s (uid %lu)", name, (unsigned long)cred.uid);
	return true;
}

const char *
cli_login(struct arena *arena)
{
	char name[64];

	name_of(getuid(), name, sizeof(name));
	return arena_printf(arena, "%s", name);
}

enum status
cli_become(const char *user, struct err *err_r)
{
	struct passwd entry, *found = NULL;
	char space[4096];

	if (user == NULL || geteuid() != 0)
		return STATUS_OK;
	if (getpwnam_r(user, &entry, space, sizeof(space), &found) != 0 ||
	    found == NULL)
		return err_set(err_r, STATUS_CONFIG, "no such user: %s", user);
	if (initgroups(user, found->pw_gid) != 0 ||
	    setegid(found->pw_gid) != 0 || seteuid(found->pw_uid) != 0)
		return err_set(
		    err_r, STATUS_DENIED, "user %s: %s", user, strerror(errno));
	return STATUS_OK;
}

enum status
cli_become_root(struct err *err_r)
{
	if (getuid() != 0 || geteuid() == 0)
		return STATUS_OK;
	if (seteuid(0) != 0 || setegid(0) != 0)
		return err_set(
		    err_r, STATUS_DENIED, "root again: %s", strerror(errno));
	return STATUS_OK;
}
