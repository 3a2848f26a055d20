/*
 * match.c - matchers: PCRE2's and libhs's working memory, lent to one thread
 * at a time.
 *
 * They are kept in a short list of the set, so that their number follows the
 * messages judged at once and not the threads or connections that ever were.
 */
#include "rule/match.h"

#include "base/mem.h"
#include "rule/set.h"

#define IDLE_MAX 64 /* matchers kept for the next message */

struct rule_matcher {
	struct ruleset *set;
	pcre2_match_data *data;
	pcre2_match_context *context;
	pcre2_jit_stack *stack;
	struct hs_scratch *scratch; /* NULL until first used */
	struct rule_matcher *next;
};

static void
matcher_free(struct rule_matcher *matcher)
{
	pcre2_match_data_free(matcher->data);
	pcre2_match_context_free(matcher->context);
	pcre2_jit_stack_free(matcher->stack);
	rule_prefilter_scratch_free(matcher->scratch);
	mem_free(matcher);
}

void
rule_matchers_free(struct ruleset *set)
{
	struct rule_matcher *matcher;

	while ((matcher = set->idle) != NULL) {
		set->idle = matcher->next;
		matcher_free(matcher);
	}
}

static struct rule_matcher *
matcher_new(struct ruleset *set)
{
	struct rule_matcher *matcher = mem_calloc(1, sizeof(*matcher));

	if (matcher == NULL)
		return NULL;
	matcher->set = set;
	matcher->data = pcre2_match_data_create(1, set->engine.general);
	matcher->context = pcre2_match_context_create(set->engine.general);
	if (matcher->data == NULL || matcher->context == NULL) {
		matcher_free(matcher);
		return NULL;
	}
	(void)pcre2_set_match_limit(matcher->context, RULE_MATCH_LIMIT);
	(void)pcre2_set_depth_limit(matcher->context, RULE_DEPTH_LIMIT);
	(void)pcre2_set_heap_limit(matcher->context, RULE_HEAP_LIMIT_KIB);
	/* without a stack of its own the JIT code uses 32 kB of the thread's */
	matcher->stack = pcre2_jit_stack_create(
	    RULE_JIT_STACK_MIN, RULE_JIT_STACK_MAX, set->engine.general);
	if (matcher->stack != NULL)
		pcre2_jit_stack_assign(matcher->context, NULL, matcher->stack);
	return matcher;
}

enum status
rule_matcher_take(
    struct ruleset *set, struct rule_matcher **matcher_r, struct err *err_r)
{
	struct rule_matcher *matcher;

	(void)pthread_mutex_lock(&set->lock);
	matcher = set->idle;
	if (matcher != NULL) {
		set->idle = matcher->next;
		set->nidle--;
	}
	(void)pthread_mutex_unlock(&set->lock);
	if (matcher == NULL)
		matcher = matcher_new(set);
	*matcher_r = matcher;
	return matcher != NULL ? STATUS_OK : err_nomem(err_r);
}

void
rule_matcher_give(struct rule_matcher *matcher)
{
	struct ruleset *set;

	if (matcher == NULL)
		return;
	set = matcher->set;
	(void)pthread_mutex_lock(&set->lock);
	if (set->nidle < IDLE_MAX) {
		matcher->next = set->idle;
		set->idle = matcher;
		set->nidle++;
		matcher = NULL;
	}
	(void)pthread_mutex_unlock(&set->lock);
	if (matcher != NULL)
		matcher_free(matcher);
}

void
rule_matcher_prefilter(struct rule_matcher *matcher, struct slice text,
    void (*ask)(size_t index, void *arg), void *arg)
{
	struct ruleset *set = matcher->set;
	struct rule_prefilter *prefilter = &set->prefilter;

	if (atomic_load(&prefilter->state) == RULE_PREFILTER_UNMADE)
		rule_prefilter_make(set, NULL, true);
	if (atomic_load(&prefilter->state) == RULE_PREFILTER_READY &&
	    rule_prefilter_scan(prefilter, &matcher->scratch, text, ask, arg))
		return;
	for (size_t i = 0; i < set->rules.len; i++)
		if (set->rules.items[i].pattern != NULL &&
		    set->rules.items[i].kind != RULE_KIND_HEADER)
			ask(i, arg);
}

bool
rule_pattern_anchored(const struct rule_pattern *pattern)
{
	return pattern->anchored;
}

/* One match; where the JIT's stack is too small the interpreter tries. */
static int
match_once(struct rule_matcher *matcher, const struct rule_pattern *pattern,
    struct slice text, size_t at)
{
	const uint32_t options = PCRE2_NO_UTF_CHECK | PCRE2_NOTEMPTY;
	int rc;

	rc = pcre2_match(pattern->code, (PCRE2_SPTR)text.ptr, text.len, at,
	    options, matcher->data, matcher->context);
	if (rc == PCRE2_ERROR_JIT_STACKLIMIT)
		rc = pcre2_match(pattern->code, (PCRE2_SPTR)text.ptr, text.len,
		    at, options | PCRE2_NO_JIT, matcher->data,
		    matcher->context);
	return rc;
}

enum rule_found
rule_pattern_find(struct rule_matcher *matcher,
    const struct rule_pattern *pattern, struct slice text, size_t at,
    size_t *start_r, size_t *end_r)
{
	const PCRE2_SIZE *pair = pcre2_get_ovector_pointer(matcher->data);
	int rc;

	if (at > text.len)
		return RULE_FOUND_NO;
	rc = match_once(matcher, pattern, text, at);
	if (rc == PCRE2_ERROR_NOMATCH)
		return RULE_FOUND_NO;
	if (rc < 0)
		return RULE_FOUND_LIMIT;
	/* \K can put the start anywhere; what was found still counts */
	*start_r = pair[0] < pair[1] ? pair[0] : at;
	*end_r = pair[1] > at ? pair[1] : at;
	return RULE_FOUND_YES;
}
