/*
 * token.h - approval tokens: a compact JWS (RFC 7515) signed with Ed25519
 * (RFC 8037) over one content digest.
 *
 * alg is fixed and never taken from the token; nothing in the token but kid
 * says which key is asked.  Verification here is what can be told without
 * shared state: whether the jti was used, and whether the key was revoked a
 * moment ago, is settled later, in the store's transaction.
 */
#ifndef APPROVAL_TOKEN_H
#define APPROVAL_TOKEN_H

#include <stdint.h>

#include "approval/keys.h"
#include "base/arena.h"

#define APPROVAL_TOKEN_MAX ((size_t)16384) /* bytes of a token */
#define APPROVAL_JTI_MAX 200
#define APPROVAL_CLAIM_MAX 1000  /* bytes of iss, sub, agent */
#define APPROVAL_SKEW_SECONDS 60 /* iat may be ahead by this */
#define APPROVAL_TYP "sendgate-approval+jwt"

enum approval_result {
	APPROVAL_NONE, /* no token was presented */
	APPROVAL_VALID,
	APPROVAL_MALFORMED, /* not a JWS of our kind: syntax, JSON, types, crit */
	APPROVAL_KEY_UNKNOWN,
	APPROVAL_KEY_REVOKED,
	APPROVAL_SIGNATURE,
	APPROVAL_EXPIRED,
	APPROVAL_NOT_YET,   /* iat ahead of the clock */
	APPROVAL_TOO_LONG,  /* exp - iat over max_ttl */
	APPROVAL_DIGEST,    /* for another content or other recipients */
	APPROVAL_AMBIGUOUS, /* the message has several readings or a defect */
	APPROVAL_SELF,      /* the approver is the agent */
	APPROVAL_AGENT,     /* for another agent */
	APPROVAL_APPROVER,  /* the key is not bound to this approver */
	APPROVAL_USED       /* its jti was used (settled by the store) */
};

/* A fixed word ("approval-expired") and a sentence that tells the agent what to do. */
const char *approval_result_name(enum approval_result result);
const char *approval_result_tell(enum approval_result result);

/* Claims of a token; slices lie in the arena.  Set as far as they were read. */
struct approval_claims {
	struct slice kid, iss, sub, jti, agent, digest;
	int64_t iat, exp; /* seconds */
};

struct approval_check {
	const struct approval_keys *keys;
	const char *digest; /* of the message, hex */
	bool plain;         /* message_is_plain() */
	struct slice agent; /* its id */
	const struct slice
	    *selves; /* its logins and addresses, sub must be none */
	size_t nselves;
	int64_t now; /* seconds */
	int64_t max_ttl;
};

/*
 * The token inside a header value: folding and all white space dropped,
 * RFC 2047 words decoded first.  Empty: no token was presented.
 */
enum status approval_token_extract(
    struct slice value, struct arena *arena, struct slice *token_r);

/* Verifies; the result is *result_r, and STATUS_NOMEM the only error. */
enum status approval_token_verify(struct slice token,
    const struct approval_check *check, struct arena *arena,
    struct approval_claims *claims_r, enum approval_result *result_r);

struct approval_mint {
	const struct crypt_signer *signer;
	const char *kid, *iss, *sub; /* required */
	const char *agent;           /* or NULL */
	const char *digest;          /* hex */
	int64_t now, ttl;            /* seconds */
};

/* Mints a token with a random jti; in the arena, NUL-terminated. */
enum status approval_token_mint(const struct approval_mint *mint,
    struct arena *arena, struct slice *token_r, struct err *err_r);

#endif
