/*
 * find.c - every rule over every view.
 *
 * libhs scans each view once, plain and folded, and names the rules worth
 * asking; PCRE2 then decides, rule by rule.  A scan has a fixed cost, and a
 * message has many short views (header values, names, links), so that these
 * are put one after the other, a line each, and scanned together.
 */
#include "find/find.h"

#include <stdlib.h>
#include <string.h>

#include "find/judge.h"

#define SHORT_MAX 512    /* bytes of a view that is scanned with others */
#define JOINED_MAX 16384 /* bytes that are scanned together */

/* Short views after one another, from index `from` up to `to`. */
struct joined {
	char *bytes;
	size_t len;
	size_t from;
	size_t to;
};

/* The places whose rules look at a view of this kind. */
static const unsigned where_of[TEXT_VIEW_KINDS] = {
	[TEXT_VIEW_SUBJECT] = RULE_WHERE_SUBJECT,
	[TEXT_VIEW_HEADER] = RULE_WHERE_HEADERS,
	[TEXT_VIEW_BODY] = RULE_WHERE_BODY,
	[TEXT_VIEW_HIDDEN] = RULE_WHERE_HIDDEN | RULE_WHERE_BODY,
	[TEXT_VIEW_ATTRIBUTE] = RULE_WHERE_HIDDEN,
	[TEXT_VIEW_COMMENT] = RULE_WHERE_HIDDEN,
	[TEXT_VIEW_LINK] = RULE_WHERE_LINK,
	[TEXT_VIEW_FILENAME] = RULE_WHERE_FILENAME | RULE_WHERE_ATTACHMENT,
	[TEXT_VIEW_ATTACHMENT] = RULE_WHERE_ATTACHMENT,
	[TEXT_VIEW_OUTSIDE] = RULE_WHERE_BODY,
	[TEXT_VIEW_SOURCE] = RULE_WHERE_BODY,
};

bool
find_rule_looks_at(const struct rule *rule, const struct text_view *view)
{
	return (rule->where & where_of[view->kind]) != 0;
}

static void
ask_rule(size_t index, void *arg)
{
	struct find_asked *asked = arg;

	if (asked->marks[index])
		return;
	asked->marks[index] = true;
	asked->items[asked->len++] = index;
}

static int
compare_indexes(const void *a, const void *b)
{
	size_t x = *(const size_t *)a, y = *(const size_t *)b;

	return x < y ? -1 : x > y;
}

static void
asked_sort(struct find_asked *asked)
{
	if (asked->len > 1)
		qsort(asked->items, asked->len, sizeof(*asked->items),
		    compare_indexes);
}

static void
asked_clear(struct find_asked *asked)
{
	while (asked->len > 0)
		asked->marks[asked->items[--asked->len]] = false;
}

/* Asks the rules that look at such a view. */
static void
ask_view(struct find_judge *judge, const struct find_asked *asked,
    const struct text_view *view)
{
	size_t first = judge->findings->len;

	for (size_t i = 0; i < asked->len && !judge->nomem; i++) {
		const struct rule *rule =
		    ruleset_rule(judge->set, asked->items[i]);

		if (find_rule_looks_at(rule, view))
			find_ask(judge, asked->items[i], view);
		else
			find_miss_elsewhere(judge, asked->items[i], view);
	}
	if (judge->exact != NULL && !judge->nomem)
		find_exact(judge, view);
	if (judge->names != NULL && !judge->nomem)
		find_others(judge, view);
	if (judge->findings->len > first)
		find_excerpts(judge, first);
}

static void
judge_long(struct find_judge *judge, const struct text_view *view)
{
	struct find_asked *asked = &judge->longs;

	rule_matcher_prefilter(judge->matcher, view->text, ask_rule, asked);
	if (!slice_equal(view->text, view->folded))
		rule_matcher_prefilter(
		    judge->matcher, view->folded, ask_rule, asked);
	asked_sort(asked);
	ask_view(judge, asked, view);
	asked_clear(asked);
}

/* What a view takes in the joined text: nothing if it is long. */
static size_t
joined_size(const struct text_view *view)
{
	if (view->text.len > SHORT_MAX || view->folded.len > SHORT_MAX)
		return 0;
	return view->text.len + view->folded.len + 2;
}

static void
joined_add(struct joined *joined, struct slice text)
{
	if (text.len > 0)
		memcpy(joined->bytes + joined->len, text.ptr, text.len);
	joined->len += text.len;
	joined->bytes[joined->len++] = '\n';
}

/* Takes as many views as fit, of which the short ones are joined. */
static void
joined_fill(struct joined *joined, const struct text_view *views, size_t len)
{
	size_t size;

	joined->len = 0;
	joined->from = joined->to;
	for (; joined->to < len; joined->to++) {
		const struct text_view *view = &views[joined->to];

		size = joined_size(view);
		if (joined->len + size > JOINED_MAX)
			break;
		if (size == 0)
			continue;
		joined_add(joined, view->text);
		if (!slice_equal(view->text, view->folded))
			joined_add(joined, view->folded);
	}
}

/* Finds the rules to ask about each of the short views. */
static void
scan_joined(struct find_judge *judge, const struct joined *joined)
{
	struct find_asked *asked = &judge->shorts;
	const struct rule *rule;

	rule_matcher_prefilter(judge->matcher,
	    slice_make(joined->bytes, joined->len), ask_rule, asked);
	for (size_t i = 0; i < ruleset_count(judge->set); i++) {
		rule = ruleset_rule(judge->set, i);
		if (rule->pattern != NULL && rule->kind != RULE_KIND_HEADER &&
		    rule_pattern_anchored(rule->pattern))
			ask_rule(i, asked);
	}
	asked_sort(asked);
}

static void
judge_views(struct find_judge *judge, const struct text_view *views, size_t len)
{
	struct joined joined = { NULL, 0, 0, 0 };
	size_t size = 0;

	for (size_t i = 0; i < len && size < JOINED_MAX; i++)
		size += joined_size(&views[i]);
	joined.bytes = arena_alloc(
	    judge->arena, size < JOINED_MAX ? size + 1 : JOINED_MAX);
	if (joined.bytes == NULL)
		judge->nomem = true;
	while (joined.to < len && !judge->nomem) {
		joined_fill(&joined, views, len);
		if (joined.len > 0)
			scan_joined(judge, &joined);
		for (size_t i = joined.from; i < joined.to; i++)
			if (joined_size(&views[i]) == 0)
				judge_long(judge, &views[i]);
			else if (judge->shorts.len > 0 ||
			    judge->exact != NULL || judge->names != NULL)
				ask_view(judge, &judge->shorts, &views[i]);
		asked_clear(&judge->shorts);
	}
}

/* The views, copied where one of them is not valid UTF-8. */
static const struct text_view *
valid_views(struct find_judge *judge, const struct text *text)
{
	struct text_view *copy = NULL;
	const struct text_view *views = text->views.items;
	struct slice plain, folded;

	for (size_t i = 0; i < text->views.len; i++) {
		plain = find_valid_text(judge, views[i].text);
		folded = find_valid_text(judge, views[i].folded);
		if (plain.ptr == views[i].text.ptr &&
		    folded.ptr == views[i].folded.ptr)
			continue;
		if (copy == NULL) {
			copy = arena_alloc(
			    judge->arena, text->views.len * sizeof(*copy));
			if (copy == NULL) {
				judge->nomem = true;
				return views;
			}
			memcpy(copy, views, text->views.len * sizeof(*copy));
			views = copy;
		}
		copy[i].text = plain;
		copy[i].folded = folded;
	}
	return views;
}

/* Takes findings of rules back that had fewer hits than they need. */
static void
drop_too_few(struct find_judge *judge)
{
	struct findings *findings = judge->findings;
	const struct rule *first;
	size_t kept = 0;

	if (findings->len == 0)
		return;
	first = ruleset_rule(judge->set, 0);
	for (size_t i = 0; i < findings->len; i++) {
		const struct finding *finding = &findings->items[i];

		if (judge->rules[finding->rule - first].hits >=
			finding->rule->least ||
		    finding->incomplete)
			findings->items[kept++] = *finding;
		else
			find_miss_too_few(judge, finding);
	}
	findings->len = kept;
}

/* Everything, with a judge that is open, which is closed. */
static enum status
run(struct find_judge *judge, const struct message *message,
    const struct text *text, struct err *err_r)
{
	const struct text_view *views;

	find_headers(judge, message, text);
	views = valid_views(judge, text);
	if (!judge->nomem)
		judge_views(judge, views, text->views.len);
	if (!judge->nomem)
		drop_too_few(judge);
	find_judge_close(judge);
	if (judge->status != STATUS_OK)
		return err_set(err_r, judge->status, "AES failed");
	return judge->nomem ? err_nomem(err_r) : STATUS_OK;
}

enum status
find_run(struct ruleset *set, const struct find_data *data,
    const struct message *message, const struct text *text, struct arena *arena,
    struct findings *findings_r, struct err *err_r)
{
	struct find_judge judge;
	enum status status;

	*findings_r = (struct findings)VEC_INIT;
	if (ruleset_count(set) == 0)
		return STATUS_OK;
	status = find_judge_open(&judge, set, arena, findings_r, err_r);
	if (status != STATUS_OK)
		return status;
	if (data != NULL && data->exact != NULL)
		find_exact_open(&judge, data->exact);
	if (data != NULL && data->names != NULL)
		find_others_open(&judge, data->names);
	return run(&judge, message, text, err_r);
}

enum status
find_try(struct ruleset *set, const struct message *message,
    const struct text *text, struct arena *arena, struct findings *findings_r,
    struct find_misses *misses_r, struct err *err_r)
{
	struct find_judge judge;
	enum status status;

	*findings_r = (struct findings)VEC_INIT;
	*misses_r = (struct find_misses)VEC_INIT;
	if (ruleset_count(set) == 0)
		return STATUS_OK;
	status = find_judge_open(&judge, set, arena, findings_r, err_r);
	if (status != STATUS_OK)
		return status;
	judge.misses = misses_r;
	return run(&judge, message, text, err_r);
}
