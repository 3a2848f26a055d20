/*
 * age.c - kept content that is past its time.
 *
 * A content's salt goes with it: what is left in the record is a commitment
 * that nobody can try guesses on.
 */
#include <stdio.h>

#include "base/clock.h"
#include "base/id.h"
#include "store/handle.h"

static enum status
age_record(struct store *store, int64_t n, struct err *err_r)
{
	char text[24];
	const int len = snprintf(text, sizeof(text), "%lld", (long long)n);
	const struct journal_pair fields[] = {
		{ "count", slice_make(text, (size_t)len) },
	};
	const struct journal_event event = {
		.event = "retain",
		.actor = SLICE("daemon"),
		.about = SLICE_EMPTY,
		.reason = SLICE("kept content past journal.retain was erased"),
		.fields = fields,
		.nfields = 1,
		.time_us = clock_wall_us(),
	};

	return journal_append_event(store, &event, NULL, err_r);
}

/* One transaction's share. */
static enum status
age_some(
    struct store *store, struct slice before, int64_t *n_r, struct err *err_r)
{
	enum status status = store_begin(store, err_r);

	if (status != STATUS_OK)
		return status;
	status = store->engine->journal->age(
	    store->db, before, JOURNAL_AGE_MAX, n_r, err_r);
	if (status == STATUS_OK)
		status = age_record(store, *n_r, err_r);
	return store_end(store, status, err_r);
}

enum status
journal_age(
    struct store *store, int64_t before_us, size_t *n_r, struct err *err_r)
{
	enum status status;
	struct slice before;
	struct id floor;
	bool any = false;
	int64_t n = 0;

	id_floor(before_us, &floor);
	before = slice_cstr(floor.text);
	/* asked first, so that mostly nothing is locked */
	status = store->engine->journal->aged(store->db, before, &any, err_r);
	if (status == STATUS_OK && any)
		status = age_some(store, before, &n, err_r);
	*n_r = (size_t)n;
	return status;
}
