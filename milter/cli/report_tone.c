/*
 * report_tone.c - how often a message's tone was objected to, day by day, and
 * whether that drifts.
 *
 * A day's score is the share of its messages with a finding of a rule tone.*.
 * Drift is the Mann-Kendall test (base/stats.h) on the days' scores, for all
 * mail and for each workflow.  Several tests at once find something in noise
 * now and then, so the level of 5 % is divided among them (Bonferroni).
 */
#include <stdio.h>

#include "base/stats.h"
#include "cli/report_page.h"

#define TONE_LEVEL 0.05
#define TONE_TESTS_MAX 50 /* workflows tested, in the order of their names */

struct course {
	double *scores;
	size_t n;
	int64_t messages, objected;
};

static void
course_add(struct course *course, const struct tally *day)
{
	course->messages += day->total;
	course->objected += day->n[FIGURES_REJECT];
	if (course->n < STATS_TREND_MOST)
		course->scores[course->n++] =
		    (double)day->n[FIGURES_REJECT] / (double)day->total;
}

static const char *
trend_words(const struct stats_trend *trend, double level)
{
	if (trend->p > level)
		return "steady";
	return trend->s > 0 ? "rising" : "falling";
}

static void
tone_plot(struct page *page, struct section *section, const struct tally *days,
    size_t n)
{
	struct plot *plot = &section->plot;
	size_t i;

	*plot = (struct plot){ .kind = PLOT_LINE,
		.about = "Share of messages with a finding of a tone rule, a "
			 "day",
		.series = { "tone" },
		.nseries = 1,
		.shares = true };
	for (i = 0; i < n; i++) {
		struct slice *label = VEC_PUSH(page->arena, &plot->labels);
		double *value = VEC_PUSH(page->arena, &plot->values);

		if (label == NULL || value == NULL)
			return;
		*label = days[i].key;
		*value =
		    (double)days[i].n[FIGURES_REJECT] / (double)days[i].total;
	}
}

static void
course_row(struct page *page, struct section *section, struct slice name,
    const struct course *course, double level)
{
	struct stats_trend trend;
	bool tested = stats_trend(course->scores, course->n, &trend);
	const struct cell none = { .kind = CELL_NONE };

	section_cell(page, section, cell_text(name));
	section_cell(
	    page, section, cell_number(CELL_COUNT, (double)course->messages));
	section_cell(page, section,
	    cell_share((double)course->objected, (double)course->messages));
	section_cell(page, section, cell_number(CELL_COUNT, (double)course->n));
	section_cell(page, section,
	    tested ? cell_number(CELL_NUMBER, trend.slope * 100) : none);
	section_cell(
	    page, section, tested ? cell_number(CELL_NUMBER, trend.p) : none);
	section_cell(page, section,
	    cell_text(slice_cstr(
		tested ? trend_words(&trend, level) : "too few days")));
	if (tested && trend.p <= level)
		section_note(page, section, trend.s > 0,
		    arena_printf(page->arena,
			"%.*s: the share %s (Mann-Kendall, p = %.2g)",
			SLICE_ARG(name), trend.s > 0 ? "rises" : "falls",
			trend.p));
}

/* The days of one workflow stand together, in order. */
static size_t
workflow_days(const struct tally *all, size_t n, struct course *course,
    struct slice *name_r)
{
	struct slice rest = all[0].key, name;
	size_t i;

	course->n = 0;
	course->messages = course->objected = 0;
	(void)slice_cut(&rest, '\t', name_r);
	for (i = 0; i < n; i++) {
		rest = all[i].key;
		(void)slice_cut(&rest, '\t', &name);
		if (!slice_equal(name, *name_r))
			break;
		course_add(course, &all[i]);
	}
	return i;
}

static size_t
workflows_testable(const struct tally *all, size_t n, struct course *course)
{
	struct slice name;
	size_t i, tests = 0;

	for (i = 0; i < n;) {
		i += workflow_days(all + i, n - i, course, &name);
		tests += course->n >= STATS_TREND_LEAST;
	}
	return tests < TONE_TESTS_MAX ? tests : TONE_TESTS_MAX;
}

void
section_tone(struct page *page, struct section *section)
{
	static const struct column columns[] = {
		{ "workflow", "Workflow" },
		{ "messages", "Messages" },
		{ "share", "With a tone finding" },
		{ "days", "Days" },
		{ "slope", "Points a day" },
		{ "p", "p" },
		{ "drift", "Drift" },
	};
	const struct figures *f = page->figures;
	struct tally *days =
	    tallies_sorted(&f->tone_days, TALLY_BY_KEY, page->arena);
	struct tally *all =
	    tallies_sorted(&f->tone_workflows, TALLY_BY_KEY, page->arena);
	size_t n = f->tone_workflows.items.len, i, rows, tests;
	struct course course = { .scores =
				     arena_calloc(page->arena, STATS_TREND_MOST,
					 sizeof(*course.scores)) };
	struct slice name;

	if (days == NULL || all == NULL || course.scores == NULL)
		return;
	section->columns = columns;
	section->ncolumns = sizeof(columns) / sizeof(*columns);
	for (i = 0; i < f->tone_days.items.len; i++)
		course_add(&course, &days[i]);
	tone_plot(page, section, days, f->tone_days.items.len);
	course_row(page, section, SLICE("(all)"), &course, TONE_LEVEL);
	tests = workflows_testable(all, n, &course);
	for (i = 0, rows = 0; i < n; rows++) {
		i += workflow_days(all + i, n - i, &course, &name);
		if (rows < TONE_TESTS_MAX)
			course_row(page, section, name, &course,
			    TONE_LEVEL / (double)(tests > 0 ? tests : 1));
	}
	section->left_out = rows > TONE_TESTS_MAX ? rows - TONE_TESTS_MAX : 0;
}
