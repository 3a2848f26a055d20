/*
 * confusable.h - what a character that is not ASCII passes for.
 */
#ifndef TEXT_CONFUSABLE_H
#define TEXT_CONFUSABLE_H

#include <stdint.h>

/*
 * The ASCII letters, in lower case, that cp is taken for at a glance, or NULL.
 * It is asked about NFKC text; digits and non-spacing marks are never in it.
 */
const char *confusable_letters(uint32_t cp);

/* The ASCII punctuation that cp passes for, or '\0'. */
char confusable_mark(uint32_t cp);

/* The ASCII that cp passes for before NFKC makes something else of it, or '\0'. */
char confusable_alone(uint32_t cp);

/* The lower-case letter that a currency sign in a word passes for, or '\0'. */
char confusable_currency(uint32_t cp);

#endif
