/*
 * secret.c - the relay's own secrets: made at first use, then read.
 *
 * A secret is written whole under a name of its own, synced, and then linked
 * to its place, which fails where another process was first; whoever lost the
 * race reads the winner's.  Root (the CLI) may read the secrets of the user
 * that the daemon runs as, and gives what it makes to the folder's owner.
 * Nothing is read that others could have written or can read.
 */
#include "crypt/crypt.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/hex.h"

#define SECRET_NAME_MAX 64
#define SECRET_TRIES 3 /* somebody removed it between our link and our look */

static const char *const secret_names[] = {
	[CRYPT_SECRET_SAMPLE] = "sample.key",
	[CRYPT_SECRET_JOURNAL] = "journal.key",
	[CRYPT_SECRET_HASH] = "hash.key",
	[CRYPT_SECRET_CHECKPOINT] = "checkpoint.key",
};

bool
crypt_secret_there(const char *folder, enum crypt_secret which)
{
	char path[PATH_MAX];
	int len =
	    snprintf(path, sizeof(path), "%s/%s", folder, secret_names[which]);

	return len > 0 && (size_t)len < sizeof(path) && access(path, F_OK) == 0;
}

/* Where a secret lies. */
struct secret_place {
	const char *folder, *name;
	int fd; /* the folder */
	uid_t uid;
	gid_t gid;
};

static enum status
secret_error(struct err *err_r, enum status status,
    const struct secret_place *place, const char *why)
{
	if ((status == STATUS_NOINPUT || status == STATUS_CANTCREATE) &&
	    (errno == EACCES || errno == EPERM || errno == ELOOP))
		status = STATUS_DENIED;
	return err_set(err_r, status, "%s%s%s: %s", place->folder,
	    place->name == NULL ? "" : "/",
	    place->name == NULL ? "" : place->name, why);
}

/* Ours (or anybody's, to root), and closed to everybody else? */
static bool
secret_is_private(const struct stat *st)
{
	return (st->st_mode & 077) == 0 &&
	    (st->st_uid == geteuid() || geteuid() == 0);
}

/* Opens the folder and makes it if need be; its parents must be there. */
static enum status
secret_folder_open(struct secret_place *place, struct err *err_r)
{
	struct stat st;

	if (mkdir(place->folder, 0700) != 0 && errno != EEXIST)
		return secret_error(
		    err_r, STATUS_CANTCREATE, place, strerror(errno));
	place->fd = open(place->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (place->fd < 0 || fstat(place->fd, &st) != 0)
		return secret_error(
		    err_r, STATUS_NOINPUT, place, strerror(errno));
	if (!secret_is_private(&st))
		return secret_error(err_r, STATUS_DENIED, place,
		    "must belong to this user and be closed to others (0700)");
	place->uid = st.st_uid;
	place->gid = st.st_gid;
	return STATUS_OK;
}

/* Writes the new secret to the file at fd, to the disk and to its owner. */
static bool
secret_fill(const struct secret_place *place, int fd,
    const unsigned char secret[CRYPT_KEY_LEN])
{
	if (fchmod(fd, 0600) != 0)
		return false;
	if (geteuid() == 0 && fchown(fd, place->uid, place->gid) != 0)
		return false;
	if (write(fd, secret, CRYPT_KEY_LEN) != CRYPT_KEY_LEN)
		return false;
	return fsync(fd) == 0;
}

/* STATUS_OK too where another process has made it meanwhile. */
static enum status
secret_create(const struct secret_place *place, struct err *err_r)
{
	unsigned char secret[CRYPT_KEY_LEN], nonce[8];
	char suffix[2 * sizeof(nonce) + 1], own[SECRET_NAME_MAX];
	enum status status = STATUS_OK;
	int fd;

	if (crypt_random(secret, sizeof(secret)) != STATUS_OK ||
	    crypt_random(nonce, sizeof(nonce)) != STATUS_OK)
		return secret_error(
		    err_r, STATUS_INTERNAL, place, "no random bytes");
	hex_encode(nonce, sizeof(nonce), suffix);
	(void)snprintf(own, sizeof(own), ".%s.%s", place->name, suffix);
	fd = openat(
	    place->fd, own, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return secret_error(
		    err_r, STATUS_CANTCREATE, place, strerror(errno));
	if (!secret_fill(place, fd, secret) ||
	    (linkat(place->fd, own, place->fd, place->name, 0) != 0 &&
		errno != EEXIST))
		status = secret_error(
		    err_r, STATUS_CANTCREATE, place, strerror(errno));
	(void)close(fd);
	(void)unlinkat(place->fd, own, 0);
	explicit_bzero(secret, sizeof(secret));
	if (status == STATUS_OK && fsync(place->fd) != 0)
		status = secret_error(
		    err_r, STATUS_CANTCREATE, place, strerror(errno));
	return status;
}

static enum status
secret_read(const struct secret_place *place, int fd,
    unsigned char out[CRYPT_KEY_LEN], struct err *err_r)
{
	struct stat st;

	if (fstat(fd, &st) != 0)
		return secret_error(err_r, STATUS_IO, place, strerror(errno));
	if (!S_ISREG(st.st_mode) || !secret_is_private(&st))
		return secret_error(err_r, STATUS_DENIED, place,
		    "must be this user's file, closed to others (0600)");
	if (st.st_size != CRYPT_KEY_LEN)
		return secret_error(
		    err_r, STATUS_DATA, place, "is not 32 bytes long");
	if (read(fd, out, CRYPT_KEY_LEN) != CRYPT_KEY_LEN)
		return secret_error(err_r, STATUS_IO, place, "can't be read");
	return STATUS_OK;
}

/* Opens the secret; *fd_r is -1, with STATUS_OK, where there is none. */
static enum status
secret_open(const struct secret_place *place, int *fd_r, struct err *err_r)
{
	*fd_r = openat(place->fd, place->name,
	    O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (*fd_r >= 0 || errno == ENOENT)
		return STATUS_OK;
	return secret_error(err_r, STATUS_NOINPUT, place, strerror(errno));
}

enum status
crypt_secret_load(const char *folder, enum crypt_secret which,
    unsigned char out[CRYPT_KEY_LEN], struct err *err_r)
{
	struct secret_place place = { .folder = folder, .fd = -1 };
	enum status status = secret_folder_open(&place, err_r);
	int fd = -1, tries;

	place.name = secret_names[which];
	for (tries = 0; status == STATUS_OK && fd < 0; tries++) {
		status = secret_open(&place, &fd, err_r);
		if (status != STATUS_OK || fd >= 0)
			break;
		if (tries == SECRET_TRIES)
			status = secret_error(err_r, STATUS_IO, &place,
			    "vanishes as soon as it is made");
		else
			status = secret_create(&place, err_r);
	}
	if (status == STATUS_OK)
		status = secret_read(&place, fd, out, err_r);
	if (fd >= 0)
		(void)close(fd);
	if (place.fd >= 0)
		(void)close(place.fd);
	return status;
}
