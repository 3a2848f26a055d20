/*
 * exact_words.h - a text as exact-data match reads it: words, and the numbers
 * that they may spell.  Private to rule/.
 *
 * A number is written in many ways (84,250.00; 84.250,00; 84 250; 84'250;
 * EUR84250; 84.25k), and some can be read in two: each reading counts.
 */
#ifndef RULE_EXACT_WORDS_H
#define RULE_EXACT_WORDS_H

#include <stdint.h>

#include "base/arena.h"
#include "base/status.h"

#define EXACT_NUMBER_MAX 64 /* digits of a number; a longer one is a code */

struct exact_word {
	size_t start, end; /* bytes of the text */
	char gap; /* the one byte between it and the word before; 0: none, or
	             more */
	bool touches; /* nothing stands between */
	bool digits;  /* and nothing else */
};

struct exact_words {
	struct slice text; /* folded */
	struct exact_word *items;
	size_t len;
};

/* Cuts folded text.  STATUS_NOMEM is the only error. */
enum status exact_words_read(
    struct slice folded, struct arena *arena, struct exact_words *words_r);

struct slice exact_word_text(const struct exact_words *words, size_t i);

/* Is the word the name or abbreviation of a currency? */
bool exact_is_currency(const struct exact_words *words, size_t i);

/*
 * May a value begin (end) with this word?  Not inside a number: "84,250" does
 * not stand in "84,250,000", "84,250.75" or "1.84250".
 */
bool exact_may_begin(const struct exact_words *words, size_t first);
bool exact_may_end(const struct exact_words *words, size_t first, size_t last);

/* A reading of the words [first, last]: "84250", or "84250.5". */
struct exact_number {
	size_t last;
	char text[2 * EXACT_NUMBER_MAX];
	size_t len;
	bool fraction; /* there is a point in it */
	bool scaled;   /* a word such as "million" is in it */
};

/*
 * Every reading as a number of the words from first on.  Each is good until
 * each() returns.
 */
void exact_numbers(const struct exact_words *words, size_t first,
    void (*each)(const struct exact_number *number, void *arg), void *arg);

#endif
