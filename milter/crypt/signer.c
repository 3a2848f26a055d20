/*
 * signer.c - a private Ed25519 key: made, read, written, used.
 *
 * Keys are PKCS#8 in PEM (RFC 5958, 7468), unencrypted: whoever wants a
 * passphrase keeps the file in something that has one.  libcrypto never asks
 * for a passphrase on the terminal.  What is read or written is wiped.
 */
#include "crypt/crypt.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include "base/mem.h"
#include "base/write.h"

#define SIGNER_FILE_MAX 16384 /* bytes of a PEM file */

struct crypt_signer {
	EVP_PKEY *key;
};

/* Takes key over, also when it fails. */
static enum status
signer_wrap(EVP_PKEY *key, struct crypt_signer **signer_r, struct err *err_r)
{
	struct crypt_signer *signer = mem_calloc(1, sizeof(*signer));

	if (signer == NULL) {
		EVP_PKEY_free(key);
		return err_nomem(err_r);
	}
	signer->key = key;
	*signer_r = signer;
	return STATUS_OK;
}

enum status
crypt_signer_generate(struct crypt_signer **signer_r, struct err *err_r)
{
	EVP_PKEY *key = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");

	*signer_r = NULL;
	if (key == NULL) {
		ERR_clear_error();
		return err_set(
		    err_r, STATUS_INTERNAL, "libcrypto makes no Ed25519 key");
	}
	return signer_wrap(key, signer_r, err_r);
}

enum status
crypt_signer_from_seed(const unsigned char seed[CRYPT_KEY_LEN],
    struct crypt_signer **signer_r, struct err *err_r)
{
	EVP_PKEY *key = EVP_PKEY_new_raw_private_key(
	    EVP_PKEY_ED25519, NULL, seed, CRYPT_KEY_LEN);

	*signer_r = NULL;
	if (key == NULL) {
		ERR_clear_error();
		return err_set(
		    err_r, STATUS_INTERNAL, "libcrypto makes no Ed25519 key");
	}
	return signer_wrap(key, signer_r, err_r);
}

/* Reads at most size bytes of a file of any kind, a pipe too. */
static enum status
signer_slurp(const char *path, char *bytes, size_t size, size_t *len_r,
    struct err *err_r)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	ssize_t got = 1;

	*len_r = 0;
	if (fd < 0)
		return err_set(
		    err_r, STATUS_NOINPUT, "%s: %s", path, strerror(errno));
	while (got > 0 && *len_r < size) {
		got = read(fd, bytes + *len_r, size - *len_r);
		if (got < 0 && errno == EINTR)
			got = 1;
		else if (got > 0)
			*len_r += (size_t)got;
	}
	if (got < 0)
		(void)err_set(
		    err_r, STATUS_NOINPUT, "%s: %s", path, strerror(errno));
	(void)close(fd);
	return got < 0 ? STATUS_NOINPUT : STATUS_OK;
}

/* Instead of libcrypto's own, which would ask on the terminal. */
static int
signer_no_passphrase(char *out, int size, int writing, void *arg)
{
	(void)out, (void)size, (void)writing, (void)arg;
	return -1;
}

static EVP_PKEY *
signer_parse(const char *bytes, size_t len)
{
	BIO *bio = BIO_new_mem_buf(bytes, (int)len);
	EVP_PKEY *key = NULL;

	if (bio != NULL)
		key = PEM_read_bio_PrivateKey(
		    bio, NULL, signer_no_passphrase, NULL);
	BIO_free(bio);
	if (key != NULL && EVP_PKEY_get_base_id(key) != EVP_PKEY_ED25519) {
		EVP_PKEY_free(key);
		key = NULL;
	}
	if (key == NULL)
		ERR_clear_error();
	return key;
}

enum status
crypt_signer_read(
    const char *path, struct crypt_signer **signer_r, struct err *err_r)
{
	enum status status;
	EVP_PKEY *key;
	char *bytes;
	size_t len;

	*signer_r = NULL;
	bytes = mem_alloc(SIGNER_FILE_MAX);
	if (bytes == NULL)
		return err_nomem(err_r);
	status = signer_slurp(path, bytes, SIGNER_FILE_MAX, &len, err_r);
	if (status != STATUS_OK)
		goto out;
	key = signer_parse(bytes, len);
	if (key == NULL)
		status = err_set(err_r, STATUS_DATA,
		    "%s: no Ed25519 private key in PEM without a passphrase",
		    path);
	else
		status = signer_wrap(key, signer_r, err_r);
out:
	mem_free_wiped(bytes, SIGNER_FILE_MAX);
	return status;
}

static enum status
signer_store(const char *path, const char *bytes, size_t len, struct err *err_r)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	bool ok;

	if (fd < 0)
		return err_set(
		    err_r, STATUS_CANTCREATE, "%s: %s", path, strerror(errno));
	ok = fchmod(fd, 0600) == 0 && write_all(fd, slice_make(bytes, len)) &&
	    fsync(fd) == 0;
	if (!ok)
		(void)err_set(
		    err_r, STATUS_CANTCREATE, "%s: %s", path, strerror(errno));
	if (close(fd) != 0 && ok) {
		(void)err_set(
		    err_r, STATUS_CANTCREATE, "%s: %s", path, strerror(errno));
		ok = false;
	}
	if (!ok)
		(void)unlink(path);
	return ok ? STATUS_OK : STATUS_CANTCREATE;
}

enum status
crypt_signer_write(
    const struct crypt_signer *signer, const char *path, struct err *err_r)
{
	BIO *bio = BIO_new(BIO_s_secmem()); /* wiped when freed */
	enum status status;
	char *bytes;
	long len;

	if (bio == NULL ||
	    PEM_write_bio_PKCS8PrivateKey(
		bio, signer->key, NULL, NULL, 0, NULL, NULL) != 1) {
		ERR_clear_error();
		status = err_set(
		    err_r, STATUS_INTERNAL, "libcrypto does not write the key");
	} else {
		len = BIO_get_mem_data(bio, &bytes);
		status = signer_store(path, bytes, (size_t)len, err_r);
	}
	BIO_free(bio);
	return status;
}

enum status
crypt_signer_public(
    const struct crypt_signer *signer, unsigned char out[CRYPT_KEY_LEN])
{
	size_t len = CRYPT_KEY_LEN;

	if (EVP_PKEY_get_raw_public_key(signer->key, out, &len) == 1 &&
	    len == CRYPT_KEY_LEN)
		return STATUS_OK;
	ERR_clear_error();
	return STATUS_INTERNAL;
}

enum status
crypt_signer_sign(const struct crypt_signer *signer, struct slice text,
    unsigned char out[CRYPT_SIGNATURE_LEN])
{
	const char *bytes = text.len == 0 ? "" : text.ptr;
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	size_t len = CRYPT_SIGNATURE_LEN;
	bool ok;

	ok = context != NULL &&
	    EVP_DigestSignInit(context, NULL, NULL, NULL, signer->key) == 1 &&
	    EVP_DigestSign(context, out, &len, (const unsigned char *)bytes,
		text.len) == 1 &&
	    len == CRYPT_SIGNATURE_LEN;
	if (!ok)
		ERR_clear_error();
	EVP_MD_CTX_free(context);
	return ok ? STATUS_OK : STATUS_INTERNAL;
}

void
crypt_signer_free(struct crypt_signer *signer)
{
	if (signer == NULL)
		return;
	EVP_PKEY_free(signer->key);
	mem_free(signer);
}
