/*
 * text_case.h - from a message's bytes to its views, as the tests of text/ ask
 * for them: ordinary ceilings, no opener, and nothing may fail.
 */
#ifndef TEXT_CASE_H
#define TEXT_CASE_H

#include "text/view.h"

#define TEXT_CASE_BYTES_MAX ((size_t)64 << 20) /* that the views may take */

/* raw must live as long as the arena does. */
void text_case_read(struct slice raw, struct arena *arena, struct text *text_r);

/* The same for head, which ends in an empty line, and body, which are copied. */
void text_case_read_parts(const char *head, struct slice body,
    struct arena *arena, struct text *text_r);

#endif
