/*
 * file.c - the approvers' file as bytes, by open, rename and flock.
 */
#include "approval/file.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

#include "base/hex.h"
#include "base/write.h"
#include "crypt/crypt.h"

#define FILE_CHUNK 16384
#define FILE_LOCK_TRIES 200
#define FILE_LOCK_PAUSE 50000000L /* nanoseconds */

/* Why path can't be written. */
static enum status
file_error(struct err *err_r, enum status status, const char *path)
{
	if (errno == EACCES || errno == EPERM)
		status = STATUS_DENIED;
	if (errno == ENOSPC || errno == EDQUOT)
		status = STATUS_FULL;
	return err_set(err_r, status, "%s: %s", path, strerror(errno));
}

static enum status
file_slurp(int fd, const char *path, struct buf *buf, struct err *err_r)
{
	char chunk[FILE_CHUNK];
	ssize_t got;

	for (;;) {
		got = read(fd, chunk, sizeof(chunk));
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return err_set(err_r, STATUS_NOINPUT, "%s: %s", path,
			    strerror(errno));
		if (got == 0)
			return STATUS_OK;
		if ((size_t)got > buf->max - buf->len)
			return err_set(err_r, STATUS_CONFIG,
			    "%s: more than %zu bytes", path, buf->max);
		if (!buf_add(buf, slice_make(chunk, (size_t)got)))
			return err_nomem(err_r);
	}
}

enum status
approval_file_read_any(const char *path, struct buf *buf, struct err *err_r)
{
	int fd = open(path, O_RDONLY | O_NOCTTY | O_CLOEXEC);
	enum status status;

	if (fd < 0)
		return err_set(
		    err_r, STATUS_NOINPUT, "%s: %s", path, strerror(errno));
	status = file_slurp(fd, path, buf, err_r);
	(void)close(fd);
	return status;
}

enum status
approval_file_read(
    const char *path, struct buf *buf, struct stat *st_r, struct err *err_r)
{
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	enum status status;

	if (fd < 0)
		return err_set(err_r,
		    errno == ENOENT ? STATUS_NOTFOUND : STATUS_NOINPUT,
		    "%s: %s", path, strerror(errno));
	if (fstat(fd, st_r) != 0)
		status = err_set(
		    err_r, STATUS_NOINPUT, "%s: %s", path, strerror(errno));
	else if (!S_ISREG(st_r->st_mode))
		status = err_set(
		    err_r, STATUS_CONFIG, "%s: is not a regular file", path);
	else
		status = file_slurp(fd, path, buf, err_r);
	(void)close(fd);
	return status;
}

/* Gives the new file at fd the old one's mode and owner, where there is one. */
static bool
file_take_after(int fd, const char *path)
{
	struct stat st;

	if (stat(path, &st) != 0)
		return errno == ENOENT && fchmod(fd, 0644) == 0;
	if (fchmod(fd, st.st_mode & 0777) != 0)
		return false;
	return geteuid() != 0 || fchown(fd, st.st_uid, st.st_gid) == 0;
}

/* Syncs the folder that path is in, so that the rename outlives a crash. */
static bool
file_sync_folder(const char *path)
{
	char copy[PATH_MAX];
	int fd;
	bool ok;

	if (snprintf(copy, sizeof(copy), "%s", path) >= (int)sizeof(copy)) {
		errno = ENAMETOOLONG;
		return false;
	}
	fd = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return false;
	ok = fsync(fd) == 0;
	(void)close(fd);
	return ok;
}

/* A name beside path that nobody else takes. */
static bool
file_beside(const char *path, char out[PATH_MAX])
{
	unsigned char nonce[8];
	char suffix[2 * sizeof(nonce) + 1];

	errno = ENAMETOOLONG;
	if (crypt_random(nonce, sizeof(nonce)) != STATUS_OK)
		return false;
	hex_encode(nonce, sizeof(nonce), suffix);
	return snprintf(out, PATH_MAX, "%s.%s", path, suffix) < PATH_MAX;
}

enum status
approval_file_replace(const char *path, struct slice text, struct err *err_r)
{
	char own[PATH_MAX];
	enum status status = STATUS_OK;
	int fd;

	if (!file_beside(path, own))
		return file_error(err_r, STATUS_CANTCREATE, path);
	fd = open(own, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return file_error(err_r, STATUS_CANTCREATE, path);
	if (!write_all(fd, text) || !file_take_after(fd, path) ||
	    fsync(fd) != 0 || rename(own, path) != 0) {
		status = file_error(err_r, STATUS_CANTCREATE, path);
		(void)unlink(own);
	}
	(void)close(fd);
	if (status == STATUS_OK && !file_sync_folder(path))
		status = file_error(err_r, STATUS_IO, path);
	return status;
}

/* Root's lock must not lock out whose folder it is. */
static bool
lock_give(int fd, const char *path)
{
	char copy[PATH_MAX];
	struct stat st;

	if (geteuid() != 0)
		return true;
	if (snprintf(copy, sizeof(copy), "%s", path) >= (int)sizeof(copy))
		return false;
	return stat(dirname(copy), &st) == 0 &&
	    fchown(fd, st.st_uid, st.st_gid) == 0;
}

enum status
approval_file_lock(const char *path, int *fd_r, struct err *err_r)
{
	const struct timespec pause = { 0, FILE_LOCK_PAUSE };
	char name[PATH_MAX];
	int fd, tries;

	*fd_r = -1;
	errno = ENAMETOOLONG;
	if (snprintf(name, sizeof(name), "%s.lock", path) >= (int)sizeof(name))
		return file_error(err_r, STATUS_CANTCREATE, path);
	fd = open(name, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd < 0 || !lock_give(fd, name)) {
		enum status status = file_error(err_r, STATUS_CANTCREATE, name);

		if (fd >= 0)
			(void)close(fd);
		return status;
	}
	for (tries = 0; flock(fd, LOCK_EX | LOCK_NB) != 0; tries++) {
		if (tries < FILE_LOCK_TRIES &&
		    (errno == EWOULDBLOCK || errno == EINTR)) {
			(void)nanosleep(&pause, NULL);
			continue;
		}
		(void)close(fd);
		return err_set(
		    err_r, STATUS_BUSY, "%s: another process holds it", name);
	}
	*fd_r = fd;
	return STATUS_OK;
}
