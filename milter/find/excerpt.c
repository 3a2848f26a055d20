/*
 * excerpt.c - what a person may see of a hit.
 *
 * The hit itself is masked whole.  Of what stands around it a word is shown
 * only where it can't be part of something sensitive: not when it touches the
 * hit, is cut off, holds a digit, or belongs to another hit.
 */
#include "find/judge.h"

#define CONTEXT_BYTES 34   /* on each side, cut on a character's bound */
#define MASK_CHARACTERS 40 /* of a hit; a longer one ends in "..." */
#define OTHERS_MAX 2000 /* findings of a view; with more no context is shown */

struct excerpt {
	char text[FIND_EXCERPT_MAX];
	size_t len;
};

static bool
continues(char c)
{
	return ((unsigned char)c & 0xc0) == 0x80;
}

static bool
blank(char c)
{
	return (unsigned char)c <= ' ' || c == 0x7f;
}

static void
put(struct excerpt *e, char c)
{
	if (blank(c) && (e->len == 0 || e->text[e->len - 1] == ' '))
		return;
	if (e->len < sizeof(e->text))
		e->text[e->len++] = blank(c) ? ' ' : c;
}

static void
put_masked(struct excerpt *e, struct slice hit)
{
	size_t n = 0;

	for (size_t i = 0; i < hit.len; i++) {
		if (continues(hit.ptr[i]))
			continue;
		if (n++ == MASK_CHARACTERS) {
			for (int dots = 0; dots < 3; dots++)
				put(e, '.');
			break;
		}
		put(e, blank(hit.ptr[i]) ? ' ' : '*');
	}
}

/* Does any of the view's findings but this one lie over the word? */
static bool
in_other_hit(const struct find_judge *judge, size_t first,
    const struct finding *finding, struct find_span word)
{
	if (judge->findings->len - first > OTHERS_MAX)
		return true;
	for (size_t i = first; i < judge->findings->len; i++) {
		const struct finding *other = &judge->findings->items[i];

		if (other != finding && other->hit_text.len > 0 &&
		    word.start < other->hit_end && word.end > other->hit_start)
			return true;
	}
	return false;
}

static bool
has_digit(struct slice word)
{
	for (size_t i = 0; i < word.len; i++)
		if (ascii_digit(word.ptr[i]))
			return true;
	return false;
}

static bool
letter_or_digit(char c)
{
	return ascii_alnum(c) || (unsigned char)c >= 0x80;
}

/* The word (no white space in it) in text[word), shown or masked. */
static void
put_word(
    struct excerpt *e, struct slice text, struct find_span word, bool masked)
{
	for (size_t i = word.start; i < word.end; i++) {
		if (!masked || !letter_or_digit(text.ptr[i]))
			put(e, text.ptr[i]);
		else if (!continues(text.ptr[i]))
			put(e, '*');
	}
}

/* What stands on one side of the hit: text[side). */
static void
put_side(struct excerpt *e, const struct find_judge *judge, size_t first,
    const struct finding *finding, struct find_span side)
{
	struct slice text = finding->hit_text;
	struct find_span word = { side.start, side.start };
	bool masked;

	while (word.start < side.end) {
		if (blank(text.ptr[word.start])) {
			put(e, ' ');
			word.end = ++word.start;
			continue;
		}
		while (word.end < side.end && !blank(text.ptr[word.end]))
			word.end++;
		masked = (word.start == side.start && word.start > 0 &&
			     !blank(text.ptr[word.start - 1])) ||
		    (word.end == side.end && word.end < text.len &&
			!blank(text.ptr[word.end])) ||
		    has_digit(
			slice_sub(text, word.start, word.end - word.start)) ||
		    in_other_hit(judge, first, finding, word);
		put_word(e, text, word, masked);
		word.start = word.end;
	}
}

static struct slice
excerpt_of(
    struct find_judge *judge, size_t first, const struct finding *finding)
{
	struct excerpt e = { .len = 0 };
	struct slice text = finding->hit_text, copy;
	struct find_span before = { 0, finding->hit_start };
	struct find_span after = { finding->hit_end, text.len };

	if (before.end > CONTEXT_BYTES)
		before.start = before.end - CONTEXT_BYTES;
	while (before.start < before.end && continues(text.ptr[before.start]))
		before.start++;
	if (after.end - after.start > CONTEXT_BYTES)
		after.end = after.start + CONTEXT_BYTES;
	while (after.end > after.start && after.end < text.len &&
	    continues(text.ptr[after.end]))
		after.end--;
	put_side(&e, judge, first, finding, before);
	put_masked(&e,
	    slice_sub(text, finding->hit_start,
		finding->hit_end - finding->hit_start));
	put_side(&e, judge, first, finding, after);
	copy = arena_copy(judge->arena, slice_trim(slice_make(e.text, e.len)));
	if (copy.ptr == NULL) {
		judge->nomem = true;
		return SLICE_EMPTY;
	}
	return copy;
}

void
find_excerpts(struct find_judge *judge, size_t first)
{
	for (size_t i = first; i < judge->findings->len; i++) {
		struct finding *finding = &judge->findings->items[i];

		if (finding->hit_text.len > 0)
			finding->excerpt = excerpt_of(judge, first, finding);
	}
}
