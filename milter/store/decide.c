/*
 * decide.c - what becomes of a held message: claims, releases, rejections and
 * expiry, each with its record in the journal.
 */
#include <string.h>

#include "base/clock.h"
#include "store/handle.h"
#include "store/held.h"
#include "store/journal_parts.h"
#include "store/ladder.h"
#include "store/release.h"

#define DECIDE_ARENA ((size_t)64 << 20)
#define EXPIRE_BATCH 100 /* messages in one transaction */

static bool
state_is(const struct held *held, const char *state)
{
	return slice_equal(held->entry.state, slice_cstr(state));
}

static enum status
state_conflict(const struct held *held, struct err *err_r)
{
	return err_set(err_r, STATUS_CONFLICT, "%.*s is %.*s",
	    SLICE_ARG(held->entry.id), SLICE_ARG(held->entry.state));
}

static enum status
state_set(struct store *store, struct slice id, const char *state,
    int64_t claimed_us, struct slice answer, struct err *err_r)
{
	struct quarantine_state row = { id, state, answer, claimed_us };

	return store->engine->quarantine->state_set(store->db, &row, err_r);
}

enum status
quarantine_claim(struct store *store, const struct quarantine_entry *entry,
    int64_t now_us, bool again, char token_r[RELEASE_TOKEN_LEN + 1],
    struct err *err_r)
{
	struct arena *arena = arena_new(DECIDE_ARENA);
	struct held held = { .claimed_us = 0 };
	enum status status;

	assert(store->in_transaction);
	if (arena == NULL)
		return err_nomem(err_r);
	status = held_load(store, entry->id, now_us, arena, &held, err_r);
	if (status == STATUS_OK && !state_is(&held, "held") &&
	    !(again && state_is(&held, "unknown")))
		status = state_conflict(&held, err_r);
	if (status == STATUS_OK)
		status = state_set(
		    store, entry->id, "releasing", now_us, SLICE_EMPTY, err_r);
	if (status == STATUS_OK)
		status = store->engine->quarantine->release_drop(
		    store->db, entry->id, err_r);
	if (status == STATUS_OK && token_r != NULL)
		status =
		    release_make(store, &held.entry, now_us, token_r, err_r);
	arena_free(arena);
	return status;
}

/* What a decision is called in the journal, and the state it leads to. */
static const struct outcome {
	const char *event;
	const char *state;
} outcomes[] = {
	[QUARANTINE_RELEASED] = { "release", "released" },
	[QUARANTINE_REFUSED] = { "release-failed", "held" },
	[QUARANTINE_UNKNOWN] = { "release-unknown", "unknown" },
};

static const struct outcome outcome_reject = { "reject", "rejected" };
static const struct outcome outcome_expire = { "expire", "expired" };

/*
 * The state and its record.  The MTA's answer may name a recipient, so it goes
 * into the record's personal half.
 */
static enum status
outcome_record(struct store *store, const struct quarantine_decision *decision,
    const struct outcome *outcome, struct err *err_r)
{
	struct journal_pair answer = { "answer", decision->answer };
	const struct journal_pair code = { "code", decision->code };
	struct journal_event event = {
		.fields = &code,
		.nfields = decision->code.len > 0,
		.event = outcome->event,
		.actor = decision->actor,
		.about = decision->id,
		.reason = decision->reason,
		.time_us = decision->time_us,
	};
	struct id id;
	enum status status;

	status = state_set(
	    store, decision->id, outcome->state, 0, decision->answer, err_r);
	if (status != STATUS_OK)
		return status;
	return journal_event_add(store, &event,
	    decision->answer.len > 0 ? &answer : NULL, &id, err_r);
}

/* Loads the entry's state as it is stored, claims that were given up too. */
static enum status
stored_load(struct store *store, struct slice id, struct arena *arena,
    struct held *held_r, struct err *err_r)
{
	return held_load(store, id, INT64_MIN / 2, arena, held_r, err_r);
}

/* A human has decided: the record of whose mail it was moves by it. */
static enum status
review_note(struct store *store, const struct held *held,
    const struct quarantine_decision *decision, bool passed, struct err *err_r)
{
	const struct ladder_review review = {
		.key = { held->entry.agent, held->entry.workflow,
		    held->entry.tier },
		.passed = passed,
		.about = decision->id,
		.actor = decision->actor,
		.why = passed        ? "released" :
		    decision->failed ? "edited" :
				       "rejected",
		.time_us = decision->time_us,
	};

	return ladder_review(store, decision->settings, &review, err_r);
}

enum status
quarantine_finish(struct store *store,
    const struct quarantine_decision *decision, struct err *err_r)
{
	struct arena *arena = arena_new(DECIDE_ARENA);
	struct held held = { .claimed_us = 0 };
	enum status status;

	assert(store->in_transaction);
	if (arena == NULL)
		return err_nomem(err_r);
	status = stored_load(store, decision->id, arena, &held, err_r);
	if (status == STATUS_OK && !state_is(&held, "releasing"))
		status = state_conflict(&held, err_r);
	if (status == STATUS_OK)
		status = outcome_record(
		    store, decision, &outcomes[decision->outcome], err_r);
	if (status == STATUS_OK && decision->outcome == QUARANTINE_RELEASED)
		status = review_note(
		    store, &held, decision, !decision->failed, err_r);
	if (status == STATUS_OK)
		status = store->engine->quarantine->release_drop(
		    store->db, decision->id, err_r);
	if (status == STATUS_OK && held.entry.template.len > 0 &&
	    decision->outcome == QUARANTINE_RELEASED)
		status = templates_release(store, held.entry.template, err_r);
	arena_free(arena);
	return status;
}

enum status
quarantine_reject(struct store *store,
    const struct quarantine_decision *decision, struct err *err_r)
{
	struct arena *arena = arena_new(DECIDE_ARENA);
	struct held held = { .claimed_us = 0 };
	enum status status;

	assert(store->in_transaction);
	if (arena == NULL)
		return err_nomem(err_r);
	status = stored_load(store, decision->id, arena, &held, err_r);
	if (status == STATUS_OK && !state_is(&held, "held"))
		status = state_conflict(&held, err_r);
	if (status == STATUS_OK)
		status =
		    outcome_record(store, decision, &outcome_reject, err_r);
	if (status == STATUS_OK)
		status = review_note(store, &held, decision, false, err_r);
	arena_free(arena);
	return status;
}

struct due {
	struct arena *arena;
	struct VEC(struct slice) ids;
};

static enum status
due_add(const struct quarantine_row *row, void *arg, struct err *err_r)
{
	struct due *due = arg;
	struct slice *id = VEC_PUSH(due->arena, &due->ids);

	if (id == NULL)
		return err_nomem(err_r);
	*id = arena_copy(due->arena, row->entry.id);
	return id->ptr == NULL ? err_nomem(err_r) : STATUS_OK;
}

/* One transaction's share, where there is one; inside it. */
static enum status
expire_some(
    struct store *store, int64_t now_us, struct due *due, struct err *err_r)
{
	struct quarantine_decision decision = {
		.actor = SLICE("daemon"),
		.reason = SLICE("its time was up"),
		.answer = SLICE_EMPTY,
		.time_us = now_us,
	};
	enum status status;
	size_t i;

	status = store->engine->quarantine->due(
	    store->db, now_us, EXPIRE_BATCH, due_add, due, err_r);
	for (i = 0; status == STATUS_OK && i < due->ids.len; i++) {
		decision.id = due->ids.items[i];
		status =
		    outcome_record(store, &decision, &outcome_expire, err_r);
	}
	return status;
}

/* Is anything due?  Asked first, so that mostly nothing is locked. */
static enum status
expire_any(struct store *store, int64_t now_us, struct due *due, bool *any_r,
    struct err *err_r)
{
	enum status status;

	arena_reset(due->arena);
	memset(&due->ids, 0, sizeof(due->ids));
	status = store->engine->quarantine->due(
	    store->db, now_us, 1, due_add, due, err_r);
	*any_r = due->ids.len > 0;
	memset(&due->ids, 0, sizeof(due->ids));
	return status;
}

enum status
quarantine_expire(
    struct store *store, int64_t now_us, size_t *nexpired_r, struct err *err_r)
{
	struct due due = { .arena = arena_new(DECIDE_ARENA) };
	enum status status;
	bool any = false;

	*nexpired_r = 0;
	if (due.arena == NULL)
		return err_nomem(err_r);
	for (;;) {
		status = expire_any(store, now_us, &due, &any, err_r);
		if (status != STATUS_OK || !any)
			break;
		status = store_begin(store, err_r);
		if (status != STATUS_OK)
			break;
		status = store_end(
		    store, expire_some(store, now_us, &due, err_r), err_r);
		if (status != STATUS_OK)
			break;
		*nexpired_r += due.ids.len;
	}
	arena_free(due.arena);
	return status;
}
