/*
 * hex.h - bytes as lower-case hexadecimal.
 */
#ifndef BASE_HEX_H
#define BASE_HEX_H

#include <stdbool.h>
#include <stddef.h>

#include "base/slice.h"

/* Writes 2*len digits and a NUL to out. */
void hex_encode(const void *bytes, size_t len, char *out);

/* Reads exactly len bytes from 2*len digits of either case. */
bool hex_decode(struct slice text, void *bytes, size_t len);

#endif
