/*
 * release.h - release records, for the claim that makes them.
 */
#ifndef STORE_RELEASE_H
#define STORE_RELEASE_H

#include "store/engine.h"

#define RELEASE_LIFE_US ((int64_t)300 * 1000000)

/* A record for the held message, and the token that travels. */
enum status release_make(struct store *store,
    const struct quarantine_entry *entry, int64_t now_us,
    char token_r[RELEASE_TOKEN_LEN + 1], struct err *err_r);

#endif
