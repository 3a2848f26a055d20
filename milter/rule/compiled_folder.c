/*
 * compiled_folder.c - the folder of compiled databases.
 */
#include "rule/compiled_folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/hex.h"
#include "base/mem.h"
#include "base/write.h"
#include "crypt/crypt.h"

#define TEMP_PREFIX ".new-"
#define TEMP_AGE 3600  /* s; nobody writes for so long */
#define NAMES_MAX 1000 /* files looked at by one pruning */

static bool
trusted(const struct compiled_folder *folder, const struct stat *st)
{
	uid_t own = geteuid();

	if ((st->st_mode & (S_IWGRP | S_IWOTH)) != 0)
		return false;
	return st->st_uid == own || st->st_uid == 0 ||
	    (own == 0 && st->st_uid == folder->above);
}

/* What root makes is to be the owner's of the folder above. */
static bool
give(const struct compiled_folder *folder, int fd)
{
	return geteuid() != 0 || fchown(fd, folder->above, folder->group) == 0;
}

const char *
compiled_folder_open(
    struct compiled_folder *folder, const char *path, bool make)
{
	bool made = make && mkdir(path, 0700) == 0;
	struct stat st;

	folder->fd =
	    open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (folder->fd < 0 || fstatat(folder->fd, "..", &st, 0) != 0)
		return strerror(errno);
	folder->above = st.st_uid;
	folder->group = st.st_gid;
	if ((made && !give(folder, folder->fd)) || fstat(folder->fd, &st) != 0)
		return strerror(errno);
	return trusted(folder, &st) ? NULL : "the folder is open to others";
}

void
compiled_folder_close(struct compiled_folder *folder)
{
	if (folder->fd >= 0)
		(void)close(folder->fd);
	folder->fd = -1;
}

static bool
read_all(int fd, size_t size, struct buf *bytes)
{
	ssize_t n;

	if (!buf_reserve(bytes, size))
		return false;
	while (bytes->len < size) {
		n = read(fd, bytes->ptr + bytes->len, size - bytes->len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		bytes->len += (size_t)n;
	}
	return true;
}

const char *
compiled_folder_read(
    const struct compiled_folder *folder, const char *name, struct buf *bytes)
{
	const char *why = NULL;
	struct stat st;
	int fd = openat(
	    folder->fd, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);

	if (fd < 0)
		return strerror(errno);
	if (fstat(fd, &st) != 0)
		why = strerror(errno);
	else if (!S_ISREG(st.st_mode))
		why = "is no file";
	else if (!trusted(folder, &st))
		why = "is open to others";
	else if (st.st_size < 0 || (size_t)st.st_size > bytes->max)
		why = "is too large";
	else if (!read_all(fd, (size_t)st.st_size, bytes))
		why = "can't be read";
	else
		(void)futimens(fd, NULL); /* for pruning: it is in use */
	(void)close(fd);
	return why;
}

const char *
compiled_folder_write(
    const struct compiled_folder *folder, const char *name, struct slice bytes)
{
	unsigned char nonce[8];
	char hex[2 * sizeof(nonce) + 1],
	    temp[sizeof(TEMP_PREFIX) + sizeof(hex)];
	const char *why = NULL;
	int fd;

	if (crypt_random(nonce, sizeof(nonce)) != STATUS_OK)
		return "no random bytes";
	hex_encode(nonce, sizeof(nonce), hex);
	(void)snprintf(temp, sizeof(temp), TEMP_PREFIX "%s", hex);
	fd = openat(folder->fd, temp,
	    O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd < 0)
		return strerror(errno);
	if (!give(folder, fd) || !write_all(fd, bytes) ||
	    renameat(folder->fd, temp, folder->fd, name) != 0) {
		why = strerror(errno);
		(void)unlinkat(folder->fd, temp, 0);
	}
	(void)close(fd);
	return why;
}

/* A compiled database and when it was last used. */
struct aged {
	char *name;
	time_t time;
};

static int
compare_aged(const void *a, const void *b)
{
	const struct aged *x = a, *y = b;

	return x->time > y->time ? -1 : x->time < y->time;
}

/* Removes what was half written; notes what is whole. */
static void
prune_look(const struct compiled_folder *folder, const char *name,
    const char *suffix, struct aged *aged, size_t *n)
{
	struct stat st;

	if (fstatat(folder->fd, name, &st, AT_SYMLINK_NOFOLLOW) != 0)
		return;
	if (slice_starts(slice_cstr(name), SLICE(TEMP_PREFIX))) {
		if (st.st_mtime + TEMP_AGE < time(NULL))
			(void)unlinkat(folder->fd, name, 0);
		return;
	}
	if (!slice_ends_nocase(slice_cstr(name), slice_cstr(suffix)) ||
	    *n == NAMES_MAX)
		return;
	aged[*n] = (struct aged){ mem_strdup(name), st.st_mtime };
	if (aged[*n].name != NULL)
		(*n)++;
}

void
compiled_folder_prune(
    const struct compiled_folder *folder, const char *suffix, size_t keep)
{
	struct aged *aged = mem_calloc(NAMES_MAX, sizeof(*aged));
	int fd = openat(folder->fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = fd >= 0 ? fdopendir(fd) : NULL;
	struct dirent *entry;
	size_t n = 0;

	/* no other thread reads this stream */
	/* cppcheck-suppress readdirCalled */
	while (dir != NULL && aged != NULL && (entry = readdir(dir)) != NULL)
		if (strcmp(entry->d_name, ".") != 0 &&
		    strcmp(entry->d_name, "..") != 0)
			prune_look(folder, entry->d_name, suffix, aged, &n);
	if (n > 1)
		qsort(aged, n, sizeof(*aged), compare_aged);
	for (size_t i = 0; i < n; i++) {
		if (i >= keep)
			(void)unlinkat(folder->fd, aged[i].name, 0);
		mem_free(aged[i].name);
	}
	if (dir != NULL)
		(void)closedir(dir);
	else if (fd >= 0)
		(void)close(fd);
	mem_free(aged);
}
