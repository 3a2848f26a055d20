/*
 * feedback_key.h - by what a message that was sent is found.
 *
 * Used by the feedback files of this folder.
 */
#ifndef STORE_FEEDBACK_KEY_H
#define STORE_FEEDBACK_KEY_H

#include "store/store.h"

#define FEEDBACK_KEY_MESSAGE "message-id"
#define FEEDBACK_KEY_RCPT "recipient"

enum status feedback_key(struct store *store, const char *kind,
    struct slice value, int64_t *key_r, struct err *err_r);

/* Of an address, case aside. */
enum status feedback_rcpt_key(struct store *store, struct slice rcpt,
    struct arena *arena, int64_t *key_r, struct err *err_r);

#endif
