/*
 * ical.h - iCalendar (RFC 5545) and vCard (RFC 6350, and 2.1 and 3.0).
 */
#ifndef EXTRACT_ICAL_H
#define EXTRACT_ICAL_H

#include "extract/sink.h"

/*
 * A property is a line, "NAME: value", unfolded and without its escapes;
 * parameters follow by themselves; HTML values and attached data are given as
 * what they are.
 */
void ical_read(struct sink *sink, const struct member *member);

#endif
