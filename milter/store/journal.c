/*
 * journal.c - appending: build the halves, commit to what can be erased, link
 * to the chain, insert.
 *
 * The head in memory moves only when the row is in; the caller rolls back
 * after a failure, which forgets it.
 */
#include "store/journal.h"

#include <string.h>

#include "base/hex.h"
#include "base/id.h"
#include "store/chain.h"
#include "store/handle.h"
#include "store/journal_parts.h"
#include "store/record.h"
#include "store/tree.h"

/* What one append carries from step to step. */
struct append {
	struct journal_row row;
	struct record_tail tail;
	unsigned char salt[CHAIN_SALT_LEN], content_salt[CHAIN_SALT_LEN];
	unsigned char chain[CHAIN_LEN];
	char private_hex[CRYPT_SHA256_HEX], content_hex[CRYPT_SHA256_HEX];
};

static struct slice
bytes(const unsigned char *ptr, size_t len)
{
	return slice_make((const char *)ptr, len);
}

/* A fresh salt, and the commitment to what under it, as hex. */
static enum status
commit_to(struct store *store, struct slice what,
    unsigned char salt[CHAIN_SALT_LEN], char hex_r[CRYPT_SHA256_HEX],
    struct err *err_r)
{
	unsigned char hash[CHAIN_LEN];

	if (crypt_random(salt, CHAIN_SALT_LEN) != STATUS_OK ||
	    !chain_commit(store->hash, bytes(salt, CHAIN_SALT_LEN), what, hash))
		return err_set(err_r, STATUS_INTERNAL, "libcrypto failed");
	hex_encode(hash, sizeof(hash), hex_r);
	return STATUS_OK;
}

/* Commits to the personal half that stands in store->private. */
static enum status
append_private(struct store *store, struct append *append, struct err *err_r)
{
	enum status status;

	if (buf_failed(&store->private))
		return err_nomem(err_r);
	append->row.private = buf_slice(&store->private);
	status = commit_to(store, append->row.private, append->salt,
	    append->private_hex, err_r);
	append->row.salt = bytes(append->salt, CHAIN_SALT_LEN);
	append->tail.private = slice_cstr(append->private_hex);
	return status;
}

static enum status
append_content(struct store *store, const struct journal_verdict *verdict,
    struct append *append, struct err *err_r)
{
	enum status status;

	if (verdict->content_kind == JOURNAL_CONTENT_NONE)
		return STATUS_OK;
	status = compress_pack(
	    store->compress, verdict->content, &append->row.content, err_r);
	if (status != STATUS_OK)
		return status;
	status = commit_to(store, append->row.content, append->content_salt,
	    append->content_hex, err_r);
	append->row.has_content = true;
	append->row.content_salt = bytes(append->content_salt, CHAIN_SALT_LEN);
	append->tail.kind = verdict->content_kind;
	append->tail.size = (int64_t)verdict->content.len;
	append->tail.content = slice_cstr(append->content_hex);
	return status;
}

/* Ends the public half, links it and inserts. */
static enum status
append_finish(struct store *store, struct append *append, struct err *err_r)
{
	struct merkle_node leaf;
	enum status status;

	record_tail_write(&append->tail, &store->public);
	if (buf_failed(&store->public))
		return err_nomem(err_r);
	append->row.public = buf_slice(&store->public);
	if (!merkle_leaf(store->hash, append->row.public, &leaf) ||
	    !chain_next(store->hash, store->head.chain, &leaf, append->chain))
		return err_set(err_r, STATUS_INTERNAL, "libcrypto failed");
	append->row.chain = bytes(append->chain, CHAIN_LEN);
	status = store->engine->journal->insert(store->db, &append->row, err_r);
	if (status == STATUS_OK)
		status = tree_add(store, append->row.seq, &leaf, err_r);
	if (status != STATUS_OK)
		return status;
	store->head.count = append->row.seq;
	memcpy(store->head.chain, append->chain, CHAIN_LEN);
	memcpy(store->tree_chain, append->chain, CHAIN_LEN);
	store->head_dirty = true;
	return STATUS_OK;
}

static enum status
append_begin(struct store *store, struct append *append, struct err *err_r)
{
	enum status status = chain_head_load(store, err_r);

	memset(append, 0, sizeof(*append));
	append->row.seq = store->head.count + 1;
	buf_clear(&store->public);
	buf_clear(&store->private);
	return status;
}

enum status
journal_append_verdict(struct store *store,
    const struct journal_verdict *verdict, struct err *err_r)
{
	struct append append;
	enum status status;

	status = append_begin(store, &append, err_r);
	if (status != STATUS_OK)
		return status;
	append.row.id = verdict->id;
	record_verdict_private(verdict, &store->private);
	status = append_private(store, &append, err_r);
	if (status == STATUS_OK)
		status = append_content(store, verdict, &append, err_r);
	if (status != STATUS_OK)
		return status;
	record_verdict_public(
	    verdict, append.row.seq, store->relay, &store->public);
	return append_finish(store, &append, err_r);
}

enum status
journal_event_add(struct store *store, const struct journal_event *event,
    const struct journal_pair *private, struct id *id_r, struct err *err_r)
{
	struct append append;
	enum status status;

	status = append_begin(store, &append, err_r);
	if (status != STATUS_OK)
		return status;
	if (!id_new(event->time_us, id_r))
		return err_set(err_r, STATUS_INTERNAL, "no random bytes");
	append.row.id = slice_cstr(id_r->text);
	append.row.about = event->about;
	if (private != NULL || event->nrcpts > 0) {
		record_event_private(event, private, &store->private);
		status = append_private(store, &append, err_r);
		if (status != STATUS_OK)
			return status;
	}
	record_event_public(
	    event, id_r->text, append.row.seq, store->relay, &store->public);
	return append_finish(store, &append, err_r);
}

enum status
journal_append_event(struct store *store, const struct journal_event *event,
    char id_r[27], struct err *err_r)
{
	struct id id;
	enum status status = journal_event_add(store, event, NULL, &id, err_r);

	if (status == STATUS_OK && id_r != NULL)
		memcpy(id_r, id.text, sizeof(id.text));
	return status;
}
