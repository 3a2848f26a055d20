/*
 * template_words.h - words as numbers, between the files of template.h.
 *
 * A word's number is a hash of its folded form, with two marks in its lowest
 * bits.
 */
#ifndef TEXT_TEMPLATE_WORDS_H
#define TEXT_TEMPLATE_WORDS_H

#include "text/template.h"

#define WORD_CAPITAL 1u  /* written with a capital */
#define WORD_SENTENCE 2u /* the first of a sentence */
#define WORD_MARKS 3u
#define WORD_BREAK 0u /* no word: a view ends */

/* The hash of a folded word, without marks; never WORD_BREAK. */
uint32_t template_word_hash(struct slice folded);

/* Every bit of x counts for every bit of the result. */
uint64_t template_mix(uint64_t x);

/* FNV-1a over bytes, going on from `from`; never 0. */
#define TEMPLATE_BYTES_START UINT64_C(0xCBF29CE484222325)
uint64_t template_bytes_hash(struct slice bytes, uint64_t from);

/*
 * Adds the hashes of text's words to names[0, *n_r), at most up to
 * TEMPLATE_NAME_MAX; text is folded first.  STATUS_NOMEM is the only error.
 */
enum status template_names_add(
    struct slice text, struct arena *arena, uint32_t *names, size_t *n_r);

#endif
