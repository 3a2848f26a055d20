/*
 * write.h - all of some bytes into a file or pipe.
 */
#ifndef BASE_WRITE_H
#define BASE_WRITE_H

#include <stdbool.h>

#include "base/slice.h"

/* Blocks as fd does; false, with errno, where not all could be written. */
bool write_all(int fd, struct slice bytes);

#endif
