/*
 * exact.c - rules of kind exact: values of a data set in a view.
 *
 * They are looked for in the folded text alone: the values were folded in the
 * same way.  A finding names the accounts that own what was found.
 */
#include "find/owned.h"

#include <stdlib.h>

#include "rule/exact.h"

#define FIND_POSTINGS_MAX 200000 /* rows of the values of one view */

/* A value in one of its rows. */
struct posting {
	const struct exact_entry *entry;
	struct find_span span; /* in the folded text */
};

void
find_exact_open(struct find_judge *judge, const struct exact_index *exact)
{
	for (size_t i = 0; i < ruleset_count(judge->set); i++) {
		const struct rule *rule = ruleset_rule(judge->set, i);

		if (rule->kind != RULE_KIND_EXACT)
			continue;
		judge->rules[i].dataset =
		    exact_index_find(exact, rule->dataset);
		if (judge->rules[i].dataset == SLICE_NONE)
			continue;
		judge->exact = exact;
		find_kind_add(judge, &judge->exacts, i);
	}
}

static bool
has_owner(const struct slice *owners, size_t n, struct slice account)
{
	for (size_t i = 0; i < n; i++)
		if (slice_equal(owners[i], account))
			return true;
	return false;
}

/*
 * The accounts of the rows in which a value stands; none where one of the rows
 * is nobody's, or where there are too many to tell.
 */
static size_t
owners_of(const struct find_owned *c, const struct exact_entry *entries,
    size_t n, struct slice **owners_r)
{
	size_t nowners = 0,
	       most = n < FIND_ROW_OWNERS_MAX ? n : FIND_ROW_OWNERS_MAX;
	struct slice account;

	*owners_r = NULL;
	if (!c->rule->to_others)
		return 0;
	*owners_r = arena_alloc(c->judge->arena, most * sizeof(**owners_r));
	if (*owners_r == NULL) {
		c->judge->nomem = true;
		return 0;
	}
	for (size_t i = 0; i < n; i++) {
		account = exact_index_account(
		    c->judge->exact, c->state->dataset, entries[i].row);
		if (account.len == 0)
			return 0;
		if (has_owner(*owners_r, nowners, account))
			continue;
		if (nowners == most)
			return 0;
		(*owners_r)[nowners++] = account;
	}
	return nowners;
}

static void
add(struct find_owned *c, struct find_span folded,
    const struct exact_entry *entries, size_t n)
{
	struct slice *owners;
	size_t nowners = owners_of(c, entries, n, &owners);

	if (!c->judge->nomem)
		find_owned_add(c, folded, owners, nowners);
}

/* Rules that one value satisfies. */
static void
ask_values(struct find_owned *c, const struct exact_hits *hits)
{
	for (size_t i = 0; i < hits->len && !c->judge->nomem; i++) {
		const struct exact_hit *hit = &hits->items[i];

		if (hit->dataset == c->state->dataset)
			add(c, (struct find_span){ hit->start, hit->end },
			    hit->entries, hit->nentries);
	}
}

static int
compare_postings(const void *a, const void *b)
{
	const struct posting *x = a, *y = b;

	if (x->entry->row != y->entry->row)
		return x->entry->row < y->entry->row ? -1 : 1;
	if (x->span.start != y->span.start)
		return x->span.start < y->span.start ? -1 : 1;
	return x->entry->column < y->entry->column ?
	    -1 :
	    x->entry->column > y->entry->column;
}

/* The values of the data set in the view, row by row. */
static struct posting *
list_postings(struct find_owned *c, const struct exact_hits *hits, size_t *n_r)
{
	struct posting *postings;
	size_t n = 0;

	*n_r = 0;
	for (size_t i = 0; i < hits->len; i++)
		if (hits->items[i].dataset == c->state->dataset)
			n += hits->items[i].nentries;
	if (n > FIND_POSTINGS_MAX) {
		find_add_incomplete(c->judge, c->index, c->view);
		return NULL;
	}
	postings = arena_alloc(c->judge->arena, (n + 1) * sizeof(*postings));
	if (postings == NULL) {
		c->judge->nomem = true;
		return NULL;
	}
	for (size_t i = 0; i < hits->len; i++) {
		const struct exact_hit *hit = &hits->items[i];

		for (size_t j = 0;
		     hit->dataset == c->state->dataset && j < hit->nentries;
		     j++)
			postings[(*n_r)++] = (struct posting){ &hit->entries[j],
				{ hit->start, hit->end } };
	}
	if (n > 1)
		qsort(postings, n, sizeof(*postings), compare_postings);
	return postings;
}

static size_t
characters_between(struct slice text, size_t start, size_t end)
{
	size_t n = 0;

	for (size_t i = start; i < end; i++)
		n += ((unsigned char)text.ptr[i] & 0xc0) != 0x80;
	return n;
}

/*
 * Do enough columns of the row stand close together, from postings[first] on?
 * Then *end_r is where they end.
 */
static bool
enough_cells(const struct find_owned *c, const struct posting *postings,
    size_t n, size_t first, size_t *end_r)
{
	unsigned columns[64], ncolumns = 0, j;
	size_t start = postings[first].span.start;

	*end_r = postings[first].span.end;
	for (size_t i = first;
	     i < n && postings[i].entry->row == postings[first].entry->row;
	     i++) {
		/* a character has four bytes at most */
		if (postings[i].span.end - start >
			4 * (size_t)c->rule->within ||
		    characters_between(c->view->folded, start,
			postings[i].span.end) > c->rule->within)
			break;
		for (j = 0; j < ncolumns; j++)
			if (columns[j] == postings[i].entry->column)
				break;
		if (j < ncolumns)
			continue;
		columns[ncolumns++] = postings[i].entry->column;
		if (postings[i].span.end > *end_r)
			*end_r = postings[i].span.end;
		if (ncolumns == c->rule->cells)
			return true;
	}
	return false;
}

/* Rules that need several cells of one row. */
static void
ask_rows(struct find_owned *c, const struct exact_hits *hits)
{
	struct posting *postings;
	size_t n, end, i = 0;

	postings = list_postings(c, hits, &n);
	while (postings != NULL && i < n && !c->judge->nomem) {
		uint32_t row = postings[i].entry->row;

		if (!enough_cells(c, postings, n, i, &end)) {
			i++;
			continue;
		}
		add(c, (struct find_span){ postings[i].span.start, end },
		    postings[i].entry, 1);
		/* one finding a row and view says it */
		while (i < n && postings[i].entry->row == row)
			i++;
	}
}

void
find_exact(struct find_judge *judge, const struct text_view *view)
{
	struct exact_hits hits = VEC_INIT;
	bool searched = false;
	struct err err = ERR_INIT;
	struct find_owned c;
	enum status status;

	for (size_t i = 0; i < judge->exacts.len && !judge->nomem; i++) {
		c = find_owned_begin(judge, judge->exacts.items[i], view);
		if (!find_rule_looks_at(c.rule, view))
			continue;
		if (!searched) {
			status = exact_search(judge->exact, view->folded,
			    judge->arena, &hits, &err);
			judge->nomem = status != STATUS_OK;
			if (status == STATUS_INTERNAL)
				judge->status = status;
			searched = true;
		}
		if (c.rule->cells > 1)
			ask_rows(&c, &hits);
		else
			ask_values(&c, &hits);
	}
}
