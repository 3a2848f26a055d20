/*
 * workbook.h - the shared strings of a spreadsheet (ECMA-376 part 1, 18.4).
 */
#ifndef EXTRACT_WORKBOOK_H
#define EXTRACT_WORKBOOK_H

#include "base/arena.h"
#include "extract/member.h"

/* Does a part that begins with head hold them? */
bool workbook_is_strings(struct slice head);

/*
 * Adds the strings of the part to *strings, in arena.  A part that is not
 * well-formed gives what stood before the break.  False: out of memory.
 */
bool workbook_read_strings(
    struct slice part, struct arena *arena, struct member_strings *strings);

#endif
