/*
 * alike.h - words in which another sign stands for a letter that it looks
 * like: a nought for an "o", a one, a bar or a capital "I" for an "l".
 *
 * Folding leaves these alone, since a digit is a digit to most rules.
 */
#ifndef TEXT_ALIKE_H
#define TEXT_ALIKE_H

#include <stdbool.h>

#include "base/status.h"
#include "text/view.h"

/* Is there such a word? */
bool alike_is_there(struct slice text);

/*
 * The words around each of them, with the letters put in.  STATUS_NOMEM is the
 * only error.
 */
enum status alike_put(const struct text_view *view, struct arena *arena,
    struct slice *out_r, const struct text_map **map_r);

#endif
