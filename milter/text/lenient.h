/*
 * lenient.h - bytes and texts as programs show them that are not strict about
 * what is malformed.
 *
 * Each gives a text with its map; STATUS_NOMEM is the only error.
 */
#ifndef TEXT_LENIENT_H
#define TEXT_LENIENT_H

#include <stdbool.h>

#include "base/status.h"
#include "text/charset.h"

/* Is there an overlong form, a surrogate or a form of five or six bytes? */
bool lenient_utf8_there(struct slice bytes);

/* UTF-8 in which those stand for what they were made of. */
enum status lenient_utf8(
    struct slice bytes, struct arena *arena, struct text_decoded *decoded_r);

/* The lower seven bits of each byte. */
enum status lenient_seven_bits(
    struct slice bytes, struct arena *arena, struct text_decoded *decoded_r);

/* from without any piece of it that is what, U+FFFD or NUL say. */
enum status lenient_without(const struct text_decoded *from, struct slice what,
    struct arena *arena, struct text_decoded *decoded_r);

#endif
