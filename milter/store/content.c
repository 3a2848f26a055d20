/*
 * content.c - loading kept content, checked against its commitment first: what
 * was changed since it was recorded is not handed out.
 */
#include <string.h>

#include "base/hex.h"
#include "store/chain.h"
#include "store/handle.h"
#include "store/record.h"

struct content_load {
	struct store *store;
	struct arena *arena;
	enum journal_content kind;
	struct slice content;
};

static enum status
content_check(struct store *store, const struct journal_row *row,
    const struct record_tail *tail, struct err *err_r)
{
	unsigned char hash[CHAIN_LEN];
	char hex[CRYPT_SHA256_HEX];

	if (!chain_commit(store->hash, row->content_salt, row->content, hash))
		return err_set(err_r, STATUS_INTERNAL, "libcrypto failed");
	hex_encode(hash, sizeof(hash), hex);
	if (!slice_equal(slice_cstr(hex), tail->content))
		return err_set(err_r, STATUS_DATABASE,
		    "%.*s: the content is "
		    "not what was recorded",
		    SLICE_ARG(row->id));
	return STATUS_OK;
}

static enum status
content_read(const struct journal_row *row, void *arg, struct err *err_r)
{
	struct content_load *load = arg;
	struct record_tail tail;
	enum status status;

	if (!record_tail_read(row->public, &tail))
		return err_set(err_r, STATUS_DATABASE,
		    "%.*s: the record is damaged", SLICE_ARG(row->id));
	if (tail.kind == JOURNAL_CONTENT_NONE || row->content.ptr == NULL)
		return err_set(err_r, STATUS_NOTFOUND,
		    "%.*s: no content is kept", SLICE_ARG(row->id));
	status = content_check(load->store, row, &tail, err_r);
	if (status != STATUS_OK)
		return status;
	load->kind = tail.kind;
	return compress_unpack(
	    row->content, load->arena, &load->content, err_r);
}

enum status
journal_content_load(struct store *store, struct slice id, struct arena *arena,
    enum journal_content *kind_r, struct slice *content_r, struct err *err_r)
{
	struct content_load load = { .store = store, .arena = arena };
	enum status status;

	status = store->engine->journal->find(
	    store->db, id, true, content_read, &load, err_r);
	if (status != STATUS_OK)
		return status;
	*kind_r = load.kind;
	*content_r = load.content;
	return STATUS_OK;
}
