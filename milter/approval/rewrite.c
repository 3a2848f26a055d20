/*
 * rewrite.c - the approvers' file changed: a key added, a key revoked.
 *
 * The file is read, changed and replaced under a lock, members that are not
 * ours are kept, and a key never goes: a revoked one stays so that neither its
 * kid nor its bytes come back.  A file that is broken is left as it is.
 */
#include "approval/jwks.h"

#include <limits.h>
#include <stdlib.h>
#include <unistd.h>

#include "approval/file.h"
#include "base/clock.h"

/* A change under way. */
struct rewrite {
	char path[PATH_MAX]; /* behind a symbolic link, should it be one */
	int lock;
	json_t *root;
	json_t *list; /* root's "keys" */
	struct approval_keys *keys;
};

static void
rewrite_end(struct rewrite *rewrite)
{
	json_decref(rewrite->root);
	approval_keys_unref(rewrite->keys);
	if (rewrite->lock >= 0)
		(void)close(rewrite->lock);
}

static enum status
rewrite_parse(struct rewrite *rewrite, struct slice text, struct err *err_r)
{
	enum status status;
	json_error_t error;

	rewrite->root = approval_json_read(text, &error);
	if (rewrite->root == NULL)
		return err_set(err_r, STATUS_CONFIG, "%s:%d:%d: %s",
		    rewrite->path, error.line, error.column, error.text);
	status = approval_jwks_parse(
	    rewrite->root, text, rewrite->path, NULL, &rewrite->keys, err_r);
	rewrite->list = json_object_get(rewrite->root, "keys");
	return status;
}

/* Takes the lock and reads what is there; rewrite_end() either way. */
static enum status
rewrite_begin(struct rewrite *rewrite, const char *path, struct err *err_r)
{
	enum status status;
	struct buf buf;
	struct stat st;

	*rewrite = (struct rewrite){ .lock = -1 };
	if (path == NULL)
		return err_set(
		    err_r, STATUS_CONFIG, "no file of approvers is configured");
	if (realpath(path, rewrite->path) == NULL &&
	    snprintf(rewrite->path, PATH_MAX, "%s", path) >= PATH_MAX)
		return err_set(
		    err_r, STATUS_CANTCREATE, "%s: name too long", path);
	status = approval_file_lock(rewrite->path, &rewrite->lock, err_r);
	if (status != STATUS_OK)
		return status;
	buf_init(&buf, APPROVAL_FILE_MAX);
	status = approval_file_read(rewrite->path, &buf, &st, err_r);
	if (status == STATUS_NOTFOUND)
		status = rewrite_parse(rewrite, SLICE("{\"keys\": []}"), err_r);
	else if (status == STATUS_OK)
		status = rewrite_parse(rewrite, buf_slice(&buf), err_r);
	buf_free(&buf);
	return status;
}

static enum status
rewrite_commit(const struct rewrite *rewrite, struct err *err_r)
{
	enum status status;
	struct buf buf;

	buf_init(&buf, APPROVAL_FILE_MAX);
	if (approval_json_write(rewrite->root, 2, &buf) &&
	    buf_add_byte(&buf, '\n'))
		status = approval_file_replace(
		    rewrite->path, buf_slice(&buf), err_r);
	else
		status = err_nomem(err_r);
	buf_free(&buf);
	return status;
}

/* Has any key of the file, of whatever kind, this kid? */
static bool
rewrite_has_kid(const struct rewrite *rewrite, struct slice kid)
{
	struct slice text;
	size_t i;

	for (i = 0; i < json_array_size(rewrite->list); i++)
		if (approval_json_text(
			json_array_get(rewrite->list, i), "kid", &text) &&
		    slice_equal(text, kid))
			return true;
	return false;
}

static enum status
rewrite_may_add(const struct rewrite *rewrite, const struct approval_key *key,
    struct err *err_r)
{
	const struct approval_key *twin;

	if (rewrite_has_kid(rewrite, slice_cstr(key->kid)))
		return err_set(err_r, STATUS_CONFLICT,
		    "key %s is there already", key->kid);
	twin = approval_keys_find_public(rewrite->keys, key->public);
	if (twin != NULL)
		return err_set(err_r, STATUS_CONFLICT,
		    "this key is there already, as %s", twin->kid);
	if (json_array_size(rewrite->list) >= APPROVAL_KEY_MAX)
		return err_set(err_r, STATUS_FULL, "%s: full with %d keys",
		    rewrite->path, APPROVAL_KEY_MAX);
	return STATUS_OK;
}

static enum status
rewrite_append(const struct rewrite *rewrite, const struct approval_key *key,
    struct err *err_r)
{
	struct arena *arena = approval_keys_arena(rewrite->keys);
	json_t *jwk = approval_jwk_make(key, arena);

	if (json_array_append_new(rewrite->list, jwk) != 0)
		return err_nomem(err_r);
	return STATUS_OK;
}

enum status
approval_keys_add(
    const char *path, const struct approval_key *key, struct err *err_r)
{
	const char *why = approval_jwk_wrong(key);
	struct rewrite rewrite;
	enum status status;

	if (why != NULL)
		return err_set(err_r, STATUS_DATA, "key: %s", why);
	status = rewrite_begin(&rewrite, path, err_r);
	if (status == STATUS_OK)
		status = rewrite_may_add(&rewrite, key, err_r);
	if (status == STATUS_OK)
		status = rewrite_append(&rewrite, key, err_r);
	if (status == STATUS_OK)
		status = rewrite_commit(&rewrite, err_r);
	rewrite_end(&rewrite);
	return status;
}

/* Finds the JSON of our key kid; one of another kind may have the same. */
static json_t *
rewrite_find(const struct rewrite *rewrite, struct slice kid)
{
	struct arena *arena = approval_keys_arena(rewrite->keys);
	struct approval_key key;
	struct slice text;
	const char *why;
	json_t *jwk;
	size_t i;

	for (i = 0; i < json_array_size(rewrite->list); i++) {
		jwk = json_array_get(rewrite->list, i);
		if (approval_json_text(jwk, "kid", &text) &&
		    slice_equal(text, kid) &&
		    approval_jwk_parse(jwk, arena, &key, &why) == JWK_KEY)
			return jwk;
	}
	return NULL;
}

/* Revoking twice is fine; the first time stands. */
static enum status
rewrite_revoke(const struct rewrite *rewrite, const char *kid, const char *when,
    struct err *err_r)
{
	const struct approval_key *key =
	    approval_keys_find(rewrite->keys, slice_cstr(kid));
	json_t *jwk;

	if (key == NULL)
		return err_set(err_r, STATUS_NOTFOUND, "no key %s", kid);
	if (key->revoked != NULL)
		return STATUS_OK;
	jwk = rewrite_find(rewrite, slice_cstr(kid));
	if (jwk == NULL ||
	    json_object_set_new(jwk, "revoked", json_string(when)) != 0)
		return err_nomem(err_r);
	return rewrite_commit(rewrite, err_r);
}

enum status
approval_keys_revoke(
    const char *path, const char *kid, const char *when, struct err *err_r)
{
	struct rewrite rewrite;
	enum status status;
	int64_t time_us;

	if (!clock_parse(slice_cstr(when), &time_us))
		return err_set(
		    err_r, STATUS_DATA, "%s: no RFC 3339 time", when);
	status = rewrite_begin(&rewrite, path, err_r);
	if (status == STATUS_OK)
		status = rewrite_revoke(&rewrite, kid, when, err_r);
	rewrite_end(&rewrite);
	return status;
}
