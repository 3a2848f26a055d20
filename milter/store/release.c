/*
 * release.c - the one-time records by which a released message passes.
 *
 * What a record is good for is kept as one hash: over the content digest, the
 * sender and the recipients, sorted, each once, domains in lower case, since a
 * relay may change the order and the case on the way.
 */
#include "store/release.h"

#include <stdlib.h>
#include <string.h>

#include "message/envelope.h"
#include "store/handle.h"
#include "store/held.h"
#include "store/pack.h"

#define RELEASE_ARENA ((size_t)64 << 20)
#define RELEASE_BYTES 32

static int
slice_order(const void *a, const void *b)
{
	return slice_compare(
	    *(const struct slice *)a, *(const struct slice *)b);
}

static enum status
fits_pack(
    const struct release_match *match, struct arena *arena, struct buf *out)
{
	struct slice *sorted;
	size_t i;

	sorted = arena_calloc(arena, match->nrcpts + 1, sizeof(*sorted));
	if (sorted == NULL)
		return STATUS_NOMEM;
	for (i = 0; i < match->nrcpts; i++)
		sorted[i] = envelope_normal(match->rcpts[i], arena);
	qsort(sorted, match->nrcpts, sizeof(*sorted), slice_order);
	pack_add(out, match->digest);
	pack_add(out, envelope_normal(match->sender, arena));
	for (i = 0; i < match->nrcpts; i++)
		if (i == 0 || !slice_equal(sorted[i], sorted[i - 1]))
			pack_add(out, sorted[i]);
	return arena_failed(arena) || buf_failed(out) ? STATUS_NOMEM :
							STATUS_OK;
}

/* The hash of what a message is. */
static enum status
fits_hash(const struct release_match *match,
    unsigned char out[CRYPT_SHA256_LEN], struct err *err_r)
{
	struct arena *arena = arena_new(RELEASE_ARENA);
	struct buf packed;
	enum status status;

	if (arena == NULL)
		return err_nomem(err_r);
	buf_init(&packed, RECORD_MAX);
	status = fits_pack(match, arena, &packed);
	if (status != STATUS_OK)
		(void)err_nomem(err_r);
	else if (crypt_sha256(buf_slice(&packed), out) != STATUS_OK)
		status = err_set(err_r, STATUS_INTERNAL, "libcrypto failed");
	buf_free_wiped(&packed);
	arena_free(arena);
	return status;
}

static enum status
token_make(char token_r[RELEASE_TOKEN_LEN + 1], struct err *err_r)
{
	unsigned char random[RELEASE_BYTES];
	struct arena *arena = arena_new(RELEASE_ARENA);
	struct slice text = { NULL, 0 };
	enum status status = STATUS_OK;

	if (arena == NULL)
		return err_nomem(err_r);
	if (crypt_random(random, sizeof(random)) != STATUS_OK)
		status = err_set(err_r, STATUS_INTERNAL, "no random bytes");
	else
		text = crypt_base64url_encode(
		    slice_make((char *)random, sizeof(random)), arena);
	if (status == STATUS_OK && text.ptr == NULL)
		status = err_nomem(err_r);
	if (status == STATUS_OK) {
		assert(text.ptr != NULL && text.len == RELEASE_TOKEN_LEN);
		memcpy(token_r, text.ptr, text.len);
		token_r[text.len] = '\0';
	}
	explicit_bzero(random, sizeof(random));
	arena_free(arena);
	return status;
}

enum status
release_make(struct store *store, const struct quarantine_entry *entry,
    int64_t now_us, char token_r[RELEASE_TOKEN_LEN + 1], struct err *err_r)
{
	const struct release_match match = {
		.digest = entry->digest,
		.sender = entry->sender,
		.rcpts = entry->rcpts,
		.nrcpts = entry->nrcpts,
	};
	struct release_row row = { .id = entry->id,
		.expires_us = now_us + RELEASE_LIFE_US };
	enum status status;

	status = token_make(token_r, err_r);
	if (status == STATUS_OK)
		status = fits_hash(&match, row.fits, err_r);
	if (status != STATUS_OK)
		return status;
	if (crypt_sha256(slice_make(token_r, RELEASE_TOKEN_LEN), row.token) !=
	    STATUS_OK)
		return err_set(err_r, STATUS_INTERNAL, "libcrypto failed");
	return store->engine->quarantine->release_add(store->db, &row, err_r);
}

static enum status
release_none(struct err *err_r)
{
	return err_set(
	    err_r, STATUS_NOTFOUND, "no release record fits this message");
}

enum status
release_find(struct store *store, const struct release_match *match,
    struct arena *arena, struct quarantine_entry *entry_r, struct err *err_r)
{
	unsigned char token[CRYPT_SHA256_LEN], fits[CRYPT_SHA256_LEN];
	struct release_row row;
	struct held held = { .claimed_us = 0 };
	enum status status;

	if (match->token.len != RELEASE_TOKEN_LEN)
		return release_none(err_r);
	if (crypt_sha256(match->token, token) != STATUS_OK)
		return err_set(err_r, STATUS_INTERNAL, "libcrypto failed");
	status = store->engine->quarantine->release_load(
	    store->db, token, arena, &row, err_r);
	if (status == STATUS_OK)
		status = fits_hash(match, fits, err_r);
	if (status != STATUS_OK)
		return status;
	if (row.used || match->now_us >= row.expires_us ||
	    !crypt_equal(row.fits, fits, sizeof(fits)))
		return release_none(err_r);
	status = held_load(store, row.id, match->now_us, arena, &held, err_r);
	if (status != STATUS_OK)
		return status;
	if (!slice_equal(held.entry.state, SLICE("releasing")))
		return release_none(err_r);
	*entry_r = held.entry;
	return STATUS_OK;
}

enum status
release_use(struct store *store, struct slice token, struct err *err_r)
{
	unsigned char hash[CRYPT_SHA256_LEN];

	assert(store->in_transaction);
	if (crypt_sha256(token, hash) != STATUS_OK)
		return err_set(err_r, STATUS_INTERNAL, "libcrypto failed");
	return store->engine->quarantine->release_use(store->db, hash, err_r);
}
