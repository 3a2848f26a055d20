/*
 * keyring.c - a key set that follows its file.
 *
 * A look is one stat(2).  What is remembered is which file was read, by the
 * open file's own identity, so that a change between the look and the reading
 * is seen at the next look.  A broken file is remembered too and not read
 * again until it changes; a failure of the machine is not.
 */
#include "approval/jwks.h"

#include <errno.h>
#include <pthread.h>
#include <string.h>

#include "base/mem.h"

struct approval_keyring {
	char *path; /* NULL: no file, an empty set */
	pthread_mutex_t lock;
	/* under the lock */
	bool known;                 /* what follows was read */
	struct stat seen;           /* the file that was read; all zero: none */
	struct approval_keys *keys; /* NULL where it is broken */
	struct err err;
};

enum status
approval_keyring_new(
    const char *path, struct approval_keyring **ring_r, struct err *err_r)
{
	struct approval_keyring *ring = mem_calloc(1, sizeof(*ring));

	*ring_r = NULL;
	if (ring == NULL)
		return err_nomem(err_r);
	if (path != NULL && (ring->path = mem_strdup(path)) == NULL) {
		mem_free(ring);
		return err_nomem(err_r);
	}
	if (pthread_mutex_init(&ring->lock, NULL) != 0) {
		mem_free(ring->path);
		mem_free(ring);
		return err_nomem(err_r);
	}
	*ring_r = ring;
	return STATUS_OK;
}

static bool
time_equal(struct timespec a, struct timespec b)
{
	return a.tv_sec == b.tv_sec && a.tv_nsec == b.tv_nsec;
}

static bool
keyring_same_file(const struct stat *a, const struct stat *b)
{
	return a->st_dev == b->st_dev && a->st_ino == b->st_ino &&
	    a->st_size == b->st_size && time_equal(a->st_mtim, b->st_mtim) &&
	    time_equal(a->st_ctim, b->st_ctim);
}

/* Has the file changed since it was read? */
static bool
keyring_is_stale(const struct approval_keyring *ring)
{
	struct stat now;

	memset(&now, 0, sizeof(now));
	if (!ring->known)
		return true;
	if (ring->path != NULL && stat(ring->path, &now) != 0) {
		if (errno != ENOENT)
			return true;
		memset(&now, 0, sizeof(now));
	}
	return !keyring_same_file(&now, &ring->seen);
}

static void
keyring_read(struct approval_keyring *ring)
{
	enum status status;

	approval_keys_unref(ring->keys);
	memset(&ring->err, 0, sizeof(ring->err));
	status = approval_jwks_load(
	    ring->path, NULL, &ring->seen, &ring->keys, &ring->err);
	ring->known = status == STATUS_OK || status == STATUS_CONFIG;
}

enum status
approval_keyring_current(struct approval_keyring *ring,
    struct approval_keys **keys_r, struct err *err_r)
{
	enum status status = STATUS_OK;

	*keys_r = NULL;
	(void)pthread_mutex_lock(&ring->lock);
	if (keyring_is_stale(ring))
		keyring_read(ring);
	if (ring->keys != NULL)
		*keys_r = approval_keys_ref(ring->keys);
	else
		status = err_set(err_r, ring->err.status, "%s", ring->err.text);
	(void)pthread_mutex_unlock(&ring->lock);
	return status;
}

void
approval_keyring_free(struct approval_keyring *ring)
{
	if (ring == NULL)
		return;
	approval_keys_unref(ring->keys);
	(void)pthread_mutex_destroy(&ring->lock);
	mem_free(ring->path);
	mem_free(ring);
}
