/*
 * feedback.c - the index of what was sent, and complaints and bounces put on
 * record, each with all that goes with it.
 */
#include "store/feedback.h"

#include <stdint.h>

#include "store/book_row.h"
#include "store/feedback_key.h"
#include "store/handle.h"
#include "store/journal_parts.h"
#include "store/suppress.h"

#define PURGE_MORE 4 /* entries that go beside one for each that comes */
#define KEY_TEXT_MAX ((size_t)2048)

static const char *const kind_names[] = {
	[FEEDBACK_COMPLAINT] = "complaint",
	[FEEDBACK_BOUNCE] = "bounce",
	[FEEDBACK_OTHER] = "feedback",
};

enum status
feedback_key(struct store *store, const char *kind, struct slice value,
    int64_t *key_r, struct err *err_r)
{
	unsigned char mac[CRYPT_SHA256_LEN] = { 0 };
	enum status status;
	uint64_t bits = 0;
	struct buf text;

	buf_init(&text, KEY_TEXT_MAX);
	(void)buf_add_cstr(&text, kind);
	(void)buf_add_byte(&text, '\0');
	(void)buf_add(&text, value);
	status = buf_failed(&text) ?
	    err_nomem(err_r) :
	    crypt_hmac(store->journal_key, buf_slice(&text), mac);
	buf_free_wiped(&text);
	if (status != STATUS_OK)
		return status == STATUS_NOMEM ?
		    status :
		    err_set(err_r, STATUS_INTERNAL, "HMAC failed");
	for (size_t i = 0; i < sizeof(bits); i++)
		bits = bits << 8 | mac[i];
	*key_r = (int64_t)(bits >> 1);
	return STATUS_OK;
}

enum status
feedback_rcpt_key(struct store *store, struct slice rcpt, struct arena *arena,
    int64_t *key_r, struct err *err_r)
{
	struct slice folded = book_address_key(rcpt, arena);

	if (folded.ptr == NULL)
		return err_nomem(err_r);
	return feedback_key(store, FEEDBACK_KEY_RCPT,
	    slice_sub(folded, 0, BOOK_EMAIL_MAX), key_r, err_r);
}

static enum status
sent_put(struct store *store, const struct feedback_sent *sent, int64_t key,
    struct err *err_r)
{
	return store->engine->feedback->sent_add(
	    store->db, key, store->head.count, sent->time_us, err_r);
}

static bool
key_seen(const int64_t *keys, size_t n, int64_t key)
{
	for (size_t i = 0; i < n; i++)
		if (keys[i] == key)
			return true;
	return false;
}

/* Each recipient once, of those that stand near each other. */
static enum status
sent_rcpts(struct store *store, const struct feedback_sent *sent,
    struct arena *arena, struct err *err_r)
{
	int64_t last[8] = { -1, -1, -1, -1, -1, -1, -1, -1 };
	enum status status = STATUS_OK;

	for (size_t i = 0; status == STATUS_OK && i < sent->nrcpts; i++) {
		int64_t key = 0;

		status = feedback_rcpt_key(
		    store, sent->rcpts[i], arena, &key, err_r);
		if (status != STATUS_OK || key_seen(last, 8, key))
			continue;
		last[i % 8] = key;
		status = sent_put(store, sent, key, err_r);
	}
	return status;
}

enum status
feedback_sent_add(struct store *store, const struct feedback_sent *sent,
    struct arena *arena, struct err *err_r)
{
	enum status status = STATUS_OK;
	int64_t key;

	assert(store->in_transaction && store->head_loaded);
	if (sent->message_id.len > 0) {
		status = feedback_key(
		    store, FEEDBACK_KEY_MESSAGE, sent->message_id, &key, err_r);
		if (status == STATUS_OK)
			status = sent_put(store, sent, key, err_r);
	}
	if (status == STATUS_OK)
		status = sent_rcpts(store, sent, arena, err_r);
	if (status != STATUS_OK || sent->retain_us == 0)
		return status;
	return store->engine->feedback->sent_purge(store->db,
	    sent->time_us - sent->retain_us,
	    (int64_t)sent->nrcpts + 1 + PURGE_MORE, err_r);
}

/* Whose account it counts for; "" where that can't be told. */
static enum status
account_of(struct store *store, const struct feedback *feedback,
    struct arena *arena, struct slice *account_r, struct err *err_r)
{
	const struct feedback_original *original = feedback->original;
	struct book_account account;
	enum status status;
	struct slice key;

	*account_r = SLICE_EMPTY;
	if (original != NULL && original->naccounts == 1)
		*account_r = original->accounts[0];
	if (account_r->len > 0 || feedback->nrcpts == 0)
		return STATUS_OK;
	status = book_lookup(store, feedback->rcpts[0], arena, &account, err_r);
	if (status == STATUS_OK)
		*account_r = account.id;
	if (status != STATUS_NOTFOUND)
		return status;
	key = book_address_key(feedback->rcpts[0], arena);
	*account_r = slice_cstr(arena_printf(arena, "domain:%.*s",
	    SLICE_ARG(slice_from(key, slice_rindex(key, '@') + 1))));
	return arena_failed(arena) ? err_nomem(err_r) : STATUS_OK;
}

static enum status
count_it(struct store *store, const struct feedback *feedback,
    struct arena *arena, bool *new_r, struct err *err_r)
{
	const struct feedback_original *original = feedback->original;
	struct feedback_row row = {
		.kind = kind_names[feedback->kind],
		.time_us = feedback->time_us,
	};
	enum status status = STATUS_OK;

	if (original != NULL) {
		row.agent = original->agent;
		row.workflow = original->workflow;
		row.template = original->template;
		row.tier = original->tier;
		row.about = original->id;
	}
	if (feedback->nrcpts > 0)
		status = feedback_rcpt_key(
		    store, feedback->rcpts[0], arena, &row.who, err_r);
	if (status == STATUS_OK)
		status =
		    account_of(store, feedback, arena, &row.account, err_r);
	if (status == STATUS_OK)
		status =
		    store->engine->feedback->add(store->db, &row, new_r, err_r);
	return status;
}

/* What is suppressed for ever stays as whoever did it has it. */
static enum status
suppress_one(struct store *store, const struct feedback *feedback,
    struct slice target, bool *new_r, struct err *err_r)
{
	const struct suppression suppression = {
		.target = target,
		.reason = feedback->reason,
		.source = slice_cstr(kind_names[feedback->kind]),
		.actor = feedback->actor,
		.time_us = feedback->time_us,
	};
	enum status status;
	bool there;

	*new_r = false;
	status = store->engine->suppress->there(
	    store->db, target, INT64_MAX, &there, err_r);
	if (status != STATUS_OK || there)
		return status;
	*new_r = true;
	return suppress_insert(store, &suppression, err_r);
}

static enum status
suppress_them(struct store *store, const struct feedback *feedback,
    struct arena *arena, size_t *suppressed_r, struct err *err_r)
{
	enum status status = STATUS_OK;
	struct slice target;
	bool new;

	for (size_t i = 0; status == STATUS_OK && i < feedback->nsuppress;
	     i++) {
		target = suppress_target(feedback->suppress[i], arena);
		if (arena_failed(arena))
			return err_nomem(err_r);
		if (target.ptr == NULL ||
		    slice_index(target, '@') == SLICE_NONE)
			continue; /* it is no address that can be kept */
		status = suppress_one(store, feedback, target, &new, err_r);
		*suppressed_r += new;
	}
	return status;
}

enum status
feedback_record(struct store *store, const struct feedback *feedback,
    struct arena *arena, struct feedback_done *done_r, struct err *err_r)
{
	const struct journal_pair report = { "report", feedback->report_id };
	const struct journal_event event = {
		.event = kind_names[feedback->kind],
		.actor = feedback->actor,
		.about = feedback->original == NULL ? SLICE_EMPTY :
						      feedback->original->id,
		.reason = feedback->reason,
		.fields = feedback->fields,
		.nfields = feedback->nfields,
		.rcpts = feedback->rcpts,
		.nrcpts = feedback->nrcpts,
		.time_us = feedback->time_us,
	};
	enum status status;
	struct id id;

	*done_r = (struct feedback_done){ .suppressed = 0 };

	assert(store->in_transaction);
	status = journal_event_add(
	    store, &event, report.value.len > 0 ? &report : NULL, &id, err_r);
	if (status == STATUS_OK && feedback->kind != FEEDBACK_OTHER)
		status =
		    count_it(store, feedback, arena, &done_r->counted, err_r);
	if (status == STATUS_OK)
		status = suppress_them(
		    store, feedback, arena, &done_r->suppressed, err_r);
	return status;
}

enum status
feedback_count(struct store *store, const struct feedback_query *query,
    int64_t *count_r, struct err *err_r)
{
	return store->engine->feedback->count(store->db, query, count_r, err_r);
}
