/*
 * word.h - the words of folded text.
 */
#ifndef TEXT_WORD_H
#define TEXT_WORD_H

#include <stdbool.h>

#include "base/slice.h"

/*
 * The first word at or after *at_r, which is then the offset behind it: a run
 * of letters, digits and marks of any script (Unicode general categories L, N
 * and M); in a script that puts no blanks, each character is a word.  False
 * where there is none; *at_r is then folded.len.
 */
bool text_word_next(struct slice folded, size_t *at_r, struct slice *word_r);

#endif
