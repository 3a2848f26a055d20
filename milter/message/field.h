/*
 * field.h - header fields as they stood, and the structured ones taken apart.
 *
 * RFC 5322 section 2.2 (fields, folding), RFC 2045 section 5.1 (parameters),
 * RFC 2231 (continued and encoded parameters).  Nothing here decodes a
 * charset: that is text/'s.  Every function takes hostile input and gives
 * either a result or a defect bit, never an error.
 */
#ifndef MESSAGE_FIELD_H
#define MESSAGE_FIELD_H

#include <stdint.h>

#include "base/arena.h"
#include "base/status.h"
#include "base/vec.h"

/* One field.  The slices point into the message's bytes. */
struct message_field {
	struct slice name; /* before the colon, trailing blanks cut */
	struct slice
	    value;     /* after the colon, folding kept, last line end cut */
	size_t offset; /* of the name, from the start of the message */
};

struct message_fields VEC(struct message_field);

/*
 * The first field called name (ASCII case aside), or NULL; message_field_next
 * gives the one after prev.  message_field_count counts them.
 */
const struct message_field *message_field_find(
    const struct message_fields *fields, struct slice name);
const struct message_field *message_field_next(
    const struct message_fields *fields, const struct message_field *prev,
    struct slice name);
size_t message_field_count(
    const struct message_fields *fields, struct slice name);

/* value with folding undone (CR and LF dropped) and the ends trimmed. */
struct slice message_field_unfold(struct slice value, struct arena *arena);

#define MESSAGE_PARAM_MAX 100   /* parameters of one field */
#define MESSAGE_SEGMENT_MAX 100 /* RFC 2231 segments of one parameter */

/*
 * One parameter.  bytes is the value with quotes, quoted pairs, segments and
 * percent-escapes undone; charset is RFC 2231's ("" where it names none), and
 * encoded tells whether it came in that form (then RFC 2047 words in it are
 * not decoded again, unless the reader wants that reading).
 */
struct message_param {
	struct slice name; /* lower case, without "*" and numbers */
	struct slice bytes;
	struct slice charset; /* lower case */
	bool encoded;
};

struct message_param_list VEC(struct message_param);

/* "text/plain; charset=x" or "attachment; filename=y" taken apart. */
struct message_params {
	struct slice value;   /* lower case: "text/plain", "attachment" */
	struct slice type;    /* what stands before the "/", or all */
	struct slice subtype; /* what stands after it, or "" */
	struct message_param_list list;
	uint64_t defects; /* MESSAGE_DEFECT_* bits */
};

enum status message_params_read(
    struct slice value, struct arena *arena, struct message_params *params_r);

/* The first parameter called name (lower case), or NULL. */
const struct message_param *message_params_find(
    const struct message_params *params, struct slice name);

#endif
