/*
 * validate_secret.c - credentials whose format has a checksum.
 */
#include "rule/validate.h"

#define CRC32_POLYNOMIAL UINT32_C(0xedb88320) /* ISO-HDLC, reflected */
#define CHECKSUM_LEN 6                        /* digits of base 62 */
#define BASE62 62
#define BECH32_MAX 90 /* characters */
#define BECH32_CHECKSUM 6

static uint32_t
crc32_of(struct slice bytes)
{
	uint32_t crc = UINT32_MAX;

	for (size_t i = 0; i < bytes.len; i++) {
		crc ^= (unsigned char)bytes.ptr[i];
		for (unsigned bit = 0; bit < 8; bit++)
			crc =
			    crc >> 1 ^ ((crc & 1) != 0 ? CRC32_POLYNOMIAL : 0);
	}
	return ~crc;
}

static bool
base62_digit(char c, uint64_t *digit_r)
{
	if (ascii_digit(c))
		*digit_r = (uint64_t)(c - '0');
	else if (c >= 'A' && c <= 'Z')
		*digit_r = (uint64_t)(c - 'A') + 10;
	else if (c >= 'a' && c <= 'z')
		*digit_r = (uint64_t)(c - 'a') + 36;
	else
		return false;
	return true;
}

/*
 * "Behind GitHub's new authentication token formats" (github.blog, 5 April
 * 2021), and "Announcing npm's new access token format" (23 September 2021):
 * the last six characters are the CRC-32 of those between them and the
 * prefix, in base 62 with leading noughts.
 */
bool
rule_is_crc32_base62(struct slice text)
{
	struct slice word = rule_longest_word(text), body, checksum;
	size_t at = slice_rindex(word, '_');
	uint64_t value = 0, digit;

	body = slice_from(word, at == SLICE_NONE ? 0 : at + 1);
	if (body.len <= CHECKSUM_LEN)
		return false;
	checksum = slice_from(body, body.len - CHECKSUM_LEN);
	body.len -= CHECKSUM_LEN;
	for (size_t i = 0; i < checksum.len; i++) {
		if (!base62_digit(checksum.ptr[i], &digit))
			return false;
		value = value * BASE62 + digit;
	}
	return value == crc32_of(body);
}

/* One step of the code's remainder, by BIP 173. */
static uint32_t
bech32_step(uint32_t rest, uint32_t value)
{
	static const uint32_t generator[] = { 0x3b6a57b2, 0x26508e6d,
		0x1ea119fa, 0x3d4233dd, 0x2a1462b3 };
	uint32_t top = rest >> 25;

	rest = (rest & 0x1ffffff) << 5 ^ value;
	for (unsigned i = 0; i < 5; i++)
		if ((top >> i & 1) != 0)
			rest ^= generator[i];
	return rest;
}

static char
lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* BIP 173, which age (C2SP's age.md) takes for its keys: not in mixed case. */
bool
rule_is_bech32(struct slice text)
{
	const struct slice letters = SLICE("qpzry9x8gf2tvdw0s3jn54khce6mua7l");
	struct slice word = rule_longest_word(text);
	size_t at = slice_rindex(word, '1'), value;
	uint32_t rest = 1;
	bool upper = false, small = false;

	if (at == SLICE_NONE || at == 0 || word.len > BECH32_MAX ||
	    word.len - at - 1 < BECH32_CHECKSUM)
		return false;
	for (size_t i = 0; i < word.len; i++) {
		upper = upper || (word.ptr[i] >= 'A' && word.ptr[i] <= 'Z');
		small = small || (word.ptr[i] >= 'a' && word.ptr[i] <= 'z');
	}
	for (size_t i = 0; i < at; i++)
		rest = bech32_step(
		    rest, (uint32_t)(unsigned char)lower(word.ptr[i]) >> 5);
	rest = bech32_step(rest, 0);
	for (size_t i = 0; i < at; i++)
		rest = bech32_step(
		    rest, (uint32_t)(unsigned char)lower(word.ptr[i]) & 31);
	for (size_t i = at + 1; i < word.len; i++) {
		value = slice_index(letters, lower(word.ptr[i]));
		if (value == SLICE_NONE)
			return false;
		rest = bech32_step(rest, (uint32_t)value);
	}
	return rest == 1 && !(upper && small);
}
