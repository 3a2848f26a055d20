/*
 * crypt.h - the few pieces of cryptography that sendgate stands on, by OpenSSL
 * libcrypto: SHA-256, HMAC-SHA-256, AES-128, Ed25519 (RFC 8032), random bytes,
 * base64url (RFC 4648 section 5) and the relay's own secrets.
 *
 * Nothing else speaks to libcrypto.  All functions are safe on any thread.
 */
#ifndef CRYPT_CRYPT_H
#define CRYPT_CRYPT_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/slice.h"
#include "base/status.h"

#define CRYPT_SHA256_LEN 32
#define CRYPT_SHA256_HEX (2 * CRYPT_SHA256_LEN + 1)
#define CRYPT_KEY_LEN 32 /* Ed25519 public key; also the relay's secrets */
#define CRYPT_SIGNATURE_LEN 64

/* One-shot and running SHA-256; a failing libcrypto is STATUS_INTERNAL. */
enum status crypt_sha256(struct slice in, unsigned char out[CRYPT_SHA256_LEN]);
enum status crypt_sha256_hex(struct slice in, char out[CRYPT_SHA256_HEX]);

struct crypt_hash;                       /* running SHA-256 */
struct crypt_hash *crypt_hash_new(void); /* NULL when out of memory */
bool crypt_hash_add(struct crypt_hash *hash, struct slice in);
bool crypt_hash_end(struct crypt_hash *hash,
    unsigned char out[CRYPT_SHA256_LEN]); /* and ready for the next */
void crypt_hash_free(struct crypt_hash *hash);

enum status crypt_hmac(const unsigned char key[CRYPT_KEY_LEN], struct slice in,
    unsigned char out[CRYPT_SHA256_LEN]);

/*
 * AES-128 (FIPS 197) of whole blocks, each by itself: a keyed permutation, for
 * values that are keys to a table.  It hides no text that has a pattern.  One
 * thread at a time.
 */
#define CRYPT_BLOCK_LEN 16

struct crypt_blocks;
struct crypt_blocks *crypt_blocks_new(
    const unsigned char key[CRYPT_BLOCK_LEN]); /* NULL when out of memory */
/* Enciphers n blocks where they lie; false when libcrypto fails. */
bool crypt_blocks_run(
    struct crypt_blocks *blocks, unsigned char *bytes, size_t n);
void crypt_blocks_free(struct crypt_blocks *blocks);

enum status crypt_random(void *out, size_t len);
bool crypt_equal(const void *a, const void *b, size_t len); /* constant time */

/* Unpadded base64url. */
struct slice crypt_base64url_encode(struct slice in, struct arena *arena);

/*
 * To the letter: padding, white space, a byte of another alphabet, a length of
 * 4n+1, and non-zero trailing bits are refused.
 */
bool crypt_base64url_decode(
    struct slice in, struct arena *arena, struct slice *out_r);

/* Padded base64 (RFC 4648 section 4). */
bool crypt_base64_add(struct buf *out, struct slice in);

/*
 * To the letter, as above; false also where there is nothing, or more than max
 * bytes.  On false out may be filled in part.
 */
bool crypt_base64_decode(struct slice in, void *out, size_t max, size_t *len_r);

/*
 * A public key of small order, under which anybody can make signatures.
 */
bool crypt_ed25519_weak(const unsigned char public[CRYPT_KEY_LEN]);

/*
 * Ed25519 verification of RFC 8032 section 5.1.7.  Weak keys, an S that is not
 * reduced and an R that is not canonical are refused.
 */
bool crypt_ed25519_verify(const unsigned char public[CRYPT_KEY_LEN],
    struct slice text, const unsigned char signature[CRYPT_SIGNATURE_LEN]);

/* A private Ed25519 key. */
struct crypt_signer;
enum status crypt_signer_generate(
    struct crypt_signer **signer_r, struct err *err_r);

/* The key of a seed (the private key of RFC 8032 section 5.1.5). */
enum status crypt_signer_from_seed(const unsigned char seed[CRYPT_KEY_LEN],
    struct crypt_signer **signer_r, struct err *err_r);

/*
 * Reads a PKCS#8 PEM; STATUS_NOINPUT, or STATUS_DATA where it is no Ed25519
 * key or has a passphrase.
 */
enum status crypt_signer_read(
    const char *path, struct crypt_signer **signer_r, struct err *err_r);

/* Writes PKCS#8 PEM to a new file, 0600; STATUS_CANTCREATE if it is there. */
enum status crypt_signer_write(
    const struct crypt_signer *signer, const char *path, struct err *err_r);
enum status crypt_signer_public(
    const struct crypt_signer *signer, unsigned char out[CRYPT_KEY_LEN]);
enum status crypt_signer_sign(const struct crypt_signer *signer,
    struct slice text, unsigned char out[CRYPT_SIGNATURE_LEN]);
void crypt_signer_free(struct crypt_signer *signer);

/*
 * The relay's own secrets, each a file of 32 random bytes (0600) in a folder
 * (0700) made at first use.  Two processes that start at once end up with the
 * same secret.  STATUS_DENIED where the folder or file is not ours alone (root
 * may use the service user's), STATUS_DATA where the file is not 32 bytes.
 */
enum crypt_secret {
	CRYPT_SECRET_SAMPLE,    /* draws the review sample */
	CRYPT_SECRET_JOURNAL,   /* authenticates the journal's head */
	CRYPT_SECRET_HASH,      /* keyed hashes of exact data */
	CRYPT_SECRET_CHECKPOINT /* an Ed25519 seed: signs checkpoints */
};
enum status crypt_secret_load(const char *folder, enum crypt_secret which,
    unsigned char out[CRYPT_KEY_LEN], struct err *err_r);

/*
 * Is the secret there already?  For a reader, who must make nothing: false also
 * where the folder may not be looked into.
 */
bool crypt_secret_there(const char *folder, enum crypt_secret which);

#endif
