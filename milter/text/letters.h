/*
 * letters.h - words whose letters stand one by one ("d i s c o u n t").
 */
#ifndef TEXT_LETTERS_H
#define TEXT_LETTERS_H

#include <stdbool.h>

#include "base/status.h"
#include "text/view.h"

/* Are there six letters in a row, one separator between each two? */
bool letters_are_apart(struct slice folded);

/*
 * The view's text without the separators between three such letters and more;
 * where the gap is wider than one blank, a word ends.  STATUS_NOMEM is the
 * only error.
 */
enum status letters_join(const struct text_view *view, struct arena *arena,
    struct slice *out_r, const struct text_map **map_r);

#endif
