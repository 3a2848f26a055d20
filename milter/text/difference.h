/*
 * difference.h - what of a text was changed, in words.
 *
 * The shortest edit script between two lists of words, by E. W. Myers ("An
 * O(ND) Difference Algorithm and Its Variations", Algorithmica 1, 1986).  A
 * word is what white space parts.  Past DIFFERENCE_EDITS_MAX edits, or
 * DIFFERENCE_WORDS_MAX words of either text, everything between what they
 * share at both ends counts as changed.
 */
#ifndef TEXT_DIFFERENCE_H
#define TEXT_DIFFERENCE_H

#include "base/buf.h"
#include "base/status.h"
#include "base/vec.h"

#define DIFFERENCE_WORDS_MAX ((size_t)200000)
#define DIFFERENCE_EDITS_MAX 1000

struct text_difference {
	size_t words;   /* of the longer text */
	size_t changed; /* words gone or new, whichever is more */
};

/*
 * What stands between old and new.  out (may be NULL) gets it a change a line:
 * "- words gone" and "+ words new", up to its ceiling.  STATUS_NOMEM is the
 * only error.
 */
enum status text_difference(struct slice old, struct slice new,
    struct arena *arena, struct buf *out, struct text_difference *difference_r);

#endif
