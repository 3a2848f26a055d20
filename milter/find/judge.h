/*
 * judge.h - the work on one message.  Private to find/.
 */
#ifndef FIND_JUDGE_H
#define FIND_JUDGE_H

#include "find/find.h"
#include "rule/match.h"

/* A hit, in bytes of the view's text. */
struct find_span {
	size_t start;
	size_t end;
};

/* What is known of one rule in this message. */
struct find_rule {
	unsigned hits;   /* counted until no more are needed */
	unsigned kept;   /* findings */
	bool incomplete; /* said that it could not be judged to the end */
	size_t dataset;  /* exact kind: its number; SLICE_NONE: not there */
	size_t first;    /* owned data: its findings so far, by index */
	unsigned owners; /* owned data: findings kept for their owners alone */
	unsigned misses; /* what nearly was a hit, kept */
};

/* The rules that are worth asking, by index; marks has one for each rule. */
struct find_asked {
	bool *marks;
	size_t *items;
	size_t len;
};

/* Rules of one kind, by index. */
struct find_kind {
	size_t *items;
	size_t len;
};

/* Hits of one rule in one view; see find_enough. */
#define FIND_SPAN_MAX 128

struct find_judge {
	struct ruleset *set;
	struct rule_matcher *matcher;
	struct arena *arena;
	struct findings *findings;
	const struct exact_index *exact; /* NULL: no rule asks for it */
	const struct names_index *names; /* NULL: likewise */
	struct find_kind exacts;         /* whose data set is there */
	struct find_kind others;
	enum status status;       /* of what is no lack of memory */
	struct find_rule *rules;  /* one for each of the set's */
	struct find_asked shorts; /* about the short views in hand */
	struct find_asked longs;  /* about the long view in hand */
	bool nomem;
	struct find_misses *misses; /* NULL: nobody asks */
	struct find_span spans[FIND_SPAN_MAX];
	size_t nspans;
};

enum status find_judge_open(struct find_judge *judge, struct ruleset *set,
    struct arena *arena, struct findings *findings, struct err *err_r);
void find_judge_close(struct find_judge *judge);

/* Adds a rule to those of its kind. */
void find_kind_add(
    struct find_judge *judge, struct find_kind *kind, size_t index);

/* Is the view of a kind that the rule looks at? */
bool find_rule_looks_at(const struct rule *rule, const struct text_view *view);

/* Has the rule said all that it needs to say of this message? */
bool find_enough(const struct find_judge *judge, size_t index);

/* What a finding of the rule in the view, or at a place of it, says. */
void find_fill(struct find_judge *judge, size_t index,
    const struct text_view *view, struct finding *finding);
void find_fill_span(struct find_judge *judge, size_t index,
    const struct text_view *view, struct find_span span,
    struct finding *finding);

/* A finding of the rule, or NULL without memory. */
struct finding *find_add(
    struct find_judge *judge, size_t index, const struct text_view *view);

/* Says once that the rule could not be judged to the end. */
void find_add_incomplete(
    struct find_judge *judge, size_t index, const struct text_view *view);

/*
 * Asks one rule about a view whose text and folded text are valid UTF-8, and
 * adds what it finds, without excerpts.
 */
void find_ask(
    struct find_judge *judge, size_t index, const struct text_view *view);

/*
 * Is a match in the text a hit: what stands near it, and no exception?  *why_r
 * says why not.
 */
enum rule_found find_holds(struct find_judge *judge, const struct rule *rule,
    struct slice text, struct find_span hit, enum find_miss_why *why_r);

/* Notes a match (in bytes of the view's text) that is no hit, if that is asked. */
void find_miss_add(struct find_judge *judge, size_t index,
    const struct text_view *view, struct find_span span,
    enum find_miss_why why);

/* Looks for a match in a view that the rule does not look at, likewise. */
void find_miss_elsewhere(
    struct find_judge *judge, size_t index, const struct text_view *view);

/* Forgets, of those from first on, what is part of a hit in this view. */
void find_miss_forget_hits(
    struct find_judge *judge, size_t index, size_t first);

/* Notes a finding of which there were too few. */
void find_miss_too_few(struct find_judge *judge, const struct finding *finding);

/* Where a hit in the folded text stands in the text. */
struct find_span find_unfolded(
    const struct text_view *view, struct find_span hit);

/* A finding of what stands there, or NULL without memory. */
struct finding *find_add_span(struct find_judge *judge, size_t index,
    const struct text_view *view, struct find_span span);

/* Judges the rules of kind exact in one view. */
void find_exact(struct find_judge *judge, const struct text_view *view);

/* Judges the rules of kind others in one view. */
void find_others(struct find_judge *judge, const struct text_view *view);

/* Sees whether a rule asks for names. */
void find_others_open(
    struct find_judge *judge, const struct names_index *names);

/* Sees which data sets the rules ask for. */
void find_exact_open(struct find_judge *judge, const struct exact_index *exact);

/* Judges the rules of kind header. */
void find_headers(struct find_judge *judge, const struct message *message,
    const struct text *text);
bool find_header_example(
    struct find_judge *judge, const struct rule *rule, struct slice example);

/*
 * Fills in the excerpts of the findings of one view, which begin at index
 * first and go to the end of the list.
 */
void find_excerpts(struct find_judge *judge, size_t first);

/* s, or a copy in which malformed UTF-8 is replaced byte for byte. */
struct slice find_valid_text(struct find_judge *judge, struct slice s);

#endif
