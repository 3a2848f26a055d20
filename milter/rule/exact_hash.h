/*
 * exact_hash.h - keyed hashes of the values in a text.  Private to rule/.
 *
 * A value is hashed in two steps: two polynomials over its bytes modulo
 * 2^61-1, each at a secret point (a Carter-Wegman universal hash: two values of
 * n bytes fall together with a chance of (n / 2^61)^2), and AES-128 over the
 * two.  The first step gives the hash of any run of words in constant time
 * from those of the words; the second makes what is stored worth nothing
 * without the key.
 */
#ifndef RULE_EXACT_HASH_H
#define RULE_EXACT_HASH_H

#include <stdint.h>

#include "base/slice.h"
#include "crypt/crypt.h"

#define EXACT_LETTERS_MAX 1024 /* bytes of a value, folded */
#define EXACT_POINTS 2

/* How a value is written down; values of different forms never meet. */
enum exact_form {
	EXACT_FORM_WHOLE, /* a short cell: its letters and digits */
	EXACT_FORM_EIGHT, /* eight words in a row of a long one */
	EXACT_FORM_NUMBER /* a number that has a fraction: "84250.5" */
};

struct exact_sum {
	uint64_t at[EXACT_POINTS]; /* each below 2^61-1 */
};

struct exact_key {
	uint64_t power[EXACT_POINTS][EXACT_LETTERS_MAX + 1];
	unsigned char cipher[CRYPT_BLOCK_LEN];
};

/* Makes the key from the installation's secret; STATUS_INTERNAL. */
enum status exact_key_make(
    struct exact_key *key, const unsigned char secret[CRYPT_KEY_LEN]);

/* The sum of what sum stands for with bytes behind it. */
struct exact_sum exact_sum_add(
    const struct exact_key *key, struct exact_sum sum, struct slice bytes);

/*
 * The sum of the last len bytes of a text: of the whole by upto, of what stands
 * before them by from.  len is at most EXACT_LETTERS_MAX.
 */
struct exact_sum exact_sum_between(const struct exact_key *key,
    struct exact_sum from, struct exact_sum upto, size_t len);

/* The block of a sum, to be enciphered. */
void exact_block(enum exact_form form, struct exact_sum sum,
    unsigned char out[CRYPT_BLOCK_LEN]);

/* What a table keeps of an enciphered block. */
uint64_t exact_print(const unsigned char block[CRYPT_BLOCK_LEN]);

#endif
