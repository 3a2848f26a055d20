/*
 * local.c - what stands at a socket's path, and whose it is.
 */
#include "mta/local.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <libgen.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"

#define LOCAL_LOCK_WAIT (3 * CLOCK_SECOND)
#define LOCAL_TICK_MS 20

bool
local_address(const char *path, struct sockaddr_un *addr_r)
{
	memset(addr_r, 0, sizeof(*addr_r));
	addr_r->sun_family = AF_UNIX;
	if (strlen(path) >= sizeof(addr_r->sun_path))
		return false;
	memcpy(addr_r->sun_path, path, strlen(path) + 1);
	return true;
}

static int
local_connect(const char *path, int kind)
{
	struct sockaddr_un addr;
	int fd, result;

	if (!local_address(path, &addr))
		return ENAMETOOLONG;
	fd = socket(AF_UNIX, kind | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return errno;
	result =
	    connect(fd, (const struct sockaddr *)&addr, sizeof(addr)) == 0 ?
	    0 :
	    errno;
	close(fd);
	return result;
}

/*
 * Whoever may read the folder can hold its lock for ever, so that there is an
 * end to waiting: the lock is for two daemons that start in one breath.
 */
static void
wait_for_lock(int fd, const char *path)
{
	struct timespec tick = { 0, LOCAL_TICK_MS * 1000000L };
	int64_t until = clock_monotonic_us() + LOCAL_LOCK_WAIT;

	while (flock(fd, LOCK_EX | LOCK_NB) != 0) {
		if (clock_monotonic_us() >= until) {
			log_warning("%s: another process holds the lock on "
				    "its folder: going on without",
			    path);
			return;
		}
		(void)nanosleep(&tick, NULL);
	}
}

enum status
local_lock(const char *path, int *fd_r, struct err *err_r)
{
	char *copy = mem_strdup(path);

	*fd_r = -1;
	if (copy == NULL)
		return err_nomem(err_r);
	*fd_r = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	mem_free(copy);
	if (*fd_r < 0)
		return err_set(
		    err_r, STATUS_CANTCREATE, "%s: %s", path, strerror(errno));
	wait_for_lock(*fd_r, path);
	return STATUS_OK;
}

enum status
local_clear(const char *path, int kind, struct err *err_r)
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
	result = local_connect(path, kind);
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

enum status
local_rights(
    const char *path, const char *group_name, mode_t mode, struct err *err_r)
{
	const struct group *group;

	if (group_name != NULL) {
		group = getgrnam(group_name);
		if (group == NULL)
			return err_set(err_r, STATUS_CONFIG,
			    "socket: there is no group %s", group_name);
		if (chown(path, (uid_t)-1, group->gr_gid) != 0)
			return err_set(err_r, STATUS_DENIED, "%s: group %s: %s",
			    path, group_name, strerror(errno));
	}
	if (chmod(path, mode) != 0)
		return err_set(
		    err_r, STATUS_DENIED, "%s: %s", path, strerror(errno));
	return STATUS_OK;
}

ino_t
local_inode(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 ? st.st_ino : 0;
}

void
local_remove(const char *path, ino_t inode)
{
	if (inode != 0 && local_inode(path) == inode)
		(void)unlink(path);
}
