/*
 * blocks.c - AES-128, each block by itself.
 *
 * Blocks that differ in nothing but their use as a key to a table are
 * enciphered many at a time; libcrypto does several at once.
 */
#include "crypt/crypt.h"

#include <limits.h>

#include <openssl/err.h>
#include <openssl/evp.h>

#include "base/mem.h"

struct crypt_blocks {
	EVP_CIPHER_CTX *context;
};

struct crypt_blocks *
crypt_blocks_new(const unsigned char key[CRYPT_BLOCK_LEN])
{
	struct crypt_blocks *blocks = mem_calloc(1, sizeof(*blocks));

	if (blocks == NULL)
		return NULL;
	blocks->context = EVP_CIPHER_CTX_new();
	if (blocks->context != NULL &&
	    EVP_EncryptInit_ex(
		blocks->context, EVP_aes_128_ecb(), NULL, key, NULL) == 1 &&
	    EVP_CIPHER_CTX_set_padding(blocks->context, 0) == 1)
		return blocks;
	ERR_clear_error();
	crypt_blocks_free(blocks);
	return NULL;
}

bool
crypt_blocks_run(struct crypt_blocks *blocks, unsigned char *bytes, size_t n)
{
	const size_t most = INT_MAX / CRYPT_BLOCK_LEN;
	size_t some;
	int len;

	for (; n > 0; n -= some) {
		some = n < most ? n : most;
		if (EVP_EncryptUpdate(blocks->context, bytes, &len, bytes,
			(int)(some * CRYPT_BLOCK_LEN)) != 1) {
			ERR_clear_error();
			return false;
		}
		bytes += some * CRYPT_BLOCK_LEN;
	}
	return true;
}

void
crypt_blocks_free(struct crypt_blocks *blocks)
{
	if (blocks == NULL)
		return;
	EVP_CIPHER_CTX_free(blocks->context); /* wipes */
	mem_free(blocks);
}
