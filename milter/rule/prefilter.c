/*
 * prefilter.c - libhs says which patterns are worth asking.
 *
 * All patterns go into one block-mode database, compiled in prefilter mode,
 * which promises to report wherever PCRE2 would match, and maybe more.  A
 * pattern that libhs refuses is always asked, and where libhs can't work at all
 * (an old processor, no memory) every rule is: slower, never blind.
 */
#include <hs.h>
#include <limits.h>
#include <stdlib.h>

#include "base/log.h"
#include "base/mem.h"
#include "rule/set.h"

#define PATTERN_FLAGS                                     \
	(HS_FLAG_PREFILTER | HS_FLAG_UTF8 | HS_FLAG_UCP | \
	    HS_FLAG_SINGLEMATCH | HS_FLAG_ALLOWEMPTY)

/* The expressions while they are being compiled. */
struct expressions {
	const char **texts;
	unsigned *flags;
	unsigned *ids; /* rules, by index */
	size_t len;
};

static bool
expressions_open(struct expressions *e, size_t cap)
{
	e->len = 0;
	e->texts = mem_calloc(cap, sizeof(*e->texts));
	e->flags = mem_calloc(cap, sizeof(*e->flags));
	e->ids = mem_calloc(cap, sizeof(*e->ids));
	return e->texts != NULL && e->flags != NULL && e->ids != NULL;
}

static void
expressions_close(struct expressions *e)
{
	mem_free(e->texts);
	mem_free(e->flags);
	mem_free(e->ids);
}

/* Does libhs take this pattern? */
static bool
expression_taken(const char *text)
{
	hs_expr_info_t *info = NULL;
	hs_compile_error_t *error = NULL;
	bool taken;

	taken = hs_expression_info(text, PATTERN_FLAGS, &info, &error) ==
	    HS_SUCCESS;
	hs_free_compile_error(error);
	free(info);
	return taken;
}

static void
always_ask(struct rule_prefilter *prefilter, size_t index)
{
	prefilter->always[prefilter->nalways++] = index;
}

/* Sorts the rules into those that libhs knows and those always asked. */
static void
collect(struct ruleset *set, struct expressions *e)
{
	for (size_t i = 0; i < set->rules.len; i++) {
		const struct rule *rule = &set->rules.items[i];

		if (rule->pattern == NULL || rule->kind == RULE_KIND_HEADER)
			continue;
		if (!expression_taken(rule->pattern->rough.ptr)) {
			always_ask(&set->prefilter, i);
			continue;
		}
		e->texts[e->len] = rule->pattern->rough.ptr;
		e->flags[e->len] = PATTERN_FLAGS;
		e->ids[e->len++] = (unsigned)i;
	}
}

/* Takes the expression that libhs stumbled over out. */
static void
drop(struct expressions *e, struct rule_prefilter *prefilter, size_t at)
{
	always_ask(prefilter, e->ids[at]);
	e->len--;
	for (; at < e->len; at++) {
		e->texts[at] = e->texts[at + 1];
		e->ids[at] = e->ids[at + 1];
	}
}

/*
 * Compiles what was collected; an expression that can't be compiled after all
 * is dropped and the rest tried again.
 */
static bool
compile(struct rule_prefilter *prefilter, struct expressions *e)
{
	hs_compile_error_t *error;
	int at;

	while (e->len > 0) {
		error = NULL;
		if (hs_compile_multi(e->texts, e->flags, e->ids,
			(unsigned)e->len, HS_MODE_BLOCK, NULL,
			&prefilter->database, &error) == HS_SUCCESS)
			return hs_alloc_scratch(prefilter->database,
				   &prefilter->scratch) == HS_SUCCESS;
		at = error != NULL ? error->expression : -1;
		hs_free_compile_error(error);
		if (at < 0 || (size_t)at >= e->len)
			return false;
		drop(e, prefilter, (size_t)at);
	}
	return true;
}

static bool
make(struct ruleset *set)
{
	struct rule_prefilter *prefilter = &set->prefilter;
	struct expressions e;
	bool good = false;

	if (hs_valid_platform() != HS_SUCCESS)
		return false;
	prefilter->always =
	    mem_calloc(set->rules.len, sizeof(*prefilter->always));
	if (expressions_open(&e, set->rules.len) && prefilter->always != NULL) {
		collect(set, &e);
		good = compile(prefilter, &e);
	}
	expressions_close(&e);
	return good;
}

void
rule_prefilter_make(struct ruleset *set)
{
	atomic_int *state = &set->prefilter.state;
	bool good;

	(void)pthread_mutex_lock(&set->lock);
	if (atomic_load(state) == RULE_PREFILTER_UNMADE) {
		good = make(set);
		if (!good)
			log_warning("rules: libhs can't be used here; every "
				    "pattern is asked about every text");
		atomic_store(
		    state, good ? RULE_PREFILTER_READY : RULE_PREFILTER_ABSENT);
	}
	(void)pthread_mutex_unlock(&set->lock);
}

void
rule_prefilter_free(struct rule_prefilter *prefilter)
{
	(void)hs_free_scratch(prefilter->scratch);
	(void)hs_free_database(prefilter->database);
	mem_free(prefilter->always);
}

struct asking {
	void (*ask)(size_t index, void *arg);
	void *arg;
};

static int
on_match(unsigned id, unsigned long long from, unsigned long long to,
    unsigned flags, void *arg)
{
	const struct asking *asking = arg;

	(void)from;
	(void)to;
	(void)flags;
	asking->ask(id, asking->arg);
	return 0;
}

bool
rule_prefilter_scan(const struct rule_prefilter *prefilter,
    struct hs_scratch **scratch, struct slice text,
    void (*ask)(size_t index, void *arg), void *arg)
{
	struct asking asking = { ask, arg };

	if (text.len > UINT_MAX)
		return false;
	if (prefilter->database != NULL) {
		if (*scratch == NULL &&
		    hs_clone_scratch(prefilter->scratch, scratch) != HS_SUCCESS)
			return false;
		if (hs_scan(prefilter->database, text.ptr, (unsigned)text.len,
			0, *scratch, on_match, &asking) != HS_SUCCESS)
			return false;
	}
	for (size_t i = 0; i < prefilter->nalways; i++)
		ask(prefilter->always[i], arg);
	return true;
}

void
rule_prefilter_scratch_free(struct hs_scratch *scratch)
{
	(void)hs_free_scratch(scratch);
}
