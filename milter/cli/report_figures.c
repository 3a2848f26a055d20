/*
 * report_figures.c - records counted.
 */
#include "cli/report_figures.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/id.h"
#include "cli/record.h"

#define TALLY_SLOTS 64       /* at first */
#define REASON_MAX 120       /* bytes of a reason that is counted */
#define FINDINGS_MAX 1000    /* of one record */
#define DAY_LEN 10           /* "2026-11-02" */
#define NONE SLICE("(none)") /* where a record names nothing */

static size_t
hash_of(struct slice key)
{
	uint64_t hash = UINT64_C(14695981039346656037); /* FNV-1a */
	size_t i;

	for (i = 0; i < key.len; i++)
		hash = (hash ^ (unsigned char)key.ptr[i]) *
		    UINT64_C(1099511628211);
	return (size_t)(hash ^ (hash >> 29));
}

static size_t *
slot_of(const struct tallies *tallies, struct slice key)
{
	size_t at = hash_of(key) & (tallies->nslots - 1);

	while (tallies->slots[at] != 0 &&
	    !slice_equal(tallies->items.items[tallies->slots[at] - 1].key, key))
		at = (at + 1) & (tallies->nslots - 1);
	return &tallies->slots[at];
}

static bool
slots_grow(struct tallies *tallies, struct arena *arena)
{
	size_t i, n = tallies->nslots == 0 ? TALLY_SLOTS : 2 * tallies->nslots;

	tallies->slots = arena_calloc(arena, n, sizeof(*tallies->slots));
	tallies->nslots = tallies->slots == NULL ? 0 : n;
	for (i = 0; tallies->slots != NULL && i < tallies->items.len; i++)
		*slot_of(tallies, tallies->items.items[i].key) = i + 1;
	return tallies->slots != NULL;
}

struct tally *
tallies_at(struct tallies *tallies, struct slice key, struct arena *arena)
{
	struct tally *tally;
	size_t *slot;

	if (tallies->items.len * 2 >= tallies->nslots &&
	    !slots_grow(tallies, arena))
		return NULL;
	slot = slot_of(tallies, key);
	if (*slot != 0)
		return &tallies->items.items[*slot - 1];
	if (tallies->items.len >= tallies->max)
		return NULL;
	tally = VEC_PUSH(arena, &tallies->items);
	if (tally == NULL)
		return NULL;
	tally->key = arena_copy(arena, key);
	*slot = tallies->items.len;
	return tally;
}

static int64_t
stopped(const struct tally *tally)
{
	return tally->n[FIGURES_REJECT] + tally->n[FIGURES_QUARANTINE];
}

static int
by_key(const void *a, const void *b)
{
	return slice_compare(
	    ((const struct tally *)a)->key, ((const struct tally *)b)->key);
}

static int
by_total(const void *a, const void *b)
{
	int64_t x = ((const struct tally *)a)->total,
		y = ((const struct tally *)b)->total;

	return x != y ? (x < y) - (x > y) : by_key(a, b);
}

static int
by_stopped(const void *a, const void *b)
{
	int64_t x = stopped(a), y = stopped(b);

	return x != y ? (x < y) - (x > y) : by_total(a, b);
}

struct tally *
tallies_sorted(
    const struct tallies *tallies, enum tally_order order, struct arena *arena)
{
	static int (*const orders[])(const void *, const void *) = {
		[TALLY_BY_KEY] = by_key,
		[TALLY_BY_TOTAL] = by_total,
		[TALLY_BY_STOPPED] = by_stopped,
	};
	size_t n = tallies->items.len;
	struct tally *sorted = arena_calloc(arena, n + 1, sizeof(*sorted));

	if (sorted == NULL || n == 0)
		return sorted;
	memcpy(sorted, tallies->items.items, n * sizeof(*sorted));
	qsort(sorted, n, sizeof(*sorted), orders[order]);
	return sorted;
}

bool
figures_init(struct figures *figures, struct arena *arena)
{
	struct tallies *const lists[] = { &figures->days, &figures->tiers,
		&figures->workflows, &figures->agents, &figures->rules,
		&figures->templates, &figures->reasons, &figures->patterns,
		&figures->events, &figures->codes, &figures->reviewers,
		&figures->tone_days, &figures->tone_workflows, &figures->held };
	size_t i;

	memset(figures, 0, sizeof(*figures));
	figures->arena = arena;
	for (i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
		lists[i]->max = FIGURES_KEYS_MAX;
		if (!slots_grow(lists[i], arena))
			return false;
	}
	figures->held.max = FIGURES_HELD_MAX;
	return true;
}

static void
count(struct figures *figures, struct tallies *tallies, struct slice key,
    enum figures_verdict verdict)
{
	struct tally *tally =
	    tallies_at(tallies, key.len == 0 ? NONE : key, figures->arena);

	if (tally == NULL) {
		tallies->beyond++;
		return;
	}
	tally->n[verdict]++;
	tally->total++;
}

/* Two names as one, TAB between them; a TAB inside is made a blank. */
static struct slice
pair(struct figures *figures, struct slice a, struct slice b)
{
	char *text;
	size_t i;

	a = a.len == 0 ? NONE : a;
	text = arena_printf(
	    figures->arena, "%.*s\t%.*s", SLICE_ARG(a), SLICE_ARG(b));
	for (i = 0; text != NULL && i < a.len; i++)
		if (text[i] == '\t' || text[i] == '\0')
			text[i] = ' ';
	return slice_cstr(text);
}

static bool
verdict_of(struct slice name, enum figures_verdict *verdict_r)
{
	static const char *const names[FIGURES_VERDICTS] = {
		[FIGURES_ACCEPT] = "accept",
		[FIGURES_REJECT] = "reject",
		[FIGURES_QUARANTINE] = "quarantine",
		[FIGURES_TEMPFAIL] = "tempfail",
	};
	int i;

	for (i = 0; i < FIGURES_VERDICTS; i++)
		if (slice_equal(name, slice_cstr(names[i]))) {
			*verdict_r = (enum figures_verdict)i;
			return true;
		}
	return false;
}

static struct slice
rule_at(const json_t *findings, size_t i)
{
	return record_text(json_array_get(findings, i), "rule");
}

/* Each rule once, however often it hit the message. */
static bool
rule_is_first(const json_t *findings, size_t i)
{
	size_t k;

	for (k = 0; k < i; k++)
		if (slice_equal(rule_at(findings, k), rule_at(findings, i)))
			return false;
	return true;
}

/* *tone_r: a tone rule is among them; they are counted where inside. */
static void
count_rules(struct figures *figures, const json_t *record, bool inside,
    enum figures_verdict verdict, bool *tone_r)
{
	const json_t *findings = json_object_get(record, "findings");
	struct slice workflow = record_text(record, "workflow"), rule;
	size_t i, n = json_array_size(findings);

	*tone_r = false;
	for (i = 0; i < n && i < FINDINGS_MAX; i++) {
		rule = rule_at(findings, i);
		if (slice_starts(rule, SLICE("tone.")))
			*tone_r = true;
		if (!inside || rule.len == 0 || !rule_is_first(findings, i))
			continue;
		count(figures, &figures->rules, rule, verdict);
		if (verdict == FIGURES_REJECT || verdict == FIGURES_QUARANTINE)
			count(figures, &figures->patterns,
			    pair(figures, workflow, rule), verdict);
	}
}

static void
count_tone(struct figures *figures, const json_t *record, bool tone)
{
	struct slice day = slice_sub(record_text(record, "time"), 0, DAY_LEN);
	enum figures_verdict how = tone ? FIGURES_REJECT : FIGURES_ACCEPT;

	count(figures, &figures->tone_days, day, how);
	count(figures, &figures->tone_workflows,
	    pair(figures, record_text(record, "workflow"), day), how);
}

static void
count_held(struct figures *figures, const json_t *record, int64_t time_us)
{
	struct tally *held = tallies_at(
	    &figures->held, record_text(record, "id"), figures->arena);

	if (held == NULL)
		return;
	held->mark = time_us;
	held->n[0] = json_integer_value(
	    json_object_get(json_object_get(record, "content"), "size"));
}

static void
verdict_add(struct figures *figures, const json_t *record, int64_t time_us,
    enum figures_verdict verdict)
{
	bool inside = time_us >= figures->since_us;
	const json_t *reasons = json_object_get(record, "reasons");
	const json_t *first = json_array_get(reasons, 0);
	struct slice template = record_text(record, "template");
	bool tone = false;

	count_rules(figures, record, inside, verdict, &tone);
	count_tone(figures, record, tone);
	if (verdict == FIGURES_QUARANTINE)
		count_held(figures, record, time_us);
	if (!inside)
		return;
	figures->verdicts[verdict]++;
	count(figures, &figures->days,
	    slice_sub(record_text(record, "time"), 0, DAY_LEN), verdict);
	count(figures, &figures->tiers, record_text(record, "tier"), verdict);
	count(figures, &figures->workflows, record_text(record, "workflow"),
	    verdict);
	count(figures, &figures->agents, record_text(record, "agent"), verdict);
	if (template.len > 0)
		count(figures, &figures->templates, template, verdict);
	if (verdict != FIGURES_ACCEPT && json_is_string(first))
		count(figures, &figures->reasons,
		    slice_sub(
			slice_cstr(json_string_value(first)), 0, REASON_MAX),
		    verdict);
}

/* A release sooner than a person can have read it, by the same reviewer. */
static bool
too_fast(const struct tally *reviewer, const struct tally *held,
    int64_t held_us, int64_t time_us)
{
	int64_t size, from = held_us;

	if (held == NULL || held->n[0] <= 0)
		return false;
	size = held->n[0] < FIGURES_READ_MAX ? held->n[0] : FIGURES_READ_MAX;
	if (reviewer != NULL && reviewer->mark > from)
		from = reviewer->mark;
	return (double)(time_us - from) <
	    (double)size / FIGURES_READ_BYTES_S * 1e6;
}

static void
decision_add(struct figures *figures, const json_t *record, int64_t time_us,
    bool released)
{
	struct slice about = record_text(record, "about");
	struct tally *held = tallies_at(&figures->held, about, figures->arena);
	struct tally *reviewer = tallies_at(
	    &figures->reviewers, record_text(record, "actor"), figures->arena);
	int64_t held_us = held != NULL && held->mark != 0 ?
	    held->mark :
	    id_time_us(about); /* held before the records that were read */
	double *decided = VEC_PUSH(figures->arena, &figures->decided_s);
	bool fast = released && too_fast(reviewer, held, held_us, time_us);

	if (decided != NULL)
		*decided = (double)(time_us - held_us) / 1e6;
	figures->released += released;
	figures->refused += !released;
	figures->fast += fast;
	if (reviewer == NULL)
		return;
	reviewer->n[released ? FIGURES_ACCEPT : FIGURES_REJECT]++;
	reviewer->n[FIGURES_QUARANTINE] += fast;
	reviewer->total++;
	reviewer->mark = time_us;
}

static void
trip_add(struct figures *figures, const json_t *record)
{
	struct arena *arena = figures->arena;
	struct figures_trip *trip;

	if (figures->trips.len >= FIGURES_TRIPS_MAX)
		return;
	trip = VEC_PUSH(arena, &figures->trips);
	if (trip == NULL)
		return;
	trip->time = arena_copy(arena, record_text(record, "time"));
	trip->name = arena_copy(arena, record_text(record, "trip"));
	trip->scope = arena_copy(arena, record_text(record, "scope"));
	trip->mode = arena_copy(arena, record_text(record, "mode"));
	trip->what = arena_copy(arena, record_text(record, "reason"));
}

static void
event_add(struct figures *figures, const json_t *record, int64_t time_us)
{
	struct slice event = record_text(record, "event");

	if (slice_equal(event, SLICE("sign-off")) &&
	    time_us >= figures->signed_us) {
		figures->signed_us = time_us;
		figures->signed_by =
		    arena_copy(figures->arena, record_text(record, "actor"));
		figures->signed_reason =
		    arena_copy(figures->arena, record_text(record, "reason"));
	}
	if (time_us < figures->since_us)
		return;
	count(figures, &figures->events, event, FIGURES_ACCEPT);
	if (slice_equal(event, SLICE("release")))
		decision_add(figures, record, time_us, true);
	else if (slice_equal(event, SLICE("reject"))) {
		decision_add(figures, record, time_us, false);
		if (record_text(record, "code").len > 0)
			count(figures, &figures->codes,
			    record_text(record, "code"), FIGURES_REJECT);
	} else if (slice_equal(event, SLICE("trip")))
		trip_add(figures, record);
	else if (slice_equal(event, SLICE("expire")))
		figures->expired++;
}

void
figures_add(struct figures *figures, const json_t *record)
{
	enum figures_verdict verdict;
	int64_t time_us = 0;

	if (!clock_parse(record_text(record, "time"), &time_us) ||
	    (figures->until_us != 0 && time_us >= figures->until_us))
		return;
	figures->records += time_us >= figures->since_us;
	if (verdict_of(record_text(record, "verdict"), &verdict))
		verdict_add(figures, record, time_us, verdict);
	else
		event_add(figures, record, time_us);
}
