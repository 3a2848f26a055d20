/*
 * sqlite_trust.c - whose the database's files are, before a byte of them is
 * believed.
 *
 * In a folder where others may make files one of them could be there first:
 * with a database of her own, which she can change ever after, with a log that
 * SQLite would play back, or with a link to a file that is not to be touched.
 */
#include "store/sqlite_file.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"

#define OPEN_TO_OTHERS (S_IWGRP | S_IWOTH)

/* To root everybody's file is as good as its own: it may be the service's. */
static bool
owner_good(uid_t uid)
{
	return uid == 0 || uid == geteuid() || geteuid() == 0;
}

/* What is wrong with the file, or NULL; fine where there is none. */
static const char *
objection(const char *path)
{
	struct stat file;

	/* SQLite may remove a log at any time, so that there is one look */
	if (lstat(path, &file) != 0)
		return errno == ENOENT ? NULL : strerror(errno);
	if (S_ISLNK(file.st_mode) && owner_good(file.st_uid) &&
	    stat(path, &file) != 0)
		return strerror(errno);
	if (!owner_good(file.st_uid))
		return "belongs to another user";
	if (!S_ISREG(file.st_mode))
		return "is no file";
	if ((file.st_mode & OPEN_TO_OTHERS) != 0)
		return "can be written by others: its mode should be 0600";
	return NULL;
}

enum status
sqlite_file_trust(const struct sqlite_db *db, struct err *err_r)
{
	static const char *const parts[] = { "", "-wal", "-shm", "-journal" };
	enum status status = STATUS_OK;

	for (size_t i = 0;
	     status == STATUS_OK && i < sizeof(parts) / sizeof(parts[0]); i++) {
		char *path = sqlite_file_path(db, parts[i], "");
		const char *why = path != NULL ? objection(path) : NULL;

		if (path == NULL)
			status = err_nomem(err_r);
		else if (why != NULL)
			status =
			    err_set(err_r, STATUS_DENIED, "%s: %s", path, why);
		mem_free(path);
	}
	return status;
}
