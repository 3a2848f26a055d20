/*
 * exact_words.c - words, and the numbers that they may spell.
 */
#include "rule/exact_words.h"

#include <string.h>

#include "base/vec.h"
#include "text/word.h"

#define GROUP 3 /* digits between two separators of thousands */

/* ISO 4217, and what people write; folded. */
static const struct slice currencies[] = { SLICE_INIT("usd"), SLICE_INIT("eur"),
	SLICE_INIT("gbp"), SLICE_INIT("chf"), SLICE_INIT("jpy"),
	SLICE_INIT("cny"), SLICE_INIT("inr"), SLICE_INIT("cad"),
	SLICE_INIT("aud"), SLICE_INIT("nzd"), SLICE_INIT("sek"),
	SLICE_INIT("nok"), SLICE_INIT("dkk"), SLICE_INIT("pln"),
	SLICE_INIT("czk"), SLICE_INIT("huf"), SLICE_INIT("ron"),
	SLICE_INIT("brl"), SLICE_INIT("mxn"), SLICE_INIT("sgd"),
	SLICE_INIT("hkd"), SLICE_INIT("krw"), SLICE_INIT("twd"),
	SLICE_INIT("zar"), SLICE_INIT("aed"), SLICE_INIT("sar"),
	SLICE_INIT("ils"), SLICE_INIT("try"), SLICE_INIT("us"),
	SLICE_INIT("rs"), SLICE_INIT("kr"), SLICE_INIT("fr"), SLICE_INIT("zl"),
	SLICE_INIT("euro"), SLICE_INIT("euros"), SLICE_INIT("dollars"),
	SLICE_INIT("pounds") };

/* What a number is multiplied by: so many noughts. */
static const struct {
	struct slice word;
	unsigned noughts;
} scales[] = { { SLICE_INIT("k"), 3 }, { SLICE_INIT("tsd"), 3 },
	{ SLICE_INIT("thousand"), 3 }, { SLICE_INIT("m"), 6 },
	{ SLICE_INIT("mm"), 6 }, { SLICE_INIT("mn"), 6 },
	{ SLICE_INIT("mio"), 6 }, { SLICE_INIT("million"), 6 },
	{ SLICE_INIT("b"), 9 }, { SLICE_INIT("bn"), 9 },
	{ SLICE_INIT("mrd"), 9 }, { SLICE_INIT("billion"), 9 } };

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

static bool
currency_is(struct slice word)
{
	for (size_t i = 0; i < COUNT(currencies); i++)
		if (slice_equal(currencies[i], word))
			return true;
	return false;
}

static unsigned
scale_of(struct slice word)
{
	for (size_t i = 0; i < COUNT(scales); i++)
		if (slice_equal(scales[i].word, word))
			return scales[i].noughts;
	return 0;
}

static size_t
digits_length(struct slice s)
{
	size_t len = 0;

	while (len < s.len && ascii_digit(s.ptr[len]))
		len++;
	return len;
}

static size_t
letters_length(struct slice s)
{
	size_t len = 0;

	while (len < s.len && !ascii_digit(s.ptr[len]))
		len++;
	return len;
}

/*
 * Where a word falls in two: a number and its currency or multiplier that
 * touch ("eur84250", "84.25k").  0: nowhere.
 */
static size_t
word_split(struct slice word)
{
	size_t digits = digits_length(word), letters;
	struct slice rest;

	if (digits == word.len)
		return 0;
	if (digits > 0) {
		rest = slice_from(word, digits);
		return currency_is(rest) || scale_of(rest) > 0 ? digits : 0;
	}
	letters = letters_length(word);
	rest = slice_from(word, letters);
	if (rest.len > 0 && digits_length(rest) == rest.len &&
	    currency_is(slice_sub(word, 0, letters)))
		return letters;
	return 0;
}

static bool
word_add(struct exact_words *words, size_t *cap, struct arena *arena,
    struct slice text)
{
	size_t start = (size_t)(text.ptr - words->text.ptr);
	size_t before = 0, between;
	struct exact_word *word;

	if (words->len > 0)
		before = words->items[words->len - 1].end;
	if (!vec_reserve(arena, (void **)&words->items, cap, words->len,
		sizeof(*words->items)))
		return false;
	word = &words->items[words->len++];
	between = start - before;
	word->start = start;
	word->end = start + text.len;
	word->touches = words->len > 1 && between == 0;
	word->gap = '\0';
	if (words->len > 1 && between == 1)
		word->gap = words->text.ptr[before];
	word->digits = digits_length(text) == text.len;
	return true;
}

enum status
exact_words_read(
    struct slice folded, struct arena *arena, struct exact_words *words_r)
{
	size_t at = 0, cap = 0, split;
	struct slice word;

	*words_r = (struct exact_words){ .text = folded };
	while (text_word_next(folded, &at, &word)) {
		split = word_split(word);
		if (split > 0 &&
		    !word_add(words_r, &cap, arena, slice_sub(word, 0, split)))
			return STATUS_NOMEM;
		if (!word_add(words_r, &cap, arena, slice_from(word, split)))
			return STATUS_NOMEM;
	}
	return STATUS_OK;
}

struct slice
exact_word_text(const struct exact_words *words, size_t i)
{
	const struct exact_word *word = &words->items[i];

	return slice_sub(words->text, word->start, word->end - word->start);
}

bool
exact_is_currency(const struct exact_words *words, size_t i)
{
	return currency_is(exact_word_text(words, i));
}

static size_t
word_len(const struct exact_words *words, size_t i)
{
	return words->items[i].end - words->items[i].start;
}

/* Do both words belong to a row of digits with a separator between? */
static bool
number_goes_on(const struct exact_words *words, size_t i)
{
	return i > 0 && i < words->len && words->items[i - 1].digits &&
	    words->items[i].digits &&
	    (words->items[i].gap == '.' || words->items[i].gap == ',' ||
		words->items[i].gap == '\'');
}

static bool
all_noughts(struct slice text)
{
	for (size_t i = 0; i < text.len; i++)
		if (text.ptr[i] != '0')
			return false;
	return true;
}

bool
exact_may_begin(const struct exact_words *words, size_t first)
{
	if (!words->items[first].digits || !number_goes_on(words, first))
		return true;
	/* a list without blanks: "99,84250" */
	return words->items[first].gap == ',' && word_len(words, first) > GROUP;
}

/* May the word be one more group of the digits of first, by that separator? */
static bool
is_group(
    const struct exact_words *words, size_t first, size_t word, char *group)
{
	const struct exact_word *next = &words->items[word];

	if (!next->digits || word_len(words, word) != GROUP ||
	    word_len(words, first) > GROUP || next->gap == '\0' ||
	    strchr(".,' _", next->gap) == NULL ||
	    (*group != '\0' && next->gap != *group))
		return false;
	*group = next->gap;
	return true;
}

/* May the word behind the number's last one be its fraction? */
static bool
is_fraction(const struct exact_words *words, size_t next, char group)
{
	return next < words->len && number_goes_on(words, next) &&
	    words->items[next].gap != '\'' && words->items[next].gap != group &&
	    !number_goes_on(words, next + 1);
}

/* Are the words a number whose last one is its fraction, and no group? */
static bool
ends_in_fraction(const struct exact_words *words, size_t first, size_t last)
{
	char group = '\0';
	size_t len;

	if (last == first || !words->items[first].digits ||
	    word_len(words, last) == GROUP)
		return false;
	len = word_len(words, first) + word_len(words, last);
	for (size_t i = first + 1; i < last; i++) {
		if (!is_group(words, first, i, &group))
			return false;
		len += GROUP;
	}
	return len <= EXACT_NUMBER_MAX && is_fraction(words, last, group);
}

bool
exact_may_end(const struct exact_words *words, size_t first, size_t last)
{
	size_t next = last + 1, len;
	bool grouped;

	if (!words->items[last].digits)
		return true;
	if (ends_in_fraction(words, first, last))
		return false;
	if (next >= words->len)
		return true;
	if (words->items[next].touches)
		return scale_of(exact_word_text(words, next)) == 0;
	if (!words->items[next].digits)
		return true;
	len = word_len(words, next);
	grouped = words->items[first].digits &&
	    word_len(words, first) <= GROUP &&
	    (last == first || words->items[last].gap == words->items[next].gap);
	if (words->items[next].gap == ' ')
		return !(grouped && last > first && len == GROUP);
	if (!number_goes_on(words, next))
		return true;
	if (grouped && len == GROUP)
		return false;
	/* a fraction, unless a list goes on behind it */
	return words->items[next].gap == '\'' ||
	    number_goes_on(words, next + 1) ||
	    all_noughts(exact_word_text(words, next));
}

/* One reading in the making. */
struct spelling {
	const struct exact_words *words;
	char digits[EXACT_NUMBER_MAX];
	size_t len;
	void (*each)(const struct exact_number *number, void *arg);
	void *arg;
};

static bool
spell(struct spelling *s, size_t word)
{
	struct slice text = exact_word_text(s->words, word);

	if (s->len + text.len > sizeof(s->digits))
		return false;
	memcpy(s->digits + s->len, text.ptr, text.len);
	s->len += text.len;
	return true;
}

/*
 * The digits that are spelled, of which so many stand behind the point, with
 * so many noughts to it.
 */
static void
say(struct spelling *s, size_t last, size_t behind, unsigned noughts)
{
	struct exact_number number = { .last = last, .scaled = noughts > 0 };
	size_t len = s->len, point;

	for (; noughts > 0 && behind > 0; noughts--)
		behind--;
	while (behind > 0 && s->digits[len - 1] == '0') {
		behind--;
		len--;
	}
	point = len - behind;
	memcpy(number.text, s->digits, point);
	number.len = point;
	for (; noughts > 0; noughts--)
		number.text[number.len++] = '0';
	if (behind > 0) {
		number.fraction = true;
		number.text[number.len++] = '.';
		memcpy(number.text + number.len, s->digits + point, behind);
		number.len += behind;
	}
	s->each(&number, s->arg);
}

/* Says it as it stands and, with a multiplier behind it, as that makes it. */
static void
say_scaled(struct spelling *s, size_t last, size_t behind)
{
	const struct exact_words *words = s->words;
	size_t next = last + 1;
	unsigned noughts = 0;

	if (next < words->len && !words->items[next].digits &&
	    (words->items[next].touches || words->items[next].gap == ' '))
		noughts = scale_of(exact_word_text(words, next));
	if (noughts > 0)
		say(s, next, behind, noughts);
	if (noughts == 0 || !words->items[next].touches)
		say(s, last, behind, 0);
}

void
exact_numbers(const struct exact_words *words, size_t first,
    void (*each)(const struct exact_number *number, void *arg), void *arg)
{
	struct spelling s = { words, { 0 }, 0, each, arg };
	char group = '\0';
	size_t last = first, whole;

	if (!words->items[first].digits || !spell(&s, first))
		return;
	for (;;) {
		say_scaled(&s, last, 0);
		whole = s.len;
		if (is_fraction(words, last + 1, group) && spell(&s, last + 1))
			say_scaled(&s, last + 1, s.len - whole);
		s.len = whole;
		if (++last == words->len ||
		    !is_group(words, first, last, &group) || !spell(&s, last))
			return;
	}
}
