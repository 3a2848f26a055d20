/*
 * csv.h - tables of text: the cells without their quotes, tabs between them.
 */
#ifndef EXTRACT_CSV_H
#define EXTRACT_CSV_H

#include "extract/sink.h"

void csv_read(struct sink *sink, const struct member *member);

#endif
