/*
 * style_sheet.c - the rules of a document's style sheets.
 *
 * A rule is found by one name of its subject (id, class, element) in a hash,
 * and then held against the whole selector; ancestors need only be open, in
 * whatever order.  Selectors are ranked as the cascade does (CSS Cascading and
 * Selectors Level 4).  What is past a ceiling is dropped, and said.
 */
#include "text/style_sheet.h"

#include <string.h>

#include "text/css.h"
#include "text/selector.h"

#define NESTING_MAX 16   /* of at-rules; what is deeper is unsure */
#define CACHED_MAX 512   /* bytes of a style attribute that is kept */
#define CACHED_HASHED 64 /* of these are hashed, and some of the last */
#define MATCHES_MAX 64   /* rules that apply to one element */

struct style_rule {
	struct selector selector;
	uint32_t next; /* in its chain */
	bool unsure;
	const struct style_block *block;
};

uint32_t
style_name_hash(char kind, struct slice name)
{
	uint32_t hash = 2166136261u ^ (unsigned char)kind;
	size_t i;

	for (i = 0; i < name.len; i++)
		hash = (hash ^ (unsigned char)ascii_lower(name.ptr[i])) *
		    16777619u;
	return hash;
}

static void
subject_add(struct style_subject *subject, char kind, struct slice name)
{
	if (subject->nnames < STYLE_NAMES_MAX)
		subject->names[subject->nnames++] = style_name_hash(kind, name);
}

static void
subject_add_classes(struct style_subject *subject, struct slice classes)
{
	size_t i = 0, start;

	while (i < classes.len && subject->nnames < STYLE_NAMES_MAX) {
		while (i < classes.len && ascii_space(classes.ptr[i]))
			i++;
		start = i;
		while (i < classes.len && !ascii_space(classes.ptr[i]))
			i++;
		if (i > start)
			subject_add(
			    subject, '.', slice_sub(classes, start, i - start));
	}
}

void
style_subject_init(struct style_subject *subject)
{
	const struct html_token *tag = subject->tag;
	const struct html_attribute *attribute;
	size_t i;

	subject->nnames = 0;
	subject_add(subject, 'e', tag->text);
	for (i = 0; i < tag->nattributes; i++) {
		attribute = &tag->attributes[i];
		if (slice_equal(attribute->name, SLICE("class")))
			subject_add_classes(subject, attribute->value);
		else if (slice_equal(attribute->name, SLICE("id")))
			subject_add(subject, '#', slice_trim(attribute->value));
	}
}

/* The offset behind the block whose inside begins at `at`. */
static size_t
block_end(struct slice text, size_t at)
{
	size_t depth = 1;

	while ((at = css_find(text, at, "{}")) < text.len) {
		depth += text.ptr[at] == '{' ? 1 : (size_t)-1;
		at++;
		if (depth == 0)
			return at;
	}
	return text.len;
}

/*
 * Does the style do anything that another reading would not show?  White text
 * does, unless the rule itself puts it on another colour.
 */
static bool
acts(const struct style *style)
{
	uint32_t background =
	    style->background == COLOR_NONE ? COLOR_WHITE : style->background;

	return style->on != 0 || style->content.ptr != NULL ||
	    style->color == COLOR_CLEAR ||
	    color_alike(style->color, background);
}

static enum status
rule_add(struct style_sheet *sheet, const struct selector *selector,
    const struct style_block *block, bool unsure)
{
	struct style_rule *rule;
	uint32_t *chain = &sheet->chains[selector->key & (STYLE_CHAINS - 1)];

	unsure = unsure || selector->unsure;
	if (sheet->rules.len == STYLE_RULES_MAX) {
		sheet->cut = true;
		return STATUS_OK;
	}
	rule = VEC_PUSH(sheet->arena, &sheet->rules);
	if (rule == NULL)
		return STATUS_NOMEM;
	rule->selector = *selector;
	rule->block = block;
	rule->unsure = unsure;
	rule->next = *chain;
	*chain = (uint32_t)sheet->rules.len;
	if (!acts(&block->normal) && !acts(&block->important))
		return STATUS_OK;
	if (unsure)
		sheet->acts_unsure = true;
	else
		sheet->acts = true;
	return STATUS_OK;
}

/* The rules of "a, b { ... }", whose inside is body. */
static enum status
rules_add(struct style_sheet *sheet, struct slice prelude, struct slice body,
    bool unsure)
{
	struct style_block *block, read;
	struct selector selector;
	enum status status = STATUS_OK;
	size_t at = 0, end;

	style_read(body, &read);
	if (style_is_empty(&read.normal) && style_is_empty(&read.important))
		return STATUS_OK;
	block = arena_alloc(sheet->arena, sizeof(*block));
	if (block == NULL)
		return STATUS_NOMEM;
	*block = read;
	while (at < prelude.len && status == STATUS_OK) {
		end = css_find(prelude, at, ",");
		status = selector_read(
		    slice_sub(prelude, at, end - at), sheet->arena, &selector);
		if (status == STATUS_OK && !selector.dead)
			status = rule_add(sheet, &selector, block, unsure);
		at = end + 1;
	}
	return status;
}

enum at_rule {
	AT_SURE,
	AT_UNSURE,
	AT_OTHER /* it holds no rules */
};

static enum at_rule
at_rule(struct slice prelude)
{
	static const char *const unsure[] = { "@media", "@supports",
		"@container", "@document", "@-moz-document", "@scope" };
	char buf[32];
	struct slice plain = css_plain(prelude, buf, sizeof(buf));
	size_t i;

	if (slice_starts(plain, SLICE("@layer")) ||
	    slice_equal(plain, SLICE("@media")) ||
	    slice_equal(plain, SLICE("@media all")) ||
	    slice_equal(plain, SLICE("@media screen")))
		return AT_SURE;
	for (i = 0; i < sizeof(unsure) / sizeof(unsure[0]); i++)
		if (slice_starts(plain, slice_cstr(unsure[i])))
			return AT_UNSURE;
	return AT_OTHER;
}

/* White space, comments and what HTML leaves in: "<!--" and "-->". */
static size_t
skip_between(struct slice text, size_t at)
{
	struct slice rest;
	size_t len;

	while (at < text.len) {
		rest = slice_from(text, at);
		if (ascii_space(rest.ptr[0]) || rest.ptr[0] == ';')
			len = 1;
		else if (slice_starts(rest, SLICE("<!--")))
			len = 4;
		else if (slice_starts(rest, SLICE("-->")))
			len = 3;
		else
			len = css_comment_len(rest);
		if (len == 0)
			break;
		at += len;
	}
	return at;
}

/* The at-rules around, one bit each, the innermost the lowest. */
struct nesting {
	uint32_t unsure;
	unsigned depth;
};

static void
nesting_open(struct nesting *nesting, bool unsure)
{
	/* What falls out at the top stays unsure. */
	nesting->unsure =
	    nesting->unsure << 1 | unsure | (nesting->depth >= NESTING_MAX);
	nesting->depth++;
}

static void
nesting_close(struct nesting *nesting)
{
	if (nesting->depth == 0)
		return;
	nesting->unsure >>= 1;
	nesting->depth--;
}

/* Reads the rule whose prelude ends with the "{" at stop. */
static enum status
read_rule(struct style_sheet *sheet, struct slice text, size_t *at, size_t stop,
    struct nesting *nesting)
{
	struct slice prelude = slice_sub(text, *at, stop - *at);
	enum at_rule kind;
	size_t end;

	if (slice_starts(prelude, SLICE("@"))) {
		kind = at_rule(prelude);
		*at = stop + 1;
		if (kind == AT_OTHER)
			*at = block_end(text, stop + 1);
		else
			nesting_open(nesting, kind == AT_UNSURE);
		return STATUS_OK;
	}
	end = block_end(text, stop + 1);
	*at = end;
	if (end > stop + 1 && text.ptr[end - 1] == '}')
		end--;
	return rules_add(sheet, prelude,
	    slice_sub(text, stop + 1, end - stop - 1), nesting->unsure != 0);
}

enum status
style_sheet_add(struct style_sheet *sheet, struct slice text)
{
	struct nesting nesting = { 0, 0 };
	enum status status = STATUS_OK;
	size_t at = 0, stop;

	while (status == STATUS_OK) {
		at = skip_between(text, at);
		stop = css_find(text, at, "{};");
		if (stop >= text.len)
			break;
		if (text.ptr[stop] == '{') {
			status = read_rule(sheet, text, &at, stop, &nesting);
			continue;
		}
		if (text.ptr[stop] == '}')
			nesting_close(&nesting);
		at = stop + 1;
	}
	return status;
}

/* The rules that apply to one element, in the cascade's order. */
struct matches {
	const struct style_rule *rules[MATCHES_MAX];
	size_t len;
};

static bool
outranks(const struct style_rule *a, const struct style_rule *b)
{
	if (a->selector.rank != b->selector.rank)
		return a->selector.rank > b->selector.rank;
	return a > b; /* it stands further down */
}

static void
matches_add(struct matches *matches, const struct style_rule *rule)
{
	size_t i = matches->len;

	for (; i > 0 && outranks(matches->rules[i - 1], rule); i--)
		matches->rules[i] = matches->rules[i - 1];
	matches->rules[i] = rule;
	matches->len++;
}

static void
chain_match(struct style_sheet *sheet, uint32_t key,
    const struct style_subject *subject,
    const struct style_ancestors *ancestors, struct matches *matches)
{
	uint32_t next = sheet->chains[key & (STYLE_CHAINS - 1)];
	const struct style_rule *rule;
	size_t looked;

	for (looked = 0; next != 0; looked++) {
		if (looked == STYLE_CANDIDATES_MAX ||
		    matches->len == MATCHES_MAX) {
			sheet->cut = true;
			return;
		}
		rule = &sheet->rules.items[next - 1];
		next = rule->next;
		if (rule->selector.key == key &&
		    selector_matches(&rule->selector, subject, ancestors))
			matches_add(matches, rule);
	}
}

static struct style *
part_of(struct style_result *result, const struct style_rule *rule)
{
	if (rule->selector.part == SELECTOR_BEFORE)
		return &result->before;
	if (rule->selector.part == SELECTOR_AFTER)
		return &result->after;
	return &result->element;
}

static void
merge_all(const struct matches *matches, bool unsure, bool important,
    struct style_result *result)
{
	const struct style_rule *rule;
	size_t i;

	for (i = 0; i < matches->len; i++) {
		rule = matches->rules[i];
		if (rule->unsure && !unsure)
			continue;
		style_merge(part_of(result, rule),
		    important ? &rule->block->important : &rule->block->normal);
	}
}

/* Reads a style attribute, or takes it out of the cache. */
static const struct style_block *
read_cached(
    struct style_cache *cache, struct slice text, struct style_block *own)
{
	uint32_t slot;

	if (cache == NULL || text.len > CACHED_MAX) {
		style_read(text, own);
		return own;
	}
	slot = style_name_hash('s', slice_sub(text, 0, CACHED_HASHED)) ^
	    style_name_hash('t', slice_from(text, text.len - text.len / 4)) ^
	    (uint32_t)text.len;
	slot &= STYLE_CACHE - 1;
	if (cache->slots[slot].text.ptr == NULL ||
	    !slice_equal(cache->slots[slot].text, text)) {
		style_read(text, &cache->slots[slot].block);
		cache->slots[slot].text = text;
	}
	return &cache->slots[slot].block;
}

/* The element's own declarations. */
static void
read_own(const struct style_subject *subject, struct style_block *block_r)
{
	static const struct style_block none = { STYLE_INIT, STYLE_INIT };
	const struct html_token *tag = subject->tag;
	const struct style_block *read;
	struct style_block block;
	size_t i;

	*block_r = none;
	for (i = 0; i < tag->nattributes; i++) {
		if (!slice_equal(tag->attributes[i].name, SLICE("style")))
			continue;
		read = read_cached(
		    subject->cache, tag->attributes[i].value, &block);
		style_merge(&block_r->normal, &read->normal);
		style_merge(&block_r->important, &read->important);
	}
}

void
style_sheet_apply(struct style_sheet *sheet, bool unsure,
    const struct style_subject *subject,
    const struct style_ancestors *ancestors, struct style_result *result)
{
	struct style_block own;
	struct matches matches;
	size_t i;

	matches.len = 0;
	for (i = 0; i < subject->nnames; i++)
		chain_match(
		    sheet, subject->names[i], subject, ancestors, &matches);
	chain_match(sheet, SELECTOR_ANY, subject, ancestors, &matches);
	read_own(subject, &own);
	merge_all(&matches, unsure, false, result);
	style_merge(&result->element, &own.normal);
	merge_all(&matches, unsure, true, result);
	style_merge(&result->element, &own.important);
}

void
style_own(const struct style_subject *subject, struct style *style)
{
	struct style_block own;

	read_own(subject, &own);
	style_merge(style, &own.normal);
	style_merge(style, &own.important);
}
