/*
 * xml.h - XML, and the parts of office packages that are XML.
 *
 * Written are: the text as a reader of the document sees it (paragraphs by
 * line, cells of a table by tabs); where some of it is deleted, hidden, a note
 * or a field's code, the text with all of that in its place, and all of that
 * by itself; and the attributes, comments and instructions.  XML of another
 * kind is given with its elements joined and with its elements as lines.  What
 * is not well-formed goes through a tag stripper.
 */
#ifndef EXTRACT_XML_H
#define EXTRACT_XML_H

#include "extract/sink.h"

void xml_read(struct sink *sink, const struct member *member);

#endif
