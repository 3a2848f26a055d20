/*
 * journal_forget.c - what a person asked to be forgotten is no longer found by
 * that person.
 *
 * The addresses stand in the record's personal half, which is why this comes
 * before that half is erased.  Where it can't be read any more there is nothing
 * to find the rows by; it was damaged, which journal_verify() says.
 */
#include <jansson.h>

#include "store/handle.h"

struct forget {
	json_t *private;
	int64_t seq;
};

static enum status
forget_read(const struct journal_row *row, void *arg, struct err *err_r)
{
	struct forget *forget = arg;

	(void)err_r;
	forget->seq = row->seq;
	if (row->private.len > 0)
		forget->private = json_loadb(
		    row->private.ptr, row->private.len, JSON_ALLOW_NUL, NULL);
	return STATUS_OK;
}

enum status
journal_search_forget(struct store *store, struct slice id, struct err *err_r)
{
	struct forget forget = { .private = NULL };
	const json_t *rcpts, *rcpt;
	enum status status;
	size_t i;

	assert(store->in_transaction);
	status = store->engine->journal->find(
	    store->db, id, false, forget_read, &forget, err_r);
	rcpts = json_object_get(forget.private, "recipients");
	for (i = 0; status == STATUS_OK && i < json_array_size(rcpts); i++) {
		rcpt = json_array_get(rcpts, i);
		if (json_is_string(rcpt))
			status =
			    store->engine->search->forget(store->db, forget.seq,
				slice_make(json_string_value(rcpt),
				    json_string_length(rcpt)),
				err_r);
	}
	json_decref(forget.private);
	return status;
}
