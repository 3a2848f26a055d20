/*
 * plaintext.h - the bytes of a text part as the content digest hashes them.
 */
#ifndef APPROVAL_PLAINTEXT_H
#define APPROVAL_PLAINTEXT_H

#include "base/slice.h"
#include "crypt/crypt.h"

/*
 * Adds text to hash with CRLF and bare CR made LF, trailing spaces and tabs
 * cut from each line, empty lines cut from the end and the last line ended by
 * LF; nothing at all if it is empty.  False where libcrypto fails.
 */
bool approval_plaintext_hash(struct slice text, struct crypt_hash *hash);

/* Adds bytes to hash with CRLF and bare CR made LF, and nothing else. */
bool approval_lines_hash(struct slice bytes, struct crypt_hash *hash);

#endif
