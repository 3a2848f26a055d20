/*
 * utf8.h - one code point at a time, to the letter of RFC 3629.
 */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include <stdint.h>

#include "base/slice.h"

#define UTF8_MAX 4
#define UTF8_REPLACEMENT 0xFFFDu

/*
 * Decodes the code point at the front of s (which is not empty) into *cp_r and
 * returns its length in bytes.  A malformed sequence gives U+FFFD and the
 * length of its maximal valid prefix, at least 1 (Unicode 3.9, U+FFFD
 * substitution of maximal subparts).
 */
size_t utf8_decode(struct slice s, uint32_t *cp_r);

/* Writes cp (surrogates and beyond U+10FFFF as U+FFFD); returns its length. */
size_t utf8_encode(uint32_t cp, char out[UTF8_MAX]);

/* Is all of s well-formed UTF-8? */
bool utf8_valid(struct slice s);

#endif
