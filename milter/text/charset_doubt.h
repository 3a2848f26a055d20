/*
 * charset_doubt.h - does text that is not to the letter what its label says
 * still leave no doubt about what it is?
 */
#ifndef TEXT_CHARSET_DOUBT_H
#define TEXT_CHARSET_DOUBT_H

#include <stdbool.h>

#include "text/charset_label.h"

/*
 * bytes were read as label (NULL: none was given) with U+FFFD for what did not
 * decode, and that is text.  True where ordinary mail has as much of it and
 * all readings of what is malformed are made.
 */
bool charset_doubt_is_small(
    struct slice bytes, struct slice text, const struct charset_label *label);

#endif
