/*
 * display.h - text in the order in which it is displayed (UAX #9, by ICU).
 */
#ifndef TEXT_DISPLAY_H
#define TEXT_DISPLAY_H

#include "base/status.h"
#include "text/map.h"

/*
 * text with each paragraph that has directional controls in the order of its
 * display, without them; base (NULL: none) leads from text to the source.
 * Since a map ascends, such a paragraph stands for its source as a whole.
 * STATUS_NOMEM is the only error.
 */
enum status display_order(struct slice text, const struct text_map *base,
    struct arena *arena, struct slice *out_r, const struct text_map **map_r);

#endif
