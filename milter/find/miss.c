/*
 * miss.c - what nearly was a hit, for whoever writes the rules.
 */
#include "find/judge.h"

static const struct {
	const char *name, *words;
} whys[] = {
	[FIND_MISS_WHERE] = { "where", "the rule does not look there" },
	[FIND_MISS_VALIDATE] = { "validate", "`validate` does not take it" },
	[FIND_MISS_NEAR] = { "near", "what `near` asks for is not near" },
	[FIND_MISS_UNLESS] = { "unless", "`unless` takes it back" },
	[FIND_MISS_LEAST] = { "least", "there are fewer than `least`" },
};

const char *
find_miss_name(enum find_miss_why why)
{
	return whys[why].name;
}

const char *
find_miss_words(enum find_miss_why why)
{
	return whys[why].words;
}

static struct slice
matched(const struct finding *finding)
{
	return slice_sub(finding->hit_text, finding->hit_start,
	    finding->hit_end - finding->hit_start);
}

/* Other views often hold the same text: once is enough. */
static bool
known(const struct find_misses *misses, enum find_miss_why why,
    const struct rule *rule, struct slice text)
{
	for (size_t i = 0; i < misses->len; i++) {
		const struct find_miss *miss = &misses->items[i];

		if (miss->finding.rule == rule && miss->why == why &&
		    (why == FIND_MISS_WHERE ||
			slice_equal(matched(&miss->finding), text)))
			return true;
	}
	return false;
}

/* Room for one more of the rule, or NULL. */
static struct find_miss *
miss_push(struct find_judge *judge, size_t index, enum find_miss_why why,
    struct slice text)
{
	struct find_rule *state = &judge->rules[index];
	struct find_miss *miss;

	if (judge->misses == NULL || state->misses == FIND_MISS_PER_RULE ||
	    known(judge->misses, why, ruleset_rule(judge->set, index), text))
		return NULL;
	miss = VEC_PUSH(judge->arena, judge->misses);
	if (miss == NULL) {
		judge->nomem = true;
		return NULL;
	}
	state->misses++;
	miss->why = why;
	return miss;
}

void
find_miss_add(struct find_judge *judge, size_t index,
    const struct text_view *view, struct find_span span, enum find_miss_why why)
{
	struct find_miss *miss = miss_push(judge, index, why,
	    slice_sub(view->text, span.start, span.end - span.start));

	if (miss != NULL)
		find_fill_span(judge, index, view, span, &miss->finding);
}

void
find_miss_elsewhere(
    struct find_judge *judge, size_t index, const struct text_view *view)
{
	const struct rule *rule = ruleset_rule(judge->set, index);
	enum find_miss_why why;
	struct find_span span;
	size_t at = 0;

	if (judge->misses == NULL)
		return;
	for (int tried = 0; tried < FIND_PER_RULE_MAX; tried++) {
		if (rule_pattern_find(judge->matcher, rule->pattern, view->text,
			at, &span.start, &span.end) != RULE_FOUND_YES ||
		    span.end <= at)
			return;
		at = span.end;
		if (rule_valid(rule,
			slice_sub(
			    view->text, span.start, span.end - span.start)) &&
		    find_holds(judge, rule, view->text, span, &why) ==
			RULE_FOUND_YES) {
			find_miss_add(
			    judge, index, view, span, FIND_MISS_WHERE);
			return;
		}
	}
}

static bool
part_of_hit(const struct find_judge *judge, const struct finding *finding)
{
	for (size_t i = 0; i < judge->nspans; i++)
		if (finding->hit_start < judge->spans[i].end &&
		    finding->hit_end > judge->spans[i].start)
			return true;
	return false;
}

void
find_miss_forget_hits(struct find_judge *judge, size_t index, size_t first)
{
	size_t kept = first;

	if (judge->misses == NULL)
		return;
	for (size_t i = first; i < judge->misses->len; i++) {
		struct find_miss *items = judge->misses->items;

		if (part_of_hit(judge, &items[i].finding))
			judge->rules[index].misses--;
		else
			items[kept++] = items[i];
	}
	judge->misses->len = kept;
}

void
find_miss_too_few(struct find_judge *judge, const struct finding *finding)
{
	size_t index = (size_t)(finding->rule - ruleset_rule(judge->set, 0));
	struct find_miss *miss =
	    miss_push(judge, index, FIND_MISS_LEAST, matched(finding));

	if (miss != NULL)
		miss->finding = *finding;
}
