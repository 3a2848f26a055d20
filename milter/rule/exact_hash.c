/*
 * exact_hash.c - keyed hashes of the values in a text.
 */
#include "rule/exact_hash.h"

#include <string.h>

#define FORM_SHIFT 61
#define PRIME ((UINT64_C(1) << 61) - 1)

__extension__ typedef unsigned __int128 wide;

/* a times b, modulo 2^61-1; both are below it. */
static uint64_t
times(uint64_t a, uint64_t b)
{
	wide product = (wide)a * b;
	uint64_t sum =
	    (uint64_t)(product & PRIME) + (uint64_t)(product >> FORM_SHIFT);

	return sum >= PRIME ? sum - PRIME : sum;
}

static uint64_t
plus(uint64_t a, uint64_t b)
{
	uint64_t sum = a + b;

	return sum >= PRIME ? sum - PRIME : sum;
}

/* A number from eight bytes of a MAC, between 256 and the prime. */
static uint64_t
point(const unsigned char *bytes)
{
	uint64_t value;

	memcpy(&value, bytes, sizeof(value));
	return value % (PRIME - 256) + 256;
}

enum status
exact_key_make(struct exact_key *key, const unsigned char secret[CRYPT_KEY_LEN])
{
	unsigned char points[CRYPT_SHA256_LEN], cipher[CRYPT_SHA256_LEN];
	enum status status;

	status = crypt_hmac(secret, SLICE("sendgate-exact-v1 points"), points);
	if (status == STATUS_OK)
		status = crypt_hmac(
		    secret, SLICE("sendgate-exact-v1 cipher"), cipher);
	if (status != STATUS_OK)
		return status;
	for (size_t p = 0; p < EXACT_POINTS; p++) {
		key->power[p][0] = 1;
		for (size_t i = 1; i <= EXACT_LETTERS_MAX; i++)
			key->power[p][i] = times(key->power[p][i - 1],
			    point(points + p * sizeof(uint64_t)));
	}
	memcpy(key->cipher, cipher, sizeof(key->cipher));
	explicit_bzero(points, sizeof(points));
	explicit_bzero(cipher, sizeof(cipher));
	return STATUS_OK;
}

struct exact_sum
exact_sum_add(
    const struct exact_key *key, struct exact_sum sum, struct slice bytes)
{
	for (size_t p = 0; p < EXACT_POINTS; p++)
		for (size_t i = 0; i < bytes.len; i++)
			sum.at[p] = plus(times(sum.at[p], key->power[p][1]),
			    (unsigned char)bytes.ptr[i] + 1u);
	return sum;
}

struct exact_sum
exact_sum_between(const struct exact_key *key, struct exact_sum from,
    struct exact_sum upto, size_t len)
{
	struct exact_sum sum;

	for (size_t p = 0; p < EXACT_POINTS; p++)
		sum.at[p] = plus(
		    upto.at[p], PRIME - times(from.at[p], key->power[p][len]));
	return sum;
}

void
exact_block(enum exact_form form, struct exact_sum sum,
    unsigned char out[CRYPT_BLOCK_LEN])
{
	uint64_t first = sum.at[0] | (uint64_t)form << FORM_SHIFT;

	memcpy(out, &first, sizeof(first));
	memcpy(out + sizeof(first), &sum.at[1], sizeof(sum.at[1]));
}

uint64_t
exact_print(const unsigned char block[CRYPT_BLOCK_LEN])
{
	uint64_t print;

	memcpy(&print, block, sizeof(print));
	return print;
}
