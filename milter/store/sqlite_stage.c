/*
 * sqlite_stage.c - making a book's file: rows are appended without indexes and
 * without a journal, then indexed by sorting, then put on disk.
 *
 * A crash on the way leaves a file that nothing refers to; the next import
 * removes it.  Imports hold a lock file, so that none removes another's.
 */
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
#include "store/sqlite_book.h"

#define STAGE_LOCK_PART "-import-lock"

struct book_stage {
	struct sqlite_book book;
	char *path;
	char *lock_path;
	int lock;
	int64_t accounts;
};

static const char stage_schema[] =
    "PRAGMA journal_mode = OFF;"
    "PRAGMA synchronous = OFF;"
    "PRAGMA locking_mode = EXCLUSIVE;"
    "PRAGMA cache_size = -65536;"
    "PRAGMA temp_store = FILE;"
    "BEGIN;"
    "CREATE TABLE account (number INTEGER PRIMARY KEY, id TEXT, name TEXT,"
    " tier TEXT, owner TEXT, aliases TEXT, domains TEXT, emails TEXT,"
    " line INTEGER, col INTEGER) STRICT;"
    "CREATE TABLE key (text TEXT, account INTEGER, line INTEGER,"
    " col INTEGER) STRICT;"
    "CREATE TEMP TABLE bad (account INTEGER PRIMARY KEY);";

static const char stage_indexes[] =
    "CREATE INDEX account_id ON account (id);"
    "CREATE INDEX key_text ON key (text, account);";

static char *
stage_lock_path(const struct sqlite_db *db)
{
	size_t size = strlen(db->path) + sizeof(STAGE_LOCK_PART);
	char *path = mem_alloc(size);

	if (path != NULL)
		(void)snprintf(path, size, "%s%s", db->path, STAGE_LOCK_PART);
	return path;
}

/* The database's owner is to be able to read what root made. */
static void
stage_give(const struct sqlite_db *db, int fd)
{
	struct stat info;

	if (geteuid() == 0 && stat(db->path, &info) == 0)
		(void)!fchown(fd, info.st_uid, info.st_gid);
}

static int
stage_file(
    const struct sqlite_db *db, const char *path, int flags, struct err *err_r)
{
	int fd;

	assert(path != NULL);
	fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | flags, 0600);
	if (fd < 0) {
		(void)err_set(err_r,
		    errno == ENOSPC     ? STATUS_FULL :
			errno == EACCES ? STATUS_DENIED :
					  STATUS_CANTCREATE,
		    "%s: %s", path, strerror(errno));
		return -1;
	}
	(void)fchmod(fd, 0600);
	stage_give(db, fd);
	return fd;
}

/* Is name that of a book's file, of another generation than keep? */
static bool
stage_orphan(const char *name, const char *base, const char *keep)
{
	size_t len = strlen(base);
	struct id id;

	if (strncmp(name, base, len) != 0 ||
	    strncmp(name + len, BOOK_FILE_PART, sizeof(BOOK_FILE_PART) - 1) !=
		0)
		return false;
	name += len + sizeof(BOOK_FILE_PART) - 1;
	return id_parse(slice_cstr(name), &id) && strcmp(name, keep) != 0;
}

/* Best effort: what can't be removed is in nobody's way. */
static void
stage_sweep(const struct sqlite_db *db, const char *keep)
{
	char *folder_copy = mem_strdup(db->path);
	char *base_copy = mem_strdup(db->path);
	struct dirent *entry;
	DIR *folder = NULL;
	const char *base;

	if (folder_copy == NULL || base_copy == NULL)
		goto out;
	folder = opendir(dirname(folder_copy));
	base = basename(base_copy);
	while (folder != NULL && (entry = readdir(folder)) != NULL)
		if (stage_orphan(entry->d_name, base, keep))
			(void)unlinkat(dirfd(folder), entry->d_name, 0);
out:
	if (folder != NULL)
		(void)closedir(folder);
	mem_free(base_copy);
	mem_free(folder_copy);
}

static enum status
stage_lock(
    const struct sqlite_db *db, struct book_stage *stage, struct err *err_r)
{
	stage->lock = stage_file(db, stage->lock_path, 0, err_r);
	if (stage->lock < 0)
		return err_r == NULL ? STATUS_CANTCREATE : err_r->status;
	if (flock(stage->lock, LOCK_EX | LOCK_NB) != 0)
		return err_set(
		    err_r, STATUS_BUSY, "another import is under way");
	return STATUS_OK;
}

static enum status
stage_create(struct sqlite_db *db, struct book_stage *stage, struct err *err_r)
{
	int fd = stage_file(db, stage->path, O_EXCL, err_r);
	int rc;

	if (fd < 0)
		return err_r == NULL ? STATUS_CANTCREATE : err_r->status;
	(void)close(fd);
	rc = sqlite3_open_v2(stage->path, &stage->book.db,
	    SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
	if (rc != SQLITE_OK)
		return sqlite_failed(stage->book.db, rc, stage->path, err_r);
	(void)sqlite3_extended_result_codes(stage->book.db, 1);
	return sqlite_script(stage->book.db, stage_schema, err_r);
}

enum status
book_stage_open(void *opaque, const char *generation,
    struct book_stage **stage_r, struct err *err_r)
{
	struct book_stage *stage = mem_calloc(1, sizeof(*stage));
	struct sqlite_db *db = opaque;
	struct book_info info;
	enum status status;
	struct err err = ERR_INIT;

	*stage_r = NULL;
	if (stage == NULL)
		return err_nomem(err_r);
	stage->lock = -1;
	stage->path = book_file_path(db, generation);
	stage->lock_path = stage_lock_path(db);
	if (stage->path == NULL || stage->lock_path == NULL)
		status = err_nomem(&err);
	else
		status = stage_lock(db, stage, &err);
	if (status == STATUS_OK)
		status = sqlite_book_ops.current(db, &info, &err);
	if (status == STATUS_OK) {
		stage_sweep(db, info.generation);
		status = stage_create(db, stage, &err);
	}
	if (status != STATUS_OK) {
		book_stage_close(stage, false);
		return err_set(err_r, status, "%s", err.text);
	}
	*stage_r = stage;
	return STATUS_OK;
}

enum status
book_stage_add(
    struct book_stage *stage, const struct book_row *row, struct err *err_r)
{
	const struct book_account *account = &row->account;
	struct sqlite_cursor cursor =
	    sqlite_book_use(&stage->book, BOOK_SQL_ADD_ACCOUNT);
	enum status status;
	size_t i;

	sqlite_int(&cursor, 1, ++stage->accounts);
	sqlite_text(&cursor, 2, account->id);
	sqlite_text(&cursor, 3, account->name);
	sqlite_text(&cursor, 4, account->tier);
	sqlite_text(&cursor, 5, account->owner);
	sqlite_text(&cursor, 6, account->aliases);
	sqlite_text(&cursor, 7, account->domains);
	sqlite_text(&cursor, 8, account->emails);
	sqlite_int(&cursor, 9, row->line);
	sqlite_int(&cursor, 10, row->column);
	status = sqlite_run(&cursor, NULL, err_r);
	for (i = 0; status == STATUS_OK && i < row->nkeys; i++) {
		cursor = sqlite_book_use(&stage->book, BOOK_SQL_ADD_KEY);
		sqlite_text(&cursor, 1, row->keys[i].text);
		sqlite_int(&cursor, 2, stage->accounts);
		sqlite_int(&cursor, 3, row->keys[i].line);
		sqlite_int(&cursor, 4, row->keys[i].column);
		status = sqlite_run(&cursor, NULL, err_r);
	}
	return status;
}

/* The file, then the folder in which its name stands. */
static enum status
stage_sync(const char *path, struct err *err_r)
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

enum status
book_stage_seal(
    struct book_stage *stage, struct book_seal *seal, struct err *err_r)
{
	enum status status;

	status = sqlite_script(stage->book.db, stage_indexes, err_r);
	if (status == STATUS_OK)
		status = book_clashes(&stage->book, seal, err_r);
	if (status != STATUS_OK || (seal->clashes > 0 && !seal->skip_bad))
		return status;
	status = sqlite_script(stage->book.db, "COMMIT", err_r);
	sqlite_book_close(&stage->book);
	if (status == STATUS_OK)
		status = stage_sync(stage->path, err_r);
	return status;
}

void
book_stage_close(struct book_stage *stage, bool keep)
{
	if (stage == NULL)
		return;
	sqlite_book_close(&stage->book);
	if (!keep && stage->path != NULL)
		(void)unlink(stage->path);
	if (stage->lock >= 0)
		(void)close(stage->lock);
	mem_free(stage->lock_path);
	mem_free(stage->path);
	mem_free(stage);
}

void
book_file_drop(void *db, const char *generation)
{
	char *path = book_file_path(db, generation);

	if (path != NULL)
		(void)unlink(path);
	mem_free(path);
}
