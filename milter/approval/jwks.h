/*
 * jwks.h - a set of keys, made from text and looked up.
 */
#ifndef APPROVAL_JWKS_H
#define APPROVAL_JWKS_H

#include <sys/stat.h>

#include "approval/jwk.h"

/*
 * Reads the set that root ({"keys": [...]}) is; text is what it was parsed
 * from and path its name, for the places of errors.
 */
enum status approval_jwks_parse(const json_t *root, struct slice text,
    const char *path, struct diag_list *diags, struct approval_keys **keys_r,
    struct err *err_r);

/*
 * Reads the file at path as approval_keys_load does, and says in *st_r which
 * file it was (all zero: none).
 */
enum status approval_jwks_load(const char *path, struct diag_list *diags,
    struct stat *st_r, struct approval_keys **keys_r, struct err *err_r);

/* An empty set with its own arena; NULL when out of memory. */
struct approval_keys *approval_keys_new(void);
struct arena *approval_keys_arena(struct approval_keys *keys);

/*
 * Takes items (in the set's arena) for its keys and indexes them.  False when
 * out of memory.
 */
bool approval_keys_fill(
    struct approval_keys *keys, const struct approval_key *items, size_t len);

/*
 * The first key after the first of its kid or public bytes, in *index_r; false
 * where every key is alone of its kind.
 */
bool approval_keys_twin(const struct approval_keys *keys, size_t *index_r);

#endif
