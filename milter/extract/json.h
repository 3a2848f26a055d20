/*
 * json.h - the keys and values of JSON, their escapes decoded.
 */
#ifndef EXTRACT_JSON_H
#define EXTRACT_JSON_H

#include "extract/sink.h"

/*
 * A member of an object is a line, "key: value"; the values of a list stand on
 * one line with tabs between them.  A string that holds JSON itself is read
 * once more.
 */
void json_read(struct sink *sink, const struct member *member);

#endif
