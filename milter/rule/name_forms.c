/*
 * name_forms.c - the ways in which one name may be written.
 */
#include "rule/name_forms.h"

#include <stdlib.h>
#include <string.h>

#include "text/fold.h"
#include "text/word.h"

#define LEGAL_WORDS_MAX 4 /* of one legal form: "sp. z o.o." */
#define LEGAL_FORM_MAX 16 /* letters */
#define LEGAL_ROUNDS 3    /* "GmbH & Co. KG" */
#define BRIEF_MAX 3       /* letters of a name that is taken for a word */

/* In bytewise order, folded, without points and blanks. */
static const char *const legal_forms[] = { "ab", "ag", "aps", "as", "asa",
	"bhd", "bv", "bvba", "co", "company", "corp", "corporation", "cv",
	"doo", "dd", "eireli", "eu", "ev", "gbr", "gesmbh", "gmbh", "hf", "inc",
	"incorporated", "kft", "kg", "kgaa", "kk", "lda", "limited", "limitada",
	"llc", "llp", "lp", "ltd", "ltda", "mbh", "nv", "ohg", "ood", "ooo",
	"oy", "oyj", "pbc", "plc", "pllc", "pt", "pte", "pteltd", "pty",
	"ptyltd", "pvt", "pvtltd", "sa", "sab", "sapi", "sarl", "sas", "sasu",
	"sca", "scs", "sdnbhd", "se", "sl", "slu", "snc", "spa", "spj", "spk",
	"spzoo", "srl", "srls", "sro", "ug", "zrt" };

bool
name_is_legal_form(struct slice word)
{
	for (size_t i = 0; i < sizeof(legal_forms) / sizeof(*legal_forms); i++)
		if (slice_equal(word, slice_cstr(legal_forms[i])))
			return true;
	return false;
}

/* How many words at the end of the form are one legal form. */
static size_t
legal_form_at_end(const struct name_form *form)
{
	char together[LEGAL_FORM_MAX];

	for (size_t n = LEGAL_WORDS_MAX; n > 0; n--) {
		size_t len = 0;
		bool fits = n < form->len;

		for (size_t i = form->len - n; fits && i < form->len; i++) {
			struct slice word = form->words[i];

			fits = len + word.len <= sizeof(together);
			if (fits)
				memcpy(together + len, word.ptr, word.len);
			len += word.len;
		}
		if (fits && name_is_legal_form(slice_make(together, len)))
			return n;
	}
	return 0;
}

static bool
is_digits(struct slice word)
{
	for (size_t i = 0; i < word.len; i++)
		if (!ascii_digit(word.ptr[i]))
			return false;
	return true;
}

static bool
is_and(struct slice word)
{
	return slice_equal(word, SLICE("and"));
}

static size_t
letters_of(struct slice word)
{
	size_t n = 0;

	for (size_t i = 0; i < word.len; i++)
		n += ((unsigned char)word.ptr[i] & 0xc0) != 0x80;
	return n;
}

/*
 * At most so many letters?  Letters of three bytes are another matter: in most
 * scripts that have them, one says as much as a word.
 */
static bool
is_brief(size_t bytes, size_t letters, size_t most)
{
	return letters <= most && bytes <= 2 * letters;
}

static bool
word_is_ordinary(struct slice word)
{
	return is_brief(word.len, letters_of(word), 2) || is_digits(word) ||
	    name_word_is_common(word);
}

static bool
form_is_ordinary(const struct name_form *form)
{
	size_t bytes = 0, letters = 0;

	for (size_t i = 0; i < form->len; i++) {
		bytes += form->words[i].len;
		letters += letters_of(form->words[i]);
	}
	if (is_brief(bytes, letters, BRIEF_MAX))
		return true;
	for (size_t i = 0; i < form->len; i++)
		if (!word_is_ordinary(form->words[i]))
			return false;
	return true;
}

/* Is there nothing in it that could be found: no letter, or one sign alone? */
static bool
form_is_nothing(const struct name_form *form)
{
	size_t letters = 0;

	for (size_t i = 0; i < form->len; i++)
		if (!is_digits(form->words[i]))
			letters += letters_of(form->words[i]);
	return letters == 0 || (form->len == 1 && letters == 1);
}

static void
form_add(struct name_forms *forms, const struct name_form *form)
{
	if (form->len > 0 && forms->len < NAMES_FORMS_MAX &&
	    !form_is_nothing(form))
		forms->items[forms->len++] = *form;
}

static struct name_form
form_without(const struct name_form *form, size_t at)
{
	struct name_form less = *form;

	memmove(less.words + at, less.words + at + 1,
	    (less.len - at - 1) * sizeof(*less.words));
	less.len--;
	return less;
}

/* "Smith & Sons" too as "Smith and Sons", and the other way. */
static void
add_ands(
    struct name_forms *forms, const struct name_form *form, struct slice folded)
{
	struct name_form other = *form;
	struct slice before, after, gap;

	for (size_t i = 1; i + 1 < form->len; i++)
		if (is_and(form->words[i])) {
			other = form_without(form, i);
			form_add(forms, &other);
			return;
		}
	for (size_t i = 1; i < form->len && form->len < NAMES_WORDS_MAX; i++) {
		before = form->words[i - 1];
		after = form->words[i];
		gap = slice_sub(folded,
		    (size_t)(before.ptr + before.len - folded.ptr),
		    (size_t)(after.ptr - before.ptr) - before.len);
		if (slice_find(gap, SLICE("&")) == SLICE_NONE)
			continue;
		memmove(other.words + i + 1, other.words + i,
		    (other.len - i) * sizeof(*other.words));
		other.words[i] = SLICE("and");
		other.len++;
		form_add(forms, &other);
		return;
	}
}

/* "McDonald's" too as "McDonalds". */
static enum status
add_joined(
    struct name_forms *forms, const struct name_form *form, struct arena *arena)
{
	struct name_form other;
	struct slice word;
	char *joined;

	for (size_t i = 1; i < form->len; i++) {
		word = form->words[i - 1];
		if (word.ptr == NULL ||
		    !slice_equal(form->words[i], SLICE("s")))
			continue;
		joined = arena_alloc(arena, word.len + 1);
		if (joined == NULL)
			return STATUS_NOMEM;
		memcpy(joined, word.ptr, word.len);
		joined[word.len] = 's';
		other = form_without(form, i);
		other.words[i - 1] = slice_make(joined, word.len + 1);
		form_add(forms, &other);
		return STATUS_OK;
	}
	return STATUS_OK;
}

/* Adds the form and what it becomes by other signs for the same words. */
static enum status
add_with_signs(struct name_forms *forms, const struct name_form *form,
    struct slice folded, struct arena *arena)
{
	if (form_is_nothing(form))
		return STATUS_OK;
	form_add(forms, form);
	add_ands(forms, form, folded);
	return add_joined(forms, form, arena);
}

static void
form_read(struct slice folded, struct name_form *form)
{
	struct slice word;
	size_t at = 0;

	form->len = form->before = 0;
	form->ordinary = false;
	while (
	    form->len < NAMES_WORDS_MAX && text_word_next(folded, &at, &word))
		form->words[form->len++] = word;
}

enum status
name_forms_make(
    struct slice name, struct arena *arena, struct name_forms *forms_r)
{
	const struct text_map *map;
	struct name_form form = { .len = 0 };
	struct slice folded;
	enum status status;
	size_t legal;

	forms_r->len = 0;
	status = text_fold(name, arena, &folded, &map);
	if (status != STATUS_OK)
		return status;
	form_read(folded, &form);
	if (form.len > 1 && slice_equal(form.words[0], SLICE("the"))) {
		form_add(forms_r, &form);
		form = form_without(&form, 0);
		form.before = 1;
	}
	legal = form.len > 1 ? legal_form_at_end(&form) : 0;
	form.ordinary = legal == 0 && form_is_ordinary(&form);
	status = add_with_signs(forms_r, &form, folded, arena);
	for (int round = 0;
	     status == STATUS_OK && legal > 0 && round < LEGAL_ROUNDS;
	     round++) {
		form.len -= legal;
		legal = form.len > 1 ? legal_form_at_end(&form) : 0;
		form.ordinary = form_is_ordinary(&form);
		status = add_with_signs(forms_r, &form, folded, arena);
	}
	return status;
}

enum status
name_kind_of(struct slice name, struct arena *arena, enum name_kind *kind_r)
{
	struct name_forms *forms = arena_alloc(arena, sizeof(*forms));
	enum status status;

	*kind_r = NAME_NOTHING;
	if (forms == NULL)
		return STATUS_NOMEM;
	status = name_forms_make(name, arena, forms);
	if (status == STATUS_OK && forms->len > 0)
		*kind_r = forms->items[forms->len - 1].ordinary ?
		    NAME_ORDINARY :
		    NAME_PLAIN;
	return status;
}

static uint64_t
mix(uint64_t h)
{
	h *= UINT64_C(0x9E3779B97F4A7C15);
	return h ^ h >> 29;
}

uint64_t
name_word_hash(uint64_t seed, struct slice word)
{
	uint64_t h = seed, eight;
	size_t at = 0;

	for (; word.len - at >= sizeof(eight); at += sizeof(eight)) {
		memcpy(&eight, word.ptr + at, sizeof(eight));
		h = mix(h ^ eight);
	}
	eight = word.len - at;
	for (; at < word.len; at++)
		eight = eight << 8 | (unsigned char)word.ptr[at];
	return mix(mix(h ^ eight) + word.len);
}

uint64_t
name_row_hash(uint64_t row, uint64_t word)
{
	return mix((row << 7 | row >> 57) ^ word);
}

static void
skip_signs(struct slice s, size_t *at)
{
	while (*at < s.len && (unsigned char)s.ptr[*at] < 0x80 &&
	    !ascii_alnum(s.ptr[*at]))
		++*at;
}

static char
ascii_upper(char c)
{
	return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

/* Is there more than one word? */
static bool
has_words(struct slice spelling)
{
	size_t at = 0, n = 0;
	struct slice word;

	while (n < 2 && text_word_next(spelling, &at, &word))
		n++;
	return n == 2;
}

bool
name_is_spelled(struct slice text, struct slice spelling)
{
	size_t i = 0, j = 0;
	bool as_it_is = true, capitals = has_words(spelling);

	while (as_it_is || capitals) {
		skip_signs(text, &i);
		skip_signs(spelling, &j);
		if (i == text.len || j == spelling.len)
			return i == text.len && j == spelling.len;
		as_it_is = as_it_is && text.ptr[i] == spelling.ptr[j];
		capitals =
		    capitals && text.ptr[i] == ascii_upper(spelling.ptr[j]);
		i++;
		j++;
	}
	return false;
}
