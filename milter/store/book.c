/*
 * book.c - whose account an address is.
 *
 * By the address itself, then by its domain, then by each domain above it, so
 * that the longest that is in the book wins.  A quoted local part is the same
 * address as its plain form (RFC 5321, 4.1.2), and a final dot changes no
 * domain.
 */
#include "store/book.h"

#include <string.h>

#include "store/book_row.h"
#include "store/handle.h"

#define BOOK_LABELS_MAX 128 /* a DNS name has at most 127 */

/* "john doe"@... without its quotes and backslashes, in place. */
static struct slice
local_unquote(char *local, size_t len)
{
	size_t in, out = 0;

	if (len < 2 || local[0] != '"' || local[len - 1] != '"')
		return slice_make(local, len);
	for (in = 1; in + 1 < len; in++) {
		if (local[in] == '\\' && in + 2 < len)
			in++;
		local[out++] = local[in];
	}
	return slice_make(local, out);
}

/* The address in the form of the book's keys; ptr NULL when out of memory. */
struct slice
book_address_key(struct slice address, struct arena *arena)
{
	struct slice folded = book_fold(address, arena), local, domain;
	size_t at;
	char *text;

	if (folded.ptr == NULL)
		return folded;
	while (slice_ends_nocase(folded, SLICE(".")))
		folded.len--;
	at = slice_rindex(folded, '@');
	if (at == SLICE_NONE)
		return folded;
	text = (char *)(uintptr_t)folded.ptr; /* our own copy */
	domain = slice_from(folded, at);
	local = local_unquote(text, at);
	memmove(text + local.len, domain.ptr, domain.len);
	return slice_make(text, local.len + domain.len);
}

enum status
book_lookup(struct store *store, struct slice address, struct arena *arena,
    struct book_account *account_r, struct err *err_r)
{
	const struct book_ops *book = store->engine->book;
	struct slice key = book_address_key(address, arena);
	enum status status;
	size_t at;
	int labels;

	if (key.ptr == NULL)
		return err_nomem(err_r);
	status = book->by_key(store->db, key, arena, account_r, err_r);
	at = slice_rindex(key, '@');
	if (at == SLICE_NONE)
		return status;
	key = slice_from(key, at + 1);
	for (labels = 0; status == STATUS_NOTFOUND &&
	     labels < BOOK_LABELS_MAX && key.len > 0;
	     labels++) {
		status = book->by_key(store->db, key, arena, account_r, err_r);
		at = slice_index(key, '.');
		key = at == SLICE_NONE ? SLICE_EMPTY : slice_from(key, at + 1);
	}
	return status;
}

enum status
book_show(struct store *store, struct slice id, struct arena *arena,
    struct book_account *account_r, struct err *err_r)
{
	return store->engine->book->by_id(
	    store->db, id, arena, account_r, err_r);
}

enum status
book_list(struct store *store, const struct book_filter *filter,
    bool (*each)(const struct book_account *account, void *arg), void *arg,
    struct err *err_r)
{
	return store->engine->book->list(store->db, filter, each, arg, err_r);
}

enum status
book_info(struct store *store, struct book_info *info_r, struct err *err_r)
{
	return store->engine->book->current(store->db, info_r, err_r);
}
