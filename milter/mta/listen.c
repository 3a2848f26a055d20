/*
 * listen.c - the socket made, guarded and removed.
 *
 * libmilter makes the socket itself, so its mode is set by the umask while
 * there is one thread: nobody but its owner can connect until mode and group
 * are as configured.  The folder is locked meanwhile, so that of two daemons
 * that start at once the second sees the first.
 */
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <libgen.h>
#include <libmilter/mfapi.h>
#include <string.h>
#include <strings.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/mem.h"
#include "mta/listen.h"

const char *
listen_path(const char *listen)
{
	if (strncasecmp(listen, "unix:", 5) == 0)
		return listen + 5;
	if (strncasecmp(listen, "local:", 6) == 0)
		return listen + 6;
	return strchr(listen, ':') == NULL ? listen : NULL;
}

static bool
unix_address(const char *path, struct sockaddr_un *addr_r)
{
	memset(addr_r, 0, sizeof(*addr_r));
	addr_r->sun_family = AF_UNIX;
	if (strlen(path) >= sizeof(addr_r->sun_path))
		return false;
	memcpy(addr_r->sun_path, path, strlen(path) + 1);
	return true;
}

static int
unix_connect(const char *path)
{
	struct sockaddr_un addr;
	int fd, result;

	if (!unix_address(path, &addr))
		return ENAMETOOLONG;
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return errno;
	result =
	    connect(fd, (const struct sockaddr *)&addr, sizeof(addr)) == 0 ?
	    0 :
	    errno;
	close(fd);
	return result;
}

/* Removes what a dead daemon left; refuses what is not such a thing. */
static enum status
clear_stale(const char *path, struct err *err_r)
{
	struct stat st;
	int result;

	if (lstat(path, &st) != 0)
		return errno == ENOENT ?
		    STATUS_OK :
		    err_set(err_r, STATUS_IO, "%s: %s", path, strerror(errno));
	if (!S_ISSOCK(st.st_mode))
		return err_set(err_r, STATUS_CANTCREATE,
		    "%s: is there and is no socket", path);
	result = unix_connect(path);
	if (result == 0 || result == EAGAIN)
		return err_set(err_r, STATUS_BUSY,
		    "%s: another program listens there", path);
	if (result != ECONNREFUSED)
		return err_set(
		    err_r, STATUS_DENIED, "%s: %s", path, strerror(result));
	if (unlink(path) != 0)
		return err_set(
		    err_r, STATUS_CANTCREATE, "%s: %s", path, strerror(errno));
	return STATUS_OK;
}

static enum status
set_rights(const struct mta_params *params, const char *path, mode_t mode,
    struct err *err_r)
{
	const struct group *group;

	if (params->group != NULL) {
		group = getgrnam(params->group);
		if (group == NULL)
			return err_set(err_r, STATUS_CONFIG,
			    "socket: there is no group %s", params->group);
		if (chown(path, (uid_t)-1, group->gr_gid) != 0)
			return err_set(err_r, STATUS_DENIED, "%s: group %s: %s",
			    path, params->group, strerror(errno));
	}
	if (chmod(path, mode) != 0)
		return err_set(
		    err_r, STATUS_DENIED, "%s: %s", path, strerror(errno));
	return STATUS_OK;
}

static enum status
open_socket(const char *listen, struct err *err_r)
{
	char *address = mem_strdup(listen);
	enum status status = STATUS_OK;

	if (address == NULL)
		return err_nomem(err_r);
	errno = 0;
	if (smfi_setconn(address) != MI_SUCCESS ||
	    smfi_opensocket(false) != MI_SUCCESS)
		status = err_set(err_r,
		    errno == EADDRINUSE ? STATUS_BUSY : STATUS_CANTCREATE,
		    "%s: can't listen there%s%s", listen,
		    errno != 0 ? ": " : "", errno != 0 ? strerror(errno) : "");
	mem_free(address);
	return status;
}

static enum status
open_unix(const struct mta_params *params, const char *path, ino_t *inode_r,
    struct err *err_r)
{
	enum status status;
	mode_t mask;
	struct stat st;

	status = clear_stale(path, err_r);
	if (status != STATUS_OK)
		return status;
	mask = umask(0177);
	status = open_socket(params->listen, err_r);
	umask(mask);
	if (status == STATUS_OK)
		status = set_rights(params, path,
		    params->has_mode ? params->mode : 0777 & ~mask, err_r);
	if (status == STATUS_OK && stat(path, &st) == 0)
		*inode_r = st.st_ino;
	return status;
}

enum status
listen_open(const struct mta_params *params, ino_t *inode_r, struct err *err_r)
{
	const char *path = listen_path(params->listen);
	char *copy;
	enum status status;
	int folder;

	*inode_r = 0;
	if (path == NULL)
		return open_socket(params->listen, err_r);
	copy = mem_strdup(path);
	if (copy == NULL)
		return err_nomem(err_r);
	folder = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (folder < 0)
		status = err_set(err_r, STATUS_CANTCREATE, "%s: %s",
		    params->listen, strerror(errno));
	else {
		(void)flock(folder, LOCK_EX);
		status = open_unix(params, path, inode_r, err_r);
		close(folder); /* and the lock with it */
	}
	mem_free(copy);
	return status;
}

void
listen_remove(const char *listen, ino_t inode)
{
	const char *path = listen_path(listen);
	struct stat st;

	if (path != NULL && inode != 0 && stat(path, &st) == 0 &&
	    st.st_ino == inode)
		(void)unlink(path);
}
