/*
 * keys.h - the approvers: public Ed25519 keys in a JWK set (RFC 7517, 8037).
 *
 * The file holds public keys alone.  Besides kty, crv, x and kid a key may
 * carry "sub" (a glob that the approver must match), "revoked" (RFC 3339:
 * since when; the key is refused whatever the clock says, and kept so that
 * neither its kid nor its bytes come back).
 * A key set is immutable and shared by reference.
 */
#ifndef APPROVAL_KEYS_H
#define APPROVAL_KEYS_H

#include <stdbool.h>

#include "base/diag.h"
#include "base/slice.h"
#include "base/status.h"
#include "crypt/crypt.h"

#define APPROVAL_KEY_MAX 10000 /* keys in a set */
#define APPROVAL_KID_MAX 200   /* bytes of a kid */
#define APPROVAL_FILE_MAX ((size_t)16 << 20)

struct approval_key {
	const char *kid;
	unsigned char public[CRYPT_KEY_LEN];
	const char *sub;     /* glob, or NULL */
	const char *revoked; /* RFC 3339, or NULL */
};

struct approval_keys;

/*
 * Reads the set at path; a file that is not there (or path NULL) is an empty
 * set.  Errors go to diags (may be NULL) and err_r.  STATUS_CONFIG where the
 * file is broken (a kid or public key twice is broken too), STATUS_NOINPUT
 * where it can't be read.  A key of another kind is ignored with a warning.
 */
enum status approval_keys_load(const char *path, struct diag_list *diags,
    struct approval_keys **keys_r, struct err *err_r);
struct approval_keys *approval_keys_ref(struct approval_keys *keys);
void approval_keys_unref(struct approval_keys *keys); /* NULL is fine */

size_t approval_keys_count(const struct approval_keys *keys);
const struct approval_key *approval_keys_item(
    const struct approval_keys *keys, size_t index);
const struct approval_key *approval_keys_find(
    const struct approval_keys *keys, struct slice kid);
const struct approval_key *approval_keys_find_public(
    const struct approval_keys *keys,
    const unsigned char public[CRYPT_KEY_LEN]);

/* Reads one public JWK (a file); private members ("d") are refused. */
enum status approval_jwk_read(const char *path, struct arena *arena,
    struct approval_key *key_r, struct err *err_r);

/* The same of its text; path is for messages. */
enum status approval_jwk_read_text(struct slice text, const char *path,
    struct arena *arena, struct approval_key *key_r, struct err *err_r);

/*
 * Adds key to, or revokes kid in, the file at path: read, changed, written
 * beside it, fsynced and renamed, under a lock file, so that no reader ever
 * sees half a set and no writer loses another's.  STATUS_CONFLICT where kid or
 * the public key is there already (revoked or not); STATUS_NOTFOUND for a kid
 * that is not.  Revoking twice is fine; the first time stands.
 */
enum status approval_keys_add(
    const char *path, const struct approval_key *key, struct err *err_r);
enum status approval_keys_revoke(
    const char *path, const char *kid, const char *when, struct err *err_r);

/*
 * A key set that follows its file: keyring_current() looks at the file's
 * identity (device, inode, size, mtime, ctime) and reads it anew where it changed.
 * STATUS_CONFIG where the file is broken: then nobody can be believed.  Safe
 * on any thread; the caller unrefs.
 */
struct approval_keyring;
enum status approval_keyring_new(
    const char *path, struct approval_keyring **ring_r, struct err *err_r);
enum status approval_keyring_current(struct approval_keyring *ring,
    struct approval_keys **keys_r, struct err *err_r);
void approval_keyring_free(struct approval_keyring *ring);

#endif
