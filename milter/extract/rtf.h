/*
 * rtf.h - Rich Text Format (version 1.9.1), and HTML in it ([MS-OXRTFEX]).
 *
 * Written are: the text as it is shown; where some of it is hidden, deleted or
 * stands in a destination of its own (notes, fields, the document's title), the
 * text with all of that in its place, and all of that by itself; the HTML that
 * Outlook has wrapped; and the files that are embedded.
 */
#ifndef EXTRACT_RTF_H
#define EXTRACT_RTF_H

#include "extract/sink.h"

void rtf_read(struct sink *sink, const struct member *member);

#endif
