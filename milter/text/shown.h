/*
 * shown.h - what a text shows beside what it spells: in another order, in other
 * characters, with other gaps.
 */
#ifndef TEXT_SHOWN_H
#define TEXT_SHOWN_H

#include <stdbool.h>

#include "base/status.h"
#include "text/view.h"

/* A text made of a view's text, with a map to the part. */
struct shown {
	struct slice text;
	const struct text_map *map;
	const char *how; /* what was done: "in display order" */
	bool hidden;     /* no program shows it as it is */
};

#define SHOWN_MAX 6 /* texts of one view */

/*
 * Gives the further texts of view, which is folded already; *n_r of them:
 *
 * - in display order, where directional controls change it (UAX #9);
 * - with the fillers that show as blanks made blanks: folding takes them away;
 * - what tag characters (U+E0020 to E007E) spell;
 * - without the separators between letters that stand one by one;
 * - with letters for what looks like them ("fl00r");
 * - the words with percent-escapes in them, undone.
 *
 * Ordinary text has none.  It costs one look at every eighth byte of ASCII,
 * and one at each byte of the rest.  STATUS_NOMEM is the only error.
 */
enum status shown_texts(const struct text_view *view, struct arena *arena,
    struct shown shown_r[SHOWN_MAX], size_t *n_r);

#endif
