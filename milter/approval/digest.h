/*
 * digest.h - the content digest: SHA-256 over the manifest of what a recipient
 * gets (the "sendgate-content-v1" text of the design's contract).
 *
 * It survives a change of transfer encoding or MIME boundary and nothing
 * else.  X-Agent headers, preamble and epilogue are not bound.
 */
#ifndef APPROVAL_DIGEST_H
#define APPROVAL_DIGEST_H

#include "base/arena.h"
#include "crypt/crypt.h"
#include "message/message.h"

struct approval_digest {
	struct slice manifest; /* in the arena */
	char hex[CRYPT_SHA256_HEX];
};

/* STATUS_NOMEM or STATUS_INTERNAL are the only errors. */
enum status approval_digest_make(const struct message *message,
    const struct slice *rcpts, size_t nrcpts, struct arena *arena,
    struct approval_digest *digest_r, struct err *err_r);

#endif
