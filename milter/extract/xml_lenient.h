/*
 * xml_lenient.h - markup that is not well-formed: its tags taken out.
 */
#ifndef EXTRACT_XML_LENIENT_H
#define EXTRACT_XML_LENIENT_H

#include "extract/sink.h"

/*
 * Writes the text with the tags joined over, the text with tags as line
 * breaks, and the bytes as they stand (as text and as HTML), since nobody can
 * tell what a reader makes of them.
 */
void xml_lenient_read(struct sink *sink, const struct member *self);

#endif
