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
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "rule/compiled.h"

#define PATTERN_FLAGS                                     \
	(HS_FLAG_PREFILTER | HS_FLAG_UTF8 | HS_FLAG_UCP | \
	    HS_FLAG_SINGLEMATCH | HS_FLAG_ALLOWEMPTY)

static bool
expressions_open(struct rule_expressions *e, size_t cap)
{
	e->len = 0;
	e->texts = mem_calloc(cap, sizeof(*e->texts));
	e->flags = mem_calloc(cap, sizeof(*e->flags));
	e->ids = mem_calloc(cap, sizeof(*e->ids));
	return e->texts != NULL && e->flags != NULL && e->ids != NULL;
}

static void
expressions_close(struct rule_expressions *e)
{
	mem_free(e->texts);
	mem_free(e->flags);
	mem_free(e->ids);
}

/*
 * Did libhs refuse for want of memory, and not for what the pattern is?  There
 * is no code for it, only words.
 */
static bool
no_memory(const hs_compile_error_t *error)
{
	return error == NULL || strstr(error->message, "memory") != NULL;
}

/* Does libhs take this pattern?  *nomem_r: another time it might. */
static bool
expression_taken(const char *text, bool *nomem_r)
{
	hs_expr_info_t *info = NULL;
	hs_compile_error_t *error = NULL;
	bool taken;

	taken = hs_expression_info(text, PATTERN_FLAGS, &info, &error) ==
	    HS_SUCCESS;
	*nomem_r |= !taken && no_memory(error);
	hs_free_compile_error(error);
	free(info);
	return taken;
}

static void
always_ask(struct rule_prefilter *prefilter, size_t index)
{
	prefilter->always[prefilter->nalways++] = index;
}

/* The patterns of all rules that have one to be looked for in a text. */
static void
collect(const struct ruleset *set, struct rule_expressions *e)
{
	for (size_t i = 0; i < set->rules.len; i++) {
		const struct rule *rule = &set->rules.items[i];

		if (rule->pattern == NULL || rule->kind == RULE_KIND_HEADER)
			continue;
		e->texts[e->len] = rule->pattern->rough.ptr;
		e->flags[e->len] = PATTERN_FLAGS;
		e->ids[e->len++] = (unsigned)i;
	}
}

/* Those that libhs does not take are always asked; the others are left. */
static void
keep_taken(
    struct rule_expressions *e, struct rule_prefilter *prefilter, bool *nomem_r)
{
	size_t kept = 0;

	for (size_t i = 0; i < e->len; i++) {
		if (!expression_taken(e->texts[i], nomem_r)) {
			always_ask(prefilter, e->ids[i]);
			continue;
		}
		e->texts[kept] = e->texts[i];
		e->ids[kept++] = e->ids[i];
	}
	e->len = kept;
}

/* Takes the expression that libhs stumbled over out. */
static void
drop(struct rule_expressions *e, struct rule_prefilter *prefilter, size_t at)
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
compile(
    struct rule_prefilter *prefilter, struct rule_expressions *e, bool *nomem_r)
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
		*nomem_r |= no_memory(error);
		hs_free_compile_error(error);
		if (at < 0 || (size_t)at >= e->len)
			return false;
		drop(e, prefilter, (size_t)at);
	}
	return true;
}

static bool
make_anew(struct rule_prefilter *prefilter, struct rule_expressions *e,
    const struct ruleset_cache *cache, const unsigned char *digest)
{
	bool nomem = false;

	keep_taken(e, prefilter, &nomem);
	if (!compile(prefilter, e, &nomem))
		return false;
	/* one that knows less than it could is not for keeps */
	if (cache != NULL && !nomem)
		rule_compiled_write(cache, digest, prefilter);
	return true;
}

static bool
make(struct ruleset *set, const struct ruleset_cache *cache, bool wanted)
{
	struct rule_prefilter *prefilter = &set->prefilter;
	unsigned char digest[CRYPT_SHA256_LEN];
	struct rule_expressions e;
	bool good = false;

	if (hs_valid_platform() != HS_SUCCESS)
		return false;
	prefilter->always =
	    mem_calloc(set->rules.len, sizeof(*prefilter->always));
	if (expressions_open(&e, set->rules.len) && prefilter->always != NULL) {
		collect(set, &e);
		if (cache != NULL && !rule_compiled_digest(&e, digest))
			cache = NULL;
		good = cache != NULL &&
		    rule_compiled_read(
			cache, digest, set->rules.len, prefilter);
		prefilter->cached = good;
		if (!good && wanted)
			good = make_anew(prefilter, &e, cache, digest);
	}
	expressions_close(&e);
	return good;
}

void
rule_prefilter_make(
    struct ruleset *set, const struct ruleset_cache *cache, bool wanted)
{
	atomic_int *state = &set->prefilter.state;
	bool good;

	(void)pthread_mutex_lock(&set->lock);
	if (atomic_load(state) == RULE_PREFILTER_UNMADE) {
		good = (wanted || cache != NULL) && make(set, cache, wanted);
		if (!good && wanted)
			log_warning("rules: libhs can't be used here; every "
				    "pattern is asked about every text");
		atomic_store(
		    state, good ? RULE_PREFILTER_READY : RULE_PREFILTER_ABSENT);
	}
	(void)pthread_mutex_unlock(&set->lock);
}

/* Is it among those that libhs did not take, or not with all the others? */
static bool
left_out(const struct rule_prefilter *prefilter, size_t index)
{
	if (atomic_load(&prefilter->state) != RULE_PREFILTER_READY)
		return false;
	for (size_t i = 0; i < prefilter->nalways; i++)
		if (prefilter->always[i] == index)
			return true;
	return false;
}

bool
ruleset_always_asked(struct ruleset *set, size_t index, char *why, size_t size)
{
	const struct rule *rule = &set->rules.items[index];
	hs_compile_error_t *error = NULL;
	hs_expr_info_t *info = NULL;
	bool always = true;

	if (rule->pattern == NULL || rule->kind == RULE_KIND_HEADER ||
	    hs_valid_platform() != HS_SUCCESS)
		return false;
	if (hs_expression_info(rule->pattern->rough.ptr, PATTERN_FLAGS, &info,
		&error) != HS_SUCCESS)
		(void)snprintf(why, size, "libhs: %s",
		    error != NULL ? error->message : "out of memory");
	else if (info->min_width == 0)
		(void)snprintf(
		    why, size, "there is no character that it must have");
	else if (left_out(&set->prefilter, index))
		(void)snprintf(why, size, "it is too large for libhs");
	else
		always = false;
	hs_free_compile_error(error);
	free(info);
	return always;
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
