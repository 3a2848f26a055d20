/*
 * utf7.h - UTF-7 (RFC 2152) in text that does not say that it has any.
 */
#ifndef TEXT_UTF7_H
#define TEXT_UTF7_H

#include <stdbool.h>

#include "base/status.h"
#include "text/charset.h"

/*
 * Decodes the shifted runs of from that make sense as such, and leaves the rest
 * as it is.  Where only_plain is set, a run makes sense if it gives characters
 * of alphabets and ASCII alone, since "+" and letters stand in ordinary text
 * too; else if it gives characters at all.  *any_r: was there one?
 * STATUS_NOMEM is the only error.
 */
enum status utf7_decode_runs(const struct text_decoded *from, bool only_plain,
    struct arena *arena, struct text_decoded *decoded_r, bool *any_r);

#endif
