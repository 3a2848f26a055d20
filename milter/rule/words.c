/*
 * words.c - a list of phrases as one regular expression.
 *
 * The folded form of a text has lost its accents and odd letters, so a phrase
 * is looked for as it is written and as it folds.
 */
#include "base/buf.h"
#include "rule/pattern.h"
#include "text/fold.h"

/*
 * A phrase of n bytes takes at most 2n and its bounds, twice.  What is longer
 * than RULE_PATTERN_MAX the compiler refuses in its own words.
 */
#define WORDS_SOURCE_MAX ((size_t)RULE_WORDS_MAX * (4 * RULE_PHRASE_MAX + 64))

static bool
word_byte(char c)
{
	return ascii_alnum(c) || c == '_' || (unsigned char)c >= 0x80;
}

/* phrase with every special character escaped and white space as \s+. */
static void
add_escaped(struct buf *out, struct slice phrase)
{
	for (size_t i = 0; i < phrase.len; i++) {
		if (ascii_space(phrase.ptr[i])) {
			if (!ascii_space(phrase.ptr[i - 1]))
				(void)buf_add_cstr(out, "\\s+");
			continue;
		}
		if (!word_byte(phrase.ptr[i]))
			(void)buf_add_byte(out, '\\');
		(void)buf_add_byte(out, phrase.ptr[i]);
	}
}

static void
add_phrase(struct buf *source, struct buf *rough, struct slice phrase)
{
	if (source->ptr[source->len - 1] != ':') {
		(void)buf_add_byte(source, '|');
		(void)buf_add_byte(rough, '|');
	}
	if (word_byte(phrase.ptr[0]))
		(void)buf_add_cstr(source, "(?<!\\w)");
	add_escaped(source, phrase);
	add_escaped(rough, phrase);
	if (word_byte(phrase.ptr[phrase.len - 1]))
		(void)buf_add_cstr(source, "(?!\\w)");
}

static enum status
add_both(struct buf *source, struct buf *rough, struct slice phrase,
    struct arena *arena)
{
	const struct text_map *map;
	struct slice folded;

	phrase = slice_trim(phrase);
	if (phrase.len == 0)
		return STATUS_OK;
	add_phrase(source, rough, phrase);
	if (text_fold(phrase, arena, &folded, &map) != STATUS_OK)
		return STATUS_NOMEM;
	folded = slice_trim(folded);
	if (folded.len > 0 && !slice_equal_nocase(phrase, folded))
		add_phrase(source, rough, folded);
	return STATUS_OK;
}

enum status
rule_words_source(const struct rule_list *phrases, struct arena *arena,
    struct slice *source_r, struct slice *rough_r)
{
	struct buf source, rough;
	enum status status = STATUS_NOMEM;

	buf_init(&source, WORDS_SOURCE_MAX);
	buf_init(&rough, WORDS_SOURCE_MAX);
	if (!buf_add_cstr(&source, "(?i)(?:") ||
	    !buf_add_cstr(&rough, "(?i)(?:"))
		goto out;
	for (size_t i = 0; i < phrases->len; i++) {
		if (add_both(&source, &rough, slice_cstr(phrases->items[i]),
			arena) != STATUS_OK ||
		    buf_failed(&source) || buf_failed(&rough))
			goto out;
	}
	if (!buf_add_byte(&source, ')') || !buf_add_byte(&rough, ')'))
		goto out;
	*source_r = arena_copy(arena, buf_slice(&source));
	*rough_r = arena_copy(arena, buf_slice(&rough));
	if (source_r->ptr != NULL && rough_r->ptr != NULL)
		status = STATUS_OK;
out:
	buf_free(&source);
	buf_free(&rough);
	return status;
}
