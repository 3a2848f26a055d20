/*
 * flowed.h - text whose lines flow (RFC 3676): those that end in a blank go on
 * in the next.
 */
#ifndef TEXT_FLOWED_H
#define TEXT_FLOWED_H

#include <stdbool.h>

#include "base/status.h"
#include "text/view.h"

/*
 * Does part say that its text flows, and that the blanks at the line ends are
 * no part of it?  Where they are part of it, folding joins the lines anyway.
 */
bool flowed_deletes_blanks(const struct message_part *part);

/*
 * The text of view with its lines joined so.  STATUS_NOMEM is the only error.
 */
enum status flowed_join(const struct text_view *view, struct arena *arena,
    struct slice *out_r, const struct text_map **map_r);

#endif
