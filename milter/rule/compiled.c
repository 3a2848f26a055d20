/*
 * compiled.c - compiled libhs databases, kept on disk.
 *
 * Whatever is wrong with a file, or with the folder, is no error: the patterns
 * are compiled as if there were none.  Several processes may read and write at
 * once: a file is written under a name of its own and renamed when it is whole,
 * and one that a crash cut short fails its HMAC.
 */
#include "rule/compiled.h"

#include <errno.h>
#include <fcntl.h>
#include <hs.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/hex.h"
#include "base/log.h"
#include "base/mem.h"
#include "rule/compiled_folder.h"

#define MAGIC_LEN (sizeof(RULE_COMPILED_MAGIC) - 1)
#define HEAD_LEN (MAGIC_LEN + CRYPT_SHA256_LEN + sizeof(uint32_t))
#define NAME_MAX_LEN (2 * CRYPT_SHA256_LEN + sizeof(RULE_COMPILED_SUFFIX))

static void
file_name(const unsigned char digest[CRYPT_SHA256_LEN], char out[NAME_MAX_LEN])
{
	hex_encode(digest, CRYPT_SHA256_LEN, out);
	memcpy(out + 2 * CRYPT_SHA256_LEN, RULE_COMPILED_SUFFIX,
	    sizeof(RULE_COMPILED_SUFFIX));
}

static void
passed_over(
    const struct ruleset_cache *cache, const char *name, const char *why)
{
	log_debug("rules: %s/%s: %s: compiled anew", cache->folder, name, why);
}

static bool
hash_u64(struct crypt_hash *hash, uint64_t number)
{
	return crypt_hash_add(
	    hash, slice_make((const char *)&number, sizeof(number)));
}

static bool
hash_text(struct crypt_hash *hash, const char *text)
{
	struct slice s = slice_cstr(text);

	return hash_u64(hash, s.len) && crypt_hash_add(hash, s);
}

bool
rule_compiled_digest(
    const struct rule_expressions *e, unsigned char digest[CRYPT_SHA256_LEN])
{
	struct crypt_hash *hash = crypt_hash_new();
	hs_platform_info_t platform;
	bool good;

	memset(&platform, 0, sizeof(platform));
	good = hash != NULL && hs_populate_platform(&platform) == HS_SUCCESS &&
	    hash_text(hash, RULE_COMPILED_MAGIC) &&
	    hash_text(hash, hs_version()) && hash_u64(hash, platform.tune) &&
	    hash_u64(hash, platform.cpu_features) && hash_u64(hash, e->len);
	for (size_t i = 0; good && i < e->len; i++)
		good = hash_u64(hash, e->ids[i]) &&
		    hash_u64(hash, e->flags[i]) && hash_text(hash, e->texts[i]);
	good = good && crypt_hash_end(hash, digest);
	crypt_hash_free(hash);
	return good;
}

static bool
mac(const struct ruleset_cache *cache, struct slice bytes,
    unsigned char out[CRYPT_SHA256_LEN])
{
	unsigned char key[CRYPT_KEY_LEN];
	bool good;

	good = crypt_hmac(cache->key, SLICE(RULE_COMPILED_LABEL), key) ==
		STATUS_OK &&
	    crypt_hmac(key, bytes, out) == STATUS_OK;
	explicit_bzero(key, sizeof(key));
	return good;
}

/* NULL where the bytes are what was written for this digest; else why not. */
static const char *
bytes_wrong(const struct ruleset_cache *cache, struct slice bytes,
    const unsigned char digest[CRYPT_SHA256_LEN])
{
	unsigned char own[CRYPT_SHA256_LEN];
	size_t len;

	if (bytes.len < HEAD_LEN + CRYPT_SHA256_LEN)
		return "is cut short";
	if (memcmp(bytes.ptr, RULE_COMPILED_MAGIC, MAGIC_LEN) != 0)
		return "is of another version";
	if (memcmp(bytes.ptr + MAGIC_LEN, digest, CRYPT_SHA256_LEN) != 0)
		return "is of other patterns";
	len = bytes.len - CRYPT_SHA256_LEN;
	if (!mac(cache, slice_sub(bytes, 0, len), own))
		return "can't be authenticated";
	if (!crypt_equal(own, bytes.ptr + len, CRYPT_SHA256_LEN))
		return "is not authentic";
	return NULL;
}

/* The rules that are always asked; what follows them is left in *rest. */
static bool
read_always(struct slice *rest, size_t nrules, struct rule_prefilter *prefilter)
{
	uint32_t n, index;

	memcpy(&n, rest->ptr, sizeof(n));
	*rest = slice_from(*rest, sizeof(n));
	if (n > nrules || n > rest->len / sizeof(index))
		return false;
	for (uint32_t i = 0; i < n; i++) {
		memcpy(&index, rest->ptr + i * sizeof(index), sizeof(index));
		if (index >= nrules)
			return false;
		prefilter->always[i] = index;
	}
	prefilter->nalways = n;
	*rest = slice_from(*rest, n * sizeof(index));
	return true;
}

/* Authentic bytes into the prefilter. */
static bool
take(struct slice bytes, size_t nrules, struct rule_prefilter *prefilter)
{
	struct slice rest = slice_sub(bytes, 0, bytes.len - CRYPT_SHA256_LEN);

	rest = slice_from(rest, MAGIC_LEN + CRYPT_SHA256_LEN);
	if (read_always(&rest, nrules, prefilter) &&
	    (rest.len == 0 ||
		(hs_deserialize_database(
		     rest.ptr, rest.len, &prefilter->database) == HS_SUCCESS &&
		    hs_alloc_scratch(prefilter->database,
			&prefilter->scratch) == HS_SUCCESS)))
		return true;
	(void)hs_free_scratch(prefilter->scratch);
	(void)hs_free_database(prefilter->database);
	prefilter->scratch = NULL;
	prefilter->database = NULL;
	prefilter->nalways = 0;
	return false;
}

bool
rule_compiled_read(const struct ruleset_cache *cache,
    const unsigned char digest[CRYPT_SHA256_LEN], size_t nrules,
    struct rule_prefilter *prefilter)
{
	struct compiled_folder folder;
	char name[NAME_MAX_LEN];
	struct buf bytes;
	const char *why;

	file_name(digest, name);
	buf_init(&bytes, RULE_COMPILED_MAX);
	why = compiled_folder_open(&folder, cache->folder, false);
	if (why == NULL)
		why = compiled_folder_read(&folder, name, &bytes);
	if (why == NULL)
		why = bytes_wrong(cache, buf_slice(&bytes), digest);
	if (why == NULL && !take(buf_slice(&bytes), nrules, prefilter))
		why = "libhs does not take it";
	compiled_folder_close(&folder);
	buf_free(&bytes);
	if (why != NULL)
		passed_over(cache, name, why);
	return why == NULL;
}

static bool
add_u32(struct buf *buf, size_t number)
{
	uint32_t n = (uint32_t)number;

	return buf_add(buf, slice_make((const char *)&n, sizeof(n)));
}

static bool
bytes_make(const struct ruleset_cache *cache,
    const unsigned char digest[CRYPT_SHA256_LEN],
    const struct rule_prefilter *prefilter, struct buf *bytes)
{
	unsigned char own[CRYPT_SHA256_LEN];
	char *database = NULL;
	size_t len = 0;
	bool good;

	if (prefilter->database != NULL &&
	    hs_serialize_database(prefilter->database, &database, &len) !=
		HS_SUCCESS)
		return false;
	good = buf_reserve(bytes,
		   HEAD_LEN + prefilter->nalways * sizeof(uint32_t) + len +
		       CRYPT_SHA256_LEN) &&
	    buf_add(bytes, SLICE(RULE_COMPILED_MAGIC)) &&
	    buf_add(
		bytes, slice_make((const char *)digest, CRYPT_SHA256_LEN)) &&
	    add_u32(bytes, prefilter->nalways);
	for (size_t i = 0; good && i < prefilter->nalways; i++)
		good = add_u32(bytes, prefilter->always[i]);
	good = good &&
	    (len == 0 || buf_add(bytes, slice_make(database, len))) &&
	    mac(cache, buf_slice(bytes), own) &&
	    buf_add(bytes, slice_make((const char *)own, sizeof(own)));
	free(database); /* by libhs's own allocator */
	return good;
}

void
rule_compiled_write(const struct ruleset_cache *cache,
    const unsigned char digest[CRYPT_SHA256_LEN],
    const struct rule_prefilter *prefilter)
{
	struct compiled_folder folder;
	char name[NAME_MAX_LEN];
	struct buf bytes;
	const char *why;

	file_name(digest, name);
	buf_init(&bytes, RULE_COMPILED_MAX);
	why = compiled_folder_open(&folder, cache->folder, true);
	if (why == NULL && !bytes_make(cache, digest, prefilter, &bytes))
		why = "out of memory";
	if (why == NULL)
		why = compiled_folder_write(&folder, name, buf_slice(&bytes));
	if (why == NULL)
		compiled_folder_prune(
		    &folder, RULE_COMPILED_SUFFIX, RULE_COMPILED_KEEP);
	else
		log_debug(
		    "rules: %s/%s: %s: not kept", cache->folder, name, why);
	compiled_folder_close(&folder);
	buf_free(&bytes);
}
