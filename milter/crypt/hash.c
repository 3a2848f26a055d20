/*
 * hash.c - SHA-256, HMAC-SHA-256, random bytes and the comparison that tells
 * nobody where two values differ.
 *
 * libcrypto's error queue belongs to the thread and is cleared wherever a call
 * fails, so that nothing lingers for the next one.
 */
#include "crypt/crypt.h"

#include <limits.h>

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

#include "base/hex.h"
#include "base/mem.h"

struct crypt_hash {
	EVP_MD_CTX *context; /* always begun */
};

static enum status
crypt_done(bool ok)
{
	if (ok)
		return STATUS_OK;
	ERR_clear_error();
	return STATUS_INTERNAL;
}

enum status
crypt_sha256(struct slice in, unsigned char out[CRYPT_SHA256_LEN])
{
	return crypt_done(EVP_Digest(in.len == 0 ? "" : in.ptr, in.len, out,
			      NULL, EVP_sha256(), NULL) == 1);
}

enum status
crypt_sha256_hex(struct slice in, char out[CRYPT_SHA256_HEX])
{
	unsigned char digest[CRYPT_SHA256_LEN];
	enum status status = crypt_sha256(in, digest);

	out[0] = '\0';
	if (status == STATUS_OK)
		hex_encode(digest, sizeof(digest), out);
	return status;
}

static bool
crypt_hash_begin(struct crypt_hash *hash)
{
	return crypt_done(EVP_DigestInit_ex(hash->context, EVP_sha256(),
			      NULL) == 1) == STATUS_OK;
}

struct crypt_hash *
crypt_hash_new(void)
{
	struct crypt_hash *hash = mem_calloc(1, sizeof(*hash));

	if (hash == NULL)
		return NULL;
	hash->context = EVP_MD_CTX_new();
	if (hash->context == NULL || !crypt_hash_begin(hash)) {
		crypt_hash_free(hash);
		return NULL;
	}
	return hash;
}

bool
crypt_hash_add(struct crypt_hash *hash, struct slice in)
{
	if (in.len == 0)
		return true;
	return crypt_done(EVP_DigestUpdate(hash->context, in.ptr, in.len) ==
		   1) == STATUS_OK;
}

bool
crypt_hash_end(struct crypt_hash *hash, unsigned char out[CRYPT_SHA256_LEN])
{
	bool ok = crypt_done(EVP_DigestFinal_ex(hash->context, out, NULL) ==
		      1) == STATUS_OK;

	return crypt_hash_begin(hash) && ok;
}

void
crypt_hash_free(struct crypt_hash *hash)
{
	if (hash == NULL)
		return;
	EVP_MD_CTX_free(hash->context); /* wipes */
	mem_free(hash);
}

enum status
crypt_hmac(const unsigned char key[CRYPT_KEY_LEN], struct slice in,
    unsigned char out[CRYPT_SHA256_LEN])
{
	const char *bytes = in.len == 0 ? "" : in.ptr;
	unsigned len = CRYPT_SHA256_LEN;

	return crypt_done(
	    HMAC(EVP_sha256(), key, CRYPT_KEY_LEN, (const unsigned char *)bytes,
		in.len, out, &len) != NULL);
}

enum status
crypt_random(void *out, size_t len)
{
	if (len > INT_MAX)
		return STATUS_INTERNAL;
	return crypt_done(RAND_bytes(out, (int)len) == 1);
}

bool
crypt_equal(const void *a, const void *b, size_t len)
{
	return CRYPTO_memcmp(a, b, len) == 0;
}
