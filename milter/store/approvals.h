/*
 * approvals.h - what approval tokens have used up, and keys that are revoked.
 */
#ifndef STORE_APPROVALS_H
#define STORE_APPROVALS_H

#include "store/store.h"

/* In the settle transaction.  A jti belongs to the key (kid) that signed it. */
enum status store_jti_used(struct store *store, struct slice kid,
    struct slice jti, bool *used_r, struct err *err_r);
enum status store_jti_use(struct store *store, struct slice kid,
    struct slice jti, int64_t expires_us, struct err *err_r);

/* A key whose public half (32 bytes) is revoked, whatever its kid. */
enum status store_key_revoked(struct store *store,
    const unsigned char public[CRYPT_KEY_LEN], bool *revoked_r,
    struct err *err_r);
enum status store_key_revoke(struct store *store,
    const unsigned char public[CRYPT_KEY_LEN], int64_t time_us,
    struct err *err_r);

#endif
