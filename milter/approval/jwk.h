/*
 * jwk.h - one key as JSON (RFC 7517 section 4, RFC 8037 section 2).
 */
#ifndef APPROVAL_JWK_H
#define APPROVAL_JWK_H

#include "approval/json.h"
#include "approval/keys.h"
#include "base/arena.h"

enum jwk_result {
	JWK_KEY,   /* read */
	JWK_OTHER, /* a key of another kind, which RFC 7517 says to ignore */
	JWK_WRONG, /* *why_r says what is wrong */
	JWK_NOMEM
};

/* Reads a key; its strings are copied to the arena. */
enum jwk_result approval_jwk_parse(const json_t *jwk, struct arena *arena,
    struct approval_key *key_r, const char **why_r);

/* The key as a new JSON object; NULL when out of memory. */
json_t *approval_jwk_make(const struct approval_key *key, struct arena *arena);

/* Why these values can't make a key, or NULL. */
const char *approval_jwk_wrong(const struct approval_key *key);

#endif
