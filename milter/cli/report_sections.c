/*
 * report_sections.c - what the owner reads, a function a section.
 *
 * A section that has nothing to say says that.
 */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/stats.h"
#include "cli/report_page.h"

#define NEAR_BOUND 0.8 /* share of a limit from which it is shown */
#define FACT(key, title, cell) \
	section_fact(page, section, (struct column){ key, title }, cell)
#define COUNT_CELL(n) cell_number(CELL_COUNT, (double)(n))

static int64_t
messages(const struct figures *figures)
{
	return figures->verdicts[FIGURES_ACCEPT] +
	    figures->verdicts[FIGURES_REJECT] +
	    figures->verdicts[FIGURES_QUARANTINE] +
	    figures->verdicts[FIGURES_TEMPFAIL];
}

static const struct column verdict_columns[] = {
	{ "name", "" },
	{ "messages", "Messages" },
	{ "accepted", "Accepted" },
	{ "rejected", "Rejected" },
	{ "held", "Held" },
	{ "deferred", "Deferred" },
	{ "stopped", "Stopped" },
};

static void
verdict_row(
    struct page *page, struct section *section, const struct tally *tally)
{
	section_cell(page, section, cell_text(tally->key));
	section_cell(page, section, COUNT_CELL(tally->total));
	for (int i = 0; i < FIGURES_VERDICTS; i++)
		section_cell(page, section, COUNT_CELL(tally->n[i]));
	section_cell(page, section,
	    cell_share((double)(tally->n[FIGURES_REJECT] +
			   tally->n[FIGURES_QUARANTINE]),
		(double)tally->total));
}

static void
verdict_table(struct page *page, struct section *section,
    const struct tallies *tallies, enum tally_order order, size_t most)
{
	struct tally *sorted = tallies_sorted(tallies, order, page->arena);
	size_t i, n = tallies->items.len, from = 0;

	section->columns = verdict_columns;
	section->ncolumns = sizeof(verdict_columns) / sizeof(*verdict_columns);
	if (n > most) {
		section->left_out = n - most;
		from = order == TALLY_BY_KEY ? n - most : 0;
		n = from + most;
	}
	for (i = from; sorted != NULL && i < n; i++)
		verdict_row(page, section, &sorted[i]);
}

static void
section_summary(struct page *page, struct section *section)
{
	const struct figures *f = page->figures;
	double all = (double)messages(f);

	FACT("messages", "Messages", COUNT_CELL(messages(f)));
	FACT("accepted", "Accepted", COUNT_CELL(f->verdicts[FIGURES_ACCEPT]));
	FACT("rejected", "Rejected", COUNT_CELL(f->verdicts[FIGURES_REJECT]));
	FACT("held", "Held for review",
	    COUNT_CELL(f->verdicts[FIGURES_QUARANTINE]));
	FACT("deferred", "Deferred", COUNT_CELL(f->verdicts[FIGURES_TEMPFAIL]));
	FACT("rejected_share", "Rejected, of all",
	    cell_share((double)f->verdicts[FIGURES_REJECT], all));
	FACT("held_share", "Held, of all",
	    cell_share((double)f->verdicts[FIGURES_QUARANTINE], all));
	if (all < 1)
		section_note(page, section, false, "No message in this time.");
}

static void
section_days(struct page *page, struct section *section)
{
	static const enum figures_verdict order[] = { FIGURES_ACCEPT,
		FIGURES_QUARANTINE, FIGURES_REJECT, FIGURES_TEMPFAIL };
	const struct tallies *days = &page->figures->days;
	struct tally *sorted = tallies_sorted(days, TALLY_BY_KEY, page->arena);
	struct plot *plot = &section->plot;
	size_t i, k;

	section->first = "Day";
	verdict_table(page, section, days, TALLY_BY_KEY, PAGE_DAYS_MAX);
	*plot = (struct plot){ .kind = PLOT_BARS,
		.about = "Messages a day, by verdict",
		.series = { "accepted", "held", "rejected", "deferred" },
		.nseries = 4 };
	for (i = days->items.len > PAGE_DAYS_MAX ?
		 days->items.len - PAGE_DAYS_MAX :
		 0;
	     sorted != NULL && i < days->items.len; i++) {
		struct slice *label = VEC_PUSH(page->arena, &plot->labels);

		if (label == NULL)
			return;
		*label = sorted[i].key;
		for (k = 0; k < 4; k++) {
			double *value = VEC_PUSH(page->arena, &plot->values);

			if (value != NULL)
				*value = (double)sorted[i].n[order[k]];
		}
	}
}

static void
section_tiers(struct page *page, struct section *section)
{
	section->first = "Tier";
	verdict_table(page, section, &page->figures->tiers, TALLY_BY_TOTAL,
	    PAGE_ROWS_MAX);
}

static void
section_workflows(struct page *page, struct section *section)
{
	section->first = "Workflow";
	verdict_table(page, section, &page->figures->workflows,
	    TALLY_BY_STOPPED, PAGE_ROWS_MAX);
}

static void
section_agents(struct page *page, struct section *section)
{
	section->first = "Agent";
	verdict_table(page, section, &page->figures->agents, TALLY_BY_TOTAL,
	    PAGE_ROWS_MAX);
}

static void
section_rules(struct page *page, struct section *section)
{
	section->first = "Rule";
	verdict_table(page, section, &page->figures->rules, TALLY_BY_STOPPED,
	    PAGE_ROWS_MAX);
	if (page->figures->rules.items.len == 0)
		section_note(page, section, false, "No rule found anything.");
}

static void
section_templates(struct page *page, struct section *section)
{
	section->first = "Template";
	verdict_table(page, section, &page->figures->templates,
	    TALLY_BY_STOPPED, PAGE_ROWS_MAX);
	if (page->figures->templates.items.len == 0)
		section_note(page, section, false, "No template is known.");
}

static void
section_reasons(struct page *page, struct section *section)
{
	section->first = "First reason";
	verdict_table(page, section, &page->figures->reasons, TALLY_BY_STOPPED,
	    PAGE_ROWS_MAX);
}

/* Where which workflow is weak: the rules that stop its messages. */
static void
section_patterns(struct page *page, struct section *section)
{
	static const struct column columns[] = {
		{ "workflow", "Workflow" },
		{ "rule", "Rule" },
		{ "stopped", "Stopped" },
		{ "share", "Of its messages" },
	};
	const struct figures *f = page->figures;
	struct tally *sorted =
	    tallies_sorted(&f->patterns, TALLY_BY_TOTAL, page->arena);
	struct tallies workflows = f->workflows;
	size_t i, n = f->patterns.items.len;

	section->columns = columns;
	section->ncolumns = sizeof(columns) / sizeof(*columns);
	if (n > PAGE_ROWS_MAX) {
		section->left_out = n - PAGE_ROWS_MAX;
		n = PAGE_ROWS_MAX;
	}
	for (i = 0; sorted != NULL && i < n; i++) {
		struct slice rule = sorted[i].key, workflow = rule;
		const struct tally *all;

		(void)slice_cut(&rule, '\t', &workflow);
		all = tallies_at(&workflows, workflow, page->arena);
		section_cell(page, section, cell_text(workflow));
		section_cell(page, section, cell_text(rule));
		section_cell(page, section, COUNT_CELL(sorted[i].total));
		section_cell(page, section,
		    cell_share((double)sorted[i].total,
			all == NULL ? 0 : (double)all->total));
	}
}

static double *
copied(struct page *page, const double *values, size_t n)
{
	double *copy = arena_calloc(page->arena, n + 1, sizeof(*copy));

	if (copy != NULL && n > 0)
		memcpy(copy, values, n * sizeof(*copy));
	return copy;
}

static struct cell
quantile_cell(struct page *page, const double *values, size_t n, double p)
{
	double *copy = copied(page, values, n);

	if (copy == NULL || n == 0)
		return (struct cell){ .kind = CELL_NONE };
	return cell_number(CELL_SECONDS, stats_quantile(copy, n, p));
}

static void
review_facts(struct page *page, struct section *section)
{
	const struct figures *f = page->figures;

	FACT("held", "Held in this time",
	    COUNT_CELL(f->verdicts[FIGURES_QUARANTINE]));
	FACT("decided", "Decided", COUNT_CELL(f->released + f->refused));
	FACT("released", "Released", COUNT_CELL(f->released));
	FACT("rejected", "Rejected by a reviewer", COUNT_CELL(f->refused));
	FACT("expired", "Expired undecided", COUNT_CELL(f->expired));
	FACT("decision_median", "Time to decision, median",
	    quantile_cell(page, f->decided_s.items, f->decided_s.len, 0.5));
	FACT("decision_p90", "Time to decision, 90th percentile",
	    quantile_cell(page, f->decided_s.items, f->decided_s.len, 0.9));
	FACT("waiting", "Waiting now", COUNT_CELL(f->waiting_s.len));
	FACT("waiting_median", "Waiting for, median",
	    quantile_cell(page, f->waiting_s.items, f->waiting_s.len, 0.5));
	FACT("waiting_longest", "Waiting for, longest",
	    quantile_cell(page, f->waiting_s.items, f->waiting_s.len, 1));
	FACT("too_fast", "Released faster than a person reads",
	    COUNT_CELL(f->fast));
}

static void
section_review(struct page *page, struct section *section)
{
	static const struct column columns[] = {
		{ "reviewer", "Reviewer" },
		{ "decided", "Decided" },
		{ "released", "Released" },
		{ "rejected", "Rejected" },
		{ "too_fast", "Too fast" },
	};
	const struct figures *f = page->figures;
	struct tally *sorted =
	    tallies_sorted(&f->reviewers, TALLY_BY_TOTAL, page->arena);
	size_t i, n = f->reviewers.items.len;

	review_facts(page, section);
	if (f->fast > 0)
		section_note(page, section, true,
		    "Some releases came sooner than the message can be read "
		    "(238 words a minute) after it was held or after the same "
		    "reviewer's decision before.");
	section->columns = columns;
	section->ncolumns = sizeof(columns) / sizeof(*columns);
	section->left_out = n > PAGE_ROWS_MAX ? n - PAGE_ROWS_MAX : 0;
	for (i = 0; sorted != NULL && i < n && i < PAGE_ROWS_MAX; i++) {
		section_cell(page, section, cell_text(sorted[i].key));
		section_cell(page, section, COUNT_CELL(sorted[i].total));
		section_cell(
		    page, section, COUNT_CELL(sorted[i].n[FIGURES_ACCEPT]));
		section_cell(
		    page, section, COUNT_CELL(sorted[i].n[FIGURES_REJECT]));
		section_cell(
		    page, section, COUNT_CELL(sorted[i].n[FIGURES_QUARANTINE]));
	}
}

static void
section_limits(struct page *page, struct section *section)
{
	static const struct column columns[] = {
		{ "limit", "Limit" },
		{ "key", "Of" },
		{ "used", "Used" },
		{ "max", "Bound" },
		{ "share", "Share" },
	};
	const struct figures *f = page->figures;
	size_t i;

	section->columns = columns;
	section->ncolumns = sizeof(columns) / sizeof(*columns);
	for (i = 0; i < f->limits.len; i++) {
		const struct figures_limit *limit = &f->limits.items[i];

		if (limit->max > 0 &&
		    (double)limit->used < NEAR_BOUND * (double)limit->max)
			continue;
		section_cell(page, section, cell_text(slice_cstr(limit->name)));
		section_cell(page, section, cell_text(limit->key));
		section_cell(page, section, COUNT_CELL(limit->used));
		section_cell(page, section, COUNT_CELL(limit->max));
		section_cell(page, section,
		    cell_share((double)limit->used, (double)limit->max));
	}
	if (section->cells.len == 0)
		section_note(
		    page, section, false, "No limit is near its bound now.");
}

static void
section_codes(struct page *page, struct section *section)
{
	static const struct column columns[] = {
		{ "code", "Code" },
		{ "count", "Times" },
	};
	const struct figures *f = page->figures;
	struct tally *sorted =
	    tallies_sorted(&f->codes, TALLY_BY_TOTAL, page->arena);
	size_t i, n = f->codes.items.len;

	section->columns = columns;
	section->ncolumns = sizeof(columns) / sizeof(*columns);
	section->left_out = n > PAGE_ROWS_MAX ? n - PAGE_ROWS_MAX : 0;
	for (i = 0; sorted != NULL && i < n && i < PAGE_ROWS_MAX; i++) {
		section_cell(page, section, cell_text(sorted[i].key));
		section_cell(page, section, COUNT_CELL(sorted[i].total));
	}
	if (n == 0)
		section_note(page, section, false,
		    "No rejection by a reviewer has a code.");
}

static struct cell
needed_cell(int64_t needed)
{
	if (needed < 0)
		return (struct cell){ .kind = CELL_NONE };
	return COUNT_CELL(needed);
}

static void
section_ladder(struct page *page, struct section *section)
{
	static const struct column columns[] = {
		{ "workflow", "Workflow" },
		{ "agent", "Agent" },
		{ "tier", "Tier" },
		{ "share", "Held" },
		{ "reviews", "Reviews" },
		{ "bound", "Passed" },
		{ "needed", "Needed" },
	};
	const struct figures *f = page->figures;

	section_note(page, section, false,
	    "Passed: the lower bound of the share that passed; needed: passes "
	    "in a row until less is held.");
	section->columns = columns;
	section->ncolumns = sizeof(columns) / sizeof(*columns);
	for (size_t i = 0; i < f->ladder.len && i < PAGE_ROWS_MAX; i++) {
		const struct figures_step *step = &f->ladder.items[i];

		section_cell(page, section, cell_text(step->workflow));
		section_cell(page, section, cell_text(step->agent));
		section_cell(page, section, cell_text(step->tier));
		section_cell(page, section, cell_share(step->share, 1));
		section_cell(page, section, COUNT_CELL(step->reviews));
		section_cell(page, section, cell_share(step->bound, 1));
		section_cell(page, section, needed_cell(step->needed));
	}
	section->left_out =
	    f->ladder.len > PAGE_ROWS_MAX ? f->ladder.len - PAGE_ROWS_MAX : 0;
	if (f->ladder.len == 0)
		section_note(page, section, false,
		    "Nothing was reviewed in a sampled tier yet.");
}

static void
section_trips(struct page *page, struct section *section)
{
	static const struct column columns[] = {
		{ "time", "When" },
		{ "trip", "Trip" },
		{ "scope", "Scope" },
		{ "mode", "Mode" },
		{ "figures", "Figures" },
	};
	const struct figures *f = page->figures;

	section->columns = columns;
	section->ncolumns = sizeof(columns) / sizeof(*columns);
	for (size_t i = 0; i < f->trips.len; i++) {
		const struct figures_trip *trip = &f->trips.items[i];

		section_cell(page, section, cell_text(trip->time));
		section_cell(page, section, cell_text(trip->name));
		section_cell(page, section, cell_text(trip->scope));
		section_cell(page, section, cell_text(trip->mode));
		section_cell(page, section, cell_text(trip->what));
	}
	if (f->trips.len == 0)
		section_note(page, section, false, "Nothing tripped.");
}

static void
section_events(struct page *page, struct section *section)
{
	static const struct column columns[] = {
		{ "event", "Event" },
		{ "count", "Times" },
	};
	const struct figures *f = page->figures;
	struct tally *sorted =
	    tallies_sorted(&f->events, TALLY_BY_TOTAL, page->arena);
	size_t i, n = f->events.items.len;

	FACT("suppressed", "Addresses and domains not to be written to",
	    COUNT_CELL(f->suppressed));
	section->columns = columns;
	section->ncolumns = sizeof(columns) / sizeof(*columns);
	section->left_out = n > PAGE_ROWS_MAX ? n - PAGE_ROWS_MAX : 0;
	for (i = 0; sorted != NULL && i < n && i < PAGE_ROWS_MAX; i++) {
		section_cell(page, section, cell_text(sorted[i].key));
		section_cell(page, section, COUNT_CELL(sorted[i].total));
	}
}

static void
section_accounts(struct page *page, struct section *section)
{
	const struct figures *f = page->figures;
	double age = (double)(f->now_us - f->book_imported_us) / 1e6;

	if (f->book_imported_us == 0) {
		section_note(
		    page, section, true, "There is no account book yet.");
		return;
	}
	FACT("accounts", "Accounts", COUNT_CELL(f->book_accounts));
	FACT("imported", "Imported",
	    cell_number(CELL_TIME, (double)f->book_imported_us));
	FACT("age", "Age", cell_number(CELL_SECONDS, age));
	if (f->book_max_age_s > 0 && age > (double)f->book_max_age_s)
		section_note(page, section, true,
		    "The account book is stale: tiers and names may be "
		    "out of date.");
}

static void
section_signed(struct page *page, struct section *section)
{
	const struct figures *f = page->figures;
	bool ever = f->signed_us > 0;

	if (f->owner.len > 0)
		FACT("owner", "Owner", cell_text(f->owner));
	if (ever) {
		FACT("signed", "Last signed off",
		    cell_number(CELL_TIME, (double)f->signed_us));
		FACT("by", "By", cell_text(f->signed_by));
		FACT("reason", "Saying", cell_text(f->signed_reason));
	} else {
		section_note(
		    page, section, false, "No report has been signed off yet.");
	}
	if (f->review_every_s == 0)
		return;
	FACT("every", "To be signed off every",
	    cell_number(CELL_SECONDS, (double)f->review_every_s));
	if (!ever ||
	    f->now_us - f->signed_us > f->review_every_s * CLOCK_SECOND)
		section_note(page, section, true,
		    "The owner's review is overdue: sendgate report --sign-off "
		    "puts it on record.");
}

static const struct {
	const char *key;
	const char *title;
	void (*build)(struct page *page, struct section *section);
} sections[] = {
	{ "summary", "In short", section_summary },
	{ "review", "Review", section_review },
	{ "days", "By day", section_days },
	{ "tiers", "By tier", section_tiers },
	{ "workflows", "By workflow", section_workflows },
	{ "agents", "By agent", section_agents },
	{ "rules", "What rules found", section_rules },
	{ "patterns", "Where which workflow is weak", section_patterns },
	{ "templates", "Templates", section_templates },
	{ "reasons", "Why messages were stopped", section_reasons },
	{ "tone", "Tone over time", section_tone },
	{ "codes", "Why reviewers rejected", section_codes },
	{ "ladder", "How much is reviewed", section_ladder },
	{ "trips", "Trips", section_trips },
	{ "limits", "Limits near their bounds", section_limits },
	{ "events", "What else happened", section_events },
	{ "accounts", "Account book", section_accounts },
	{ "sign_off", "Sign-off", section_signed },
};

bool
page_build(
    struct page *page, const struct figures *figures, struct arena *arena)
{
	size_t i;

	memset(page, 0, sizeof(*page));
	page->arena = arena;
	page->figures = figures;
	for (i = 0; i < sizeof(sections) / sizeof(*sections); i++) {
		struct section *section = VEC_PUSH(arena, &page->sections);

		if (section == NULL)
			return false;
		section->key = sections[i].key;
		section->title = sections[i].title;
		sections[i].build(page, section);
	}
	return !arena_failed(arena);
}
