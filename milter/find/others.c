/*
 * others.c - rules of kind others: names of accounts in a view.
 *
 * Names are looked for in the folded text.  One that is ordinary words must
 * stand in its own spelling, and not where any word has a capital: at the front
 * of a sentence that goes on in small letters.
 */
#include "find/owned.h"
#include "rule/names.h"

/* A name in the view in hand. */
struct hit {
	struct find_span span; /* in the folded text */
	const struct slice *owners;
	size_t nowners;
};

struct course {
	struct find_judge *judge;
	const struct text_view *view;
	struct VEC(struct hit) hits;
};

static bool
ends_sentence(char c)
{
	return c == '.' || c == '!' || c == '?' || c == ':' || c == '\n';
}

/* Is at where a sentence or a line begins, quotes and the like aside? */
static bool
begins_sentence(struct slice text, size_t at)
{
	bool blank = false;
	char c;

	while (at > 0) {
		c = text.ptr[at - 1];
		if (c == '\n' || (blank && ends_sentence(c)))
			return true;
		if (ascii_alnum(c) || ((unsigned char)c >= 0x80 && !blank))
			return false;
		if (!ascii_space(c) && blank && c != '"' && c != '(' &&
		    c != '*' && c != '-' && c != '\'')
			return false;
		blank = blank || ascii_space(c);
		at--;
	}
	return true;
}

/* Does a word in small letters follow, so that this may be one too? */
static bool
goes_on_small(struct slice text, size_t at)
{
	if (at >= text.len || !ascii_space(text.ptr[at]))
		return false;
	while (at < text.len && (text.ptr[at] == ' ' || text.ptr[at] == '\t'))
		at++;
	return at < text.len && text.ptr[at] >= 'a' && text.ptr[at] <= 'z';
}

/* Does the name, as it is written here, count as the owner's? */
static bool
is_written(const struct text_view *view, struct find_span span,
    const struct name_owner *owner)
{
	if (owner->spelling.len == 0)
		return true;
	return name_is_spelled(
		   slice_sub(view->text, span.start, span.end - span.start),
		   owner->spelling) &&
	    !(begins_sentence(view->text, span.start) &&
		goes_on_small(view->text, span.end));
}

static bool
take(size_t start, size_t end, const struct name_owner *owners, size_t nowners,
    void *arg)
{
	struct course *c = arg;
	struct find_span folded = { start, end };
	struct find_span span = find_unfolded(c->view, folded);
	struct slice *accounts =
	    arena_alloc(c->judge->arena, nowners * sizeof(*accounts));
	struct hit *hit;
	size_t n = 0;

	if (accounts == NULL) {
		c->judge->nomem = true;
		return true;
	}
	for (size_t i = 0; i < nowners; i++)
		if (is_written(c->view, span, &owners[i]) &&
		    (n == 0 ||
			!slice_equal(accounts[n - 1], owners[i].account)))
			accounts[n++] = owners[i].account;
	if (n == 0)
		return false;
	hit = VEC_PUSH(c->judge->arena, &c->hits);
	if (hit == NULL) {
		c->judge->nomem = true;
		return true;
	}
	*hit = (struct hit){ folded, accounts, n };
	return true;
}

static void
add_hits(struct find_owned *owned, const struct course *c)
{
	for (size_t i = 0; i < c->hits.len && !c->judge->nomem; i++) {
		const struct hit *hit = &c->hits.items[i];
		/* where so many have the name, it is anybody's */
		bool anybodys = hit->nowners > FIND_ROW_OWNERS_MAX;

		if (!anybodys)
			find_owned_add(
			    owned, hit->span, hit->owners, hit->nowners);
	}
}

void
find_others_open(struct find_judge *judge, const struct names_index *names)
{
	for (size_t i = 0; i < ruleset_count(judge->set); i++)
		if (ruleset_rule(judge->set, i)->kind == RULE_KIND_OTHERS)
			judge->names = names;
}

void
find_others(struct find_judge *judge, const struct text_view *view)
{
	struct course c = { judge, view, VEC_INIT };
	struct find_owned owned;
	bool searched = false;

	for (size_t i = 0; i < ruleset_count(judge->set) && !judge->nomem;
	     i++) {
		const struct rule *rule = ruleset_rule(judge->set, i);

		if (rule->kind != RULE_KIND_OTHERS ||
		    !find_rule_looks_at(rule, view))
			continue;
		if (!searched &&
		    names_search(judge->names, view->folded, judge->arena, take,
			&c) != STATUS_OK)
			judge->nomem = true;
		searched = true;
		owned = find_owned_begin(judge, i, view);
		add_hits(&owned, &c);
	}
}
