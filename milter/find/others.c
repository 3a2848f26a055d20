/*
 * others.c - rules of kind others: names of accounts in a view.
 *
 * Names are looked for in the folded text.  One that is ordinary words must
 * stand in its own spelling, and not where its capitals say nothing: one at the
 * front of a sentence that goes on in small letters, those of a title, or any in
 * a line of capitals.
 */
#include "find/owned.h"
#include "rule/names.h"

#define FIND_NAMES_MAX 500000 /* owners looked at in one view */
#define OWNERS_KEPT 64        /* lists of owners at hand, for other hits */
#define TITLE_MAX 200    /* bytes on each side of a name that make a title */
#define TITLE_CAPITALS 3 /* words with a capital beside the name */

/* A name in the view in hand. */
struct hit {
	struct find_span span; /* in the folded text */
	const struct slice *owners;
	size_t nowners;
};

/* The accounts of a name that may be written however. */
struct owners {
	uint32_t first;            /* the name's, in the index */
	const struct slice *items; /* NULL: nothing is kept here */
	size_t len;
};

struct course {
	struct find_judge *judge;
	const struct text_view *view;
	struct VEC(struct hit) hits;
	struct owners kept[OWNERS_KEPT];
	size_t asked; /* owners */
	bool over;    /* there were too many */
};

static bool
is_letter(char c)
{
	return ascii_alnum(c) || (unsigned char)c >= 0x80 || c == '\'';
}

static bool
is_upper(char c)
{
	return c >= 'A' && c <= 'Z';
}

static bool
is_lower(char c)
{
	return c >= 'a' && c <= 'z';
}

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
	return at < text.len && is_lower(text.ptr[at]);
}

/* Words that a title leaves small. */
static const char *const small_words[] = { "a", "an", "and", "as", "at", "but",
	"by", "for", "from", "in", "into", "nor", "of", "on", "or", "per",
	"the", "to", "via", "vs", "with" };

static bool
is_small_word(struct slice word)
{
	for (size_t i = 0; i < sizeof(small_words) / sizeof(*small_words); i++)
		if (slice_equal(word, slice_cstr(small_words[i])))
			return true;
	return false;
}

/* What the words of a line beside a name are like. */
struct line {
	size_t capitals; /* words that have one at their front */
	bool lower;      /* one of them goes on in small letters */
	bool title;      /* but for small words, all do */
};

static void
line_word(struct line *line, struct slice word)
{
	line->capitals += is_upper(word.ptr[0]);
	if (is_lower(word.ptr[0]) && !is_small_word(word))
		line->title = false;
	if (word.len > 1 && is_lower(word.ptr[1]))
		line->lower = true;
}

static void
line_words(struct line *line, struct slice text)
{
	size_t at = 0, start;

	while (at < text.len && line->title) {
		start = at;
		while (at < text.len && is_letter(text.ptr[at]))
			at++;
		if (at > start)
			line_word(line, slice_sub(text, start, at - start));
		at += at == start;
	}
}

/* A greeting or a sentence ends so, and a title does not. */
static bool
ends_no_title(char c)
{
	return c == ',' || c == '.' || c == ';' || c == ':';
}

/* The line around it. */
static struct line
line_around(struct slice text, struct find_span span)
{
	struct line line = { 0, false, true };
	size_t start = span.start, end = span.end;

	while (start > 0 && span.start - start < TITLE_MAX &&
	    text.ptr[start - 1] != '\n')
		start--;
	while (end < text.len && end - span.end < TITLE_MAX &&
	    text.ptr[end] != '\n' && text.ptr[end] != '\r')
		end++;
	if (end > span.end && ends_no_title(text.ptr[end - 1]))
		line.title = false;
	line_words(&line, slice_sub(text, start, span.start - start));
	line_words(&line, slice_sub(text, span.end, end - span.end));
	line.title = line.title && line.capitals >= TITLE_CAPITALS;
	return line;
}

/* Has it a capital that is not at its front? */
static bool
has_more_capitals(struct slice name)
{
	for (size_t i = 1; i < name.len; i++)
		if (is_upper(name.ptr[i]))
			return true;
	return false;
}

/* Has it two capitals in a row? */
static bool
has_capitals_in_row(struct slice name)
{
	for (size_t i = 1; i < name.len; i++)
		if (is_upper(name.ptr[i - 1]) && is_upper(name.ptr[i]))
			return true;
	return false;
}

/* Do the capitals of a name say something here? */
static bool
capitals_count(const struct text_view *view, struct find_span span)
{
	struct slice name =
	    slice_sub(view->text, span.start, span.end - span.start);
	struct line line;

	if (!has_more_capitals(name) &&
	    begins_sentence(view->text, span.start) &&
	    goes_on_small(view->text, span.end))
		return false;
	/* all names in addresses have capitals: they are names */
	if (view->kind == TEXT_VIEW_HEADER)
		return true;
	line = line_around(view->text, span);
	return !line.title || (line.lower && has_capitals_in_row(name));
}

/* The owners whose spelling it is, or who need none; none is left out twice. */
static const struct slice *
owners_here(struct course *c, const struct name_hit *hit, size_t *n_r)
{
	struct find_span span =
	    find_unfolded(c->view, (struct find_span){ hit->start, hit->end });
	struct slice text =
	    slice_sub(c->view->text, span.start, span.end - span.start);
	bool capital = hit->spelled && capitals_count(c->view, span);
	struct slice *owners =
	    arena_alloc(c->judge->arena, hit->owners * sizeof(*owners));
	struct name_owner owner;

	*n_r = 0;
	for (size_t i = 0; i < hit->owners && owners != NULL; i++) {
		owner = names_owner(c->judge->names, hit, i);
		if (owner.spelling.len > 0 &&
		    (!capital || !name_is_spelled(text, owner.spelling)))
			continue;
		if (*n_r == 0 || !slice_equal(owners[*n_r - 1], owner.account))
			owners[(*n_r)++] = owner.account;
	}
	c->asked += hit->owners;
	c->judge->nomem = c->judge->nomem || owners == NULL;
	return owners;
}

/* Those of a name that may be written however are the same everywhere. */
static const struct slice *
owners_of(struct course *c, const struct name_hit *hit, size_t *n_r)
{
	struct owners *kept = &c->kept[hit->first % OWNERS_KEPT];

	if (hit->spelled)
		return owners_here(c, hit, n_r);
	if (kept->items == NULL || kept->first != hit->first) {
		kept->items = owners_here(c, hit, &kept->len);
		kept->first = hit->first;
	}
	c->asked++;
	*n_r = kept->len;
	return kept->items;
}

static bool
take(const struct name_hit *name, void *arg)
{
	struct course *c = arg;
	const struct slice *owners;
	struct hit *hit;
	size_t n;

	/* where so many have the name, it is anybody's */
	if (name->owners > FIND_ROW_OWNERS_MAX || c->judge->nomem)
		return true;
	c->over = c->over || c->asked > FIND_NAMES_MAX;
	if (c->over)
		return true;
	owners = owners_of(c, name, &n);
	if (n == 0)
		return c->judge->nomem;
	hit = VEC_PUSH(c->judge->arena, &c->hits);
	if (hit == NULL) {
		c->judge->nomem = true;
		return true;
	}
	*hit = (struct hit){ { name->start, name->end }, owners, n };
	return true;
}

static void
add_hits(struct find_owned *owned, const struct course *c)
{
	if (c->over)
		find_add_incomplete(c->judge, owned->index, c->view);
	for (size_t i = 0; i < c->hits.len && !c->judge->nomem; i++)
		find_owned_add(owned, c->hits.items[i].span,
		    c->hits.items[i].owners, c->hits.items[i].nowners);
}

void
find_others_open(struct find_judge *judge, const struct names_index *names)
{
	for (size_t i = 0; i < ruleset_count(judge->set); i++)
		if (ruleset_rule(judge->set, i)->kind == RULE_KIND_OTHERS) {
			judge->names = names;
			find_kind_add(judge, &judge->others, i);
		}
}

void
find_others(struct find_judge *judge, const struct text_view *view)
{
	struct course c = { .judge = judge, .view = view };
	struct find_owned owned;
	bool searched = false;

	for (size_t i = 0; i < judge->others.len && !judge->nomem; i++) {
		owned = find_owned_begin(judge, judge->others.items[i], view);
		if (!find_rule_looks_at(owned.rule, view))
			continue;
		if (!searched)
			names_search(judge->names, view->folded, take, &c);
		searched = true;
		add_hits(&owned, &c);
	}
}
