/*
 * ask.c - one rule, one view.
 *
 * The rule's pattern is matched in the plain and in the folded text; what is
 * found in both counts once.  A match becomes a hit when its check digits are
 * right, what must stand near it does, and nothing takes it back.
 */
#include "find/judge.h"

#define UNLESS_REACH 200 /* characters around a hit where `unless` is tried */

static bool
starts_character(struct slice text, size_t at)
{
	return at >= text.len || ((unsigned char)text.ptr[at] & 0xc0) != 0x80;
}

/* The offset n characters before at, and after it. */
static size_t
characters_before(struct slice text, size_t at, size_t n)
{
	for (; n > 0 && at > 0; n--)
		do
			at--;
		while (at > 0 && !starts_character(text, at));
	return at;
}

static size_t
characters_after(struct slice text, size_t at, size_t n)
{
	for (; n > 0 && at < text.len; n--)
		do
			at++;
		while (!starts_character(text, at));
	return at;
}

/* Does what must stand near a hit match within reach of it? */
static enum rule_found
near_found(struct find_judge *judge, const struct rule *rule, struct slice text,
    struct find_span hit)
{
	size_t from = characters_before(text, hit.start, rule->near_within);
	size_t to = characters_after(text, hit.end, rule->near_within);
	size_t start, end;

	return rule_pattern_find(judge->matcher, rule->near,
	    slice_sub(text, 0, to), from, &start, &end);
}

/*
 * Does the exception match, sharing a character with the hit?  One that could
 * not be judged excepts nothing.
 */
static bool
excepted(struct find_judge *judge, const struct rule *rule, struct slice text,
    struct find_span hit)
{
	struct slice window =
	    slice_sub(text, 0, characters_after(text, hit.end, UNLESS_REACH));
	size_t at = characters_before(text, hit.start, UNLESS_REACH);
	size_t start, end;

	while (rule_pattern_find(judge->matcher, rule->unless.pattern, window,
		   at, &start, &end) == RULE_FOUND_YES) {
		if (start >= hit.end)
			break;
		if (end > hit.start)
			return true;
		at = end > at ? end : characters_after(window, at, 1);
	}
	return false;
}

enum rule_found
find_holds(struct find_judge *judge, const struct rule *rule, struct slice text,
    struct find_span hit, enum find_miss_why *why_r)
{
	enum rule_found found;

	if (rule->near != NULL) {
		*why_r = FIND_MISS_NEAR;
		found = near_found(judge, rule, text, hit);
		if (found != RULE_FOUND_YES)
			return found;
	}
	*why_r = FIND_MISS_UNLESS;
	if (rule->unless.pattern != NULL && excepted(judge, rule, text, hit))
		return RULE_FOUND_NO;
	return RULE_FOUND_YES;
}

static bool
known(const struct find_judge *judge, struct find_span span)
{
	for (size_t i = 0; i < judge->nspans; i++)
		if (span.start < judge->spans[i].end &&
		    span.end > judge->spans[i].start)
			return true;
	return false;
}

struct find_span
find_unfolded(const struct text_view *view, struct find_span hit)
{
	struct find_span span = { text_map_origin(view->folded_map, hit.start),
		text_map_origin(view->folded_map, hit.end) };

	if (span.start > view->text.len)
		span.start = view->text.len;
	if (span.end > view->text.len)
		span.end = view->text.len;
	while (span.start > 0 && !starts_character(view->text, span.start))
		span.start--;
	if (span.end <= span.start)
		span.end = characters_after(view->text, span.start, 1);
	while (!starts_character(view->text, span.end))
		span.end++;
	return span;
}

static void
add_hit(struct find_judge *judge, size_t index, const struct text_view *view,
    struct find_span span, bool folded)
{
	struct find_rule *state = &judge->rules[index];
	struct finding *finding;

	if (folded && known(judge, span))
		return;
	if (judge->nspans < FIND_SPAN_MAX)
		judge->spans[judge->nspans++] = span;
	state->hits++;
	if (state->kept == FIND_PER_RULE_MAX)
		return;
	finding = find_add_span(judge, index, view, span);
	if (finding == NULL)
		return;
	state->kept++;
	finding->folded = folded;
}

/* What a match of the pattern in the plain or folded text comes to. */
static void
ask_match(struct find_judge *judge, size_t index, const struct text_view *view,
    struct find_span hit, bool folded)
{
	const struct rule *rule = ruleset_rule(judge->set, index);
	struct slice text = folded ? view->folded : view->text;
	enum find_miss_why why = FIND_MISS_VALIDATE;
	enum rule_found found = RULE_FOUND_NO;

	if (rule_valid(rule, slice_sub(text, hit.start, hit.end - hit.start)))
		found = find_holds(judge, rule, text, hit, &why);
	switch (found) {
	case RULE_FOUND_YES:
		add_hit(judge, index, view,
		    folded ? find_unfolded(view, hit) : hit, folded);
		break;
	case RULE_FOUND_LIMIT:
		find_add_incomplete(judge, index, view);
		break;
	case RULE_FOUND_NO:
		if (judge->misses != NULL)
			find_miss_add(judge, index, view,
			    folded ? find_unfolded(view, hit) : hit, why);
		break;
	}
}

static void
ask_text(struct find_judge *judge, size_t index, const struct text_view *view,
    bool folded)
{
	const struct rule *rule = ruleset_rule(judge->set, index);
	struct slice text = folded ? view->folded : view->text;
	struct find_span hit;
	enum rule_found found = RULE_FOUND_NO;
	size_t at = 0;

	while (!judge->nomem && !find_enough(judge, index)) {
		found = rule_pattern_find(judge->matcher, rule->pattern, text,
		    at, &hit.start, &hit.end);
		if (found != RULE_FOUND_YES)
			break;
		at = hit.end > at ? hit.end : characters_after(text, at, 1);
		ask_match(judge, index, view, hit, folded);
	}
	if (found == RULE_FOUND_LIMIT)
		find_add_incomplete(judge, index, view);
}

void
find_ask(struct find_judge *judge, size_t index, const struct text_view *view)
{
	size_t first = judge->misses != NULL ? judge->misses->len : 0;

	judge->nspans = 0;
	ask_text(judge, index, view, false);
	if (!slice_equal(view->text, view->folded))
		ask_text(judge, index, view, true);
	find_miss_forget_hits(judge, index, first);
}
