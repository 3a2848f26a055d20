/*
 * tnef.h - winmail.dat: a message of Outlook in one attachment ([MS-OXTNEF]).
 */
#ifndef EXTRACT_TNEF_H
#define EXTRACT_TNEF_H

#include "extract/sink.h"

void tnef_read(struct sink *sink, const struct member *member);

#endif
