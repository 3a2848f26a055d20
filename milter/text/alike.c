/*
 * alike.c - signs that stand for the letters that they look like.
 *
 * A word counts when it has no other digit and more letters than such signs,
 * so that "fl00r" does and "A1" or an identifier does not.  Only what stands
 * around it is given, since the text as a whole is a view already.
 */
#include "text/alike.h"

#include "base/utf8.h"

#define AROUND 200    /* bytes kept on each side of a word */
#define LETTERS_MIN 3 /* of a word */

/* The Cyrillic palochka, small and capital, which folds to "i". */
static bool
is_palochka(struct slice s)
{
	return slice_starts(s, SLICE("\xD3\x80")) ||
	    slice_starts(s, SLICE("\xD3\x8F"));
}

/* May a character of more bytes that begins so be a letter? */
static bool
begins_letter(unsigned char c)
{
	return (c >= 0xC3 && c <= 0xE1) || c == 0xEA || c == 0xEF || c == 0xF0;
}

/* The length of the character in front of s. */
static size_t
length_at(struct slice s)
{
	uint32_t cp;

	return (unsigned char)s.ptr[0] < 0x80 ? 1 : utf8_decode(s, &cp);
}

/*
 * The letter that the sign in front of s looks like, or NUL; before is the
 * byte in front of it in its word.
 */
static char
letter_of(struct slice s, char before)
{
	switch (s.ptr[0]) {
	case '0':
		return 'o';
	case '1':
	case '|':
		return 'l';
	case 'I':
		return before >= 'a' && before <= 'z' ? 'l' : '\0';
	default:
		return is_palochka(s) ? 'l' : '\0';
	}
}

/* A word: letters, and signs that stand for some. */
struct word {
	size_t start;
	size_t end;
	size_t letters;
	size_t signs;
	bool digits; /* others than those */
};

static bool
word_counts(const struct word *word)
{
	return word->signs > 0 && !word->digits &&
	    word->letters >= LETTERS_MIN && word->letters > word->signs;
}

/* The word that starts at or behind at; false at the end. */
static bool
word_next(struct slice text, size_t at, struct word *word)
{
	char before = '\0', c;
	size_t len;

	*word = (struct word){ .start = SLICE_NONE };
	for (; at < text.len; at += len) {
		c = text.ptr[at];
		len = length_at(slice_from(text, at));
		if (letter_of(slice_from(text, at), before) != '\0') {
			word->signs++;
		} else if (ascii_alpha(c) || begins_letter((unsigned char)c)) {
			word->letters++;
		} else if (ascii_digit(c)) {
			word->digits = true;
		} else if (word->start != SLICE_NONE) {
			break;
		} else {
			continue;
		}
		if (word->start == SLICE_NONE)
			word->start = at;
		before = c;
	}
	word->end = at;
	return word->start != SLICE_NONE;
}

bool
alike_is_there(struct slice text)
{
	struct word word;

	for (size_t at = 0; word_next(text, at, &word); at = word.end)
		if (word_counts(&word))
			return true;
	return false;
}

static void
put_word(struct text_build *build, struct slice text, const struct word *word)
{
	char before = '\0', letter;
	size_t len;

	for (size_t at = word->start; at < word->end; at += len) {
		letter = letter_of(slice_from(text, at), before);
		len = length_at(slice_from(text, at));
		before = text.ptr[at];
		if (letter != '\0')
			text_build_byte(build, letter, at);
		else
			text_build_copy(build, slice_sub(text, at, len), at);
	}
}

static bool
continues(struct slice text, size_t at)
{
	return at < text.len && ((unsigned char)text.ptr[at] & 0xC0) == 0x80;
}

/* text[from, to), but of a long gap only what is near its ends. */
static void
put_gap(struct text_build *build, struct slice text, size_t from, size_t to)
{
	size_t left = from + AROUND, right = to > AROUND ? to - AROUND : 0;

	if (build->len == 0)
		left = from; /* nothing stands before it */
	if (left >= right) {
		text_build_copy(build, slice_sub(text, from, to - from), from);
		return;
	}
	while (left > from && continues(text, left))
		left--;
	while (continues(text, right))
		right++;
	text_build_copy(build, slice_sub(text, from, left - from), from);
	if (build->len > 0)
		text_build_byte(build, '\n', left);
	text_build_copy(build, slice_sub(text, right, to - right), right);
}

enum status
alike_put(const struct text_view *view, struct arena *arena,
    struct slice *out_r, const struct text_map **map_r)
{
	struct slice text = view->text;
	struct text_build build;
	struct word word;
	size_t done = 0;

	text_build_init(&build, arena, view->map);
	for (size_t at = 0; word_next(text, at, &word); at = word.end) {
		if (!word_counts(&word))
			continue;
		put_gap(&build, text, done, word.start);
		put_word(&build, text, &word);
		done = word.end;
	}
	text = slice_sub(text, 0, done + AROUND);
	while (text.len > done && continues(view->text, text.len))
		text.len--;
	text_build_copy(&build, slice_from(text, done), done);
	return text_build_done(&build, view->text.len, out_r, map_r) ?
	    STATUS_OK :
	    STATUS_NOMEM;
}
