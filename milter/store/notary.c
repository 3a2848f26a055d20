/*
 * notary.c - the key's name, and the file with the last checkpoint.
 */
#include "store/notary.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/write.h"
#include "store/tree.h"

#define LAST_PART "-checkpoint"

enum status
notary_open(const unsigned char seed[CRYPT_KEY_LEN], const char *origin,
    const char *relay, struct notary *notary_r, struct err *err_r)
{
	unsigned char public[CRYPT_KEY_LEN];
	char name[NOTE_NAME_MAX + 1];
	enum status status;

	memset(notary_r, 0, sizeof(*notary_r));
	(void)snprintf(name, sizeof(name), "%s%s",
	    origin != NULL ? origin : relay, origin != NULL ? "" : "/sendgate");
	status = crypt_signer_from_seed(seed, &notary_r->signer, err_r);
	if (status == STATUS_OK)
		status = crypt_signer_public(notary_r->signer, public);
	if (status == STATUS_OK)
		status = note_key_make(
		    slice_cstr(name), public, &notary_r->key, err_r);
	if (status != STATUS_OK)
		notary_close(notary_r);
	return status;
}

void
notary_close(struct notary *notary)
{
	crypt_signer_free(notary->signer);
	notary->signer = NULL;
}

static enum status
file_failed(struct err *err_r, enum status status, const char *path)
{
	if (errno == EACCES || errno == EPERM)
		status = STATUS_DENIED;
	if (errno == ENOSPC || errno == EDQUOT)
		status = STATUS_FULL;
	return err_set(err_r, status, "%s: %s", path, strerror(errno));
}

enum status
notary_last_read(const char *database, const struct note_key *key,
    struct notary_last *last_r, struct err *err_r)
{
	char path[PATH_MAX + sizeof(LAST_PART)], note[1024];
	struct stat st;
	ssize_t len = -1;
	int fd;

	memset(last_r, 0, sizeof(*last_r));
	(void)snprintf(path, sizeof(path), "%s" LAST_PART, database);
	fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0 && errno == ENOENT)
		return STATUS_NOTFOUND;
	if (fd >= 0 && fstat(fd, &st) == 0)
		len = read(fd, note, sizeof(note));
	if (len < 0) {
		(void)file_failed(err_r, STATUS_IO, path);
		if (fd >= 0)
			(void)close(fd);
		return err_r != NULL ? err_r->status : STATUS_IO;
	}
	(void)close(fd);
	last_r->time_us =
	    st.st_mtim.tv_sec * CLOCK_SECOND + st.st_mtim.tv_nsec / 1000;
	last_r->result = checkpoint_check(
	    slice_make(note, (size_t)len), key, &last_r->checkpoint);
	return STATUS_OK;
}

static bool
folder_sync(const char *path)
{
	char *copy = mem_strdup(path);
	int fd = -1;
	bool ok;

	if (copy != NULL)
		fd = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	ok = fd >= 0 && fsync(fd) == 0;
	if (fd >= 0)
		(void)close(fd);
	mem_free(copy);
	return ok;
}

enum status
notary_last_write(const char *database, struct slice note, struct err *err_r)
{
	char path[PATH_MAX + sizeof(LAST_PART)];
	char fresh[sizeof(path) + sizeof(".new")];
	enum status status = STATUS_OK;
	int fd;

	(void)snprintf(path, sizeof(path), "%s" LAST_PART, database);
	(void)snprintf(fresh, sizeof(fresh), "%s.new", path);
	fd = open(
	    fresh, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd < 0)
		return file_failed(err_r, STATUS_CANTCREATE, fresh);
	if (!write_all(fd, note) || fsync(fd) != 0 ||
	    rename(fresh, path) != 0 || !folder_sync(path)) {
		status = file_failed(err_r, STATUS_IO, path);
		(void)unlink(fresh);
	}
	(void)close(fd);
	return status;
}

enum status
notary_fits(struct store *store, const struct notary_last *last,
    const struct checkpoint *now, struct err *err_r)
{
	const struct checkpoint *before = &last->checkpoint;
	struct checkpoint then;
	enum status status;

	if (last->result != CHECKPOINT_GOOD)
		return STATUS_OK;
	if (before->size > now->size)
		return err_set(err_r, STATUS_CONFLICT,
		    "the journal has %" PRId64 " records, its last checkpoint "
		    "covered %" PRId64 ": it was put back or cut off",
		    now->size, before->size);
	status = tree_then(store, now, before->size, &then, err_r);
	if (status == STATUS_OK &&
	    memcmp(then.root.bytes, before->root.bytes, MERKLE_LEN) != 0)
		status = err_set(err_r, STATUS_CONFLICT,
		    "the journal's first %" PRId64 " records are not those "
		    "that its last checkpoint covered",
		    before->size);
	return status;
}
