/*
 * record.h - journal records read back for printing.
 */
#ifndef CLI_RECORD_H
#define CLI_RECORD_H

#include "cli/out.h"

/* The record, or NULL where it is no JSON object. */
json_t *record_parse(struct slice json);

/* A member as text: "" where it is absent or of another kind. */
struct slice record_text(const json_t *record, const char *key);

/* A list of texts joined by sep, in the arena. */
struct slice record_join(const json_t *record, const char *key, const char *sep,
    struct arena *arena);

/* "key  value" lines of a whole record. */
void record_print(json_t *record, struct arena *arena);

#endif
