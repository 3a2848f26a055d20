/*
 * pattern.c - compiles regular expressions with PCRE2.
 *
 * Texts are Unicode (UTF, UCP) and a line ends with LF, whatever PCRE2 was
 * built for.  \C is refused since it can split a character.  Where the JIT
 * compiler can't take a pattern, or is not there, the interpreter does it.
 */
#include "rule/pattern.h"

#include <stdio.h>
#include <string.h>

#include "base/mem.h"

static void *
engine_alloc(size_t size, void *data)
{
	(void)data;
	return mem_alloc(size);
}

static void
engine_free(void *ptr, void *data)
{
	(void)data;
	mem_free(ptr);
}

enum status
rule_engine_open(struct rule_engine *engine)
{
	memset(engine, 0, sizeof(*engine));
	engine->general =
	    pcre2_general_context_create(engine_alloc, engine_free, NULL);
	if (engine->general == NULL)
		return STATUS_NOMEM;
	engine->compile = pcre2_compile_context_create(engine->general);
	if (engine->compile == NULL) {
		rule_engine_close(engine);
		return STATUS_NOMEM;
	}
	(void)pcre2_set_newline(engine->compile, PCRE2_NEWLINE_LF);
	(void)pcre2_set_max_pattern_length(engine->compile, RULE_PATTERN_MAX);
	return STATUS_OK;
}

void
rule_engine_close(struct rule_engine *engine)
{
	for (struct rule_pattern *p = engine->patterns; p != NULL; p = p->next)
		pcre2_code_free(p->code);
	pcre2_compile_context_free(engine->compile);
	pcre2_general_context_free(engine->general);
	memset(engine, 0, sizeof(*engine));
}

/*
 * May source look at where a text begins or ends?  A character class with one
 * of these in it counts as well: that costs little.
 */
static bool
looks_at_ends(struct slice source)
{
	for (size_t i = 0; i < source.len; i++) {
		if (source.ptr[i] == '^' || source.ptr[i] == '$')
			return true;
		if (source.ptr[i] != '\\' || ++i == source.len)
			continue;
		if (strchr("AZzG", source.ptr[i]) != NULL)
			return true;
	}
	return false;
}

enum status
rule_pattern_compile(struct rule_engine *engine, struct arena *arena,
    struct slice source, struct rule_pattern **pattern_r,
    struct rule_pattern_error *error_r)
{
	const uint32_t options =
	    PCRE2_UTF | PCRE2_UCP | PCRE2_NEVER_BACKSLASH_C;
	struct rule_pattern *pattern;
	int code = 0;

	*pattern_r = NULL;
	pattern = arena_calloc(arena, 1, sizeof(*pattern));
	if (pattern == NULL)
		return STATUS_NOMEM;
	pattern->source = source;
	if (rule_rough_source(source, arena, &pattern->rough) != STATUS_OK)
		return STATUS_NOMEM;
	pattern->anchored = looks_at_ends(source);
	pattern->code = pcre2_compile((PCRE2_SPTR)source.ptr, source.len,
	    options, &code, &error_r->offset, engine->compile);
	if (pattern->code == NULL && code == PCRE2_ERROR_HEAP_FAILED)
		return STATUS_NOMEM;
	if (pattern->code == NULL) {
		if (pcre2_get_error_message(code, (PCRE2_UCHAR *)error_r->text,
			sizeof(error_r->text)) < 0)
			(void)snprintf(error_r->text, sizeof(error_r->text),
			    "error %d", code);
		return STATUS_CONFIG;
	}
	pattern->next = engine->patterns;
	engine->patterns = pattern;
	(void)pcre2_jit_compile(pattern->code, PCRE2_JIT_COMPLETE);
	*pattern_r = pattern;
	return STATUS_OK;
}
