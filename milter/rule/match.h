/*
 * match.h - asking a rule set about a text.
 *
 * The only caller is find/.  One rule_matcher serves one thread at a time; it
 * is borrowed from the rule set's pool and given back, so that its memory does
 * not grow with the number of threads or connections.
 */
#ifndef RULE_MATCH_H
#define RULE_MATCH_H

#include "rule/rule.h"

struct rule_matcher;

/* Waits for nobody: makes a new one when the pool is empty. */
enum status rule_matcher_take(
    struct ruleset *set, struct rule_matcher **matcher_r, struct err *err_r);
void rule_matcher_give(struct rule_matcher *matcher);

/*
 * One scan of text by the libhs database: calls ask(index, arg) once for each
 * rule (index in the set) whose pattern may match; every rule whose pattern
 * can't be prefiltered is asked about too.  A failing libhs makes it ask for
 * every rule, so that nothing is missed.
 */
void rule_matcher_prefilter(struct rule_matcher *matcher, struct slice text,
    void (*ask)(size_t index, void *arg), void *arg);

enum rule_found {
	RULE_FOUND_NO,
	RULE_FOUND_YES,
	RULE_FOUND_LIMIT /* the pattern ran into its match, depth or heap limit */
};

/*
 * May pattern, asked about a text that stands between line ends in a longer
 * one, be missed there though it matches the text alone?
 */
bool rule_pattern_anchored(const struct rule_pattern *pattern);

/*
 * The next match of pattern in text (UTF-8, made valid by the caller) at or
 * after *at; *start_r and *end_r are byte offsets.  An empty match is skipped.
 */
enum rule_found rule_pattern_find(struct rule_matcher *matcher,
    const struct rule_pattern *pattern, struct slice text, size_t at,
    size_t *start_r, size_t *end_r);

#endif
