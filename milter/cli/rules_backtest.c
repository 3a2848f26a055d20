/*
 * rules_backtest.c - `sendgate rules backtest`: which recorded verdicts other
 * rules would change.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "cli/backtest.h"
#include "cli/commands.h"
#include "cli/record.h"
#include "cli/ruleset.h"
#include "store/journal.h"

#define BACKTEST_ARENA_MAX ((size_t)1 << 30) /* for one record */
#define BACKTEST_RULES_MAX 20000             /* ids that are counted */
#define BAR_WIDTH 40
#define BAR_STEP_US ((int64_t)200000) /* between two drawings */

static const char *const skip_words[BACKTEST_SKIPS] = {
	[BACKTEST_JUDGED] = "judged",
	[BACKTEST_NO_CONTENT] = "no content is kept",
	[BACKTEST_GONE] = "its content has aged out or been erased",
	[BACKTEST_CUT] = "its text is kept in part",
};

/* What became of one rule's hits: messages, on record and now. */
struct rule_count {
	const char *id;
	size_t before, after;
};

struct run {
	struct cli *cli;
	struct settings *settings;
	struct store *listing;
	struct backtest backtest;
	struct arena *arena; /* for one record */
	struct rule_count *rules;
	size_t nrules;
	size_t judged, changed;
	size_t skipped[BACKTEST_SKIPS];
	size_t changes[POLICY_REJECT + 1][POLICY_REJECT + 1];
	int64_t first_us, last_us; /* the bar's ends, by the records' times */
	int64_t drawn_us;
	bool bar;
	int exit;
};

/* The progress bar ------------------------------------------------------------*/

static void
bar_draw(struct run *run, int64_t time_us)
{
	int64_t now = clock_monotonic_us(), whole;
	int filled;

	if (!run->bar || now - run->drawn_us < BAR_STEP_US)
		return;
	run->drawn_us = now;
	if (run->first_us == 0)
		run->first_us = time_us;
	whole = run->last_us - run->first_us;
	filled = whole <= 0 ?
	    0 :
	    (int)((time_us - run->first_us) * BAR_WIDTH / whole);
	(void)fprintf(stderr, "\r[%.*s%.*s] %zu", filled,
	    "########################################", BAR_WIDTH - filled,
	    "                                        ", run->judged);
	(void)fflush(stderr);
}

static void
bar_clear(const struct run *run)
{
	if (run->bar)
		(void)fprintf(stderr, "\r\033[K");
}

/* Counting --------------------------------------------------------------------*/

static struct rule_count *
rule_count(struct run *run, const char *id)
{
	for (size_t i = 0; i < run->nrules; i++)
		if (strcmp(run->rules[i].id, id) == 0)
			return &run->rules[i];
	if (run->nrules == BACKTEST_RULES_MAX)
		return NULL;
	run->rules[run->nrules].id =
	    arena_cstr(run->cli->arena, slice_cstr(id));
	if (run->rules[run->nrules].id == NULL)
		return NULL;
	return &run->rules[run->nrules++];
}

/* Counts a rule once a message: items[0, i) are those before. */
static bool
is_first(const json_t *findings, size_t i, const char *id)
{
	for (size_t j = 0; j < i; j++) {
		struct slice other =
		    record_text(json_array_get(findings, j), "rule");

		if (slice_equal(other, slice_cstr(id)))
			return false;
	}
	return true;
}

static void
count_rules(
    struct run *run, const json_t *record, const struct backtest_result *result)
{
	const json_t *findings = json_object_get(record, "findings");
	const struct findings *now = &result->decision.findings;
	struct rule_count *count;

	for (size_t i = 0; i < json_array_size(findings); i++) {
		const char *id = json_string_value(
		    json_object_get(json_array_get(findings, i), "rule"));

		if (id == NULL || !is_first(findings, i, id))
			continue;
		count = rule_count(run, id);
		if (count != NULL)
			count->before++;
	}
	for (size_t i = 0; i < now->len; i++) {
		size_t j = 0;

		while (now->items[j].rule != now->items[i].rule)
			j++;
		count = j == i ? rule_count(run, now->items[i].rule->id) : NULL;
		if (count != NULL)
			count->after++;
	}
}

/* Saying ----------------------------------------------------------------------*/

static struct slice
reasons_join(const struct policy_decision *decision, struct arena *arena)
{
	struct buf buf;
	struct slice text;

	buf_init(&buf, (size_t)64 << 10);
	for (size_t i = 0; i < decision->reasons.len; i++) {
		(void)buf_add_cstr(&buf, i > 0 ? "; " : "");
		(void)buf_add(&buf, decision->reasons.items[i].text);
	}
	text = arena_copy(arena, buf_slice(&buf));
	buf_free(&buf);
	return text.ptr == NULL ? SLICE_EMPTY : text;
}

static int
change_json(
    struct run *run, const json_t *record, const struct backtest_result *result)
{
	json_t *reasons = json_array();

	for (size_t i = 0; i < result->decision.reasons.len; i++)
		(void)json_array_append_new(reasons,
		    out_json_text(
			result->decision.reasons.items[i].text, run->arena));
	return out_json(json_pack("{s:o, s:o, s:s, s:s, s:O, s:o}", "id",
	    out_json_text(record_text(record, "id"), run->arena), "time",
	    out_json_text(record_text(record, "time"), run->arena), "old",
	    policy_verdict_name(result->old), "new",
	    policy_verdict_name(result->decision.verdict), "old_reasons",
	    json_object_get(record, "reasons"), "new_reasons", reasons));
}

static int
change_say(
    struct run *run, const json_t *record, const struct backtest_result *result)
{
	const struct policy_decision *decision = &result->decision;

	bar_clear(run);
	if (run->cli->json)
		return change_json(run, record, result);
	out_column(record_text(record, "time"), 24);
	out_column(record_text(record, "id"), 26);
	out_column(slice_cstr(policy_verdict_name(result->old)), 10);
	(void)fputs("-> ", stdout);
	out_style(run->cli,
	    decision->verdict == POLICY_ACCEPT ? OUT_GREEN : OUT_YELLOW);
	out_column(slice_cstr(policy_verdict_name(decision->verdict)), 10);
	out_style(run->cli, OUT_PLAIN);
	if (decision->verdict == POLICY_ACCEPT) {
		(void)fputs("was: ", stdout);
		out_text(
		    stdout, record_join(record, "reasons", "; ", run->arena));
	} else {
		out_text(stdout, reasons_join(decision, run->arena));
	}
	(void)fputc('\n', stdout);
	return ferror(stdout) ? EX_IOERR : EX_OK;
}

static int
compare_counts(const void *a, const void *b)
{
	const struct rule_count *x = a, *y = b;

	return strcmp(x->id, y->id);
}

static void
rules_say(struct run *run, FILE *out)
{
	bool headed = false;

	qsort(run->rules, run->nrules, sizeof(*run->rules), compare_counts);
	for (size_t i = 0; i < run->nrules; i++) {
		const struct rule_count *count = &run->rules[i];

		if (!headed)
			(void)fprintf(out, "%-36s %10s %10s\n",
			    "messages with a hit of", "on record", "now");
		headed = true;
		(void)fputs("  ", out);
		out_text(out, slice_cstr(count->id));
		(void)fprintf(out, "%*s %10zu %10zu\n",
		    strlen(count->id) < 34 ? (int)(34 - strlen(count->id)) : 0,
		    "", count->before, count->after);
	}
}

/* The figures; beside JSON they go to standard error. */
static void
summary_say(struct run *run)
{
	FILE *out = run->cli->json ? stderr : stdout;

	bar_clear(run);
	rules_say(run, out);
	(void)fprintf(out, "%zu judged again, %zu verdict%s change%s\n",
	    run->judged, run->changed, run->changed == 1 ? "" : "s",
	    run->changed == 1 ? "s" : "");
	for (int old = POLICY_ACCEPT; old <= POLICY_REJECT; old++)
		for (int new = POLICY_ACCEPT; new <= POLICY_REJECT; new ++)
			if (run->changes[old][new] > 0)
				(void)fprintf(out, "  %s -> %s: %zu\n",
				    policy_verdict_name(
					(enum policy_verdict)old),
				    policy_verdict_name(
					(enum policy_verdict) new),
				    run->changes[old][new]);
	for (int why = BACKTEST_JUDGED + 1; why < BACKTEST_SKIPS; why++)
		if (run->skipped[why] > 0)
			(void)fprintf(out, "%zu not judged again: %s\n",
			    run->skipped[why], skip_words[why]);
}

/* Running ---------------------------------------------------------------------*/

static bool
judge_record(struct run *run, const json_t *record)
{
	struct backtest_result result;
	struct err err = ERR_INIT;

	if (backtest_record(&run->backtest, record, run->arena, &result,
		&err) != STATUS_OK) {
		bar_clear(run);
		run->exit = cli_fail(&err);
		return false;
	}
	run->skipped[result.skip]++;
	if (result.skip != BACKTEST_JUDGED)
		return true;
	run->judged++;
	count_rules(run, record, &result);
	if (result.decision.verdict == result.old)
		return true;
	run->changed++;
	run->changes[result.old][result.decision.verdict]++;
	run->exit = change_say(run, record, &result);
	return run->exit == EX_OK;
}

static bool
record_each(struct slice json, void *arg)
{
	struct run *run = arg;
	json_t *record = record_parse(json);
	int64_t time_us;
	bool go_on = true;

	if (record != NULL && record_text(record, "verdict").len > 0) {
		if (clock_parse(record_text(record, "time"), &time_us))
			bar_draw(run, time_us);
		go_on = judge_record(run, record);
	}
	json_decref(record);
	arena_reset(run->arena);
	return go_on;
}

/* The rules to judge by: those of --rules, or those in force. */
static int
rules_load(struct run *run)
{
	struct snapshot *snapshot = &run->backtest.judge.snapshot;
	size_t n;
	struct slice *given = cli_values(run->cli, "rules", &n);
	const char **paths =
	    arena_calloc(run->cli->arena, n + 1, sizeof(*paths));

	if (given == NULL || paths == NULL)
		return cli_nomem();
	for (size_t i = 0; i < n; i++)
		paths[i] = given[i].ptr; /* an argument, so NUL-terminated */
	if (n == 0)
		return cli_rules_load(run->settings->rules.items,
		    run->settings->rules.len, &snapshot->rules);
	return cli_rules_load(paths, n, &snapshot->rules);
}

static int
run_open(struct run *run)
{
	struct judge *judge = &run->backtest.judge;
	int exit = cli_settings(run->cli, &run->settings);

	if (exit != EX_OK)
		return exit;
	judge->settings = judge->snapshot.settings = run->settings;
	judge->extractor = extractor_new();
	run->arena = arena_new(BACKTEST_ARENA_MAX);
	run->rules = arena_calloc(
	    run->cli->arena, BACKTEST_RULES_MAX, sizeof(*run->rules));
	if (judge->extractor == NULL || run->arena == NULL ||
	    run->rules == NULL)
		return cli_nomem();
	/* the rules are the caller's, whoever the database belongs to */
	exit = rules_load(run);
	if (exit == EX_OK)
		cli_rules_prefilter(run->settings, judge->snapshot.rules,
		    RULESET_PREFILTER_NOW);
	if (exit == EX_OK)
		exit = cli_store_open(
		    run->cli, run->settings, true, &run->listing);
	if (exit == EX_OK)
		exit = cli_store_open(
		    run->cli, run->settings, true, &run->backtest.store);
	if (exit == EX_OK)
		exit = judge_data(judge, run->backtest.store);
	return exit;
}

int
rules_backtest_run(struct cli *cli)
{
	struct run run = { .cli = cli, .exit = EX_OK };
	struct journal_filter filter = {
		.agent = cli_text(cli, "agent"),
		.workflow = cli_text(cli, "workflow"),
		.tier = cli_text(cli, "tier"),
		.since_us = cli_time(cli, "since"),
		.until_us = cli_time(cli, "until"),
		.limit = cli_count(cli, "limit", 0),
	};
	struct err err = ERR_INIT;
	int exit = run_open(&run);

	run.first_us = filter.since_us;
	run.last_us = filter.until_us > 0 ? filter.until_us : clock_wall_us();
	run.bar = isatty(STDERR_FILENO) != 0;
	if (exit == EX_OK) {
		if (journal_list(run.listing, &filter, record_each, &run,
			&err) != STATUS_OK)
			run.exit = cli_fail(&err);
		exit = run.exit;
	}
	if (exit == EX_OK)
		summary_say(&run);
	judge_close(&run.backtest.judge);
	store_close(run.backtest.store);
	store_close(run.listing);
	arena_free(run.arena);
	settings_unref(run.settings);
	return out_end(exit);
}
