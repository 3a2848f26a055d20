/*
 * exact_image.h - the bytes that a data set is kept as.  Private to rule/.
 *
 * header, entries in the order of their prints, the account of each row, where
 * each account's id begins, the ids, SHA-256 over all that.  Numbers are in the
 * machine's own order; the header tells another's.
 */
#ifndef RULE_EXACT_IMAGE_H
#define RULE_EXACT_IMAGE_H

#include "rule/exact.h"
#include "rule/exact_hash.h"

#define EXACT_MAGIC "sgexact1"
#define EXACT_ORDER 0x01020304u
#define EXACT_NOBODY UINT32_MAX /* the account of a row that has none */

struct exact_header {
	char magic[8];
	uint32_t order;
	uint32_t has_eights; /* 0 or 1: values of long cells */
	uint64_t check;      /* print of a known sum under the key */
	uint64_t entries;
	uint64_t rows;
	uint64_t accounts;
	uint64_t ids; /* bytes */
	/* a bit for each length that a short value has */
	unsigned char lengths[EXACT_LETTERS_MAX / 8 + 8];
};

/* The print by which a key knows its own images. */
bool exact_image_check(const struct exact_key *key, struct crypt_blocks *blocks,
    uint64_t *check_r);

#endif
