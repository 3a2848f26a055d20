/*
 * sqlite_file.c - files beside the database.
 */
#include "store/sqlite_file.h"

#include <assert.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/id.h"
#include "base/mem.h"

#define LOCK_PART "-import-lock"

char *
sqlite_file_path(
    const struct sqlite_db *db, const char *part, const char *generation)
{
	size_t size = strlen(db->path) + strlen(part) + strlen(generation) + 1;
	char *path = mem_alloc(size);

	if (path != NULL)
		(void)snprintf(
		    path, size, "%s%s%s", db->path, part, generation);
	return path;
}

/* The database's owner is to be able to read what root made. */
static void
give(const struct sqlite_db *db, int fd)
{
	struct stat info;

	if (geteuid() == 0 && stat(db->path, &info) == 0)
		(void)!fchown(fd, info.st_uid, info.st_gid);
}

enum status
sqlite_file_open(const struct sqlite_db *db, const char *path, int flags,
    int *fd_r, struct err *err_r)
{
	assert(path != NULL);
	*fd_r =
	    open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC | flags, 0600);
	if (*fd_r < 0)
		return err_set(err_r,
		    errno == ENOSPC     ? STATUS_FULL :
			errno == EACCES ? STATUS_DENIED :
					  STATUS_CANTCREATE,
		    "%s: %s", path, strerror(errno));
	(void)fchmod(*fd_r, 0600);
	give(db, *fd_r);
	return STATUS_OK;
}

enum status
sqlite_file_sync(const char *path, struct err *err_r)
{
	char *copy = mem_strdup(path);
	int fd = open(path, O_RDONLY | O_CLOEXEC), folder = -1;
	enum status status = STATUS_OK;

	if (copy == NULL) {
		status = err_nomem(err_r);
		goto out;
	}
	folder = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0 || folder < 0 || fsync(fd) != 0 || fsync(folder) != 0)
		status = err_set(err_r,
		    errno == ENOSPC || errno == EDQUOT ? STATUS_FULL :
							 STATUS_IO,
		    "%s: %s", path, strerror(errno));
out:
	if (folder >= 0)
		(void)close(folder);
	if (fd >= 0)
		(void)close(fd);
	mem_free(copy);
	return status;
}

void
sqlite_file_drop(
    const struct sqlite_db *db, const char *part, const char *generation)
{
	char *path = sqlite_file_path(db, part, generation);

	if (path != NULL)
		(void)unlink(path);
	mem_free(path);
}

/* The generation that a file's name ends in, or NULL where it is no such file. */
static const char *
generation_of(const char *name, const char *base, const char *part)
{
	struct id id;

	if (strncmp(name, base, strlen(base)) != 0)
		return NULL;
	name += strlen(base);
	if (strncmp(name, part, strlen(part)) != 0)
		return NULL;
	name += strlen(part);
	return id_parse(slice_cstr(name), &id) ? name : NULL;
}

void
sqlite_file_sweep(const struct sqlite_db *db, const char *part,
    bool (*keep)(const char *generation, void *arg), void *arg)
{
	char *folder_copy = mem_strdup(db->path);
	char *base_copy = mem_strdup(db->path);
	struct dirent *entry;
	DIR *folder = NULL;
	const char *base, *generation;

	if (folder_copy == NULL || base_copy == NULL)
		goto out;
	folder = opendir(dirname(folder_copy));
	base = basename(base_copy);
	while (folder != NULL && (entry = readdir(folder)) != NULL) {
		generation = generation_of(entry->d_name, base, part);
		if (generation != NULL && !keep(generation, arg))
			(void)unlinkat(dirfd(folder), entry->d_name, 0);
	}
out:
	if (folder != NULL)
		(void)closedir(folder);
	mem_free(base_copy);
	mem_free(folder_copy);
}

enum status
sqlite_file_lock(const struct sqlite_db *db, int *fd_r, struct err *err_r)
{
	char *path = sqlite_file_path(db, LOCK_PART, "");
	enum status status;

	*fd_r = -1;
	if (path == NULL)
		return err_nomem(err_r);
	status = sqlite_file_open(db, path, 0, fd_r, err_r);
	mem_free(path);
	if (status == STATUS_OK && flock(*fd_r, LOCK_EX | LOCK_NB) != 0) {
		(void)close(*fd_r);
		*fd_r = -1;
		status =
		    err_set(err_r, STATUS_BUSY, "another import is under way");
	}
	return status;
}
