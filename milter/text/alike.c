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

enum class {
	OTHER,
	LETTER,
	DIGIT,
	SIGN, /* it may stand for a letter */
};

/* What the first byte of a character says of it. */
static enum class class_of(unsigned char c) {
	if (c < 0x80){
		if (c == '0' || c == '1' || c == '|' || c == 'I') return SIGN;
		if (ascii_alpha((char)c)) return LETTER;
		return ascii_digit((char)c) ? DIGIT : OTHER;
}
if (c == 0xD3) return SIGN;
return (c >= 0xC3 && c <= 0xE1) || c == 0xEA || c == 0xEF || c == 0xF0 ?
    LETTER :
    OTHER;
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
	unsigned char c = 0, before;
	enum class class;

	while (at < text.len && class_of((unsigned char)text.ptr[at]) == OTHER)
		at++;
	*word = (struct word){ .start = at };
	while (at < text.len) {
		before = c;
		c = (unsigned char)text.ptr[at];
		class = class_of(c);
		if (class == OTHER)
			break;
		if (class == SIGN &&
		    letter_of(slice_from(text, at), (char)before) == '\0')
			class = LETTER;
		word->letters += class == LETTER;
		word->signs += class == SIGN;
		word->digits = word->digits || class == DIGIT;
		at += c < 0x80 ? 1 : length_at(slice_from(text, at));
	}
	word->end = at;
	return word->start < at;
}

/* What a sign may begin with. */
static const bool begins_sign[256] = {
	['0'] = true,
	['1'] = true,
	['|'] = true,
	['I'] = true,
	[0xD3] = true,
};

static bool
is_lower(char c)
{
	return c >= 'a' && c <= 'z';
}

/* Does a sign that touches a letter begin at i?  Hardly any byte is one. */
static bool
sign_at(struct slice text, size_t i)
{
	unsigned char c = (unsigned char)text.ptr[i];
	char before = i > 0 ? text.ptr[i - 1] : ' ';
	char after = i + 1 < text.len ? text.ptr[i + 1] : ' ';

	if (c == 'I')
		return is_lower(before);
	if (c != '0' && c != '1' && c != '|')
		return c == 0xD3 && is_palochka(slice_from(text, i));
	return ascii_alpha(before) || ascii_alpha(after) ||
	    (unsigned char)before >= 0x80 || (unsigned char)after >= 0x80;
}

/* The next word that counts, from a word's bound at on; false at the end. */
static bool
alike_next(struct slice text, size_t at, struct word *word)
{
	size_t from = at, start;

	for (; at < text.len; at++) {
		if (!begins_sign[(unsigned char)text.ptr[at]] ||
		    !sign_at(text, at))
			continue;
		start = at;
		while (start > from &&
		    class_of((unsigned char)text.ptr[start - 1]) != OTHER)
			start--;
		if (word_next(text, start, word) && word_counts(word))
			return true;
		from = word->end;
		at = word->end > at ? word->end - 1 : at;
	}
	return false;
}

bool
alike_is_there(struct slice text)
{
	struct word word;

	return alike_next(text, 0, &word);
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
	for (size_t at = 0; alike_next(text, at, &word); at = word.end) {
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
