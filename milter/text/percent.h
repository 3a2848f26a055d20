/*
 * percent.h - words with percent-escapes in them (RFC 3986 section 2.1), as
 * addresses of pages that are written out in a text have them.
 */
#ifndef TEXT_PERCENT_H
#define TEXT_PERCENT_H

#include <stdbool.h>

#include "base/status.h"
#include "text/view.h"

/* Is there an escape of a character that is seen, or of a blank? */
bool percent_is_there(struct slice text);

/*
 * The words with such escapes, a line each, the escapes undone twice if there
 * are more of them then.  STATUS_NOMEM is the only error.
 */
enum status percent_undo(const struct text_view *view, struct arena *arena,
    struct slice *out_r, const struct text_map **map_r);

#endif
