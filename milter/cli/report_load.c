/*
 * report_load.c - the rows that a report counts, out of the database.
 */
#include "base/clock.h"
#include "cli/record.h"
#include "cli/report.h"
#include "store/book.h"
#include "store/journal.h"
#include "store/ladder.h"
#include "store/limits.h"
#include "store/quarantine.h"
#include "store/suppress.h"

/* Drift is looked for over so long, however short the report. */
#define DRIFT_DAYS INT64_C(28)
#define DAY_US (INT64_C(86400) * CLOCK_SECOND)

static bool
record_each(struct slice json, void *arg)
{
	struct figures *figures = arg;
	json_t *record = record_parse(json);

	if (record != NULL)
		figures_add(figures, record);
	json_decref(record);
	return !arena_failed(figures->arena);
}

static enum status
load_journal(struct store *store, struct figures *figures, struct err *err_r)
{
	int64_t drift_us = figures->now_us - DRIFT_DAYS * DAY_US;
	const struct journal_filter filter = {
		.since_us =
		    figures->since_us < drift_us ? figures->since_us : drift_us,
		.bare = true,
	};

	return journal_list(store, &filter, record_each, figures, err_r);
}

static bool
held_each(const struct quarantine_entry *entry, void *arg)
{
	struct figures *figures = arg;
	double *waiting = VEC_PUSH(figures->arena, &figures->waiting_s);

	if (waiting != NULL)
		*waiting = (double)(figures->now_us - entry->time_us) / 1e6;
	return waiting != NULL;
}

struct limit_course {
	struct figures *figures;
	const struct settings_limit *limit;
};

static void
limit_each(struct slice key, int64_t used, void *arg)
{
	struct limit_course *course = arg;
	struct figures *figures = course->figures;
	struct figures_limit *added =
	    VEC_PUSH(figures->arena, &figures->limits);

	if (added != NULL)
		*added = (struct figures_limit){ course->limit->name,
			arena_copy(figures->arena, key), used,
			course->limit->max };
}

static enum status
load_limits(struct store *store, const struct settings *settings,
    struct figures *figures, struct err *err_r)
{
	struct limit_course course = { .figures = figures };
	enum status status = STATUS_OK;
	size_t i;

	for (i = 0; status == STATUS_OK && i < settings->nlimits; i++) {
		course.limit = &settings->limits[i];
		status = limits_top(store, slice_cstr(course.limit->name),
		    course.limit->count == SETTINGS_COUNT_ACCOUNTS,
		    figures->now_us - course.limit->in * CLOCK_SECOND,
		    limit_each, &course, err_r);
	}
	return status;
}

static bool
suppressed_each(const struct suppression *suppression, void *arg)
{
	(void)suppression;
	++*(int64_t *)arg;
	return true;
}

struct ladder_course {
	struct figures *figures;
	const struct settings *settings;
};

static bool
ladder_row(const struct ladder_key *key, const struct policy_reviews *reviews,
    int64_t time_us, void *arg)
{
	struct ladder_course *course = arg;
	struct arena *arena = course->figures->arena;
	size_t tier = settings_tier_find(course->settings, key->tier);
	struct policy_standing at;
	struct figures_step *step;

	(void)time_us;
	if (tier == SLICE_NONE ||
	    course->settings->tiers[tier].review != SETTINGS_REVIEW_SAMPLE)
		return true;
	at = policy_ladder(
	    course->settings, &course->settings->tiers[tier], reviews);
	step = VEC_PUSH(arena, &course->figures->ladder);
	if (step == NULL)
		return false;
	*step = (struct figures_step){
		.agent = arena_copy(arena, key->agent),
		.workflow = arena_copy(arena, key->workflow),
		.tier = arena_copy(arena, key->tier),
		.share = at.share,
		.bound = at.bound,
		.reviews = reviews->reviews,
		.needed = at.next == NULL ? -1 : at.needed,
	};
	return true;
}

static enum status
load_ladder(struct store *store, const struct settings *settings,
    struct figures *figures, struct err *err_r)
{
	struct ladder_course course = { figures, settings };

	return ladder_each(store, ladder_row, &course, err_r);
}

static enum status
load_book(struct store *store, const struct settings *settings,
    struct figures *figures, struct err *err_r)
{
	struct book_info book;
	enum status status = book_info(store, &book, err_r);

	if (status != STATUS_OK)
		return status;
	figures->book_accounts = book.accounts;
	figures->book_imported_us = book.imported_us;
	figures->book_max_age_s = settings->accounts_max_age;
	return STATUS_OK;
}

struct signed_off {
	int64_t time_us;
	struct figures *figures; /* NULL: the time is enough */
};

static bool
signed_each(struct slice json, void *arg)
{
	struct signed_off *last = arg;
	json_t *record = record_parse(json);

	(void)clock_parse(record_text(record, "time"), &last->time_us);
	if (last->figures != NULL && record != NULL)
		figures_add(last->figures, record);
	json_decref(record);
	return true;
}

static enum status
last_signed(struct store *store, struct signed_off *last, struct err *err_r)
{
	const struct journal_filter filter = {
		.event = "sign-off", .limit = 1, .bare = true
	};

	return journal_list(store, &filter, signed_each, last, err_r);
}

enum status
report_signed(struct store *store, int64_t *time_us_r, struct err *err_r)
{
	struct signed_off last = { .time_us = 0 };
	enum status status = last_signed(store, &last, err_r);

	*time_us_r = last.time_us;
	return status;
}

/* One that is older than the report is known by a search of its own. */
static enum status
load_signed(struct store *store, struct figures *figures, struct err *err_r)
{
	struct signed_off last = { .figures = figures };

	return figures->signed_us != 0 ? STATUS_OK :
					 last_signed(store, &last, err_r);
}

enum status
report_load(struct store *store, const struct settings *settings,
    struct figures *figures, struct err *err_r)
{
	const struct quarantine_filter held = { .state = NULL };
	enum status status;

	figures->review_every_s = settings->owner_review;
	figures->owner = slice_cstr(settings->owner);
	status = load_journal(store, figures, err_r);
	if (status == STATUS_OK)
		status =
		    quarantine_list(store, &held, held_each, figures, err_r);
	if (status == STATUS_OK)
		status = load_limits(store, settings, figures, err_r);
	if (status == STATUS_OK)
		status = load_ladder(store, settings, figures, err_r);
	if (status == STATUS_OK)
		status = suppress_each(
		    store, suppressed_each, &figures->suppressed, err_r);
	if (status == STATUS_OK)
		status = load_book(store, settings, figures, err_r);
	if (status == STATUS_OK)
		status = load_signed(store, figures, err_r);
	if (status == STATUS_OK && arena_failed(figures->arena))
		status = err_nomem(err_r);
	return status;
}
