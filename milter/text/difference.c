/*
 * difference.c - what of a text was changed, in words.
 */
#include "text/difference.h"

#include <string.h>

struct words VEC(struct slice);

/* One step of the script: so many words kept, then gone, then new. */
struct hunk {
	size_t kept, gone, added;
};

struct hunks VEC(struct hunk);

struct course {
	const struct slice *a, *b; /* between what both ends share */
	ptrdiff_t n, m;
	struct arena *arena;
	struct buf *out; /* or NULL */
	struct text_difference *difference;
	ptrdiff_t *rows[DIFFERENCE_EDITS_MAX + 1]; /* reach, an edit each */
};

static bool
is_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* False where there are more than the ceiling's, which are then let be. */
static enum status
cut_words(struct slice text, struct arena *arena, struct words *words)
{
	size_t at = 0, start;
	struct slice *word;

	while (at < text.len) {
		while (at < text.len && is_blank(text.ptr[at]))
			at++;
		start = at;
		while (at < text.len && !is_blank(text.ptr[at]))
			at++;
		if (at == start)
			break;
		word = VEC_PUSH(arena, words);
		if (word == NULL)
			return STATUS_NOMEM;
		*word = slice_sub(text, start, at - start);
	}
	return STATUS_OK;
}

/*
 * The furthest x on diagonal k with d edits, from row[], which has d - 1 edits'
 * reach; row[i] is diagonal i - width.
 */
static ptrdiff_t
reach(const struct course *c, const ptrdiff_t *row, ptrdiff_t d, ptrdiff_t k)
{
	ptrdiff_t x, y;

	if (d == 0)
		x = 0;
	else if (k == -d || (k != d && row[k - 1 + d] < row[k + 1 + d]))
		x = row[k + 1 + d];
	else
		x = row[k - 1 + d] + 1;
	for (y = x - k; x < c->n && y < c->m && x >= 0 && y >= 0 &&
	     slice_equal(c->a[x], c->b[y]);
	     y++)
		x++;
	return x;
}

/*
 * Fills in the rows; how many edits it takes, or -1 past the ceiling.  Row d
 * holds what d edits reach on diagonals -d - 1 to d + 1.
 */
static ptrdiff_t
edits_find(struct course *c, enum status *status_r)
{
	ptrdiff_t d, k, x;

	*status_r = STATUS_OK;
	for (d = 0; d <= DIFFERENCE_EDITS_MAX; d++) {
		c->rows[d] = arena_calloc(
		    c->arena, (size_t)(2 * d + 3), sizeof(**c->rows));
		if (c->rows[d] == NULL) {
			*status_r = STATUS_NOMEM;
			return -1;
		}
		for (k = -d; k <= d; k += 2) {
			x = reach(c, d > 0 ? c->rows[d - 1] : NULL, d, k);
			c->rows[d][k + d + 1] = x;
			if (x >= c->n && x - k >= c->m)
				return d;
		}
	}
	return -1;
}

static enum status
hunk_add(struct course *c, struct hunks *hunks, struct hunk hunk)
{
	struct hunk *place = VEC_PUSH(c->arena, hunks);

	if (place == NULL)
		return STATUS_NOMEM;
	*place = hunk;
	return STATUS_OK;
}

/* The way back from the end, an edit a hunk, the last one first. */
static enum status
walk_back(struct course *c, ptrdiff_t d, struct hunks *hunks)
{
	ptrdiff_t x = c->n, y = c->m;
	enum status status = STATUS_OK;

	for (; d > 0 && status == STATUS_OK; d--) {
		const ptrdiff_t *row = c->rows[d - 1];
		ptrdiff_t k = x - y, from;
		bool down =
		    k == -d || (k != d && row[k - 1 + d] < row[k + 1 + d]);

		from = down ? row[k + 1 + d] : row[k - 1 + d];
		/* after the edit came the words that are kept */
		status = hunk_add(c, hunks,
		    (struct hunk){
			(size_t)(x - (down ? from : from + 1)), !down, down });
		x = from;
		y = down ? from - (k + 1) : from - (k - 1);
	}
	(void)y;
	return status;
}

static void
words_print(
    struct buf *out, const char *sign, const struct slice *words, size_t n)
{
	if (out == NULL)
		return;
	(void)buf_add_cstr(out, sign);
	for (size_t i = 0; i < n; i++) {
		(void)buf_add_byte(out, ' ');
		(void)buf_add(out, words[i]);
	}
	(void)buf_add_byte(out, '\n');
}

/* One change: so many words from x on are gone, so many from y on new. */
static void
change_say(const struct course *c, size_t x, size_t y, struct hunk hunk)
{
	c->difference->changed +=
	    hunk.gone > hunk.added ? hunk.gone : hunk.added;
	if (hunk.gone > 0)
		words_print(c->out, "-", c->a + x, hunk.gone);
	if (hunk.added > 0)
		words_print(c->out, "+", c->b + y, hunk.added);
}

/* The hunks in reading order, neighbours together. */
static void
hunks_say(const struct course *c, const struct hunks *hunks, size_t first)
{
	struct hunk now = { .kept = 0 };
	size_t x = first, y = first;

	for (size_t i = hunks->len; i-- > 0;) {
		now.gone += hunks->items[i].gone;
		now.added += hunks->items[i].added;
		now.kept = hunks->items[i].kept;
		if (now.kept == 0 && i > 0)
			continue;
		change_say(c, x, y, now);
		x += now.gone + now.kept;
		y += now.added + now.kept;
		now = (struct hunk){ .kept = 0 };
	}
}

static enum status
compare(struct course *c)
{
	struct hunks hunks = VEC_INIT;
	enum status status = STATUS_OK;
	ptrdiff_t d = -1;

	if (c->n <= (ptrdiff_t)DIFFERENCE_WORDS_MAX &&
	    c->m <= (ptrdiff_t)DIFFERENCE_WORDS_MAX)
		d = edits_find(c, &status);
	if (status == STATUS_OK && d >= 0)
		status = walk_back(c, d, &hunks);
	if (status != STATUS_OK)
		return status;
	if (d < 0)
		change_say(
		    c, 0, 0, (struct hunk){ 0, (size_t)c->n, (size_t)c->m });
	else /* after what is kept before the first edit */
		hunks_say(c, &hunks, (size_t)c->rows[0][1]);
	return STATUS_OK;
}

enum status
text_difference(struct slice old, struct slice new, struct arena *arena,
    struct buf *out, struct text_difference *difference_r)
{
	struct words a = VEC_INIT, b = VEC_INIT;
	struct course *c = arena_calloc(arena, 1, sizeof(*c));
	size_t before = 0, after = 0, least;

	*difference_r = (struct text_difference){ .words = 0 };
	if (c == NULL || cut_words(old, arena, &a) != STATUS_OK ||
	    cut_words(new, arena, &b) != STATUS_OK)
		return STATUS_NOMEM;
	difference_r->words = a.len > b.len ? a.len : b.len;
	least = a.len < b.len ? a.len : b.len;
	while (before < least && slice_equal(a.items[before], b.items[before]))
		before++;
	while (after < least - before &&
	    slice_equal(a.items[a.len - 1 - after], b.items[b.len - 1 - after]))
		after++;
	c->arena = arena;
	c->out = out;
	c->difference = difference_r;
	c->n = (ptrdiff_t)(a.len - before - after);
	c->m = (ptrdiff_t)(b.len - before - after);
	if (c->n > 0)
		c->a = a.items + before;
	if (c->m > 0)
		c->b = b.items + before;
	return c->n + c->m > 0 ? compare(c) : STATUS_OK;
}
