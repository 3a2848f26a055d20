/*
 * quarantine.c - holding messages, listing and loading them.
 *
 * The message itself is kept once: where its verdict's record has kept it
 * whole, that is the copy; only otherwise is it stored here.
 */
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/id.h"
#include "store/handle.h"
#include "store/held.h"
#include "store/pack.h"
#include "store/record.h"

#define QUARANTINE_PAGE 64                   /* rows */
#define QUARANTINE_ARENA ((size_t)512 << 20) /* bytes of a page */

static enum status
raw_kept(const struct journal_row *row, void *arg, struct err *err_r)
{
	struct record_tail tail;
	bool *kept = arg;

	(void)err_r;
	*kept = record_tail_read(row->public, &tail) &&
	    tail.kind == JOURNAL_CONTENT_FULL;
	return STATUS_OK;
}

static enum status
raw_add(
    struct store *store, struct slice id, struct slice raw, struct err *err_r)
{
	struct slice packed = SLICE_EMPTY;
	bool kept = false;
	enum status status;

	status = store->engine->journal->find(
	    store->db, id, false, raw_kept, &kept, err_r);
	if (status == STATUS_NOTFOUND)
		status = STATUS_OK; /* its record may follow */
	if (status != STATUS_OK || kept)
		return status;
	status = compress_pack(store->compress, raw, &packed, err_r);
	if (status != STATUS_OK)
		return status;
	return store->engine->quarantine->raw_insert(
	    store->db, id, packed, err_r);
}

static void
list_pack(struct buf *out, const struct slice *items, size_t nitems)
{
	size_t i;

	for (i = 0; i < nitems; i++)
		pack_add(out, items[i]);
}

enum status
quarantine_add(struct store *store, const struct quarantine_entry *entry,
    struct slice raw, struct err *err_r)
{
	struct quarantine_row row = { .entry = *entry };
	struct buf rcpts, accounts;
	enum status status;

	assert(store->in_transaction);
	buf_init(&rcpts, RECORD_MAX);
	buf_init(&accounts, RECORD_MAX);
	list_pack(&rcpts, entry->rcpts, entry->nrcpts);
	list_pack(&accounts, entry->accounts, entry->naccounts);
	row.rcpts = buf_slice(&rcpts);
	row.accounts = buf_slice(&accounts);
	if (buf_failed(&rcpts) || buf_failed(&accounts))
		status = err_nomem(err_r);
	else
		status =
		    store->engine->quarantine->insert(store->db, &row, err_r);
	if (status == STATUS_OK)
		status = raw_add(store, entry->id, raw, err_r);
	buf_free_wiped(&accounts);
	buf_free_wiped(&rcpts);
	return status;
}

static bool
text_wanted(const char *wanted, struct slice text)
{
	return wanted == NULL || slice_equal(slice_cstr(wanted), text);
}

static bool
account_wanted(const char *wanted, const struct quarantine_entry *entry)
{
	size_t i;

	if (wanted == NULL)
		return true;
	for (i = 0; i < entry->naccounts; i++)
		if (slice_equal(slice_cstr(wanted), entry->accounts[i]))
			return true;
	return false;
}

static bool
rule_wanted(const char *wanted, struct slice rules)
{
	struct slice rule;

	if (wanted == NULL)
		return true;
	while (slice_cut(&rules, ',', &rule))
		if (slice_equal(slice_cstr(wanted), slice_trim(rule)))
			return true;
	return false;
}

static bool
entry_wanted(const struct quarantine_filter *filter,
    const struct quarantine_entry *entry, int64_t now_us)
{
	if (filter->older_seconds > 0 &&
	    entry->time_us > now_us - filter->older_seconds * CLOCK_SECOND)
		return false;
	return text_wanted(filter->state, entry->state) &&
	    text_wanted(filter->tier, entry->tier) &&
	    text_wanted(filter->agent, entry->agent) &&
	    text_wanted(filter->workflow, entry->workflow) &&
	    text_wanted(filter->template, entry->template) &&
	    account_wanted(filter->account, entry) &&
	    rule_wanted(filter->rule, entry->rules);
}

/* A page of rows read, and what of them is wanted. */
struct held_page {
	const struct quarantine_filter *filter;
	struct arena *arena;
	struct VEC(struct held) wanted;
	struct slice last; /* the id of the last row read */
	size_t rows;
	int64_t now_us;
};

static enum status
page_row(const struct quarantine_row *row, void *arg, struct err *err_r)
{
	struct held_page *page = arg;
	struct held held, *place;
	enum status status;

	status = held_copy(row, page->now_us, page->arena, &held, err_r);
	if (status != STATUS_OK)
		return status;
	page->rows++;
	page->last = held.entry.id;
	if (!entry_wanted(page->filter, &held.entry, page->now_us))
		return STATUS_OK;
	place = VEC_PUSH(page->arena, &page->wanted);
	if (place == NULL)
		return err_nomem(err_r);
	*place = held;
	return STATUS_OK;
}

/* Hands the page out; *left counts down to 0, where the listing ends. */
static enum status
page_hand_out(struct store *store, struct held_page *page,
    bool (*each)(const struct quarantine_entry *entry, void *arg), void *arg,
    long *left, struct err *err_r)
{
	enum status status;
	size_t i;

	for (i = 0; i<page->wanted.len && * left> 0; i++) {
		status = held_line(
		    store, page->arena, &page->wanted.items[i].entry, err_r);
		if (status != STATUS_OK)
			return status;
		*left = each(&page->wanted.items[i].entry, arg) ? *left - 1 : 0;
	}
	return STATUS_OK;
}

/* Is the state one of the undecided, which have an index? */
static bool
filter_open(const struct quarantine_filter *filter)
{
	struct slice state = slice_cstr(filter->state);

	return filter->state == NULL || slice_equal(state, SLICE("held")) ||
	    slice_equal(state, SLICE("releasing")) ||
	    slice_equal(state, SLICE("unknown"));
}

enum status
quarantine_list(struct store *store, const struct quarantine_filter *filter,
    bool (*each)(const struct quarantine_entry *entry, void *arg), void *arg,
    struct err *err_r)
{
	struct held_page page = { .filter = filter };
	char after[ID_LEN + 1] = "";
	long left = filter->limit > 0 ? filter->limit : LONG_MAX;
	enum status status = STATUS_OK;

	page.arena = arena_new(QUARANTINE_ARENA);
	if (page.arena == NULL)
		return err_nomem(err_r);
	do {
		arena_reset(page.arena);
		page.now_us = clock_wall_us();
		page.rows = 0;
		memset(&page.wanted, 0, sizeof(page.wanted));
		status = store->engine->quarantine->rows(store->db,
		    slice_cstr(after), filter_open(filter), QUARANTINE_PAGE,
		    page_row, &page, err_r);
		if (status != STATUS_OK)
			break;
		(void)snprintf(
		    after, sizeof(after), "%.*s", SLICE_ARG(page.last));
		status = page_hand_out(store, &page, each, arg, &left, err_r);
	} while (
	    status == STATUS_OK && left > 0 && page.rows == QUARANTINE_PAGE);
	arena_free(page.arena);
	return status;
}

static enum status
raw_find(struct store *store, struct slice id, struct arena *arena,
    struct slice *raw_r, bool *edited_r, struct err *err_r)
{
	const struct quarantine_ops *ops = store->engine->quarantine;
	enum journal_content kind;
	struct slice packed = SLICE_EMPTY;
	enum status status;

	status = ops->edit_load(store->db, id, arena, &packed, err_r);
	*edited_r = status == STATUS_OK;
	if (status == STATUS_NOTFOUND)
		status = ops->raw_load(store->db, id, arena, &packed, err_r);
	if (status == STATUS_OK)
		return compress_unpack(packed, arena, raw_r, err_r);
	if (status != STATUS_NOTFOUND)
		return status;
	return journal_content_load(store, id, arena, &kind, raw_r, err_r);
}

enum status
quarantine_load(struct store *store, struct slice id, struct arena *arena,
    struct quarantine_entry *entry_r, struct slice *raw_r, struct err *err_r)
{
	struct held held = { .claimed_us = 0 };
	enum status status;

	status = held_load(store, id, clock_wall_us(), arena, &held, err_r);
	if (status == STATUS_OK)
		status = held_line(store, arena, &held.entry, err_r);
	if (status == STATUS_OK && raw_r != NULL)
		status = raw_find(
		    store, id, arena, raw_r, &held.entry.edited, err_r);
	if (status == STATUS_OK)
		*entry_r = held.entry;
	return status;
}
