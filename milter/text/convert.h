/*
 * convert.h - ICU's converters: bytes in a charset to UTF-8.
 */
#ifndef TEXT_CONVERT_H
#define TEXT_CONVERT_H

#include "base/status.h"
#include "text/map.h"

/*
 * Appends in, read by ICU's converter of that name, to build.  *exact_r is
 * false where bytes did not decode (U+FFFD stands for them), *there_r where
 * ICU has no such converter and nothing was made.  STATUS_NOMEM is the only
 * error, a failure of build aside.
 */
enum status convert_icu(struct slice in, const char *name,
    struct text_build *build, bool *there_r, bool *exact_r);

/*
 * The converter for the charset that in looks like, in the arena; *name_r is
 * NULL where it looks like none.  STATUS_NOMEM is the only error.
 */
enum status convert_detect(
    struct slice in, struct arena *arena, const char **name_r);

#endif
