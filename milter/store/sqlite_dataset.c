/*
 * sqlite_dataset.c - which data sets there are, and their images as files.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/write.h"
#include "store/sqlite_file.h"

static enum status
dataset_each_row(void *db,
    enum status (*each)(
	const struct dataset *set, void *arg, struct err *err_r),
    void *arg, struct err *err_r)
{
	struct sqlite_cursor cursor = sqlite_use(db, SQL_DATASET_LIST);
	struct dataset set;
	enum status status;
	bool row;

	for (;;) {
		status = sqlite_next(&cursor, &row, err_r);
		if (status != STATUS_OK || !row)
			return status;
		set.name = sqlite_column(&cursor, 0);
		set.generation = sqlite_column(&cursor, 1);
		set.account = sqlite_column(&cursor, 2);
		set.columns = sqlite_column(&cursor, 3);
		set.imported_us = sqlite_column_int(&cursor, 4);
		set.rows = sqlite_column_int(&cursor, 5);
		set.values = sqlite_column_int(&cursor, 6);
		status = each(&set, arg, err_r);
		if (status != STATUS_OK) {
			sqlite_done(&cursor);
			return status;
		}
	}
}

static enum status
dataset_generation(
    void *db, struct slice name, char generation[27], struct err *err_r)
{
	struct sqlite_cursor cursor = sqlite_use(db, SQL_DATASET_FIND);
	enum status status;
	bool row;

	generation[0] = '\0';
	sqlite_text(&cursor, 1, name);
	status = sqlite_next(&cursor, &row, err_r);
	if (status == STATUS_OK && row)
		(void)snprintf(generation, 27, "%.*s",
		    SLICE_ARG(sqlite_column(&cursor, 0)));
	sqlite_done(&cursor);
	return status;
}

static enum status
dataset_put(void *db, const struct dataset *set, struct err *err_r)
{
	struct sqlite_cursor cursor = sqlite_use(db, SQL_DATASET_PUT);

	sqlite_text(&cursor, 1, set->name);
	sqlite_text(&cursor, 2, set->generation);
	sqlite_text(&cursor, 3, set->account);
	sqlite_text(&cursor, 4, set->columns);
	sqlite_int(&cursor, 5, set->imported_us);
	sqlite_int(&cursor, 6, set->rows);
	sqlite_int(&cursor, 7, set->values);
	return sqlite_run(&cursor, NULL, err_r);
}

static enum status
dataset_remove(void *db, struct slice name, struct err *err_r)
{
	struct sqlite_cursor cursor = sqlite_use(db, SQL_DATASET_REMOVE);

	sqlite_text(&cursor, 1, name);
	return sqlite_run(&cursor, NULL, err_r);
}

/* Is a generation one that is named? */
struct wanted {
	const char *generation;
	bool there;
};

static enum status
compare_generation(const struct dataset *set, void *arg, struct err *err_r)
{
	struct wanted *wanted = arg;

	(void)err_r;
	if (slice_equal(set->generation, slice_cstr(wanted->generation)))
		wanted->there = true;
	return STATUS_OK;
}

static bool
image_keep(const char *generation, void *arg)
{
	struct wanted wanted = { generation, false };

	/* where nobody can tell, nothing is removed */
	return dataset_each_row(arg, compare_generation, &wanted, NULL) !=
	    STATUS_OK ||
	    wanted.there;
}

static enum status
image_file(struct sqlite_db *db, const char *path, struct slice bytes,
    struct err *err_r)
{
	enum status status;
	int fd;

	status = sqlite_file_open(db, path, O_EXCL, &fd, err_r);
	if (status != STATUS_OK)
		return status;
	if (!write_all(fd, bytes))
		status = err_set(err_r,
		    errno == ENOSPC || errno == EDQUOT ? STATUS_FULL :
							 STATUS_IO,
		    "%s: %s", path, strerror(errno));
	(void)close(fd);
	if (status == STATUS_OK)
		status = sqlite_file_sync(path, err_r);
	if (status != STATUS_OK)
		(void)unlink(path);
	return status;
}

static enum status
image_write(void *opaque, const char *generation, struct slice bytes,
    int *lock_r, struct err *err_r)
{
	struct sqlite_db *db = opaque;
	char *path;
	enum status status;

	status = sqlite_file_lock(db, lock_r, err_r);
	if (status != STATUS_OK)
		return status;
	sqlite_file_sweep(db, EXACT_FILE_PART, image_keep, db);
	path = sqlite_file_path(db, EXACT_FILE_PART, generation);
	status = path == NULL ? err_nomem(err_r) :
				image_file(db, path, bytes, err_r);
	mem_free(path);
	if (status != STATUS_OK)
		(void)close(*lock_r);
	return status;
}

static void
image_unlock(int lock)
{
	(void)close(lock);
}

/* The whole file, in a buffer of just its size. */
static enum status
read_all(int fd, const char *path, struct buf *image, struct err *err_r)
{
	char some[65536];
	struct stat st;
	ssize_t n;

	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode) ||
	    (size_t)st.st_size > image->max)
		return err_set(
		    err_r, STATUS_DATA, "%s: can't be read whole", path);
	if (!buf_reserve(image, (size_t)st.st_size))
		return err_nomem(err_r);
	for (;;) {
		n = read(fd, some, sizeof(some));
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_set(
			    err_r, STATUS_IO, "%s: %s", path, strerror(errno));
		if (n == 0)
			return STATUS_OK;
		if (!buf_add(image, slice_make(some, (size_t)n)))
			return err_nomem(err_r);
	}
}

static enum status
image_read(
    void *opaque, const char *generation, struct buf *image, struct err *err_r)
{
	char *path = sqlite_file_path(opaque, EXACT_FILE_PART, generation);
	enum status status;
	int fd;

	buf_clear(image);
	if (path == NULL)
		return err_nomem(err_r);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd >= 0)
		status = read_all(fd, path, image, err_r);
	else
		status = err_set(err_r,
		    errno == ENOENT     ? STATUS_NOTFOUND :
			errno == EACCES ? STATUS_DENIED :
					  STATUS_IO,
		    "%s: %s", path, strerror(errno));
	if (fd >= 0)
		(void)close(fd);
	mem_free(path);
	return status;
}

static void
image_drop(void *db, const char *generation)
{
	sqlite_file_drop(db, EXACT_FILE_PART, generation);
}

const struct dataset_ops sqlite_dataset_ops = {
	.each = dataset_each_row,
	.generation = dataset_generation,
	.put = dataset_put,
	.remove = dataset_remove,
	.image_write = image_write,
	.image_unlock = image_unlock,
	.image_read = image_read,
	.image_drop = image_drop,
};
