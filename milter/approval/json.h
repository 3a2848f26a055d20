/*
 * json.h - JSON to the letter, by Jansson.
 *
 * A text is taken only as one object or array with no member twice, no NUL in any
 * string, nothing behind it, and UTF-8 throughout: what two parsers could read
 * differently must not be signed over.
 */
#ifndef APPROVAL_JSON_H
#define APPROVAL_JSON_H

#include <jansson.h>

#include "base/buf.h"

/*
 * The JSON that text is, the caller's to decref; NULL and *error_r if it is
 * none.  The error's text never repeats any of it: it may be a private key.
 */
json_t *approval_json_read(struct slice text, json_error_t *error_r);

/* object's member name as text (in object's memory); false if it is none. */
bool approval_json_text(
    const json_t *object, const char *name, struct slice *text_r);

/* Adds object to *buf in one line (indent 0) or indented. */
bool approval_json_write(
    const json_t *object, unsigned indent, struct buf *buf);

/* Has text a control character of ASCII in it? */
bool approval_has_control(struct slice text);

#endif
