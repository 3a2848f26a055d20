/*
 * pdf.h - what is read of a PDF besides its pages' text: titles, links and
 * notes, and whether it holds what is not read (files, scripts, forms).
 *
 * A simple scan of the file's bytes, and of the object streams in it (ISO
 * 32000-1, 7.5.7); no object is followed.
 */
#ifndef EXTRACT_PDF_H
#define EXTRACT_PDF_H

#include "extract/sink.h"

void pdf_scan(struct sink *sink, const struct member *self);

#endif
