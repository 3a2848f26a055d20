/*
 * score.c - what the scores of a pack's rules come to together.
 *
 * A rule with a score does nothing by itself; each that has a hit counts once,
 * and the pack's threshold turns their sum into an action.
 */
#include <stdlib.h>
#include <string.h>

#include "policy/evaluate.h"

/* Does the finding count for its pack's threshold? */
static bool
is_scored(const struct finding *finding)
{
	return finding->rule->score > 0 && !finding->rule->monitor &&
	    !finding->incomplete;
}

/* What is known of one pack's scores in this message. */
struct score {
	const struct rule_threshold *threshold;
	int sum;
	enum rule_action strictest; /* of the rules that counted */
	const char *tell; /* of the first of them that says something */
};

/*
 * The scores of the pack of rules[0], which stand in the order of packs and
 * ids; *n_r is how many of them are that pack's.
 */
static struct score
add_up(const struct rule *const *rules, size_t n, size_t *n_r)
{
	struct score score = { rules[0]->threshold, 0, RULE_ACTION_FLAG, "" };
	size_t i;

	for (i = 0; i < n && rules[i]->threshold == score.threshold; i++) {
		if (i > 0 && strcmp(rules[i]->id, rules[i - 1]->id) == 0)
			continue;
		score.sum += rules[i]->score;
		if (rules[i]->action > score.strictest)
			score.strictest = rules[i]->action;
		if (score.tell[0] == '\0' && rules[i]->tell != NULL)
			score.tell = rules[i]->tell;
	}
	*n_r = i;
	return score;
}

static enum rule_action
score_action(const struct score *score)
{
	if (score->threshold->has_action)
		return score->threshold->action;
	return score->strictest > RULE_ACTION_FLAG ? score->strictest :
						     RULE_ACTION_QUARANTINE;
}

static enum status
add_score(struct evaluation *e, const struct score *score,
    const struct policy_reason *like)
{
	const struct rule_threshold *threshold = score->threshold;
	struct policy_reason reason = *like;
	const char *text =
	    arena_printf(e->arena, "rule %s (%s): score %d of %d",
		threshold->pack, rule_action_name(score_action(score)),
		score->sum, threshold->score);

	reason.text = slice_cstr(text);
	reason.what = slice_cstr(threshold->pack);
	if (threshold->tell[0] != '\0')
		reason.tell = slice_cstr(threshold->tell);
	else if (score->tell[0] != '\0')
		reason.tell = slice_cstr(score->tell);
	return text == NULL ? STATUS_NOMEM : evaluation_add(e, &reason);
}

static int
by_pack(const void *a, const void *b)
{
	const struct rule *const *x = a, *const *y = b;
	int order = strcmp((*x)->threshold->pack, (*y)->threshold->pack);

	if (order != 0)
		return order;
	/* two packs of one name */
	if ((*x)->threshold != (*y)->threshold)
		return (*x)->threshold < (*y)->threshold ? -1 : 1;
	return strcmp((*x)->id, (*y)->id);
}

/* The rules that count, in the order of packs and ids; NULL: no memory. */
static const struct rule **
scored_rules(const struct findings *findings, struct arena *arena, size_t *n_r)
{
	const struct rule **rules =
	    arena_calloc(arena, findings->len + 1, sizeof(*rules));

	*n_r = 0;
	if (rules == NULL)
		return NULL;
	for (size_t i = 0; i < findings->len; i++)
		if (is_scored(&findings->items[i]))
			rules[(*n_r)++] = findings->items[i].rule;
	qsort(rules, *n_r, sizeof(*rules), by_pack);
	return rules;
}

enum status
policy_score(const struct findings *findings, const char *pack,
    struct arena *arena, int64_t *score_r)
{
	const struct rule **rules;
	struct score score;
	size_t n, some;

	*score_r = 0;
	rules = scored_rules(findings, arena, &n);
	if (rules == NULL)
		return STATUS_NOMEM;
	for (size_t i = 0; i < n; i += some) {
		score = add_up(rules + i, n - i, &some);
		if (strcmp(score.threshold->pack, pack) == 0)
			*score_r += score.sum;
	}
	return STATUS_OK;
}

enum status
evaluation_scores(struct evaluation *e, enum rule_action action,
    const struct policy_reason *like)
{
	const struct rule **rules;
	enum status status = STATUS_OK;
	struct score score;
	size_t n, some;

	rules = scored_rules(e->findings, e->arena, &n);
	if (rules == NULL)
		return STATUS_NOMEM;
	for (size_t i = 0; status == STATUS_OK && i < n; i += some) {
		score = add_up(rules + i, n - i, &some);
		if (score.sum >= score.threshold->score &&
		    score_action(&score) == action)
			status = add_score(e, &score, like);
	}
	return status;
}
