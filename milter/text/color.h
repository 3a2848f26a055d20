/*
 * color.h - colours as CSS and HTML write them, to tell text that has the
 * colour of what it stands on.
 */
#ifndef TEXT_COLOR_H
#define TEXT_COLOR_H

#include <stdint.h>

#include "base/slice.h"

#define COLOR_WHITE 0xFFFFFFu
#define COLOR_NONE 0xFF000000u  /* not said, or not known */
#define COLOR_CLEAR 0xFE000000u /* transparent */

/*
 * 0xRRGGBB, or one of the above.  value is in lower case and trimmed; a hex
 * colour may lack its "#", as in HTML.
 */
uint32_t color_parse(struct slice value);

/* Can no eye tell a and b apart?  Neither is NONE or CLEAR. */
bool color_alike(uint32_t a, uint32_t b);

#endif
