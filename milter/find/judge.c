/*
 * judge.c - what is kept while one message is judged.
 */
#include "find/judge.h"

#include <stdint.h>
#include <string.h>

#include "base/utf8.h"

static bool
asked_open(struct find_asked *asked, struct arena *arena, size_t count)
{
	asked->len = 0;
	asked->marks = arena_calloc(arena, count + 1, sizeof(*asked->marks));
	asked->items = arena_alloc(arena, (count + 1) * sizeof(*asked->items));
	return asked->marks != NULL && asked->items != NULL;
}

enum status
find_judge_open(struct find_judge *judge, struct ruleset *set,
    struct arena *arena, struct findings *findings, struct err *err_r)
{
	size_t count = ruleset_count(set);

	judge->set = set;
	judge->arena = arena;
	judge->findings = findings;
	judge->matcher = NULL;
	judge->nspans = 0;
	judge->exact = NULL;
	judge->names = NULL;
	judge->exacts = judge->others = (struct find_kind){ NULL, 0 };
	judge->status = STATUS_OK;
	judge->nomem = false;
	judge->misses = NULL;
	judge->rules = arena_calloc(arena, count + 1, sizeof(*judge->rules));
	if (judge->rules == NULL || !asked_open(&judge->shorts, arena, count) ||
	    !asked_open(&judge->longs, arena, count))
		return err_nomem(err_r);
	for (size_t i = 0; i < count; i++)
		judge->rules[i].first = SLICE_NONE;
	return rule_matcher_take(set, &judge->matcher, err_r);
}

void
find_judge_close(struct find_judge *judge)
{
	rule_matcher_give(judge->matcher);
}

void
find_kind_add(struct find_judge *judge, struct find_kind *kind, size_t index)
{
	/* of one kind there are at most as many as there are rules */
	if (kind->items == NULL)
		kind->items = arena_alloc(judge->arena,
		    ruleset_count(judge->set) * sizeof(*kind->items));
	if (kind->items == NULL)
		judge->nomem = true;
	else
		kind->items[kind->len++] = index;
}

bool
find_enough(const struct find_judge *judge, size_t index)
{
	const struct find_rule *state = &judge->rules[index];
	unsigned least = ruleset_rule(judge->set, index)->least;

	return state->hits >= FIND_PER_RULE_MAX && state->hits >= least;
}

/*
 * On what way the view's text came to be: what was undone, the charset, the
 * media type, and what of it a reader would see.
 */
static const char *
view_how(struct find_judge *judge, const struct text_view *view)
{
	const struct message_part *part = view->part;
	const char *how = view->how != NULL ? view->how : "";
	const char *words = text_view_words(view->kind);
	bool typed = part != NULL && view->inside.len == 0 &&
	    text_view_is_content(view->kind);
	const char *text;

	if (part == NULL)
		return how;
	if (slice_find(slice_cstr(how), slice_cstr(words)) != SLICE_NONE)
		words = "";
	text = arena_printf(judge->arena, "%s%s%.*s%s%.*s%s%s", how,
	    typed && how[0] != '\0' ? ", " : "",
	    SLICE_ARG(typed ? part->type : SLICE_EMPTY), typed ? "/" : "",
	    SLICE_ARG(typed ? part->subtype : SLICE_EMPTY),
	    words[0] != '\0' && (typed || how[0] != '\0') ? ", " : "", words);
	if (text == NULL)
		judge->nomem = true;
	return text != NULL ? text : "";
}

void
find_fill(struct find_judge *judge, size_t index, const struct text_view *view,
    struct finding *finding)
{
	const struct rule *rule = ruleset_rule(judge->set, index);

	finding->rule = rule;
	finding->action = rule_effect(rule);
	finding->view = view->kind;
	finding->part = view->part != NULL ? view->part->number : "";
	finding->inside = view->inside.ptr != NULL ? view->inside : SLICE_EMPTY;
	finding->how = view_how(judge, view);
	finding->name = view->name;
	finding->excerpt = SLICE_EMPTY;
	finding->hit_text = SLICE_EMPTY;
}

void
find_fill_span(struct find_judge *judge, size_t index,
    const struct text_view *view, struct find_span span,
    struct finding *finding)
{
	find_fill(judge, index, view, finding);
	finding->offset = text_map_origin(view->map, span.start);
	finding->length =
	    text_map_origin(view->map, span.end) - finding->offset;
	finding->hit_text = view->text;
	finding->hit_start = span.start;
	finding->hit_end = span.end;
}

/* Room for a finding, or NULL without memory. */
static struct finding *
finding_push(struct find_judge *judge)
{
	struct finding *finding = VEC_PUSH(judge->arena, judge->findings);

	judge->nomem |= finding == NULL;
	return finding;
}

struct finding *
find_add(struct find_judge *judge, size_t index, const struct text_view *view)
{
	struct finding *finding = finding_push(judge);

	if (finding != NULL)
		find_fill(judge, index, view, finding);
	return finding;
}

struct finding *
find_add_span(struct find_judge *judge, size_t index,
    const struct text_view *view, struct find_span span)
{
	struct finding *finding = finding_push(judge);

	if (finding != NULL)
		find_fill_span(judge, index, view, span, finding);
	return finding;
}

void
find_add_incomplete(
    struct find_judge *judge, size_t index, const struct text_view *view)
{
	struct finding *finding;

	if (judge->rules[index].incomplete)
		return;
	judge->rules[index].incomplete = true;
	finding = find_add(judge, index, view);
	if (finding != NULL)
		finding->incomplete = true;
}

/* How many bytes at the front of s are ASCII; eight at a time. */
static size_t
ascii_length(struct slice s)
{
	size_t len = 0;
	uint64_t word;

	for (; s.len - len >= sizeof(word); len += sizeof(word)) {
		memcpy(&word, s.ptr + len, sizeof(word));
		if ((word & UINT64_C(0x8080808080808080)) != 0)
			break;
	}
	while (len < s.len && (unsigned char)s.ptr[len] < 0x80)
		len++;
	return len;
}

/* The length of the well-formed character at the front of s, or 0. */
static size_t
good_length(struct slice s)
{
	uint32_t cp;
	size_t len = utf8_decode(s, &cp);

	if (cp != UTF8_REPLACEMENT || utf8_valid(slice_sub(s, 0, len)))
		return len;
	return 0;
}

struct slice
find_valid_text(struct find_judge *judge, struct slice s)
{
	char *copy = NULL;
	size_t at = 0, len;

	for (;;) {
		at += ascii_length(slice_from(s, at));
		if (at == s.len)
			return s;
		len = good_length(slice_from(s, at));
		if (len == 0 && copy == NULL) {
			copy = arena_alloc(judge->arena, s.len);
			if (copy == NULL) {
				judge->nomem = true;
				return SLICE_EMPTY;
			}
			memcpy(copy, s.ptr, s.len);
			s.ptr = copy;
		}
		if (len == 0)
			copy[at++] = '?';
		at += len;
	}
}
