/*
 * pattern.h - regular expressions, compiled by PCRE2.  Private to rule/.
 */
#ifndef RULE_PATTERN_H
#define RULE_PATTERN_H

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "base/arena.h"
#include "rule/rule.h"

/*
 * What one call may take.  A pattern that needs more is not judged to its end:
 * a finding "not fully inspected".
 */
#define RULE_MATCH_LIMIT 200000   /* PCRE2's match() calls from one start */
#define RULE_DEPTH_LIMIT 10000    /* nested backtracking, interpreter only */
#define RULE_HEAP_LIMIT_KIB 16384 /* of one matcher, interpreter only */
#define RULE_JIT_STACK_MIN ((size_t)32 << 10)
#define RULE_JIT_STACK_MAX ((size_t)1 << 20)
#define RULE_PATTERN_MAX ((size_t)64 << 10) /* bytes of one pattern */
#define RULE_WORDS_MAX 2000                 /* phrases of one rule */
#define RULE_PHRASE_MAX 200                 /* bytes of one phrase */

struct rule_pattern {
	pcre2_code *code;
	struct slice source;
	struct slice rough; /* for libhs: matches wherever source does */
	bool anchored;      /* has ^, $, \A, \z or such, so that it must see
	                       the ends of a text */
	struct rule_pattern *next; /* of the set, to be freed */
};

/* PCRE2's memory and rules of compiling, for one rule set. */
struct rule_engine {
	pcre2_general_context *general;
	pcre2_compile_context *compile;
	struct rule_pattern *patterns; /* all that were compiled */
};

enum status rule_engine_open(struct rule_engine *engine);
void rule_engine_close(struct rule_engine *engine);

/* Why a pattern does not compile. */
struct rule_pattern_error {
	char text[256];
	size_t offset; /* in the source, bytes */
};

/*
 * Compiles source (NUL-terminated in the arena's memory); the engine owns the
 * pattern.  STATUS_CONFIG with *error_r, or STATUS_NOMEM.
 */
enum status rule_pattern_compile(struct rule_engine *engine,
    struct arena *arena, struct slice source, struct rule_pattern **pattern_r,
    struct rule_pattern_error *error_r);

/*
 * source with far-counting repeats made open ones, NUL-terminated in the
 * arena: what libhs is given.  STATUS_NOMEM is the only error.
 */
enum status rule_rough_source(
    struct slice source, struct arena *arena, struct slice *rough_r);

/*
 * The pattern for any of phrases: white space stands for any run of it, case
 * does not matter, and a phrase that begins or ends with a letter or digit does
 * so at a word's bound.  *rough_r is the same without the bounds.
 */
enum status rule_words_source(const struct rule_list *phrases,
    struct arena *arena, struct slice *source_r, struct slice *rough_r);

#endif
