/*
 * ole2.h - Outlook messages, and the office formats of before 2007.
 *
 * A message is read in full.  Of a document of Word, Excel or PowerPoint the
 * readable runs of its streams are given, and it is said that this is all; an
 * encrypted document is said to be one.
 */
#ifndef EXTRACT_OLE2_H
#define EXTRACT_OLE2_H

#include "extract/sink.h"

void ole2_read(struct sink *sink, const struct member *member);

#endif
