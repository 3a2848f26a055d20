/*
 * selector.c - one selector of a rule (Selectors Level 4).
 *
 * "div.a > td.b" has the subject td.b and the ancestors' names div and .a.
 * Siblings, states and places make a selector unsure: the subject alone is
 * then held against the element.
 */
#include "text/selector.h"

#include <string.h>

#include "base/utf8.h"
#include "text/css.h"

#define NAME_MAX_LEN 128 /* bytes of a name; longer ones differ by no more */
#define RANK_ID 10000u
#define RANK_CLASS 100u

struct scan {
	struct slice text;
	size_t at;
	struct arena *arena;
	struct selector *selector;
	bool parted; /* a combinator stands before what comes next */
};

static bool
is_name_byte(char c)
{
	return ascii_alnum(c) || c == '-' || c == '_' || c == '\\' ||
	    (unsigned char)c >= 128;
}

/* The name at the position, escapes undone, in buf. */
static struct slice
scan_name(struct scan *scan, char buf[NAME_MAX_LEN])
{
	size_t start = scan->at, n;
	char text[UTF8_MAX];

	while (scan->at < scan->text.len &&
	    is_name_byte(scan->text.ptr[scan->at])) {
		if (scan->text.ptr[scan->at] == '\\') {
			scan->at += css_escape(
			    slice_from(scan->text, scan->at), text, &n);
			continue;
		}
		scan->at++;
	}
	return css_plain(
	    slice_sub(scan->text, start, scan->at - start), buf, NAME_MAX_LEN);
}

/* What was the subject so far is an ancestor of what comes. */
static void
subject_to_ancestors(struct selector *selector)
{
	size_t i;

	for (i = 0; i < selector->nnames; i++) {
		if (selector->nancestors == SELECTOR_ANCESTOR_MAX) {
			selector->unsure = true;
			break;
		}
		selector->ancestors[selector->nancestors++] =
		    selector->names[i];
	}
	if (selector->attributes != NULL)
		selector->unsure = true;
}

static void
subject_begin(struct scan *scan)
{
	if (!scan->parted)
		return;
	scan->parted = false;
	scan->selector->nnames = 0;
	scan->selector->attributes = NULL;
	scan->selector->nattributes = 0;
}

static void
name_add(struct selector *selector, uint32_t name)
{
	if (selector->nnames == SELECTOR_SIMPLE_MAX)
		selector->unsure = true;
	else
		selector->names[selector->nnames++] = name;
}

static void
scan_simple(struct scan *scan, char kind)
{
	char buf[NAME_MAX_LEN];
	struct slice name;

	subject_begin(scan);
	if (kind != 'e')
		scan->at++;
	name = scan_name(scan, buf);
	name_add(scan->selector, style_name_hash(kind, name));
	scan->selector->rank += kind == '#' ? RANK_ID :
	    kind == '.'                     ? RANK_CLASS :
					      1;
}

static void
scan_combinator(struct scan *scan)
{
	bool sibling = false, any = false;
	char c;

	for (; scan->at < scan->text.len; scan->at++) {
		c = scan->text.ptr[scan->at];
		if (c == '+' || c == '~')
			sibling = true;
		else if (c != '>' && !ascii_space(c))
			break;
		any = true;
	}
	if (!any || scan->parted)
		return;
	scan->parted = true;
	if (sibling)
		scan->selector->unsure = true;
	else
		subject_to_ancestors(scan->selector);
}

static void
scan_pseudo(struct scan *scan)
{
	struct selector *selector = scan->selector;
	char buf[NAME_MAX_LEN];
	struct slice name;
	bool twice;

	subject_begin(scan);
	scan->at++;
	twice = scan->at < scan->text.len && scan->text.ptr[scan->at] == ':';
	if (twice)
		scan->at++;
	name = scan_name(scan, buf);
	if (slice_equal(name, SLICE("before")))
		selector->part = SELECTOR_BEFORE;
	else if (slice_equal(name, SLICE("after")))
		selector->part = SELECTOR_AFTER;
	else if (twice)
		selector->dead = true;
	else
		selector->unsure = true;
	selector->rank += RANK_CLASS;
	if (scan->at < scan->text.len && scan->text.ptr[scan->at] == '(')
		scan->at = css_find(scan->text, scan->at + 1, ")") + 1;
}

/* value without its quotes, escapes undone, cases kept, in the arena. */
static enum status
unquote(struct slice value, struct arena *arena, struct slice *out_r)
{
	char *out = arena_alloc(arena, value.len * 2 + UTF8_MAX);
	size_t i = 0, len = 0, n;

	if (out == NULL)
		return STATUS_NOMEM;
	while (i < value.len) {
		if (value.ptr[i] == '\\') {
			i += css_escape(slice_from(value, i), out + len, &n);
			len += n;
		} else if (value.ptr[i] == '"' || value.ptr[i] == '\'') {
			i++;
		} else {
			out[len++] = value.ptr[i++];
		}
	}
	*out_r = slice_make(out, len);
	return STATUS_OK;
}

/* "[class=x]" and "[id=x]" name a class or id: by that they are found. */
static void
name_of_attribute(
    struct selector *selector, const struct selector_attribute *attribute)
{
	struct slice value = attribute->value;
	char kind = slice_equal(attribute->name, SLICE("class")) ? '.' :
	    slice_equal(attribute->name, SLICE("id"))            ? '#' :
								   '\0';

	if (kind != '\0' && value.len > 0 &&
	    (attribute->how == '=' || attribute->how == '~') &&
	    slice_index(value, ' ') == SLICE_NONE)
		name_add(selector, style_name_hash(kind, value));
}

/* The inside of "[...]". */
static enum status
attribute_read(struct scan *scan, struct slice inside)
{
	struct selector *selector = scan->selector;
	struct selector_attribute *attribute;
	char buf[NAME_MAX_LEN];
	size_t equals = css_find(inside, 0, "="), end = equals;
	struct slice name, value;

	if (selector->nattributes == SELECTOR_SIMPLE_MAX) {
		selector->unsure = true;
		return STATUS_OK;
	}
	selector->nattributes++;
	attribute = arena_calloc(scan->arena, 1, sizeof(*attribute));
	if (attribute == NULL)
		return STATUS_NOMEM;
	if (equals < inside.len) {
		attribute->how = '=';
		if (end > 0 && strchr("~|^$*", inside.ptr[end - 1]) != NULL)
			attribute->how = inside.ptr[--end];
		value = slice_trim(slice_from(inside, equals + 1));
		if (slice_ends_nocase(value, SLICE(" i")) ||
		    slice_ends_nocase(value, SLICE(" s")))
			value = slice_trim(slice_sub(value, 0, value.len - 1));
		if (unquote(value, scan->arena, &attribute->value) != STATUS_OK)
			return STATUS_NOMEM;
	}
	name = css_plain(slice_sub(inside, 0, end), buf, sizeof(buf));
	attribute->name = arena_copy(scan->arena, name);
	if (attribute->name.ptr == NULL)
		return STATUS_NOMEM;
	attribute->next = selector->attributes;
	selector->attributes = attribute;
	name_of_attribute(selector, attribute);
	selector->rank += RANK_CLASS;
	return STATUS_OK;
}

static enum status
scan_attribute(struct scan *scan)
{
	size_t start, end;

	subject_begin(scan);
	start = scan->at + 1;
	end = css_find(scan->text, start, "]");
	scan->at = end + 1;
	return attribute_read(scan, slice_sub(scan->text, start, end - start));
}

/* Passes one thing. */
static enum status
scan_one(struct scan *scan)
{
	char c = scan->text.ptr[scan->at];
	size_t comment = css_comment_len(slice_from(scan->text, scan->at));

	if (comment > 0) {
		scan->at += comment;
	} else if (ascii_space(c) || c == '>' || c == '+' || c == '~') {
		scan_combinator(scan);
	} else if (c == '.' || c == '#') {
		scan_simple(scan, c);
	} else if (c == ':') {
		scan_pseudo(scan);
	} else if (c == '[') {
		return scan_attribute(scan);
	} else if (is_name_byte(c)) {
		scan_simple(scan, 'e');
	} else {
		subject_begin(scan);
		scan->at++;
		if (c != '*' && c != '|')
			scan->selector->dead = true;
	}
	return STATUS_OK;
}

/* The rarest kind of name is the one to look it up by: the last. */
static uint32_t
key_of(const struct selector *selector)
{
	if (selector->nnames == 0)
		return SELECTOR_ANY;
	return selector->names[selector->nnames - 1];
}

enum status
selector_read(
    struct slice text, struct arena *arena, struct selector *selector_r)
{
	struct scan scan = {
		.text = slice_trim(text), .arena = arena, .selector = selector_r
	};
	enum status status = STATUS_OK;

	memset(selector_r, 0, sizeof(*selector_r));
	while (
	    scan.at < scan.text.len && status == STATUS_OK && !selector_r->dead)
		status = scan_one(&scan);
	if (scan.text.len == 0 || scan.parted)
		selector_r->dead = true;
	selector_r->key = key_of(selector_r);
	return status;
}

static bool
has_word(struct slice value, struct slice word)
{
	struct slice rest = value, head;
	size_t at;

	if (word.len == 0)
		return false;
	while (rest.len > 0) {
		at = slice_find(rest, word);
		if (at == SLICE_NONE)
			return false;
		head = slice_sub(rest, at, word.len);
		if ((head.ptr == value.ptr || ascii_space(head.ptr[-1])) &&
		    (head.ptr + head.len == value.ptr + value.len ||
			ascii_space(head.ptr[head.len])))
			return true;
		rest = slice_from(rest, at + word.len);
	}
	return false;
}

static bool
value_fits(const struct selector_attribute *test, struct slice value)
{
	struct slice want = test->value;

	switch (test->how) {
	case '\0':
		return true;
	case '~':
		return has_word(value, want);
	case '|':
		return slice_starts_nocase(value, want) &&
		    (value.len == want.len || value.ptr[want.len] == '-');
	case '^':
		return want.len > 0 && slice_starts_nocase(value, want);
	case '$':
		return want.len > 0 && slice_ends_nocase(value, want);
	case '*':
		return want.len > 0 && slice_find(value, want) != SLICE_NONE;
	default:
		return slice_equal_nocase(value, want);
	}
}

static bool
attribute_fits(
    const struct selector_attribute *test, const struct html_token *tag)
{
	const struct html_attribute *attribute =
	    html_attribute_find(tag, test->name);

	return attribute != NULL && value_fits(test, attribute->value);
}

static bool
has_name(const struct style_subject *subject, uint32_t name)
{
	size_t i;

	for (i = 0; i < subject->nnames; i++)
		if (subject->names[i] == name)
			return true;
	return false;
}

bool
selector_matches(const struct selector *selector,
    const struct style_subject *subject,
    const struct style_ancestors *ancestors)
{
	const struct selector_attribute *test;
	size_t i;

	for (i = 0; i < selector->nnames; i++)
		if (!has_name(subject, selector->names[i]))
			return false;
	for (i = 0; i < selector->nancestors; i++)
		if (ancestors->counts[selector->ancestors[i] &
			(STYLE_CHAINS - 1)] == 0)
			return false;
	for (test = selector->attributes; test != NULL; test = test->next)
		if (!attribute_fits(test, subject->tag))
			return false;
	return true;
}
