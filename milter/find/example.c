/*
 * example.c - one rule, one text: the examples beside a rule, and what asking
 * it takes.
 */
#include "find/judge.h"

#define EXAMPLE_MEMORY_MAX ((size_t)256 << 20)

/* The rule that is looked for among those that libhs names. */
struct wanted {
	size_t index;
	bool named;
};

static void
on_named(size_t index, void *arg)
{
	struct wanted *wanted = arg;

	wanted->named |= index == wanted->index;
}

/* Would the rule be asked about the text of a message? */
static bool
named(struct find_judge *judge, size_t index, const struct text_view *view)
{
	struct wanted wanted = { index, false };

	rule_matcher_prefilter(judge->matcher, view->text, on_named, &wanted);
	rule_matcher_prefilter(judge->matcher, view->folded, on_named, &wanted);
	return wanted.named;
}

static void
run_text(struct find_judge *judge, size_t index, const struct text_view *view,
    struct find_example *result)
{
	const struct find_rule *state = &judge->rules[index];
	unsigned least = ruleset_rule(judge->set, index)->least;

	find_ask(judge, index, view);
	result->incomplete = state->incomplete;
	result->hit = state->hits >= least;
	result->unasked = result->hit && !named(judge, index, view);
	if (result->unasked)
		result->hit = false;
	else if (!result->hit && state->hits > 0) {
		result->near_miss = true;
		result->why = FIND_MISS_LEAST;
	} else if (!result->hit && judge->misses->len > 0) {
		result->near_miss = true;
		result->why = judge->misses->items[0].why;
	}
}

static void
run_example(struct find_judge *judge, size_t index, struct slice example,
    struct find_example *result)
{
	const struct rule *rule = ruleset_rule(judge->set, index);
	struct find_misses *misses =
	    arena_calloc(judge->arena, 1, sizeof(*misses));
	struct text_view view = {
		.kind = TEXT_VIEW_BODY, .name = SLICE_EMPTY, .how = ""
	};

	if (rule->kind == RULE_KIND_HEADER) {
		result->hit = find_header_example(judge, rule, example);
		return;
	}
	view.text = find_valid_text(judge, example);
	if (judge->nomem || misses == NULL ||
	    text_fold(view.text, judge->arena, &view.folded,
		&view.folded_map) != STATUS_OK) {
		judge->nomem = true;
		return;
	}
	judge->misses = misses;
	run_text(judge, index, &view, result);
}

enum status
find_example(struct ruleset *set, size_t rule_index, struct slice example,
    struct find_example *result_r, struct err *err_r)
{
	struct arena *arena = arena_new(EXAMPLE_MEMORY_MAX);
	struct findings findings = VEC_INIT;
	struct find_judge judge;
	enum status status;

	*result_r = (struct find_example){ .hit = false };
	if (arena == NULL)
		return err_nomem(err_r);
	status = find_judge_open(&judge, set, arena, &findings, err_r);
	if (status == STATUS_OK) {
		run_example(&judge, rule_index, example, result_r);
		if (judge.nomem)
			status = err_nomem(err_r);
		find_judge_close(&judge);
	}
	arena_free(arena);
	return status;
}

enum status
find_probe(struct ruleset *set, size_t rule_index, struct slice text,
    bool *limit_r, struct err *err_r)
{
	const struct rule *rule = ruleset_rule(set, rule_index);
	enum rule_found found = RULE_FOUND_YES;
	struct rule_matcher *matcher;
	size_t start, end, at = 0;
	enum status status;

	*limit_r = false;
	if (rule->pattern == NULL)
		return STATUS_OK;
	status = rule_matcher_take(set, &matcher, err_r);
	if (status != STATUS_OK)
		return status;
	for (int hits = 0; hits < FIND_PER_RULE_MAX; hits++) {
		found = rule_pattern_find(
		    matcher, rule->pattern, text, at, &start, &end);
		if (found != RULE_FOUND_YES || end <= at)
			break;
		at = end;
	}
	*limit_r = found == RULE_FOUND_LIMIT;
	rule_matcher_give(matcher);
	return STATUS_OK;
}
