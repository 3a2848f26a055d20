/*
 * feedback.c - the index of what was sent, and complaints and bounces put on
 * record, each with all that goes with it.
 */
#include "store/feedback.h"

#include <stdint.h>
#include <string.h>

#include "base/clock.h"
#include "store/book_row.h"
#include "store/feedback_key.h"
#include "store/handle.h"
#include "store/journal_parts.h"
#include "store/suppress.h"

#define BUCKET_DAY (24 * 3600 * CLOCK_SECOND)
#define BUCKET_RECORDS 8192 /* of which the keys are in one bucket */
#define PURGE_MOST 500      /* keys that go with one message */

static const char *const kind_names[] = {
	[FEEDBACK_COMPLAINT] = "complaint",
	[FEEDBACK_BOUNCE] = "bounce",
	[FEEDBACK_OTHER] = "feedback",
};

/* The key stands at both ends, so that nobody can go on from a hash. */
enum status
feedback_key(struct store *store, const char *kind, struct slice value,
    int64_t *key_r, struct err *err_r)
{
	const struct slice key = slice_make(
	    (const char *)store->journal_key, sizeof(store->journal_key));
	unsigned char hash[CRYPT_SHA256_LEN] = { 0 };
	uint64_t bits = 0;

	*key_r = 0;
	if (!crypt_hash_add(store->hash, key) ||
	    !crypt_hash_add(store->hash, slice_make(kind, strlen(kind) + 1)) ||
	    !crypt_hash_add(store->hash, value) ||
	    !crypt_hash_add(store->hash, key) ||
	    !crypt_hash_end(store->hash, hash))
		return err_set(err_r, STATUS_INTERNAL, "libcrypto failed");
	for (size_t i = 0; i < sizeof(bits); i++)
		bits = bits << 8 | hash[i];
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

/* Day by day, and in a day of many records some of them together. */
static int64_t
bucket_of(int64_t time_us, int64_t seq)
{
	return time_us / BUCKET_DAY * ((int64_t)1 << 32) + seq / BUCKET_RECORDS;
}

static enum status
sent_put(struct store *store, const struct feedback_sent *sent, int64_t key,
    struct err *err_r)
{
	int64_t seq = store->head.count;

	return store->engine->feedback->sent_add(
	    store->db, bucket_of(sent->time_us, seq), key, seq, err_r);
}

static enum status
sent_rcpts(struct store *store, const struct feedback_sent *sent,
    struct arena *arena, struct err *err_r)
{
	enum status status = STATUS_OK;

	for (size_t i = 0; status == STATUS_OK && i < sent->nrcpts; i++) {
		int64_t key = 0;

		status = feedback_rcpt_key(
		    store, sent->rcpts[i], arena, &key, err_r);
		if (status == STATUS_OK)
			status = sent_put(store, sent, key, err_r);
	}
	return status;
}

/* The days before that of before_us go, some keys at a time. */
static enum status
sent_purge(struct store *store, int64_t before_us, struct err *err_r)
{
	const struct feedback_ops *ops = store->engine->feedback;
	enum status status;
	int64_t bucket;

	status = ops->sent_first(store->db, &bucket, err_r);
	if (status != STATUS_OK || bucket < 0 ||
	    bucket >= bucket_of(before_us, 0))
		return status;
	return ops->sent_purge(store->db, bucket, PURGE_MOST, err_r);
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
	return sent_purge(store, sent->time_us - sent->retain_us, err_r);
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
