/*
 * loose.h - what lenient readers make of a Content-Type or Content-Disposition
 * value that is not as RFC 2045 has it.
 *
 * Used within message/ only.
 */
#ifndef MESSAGE_LOOSE_H
#define MESSAGE_LOOSE_H

#include "message/message.h"
#include "message/params.h"

#define MESSAGE_LOOSE_FIELD_MAX ((size_t)16 << 10) /* read of one value */
#define MESSAGE_LOOSE_VALUE_MAX 1000 /* bytes of one parameter's reading */
#define MESSAGE_LOOSE_MAX 64         /* readings kept in one list */

/* Lists without repetitions; full once something had no room. */
struct message_loose {
	struct message_types types;
	struct message_param_list
	    params; /* boundary, charset, name, filename */
	bool full;
};

/* Appends what value may be read as; STATUS_NOMEM only. */
enum status message_loose_read(
    struct slice value, struct arena *arena, struct message_loose *loose);

/* Appends one, unless it is there; past MESSAGE_LOOSE_MAX sets full. */
enum status message_loose_type(struct message_loose *loose,
    const struct message_type *type, struct arena *arena);
enum status message_loose_param(struct message_loose *loose,
    const struct message_param *param, struct arena *arena);

/* All parameters called name (lower case) that text has in any form. */
enum status message_loose_params(struct slice text, struct slice name,
    struct arena *arena, struct message_loose *loose);

/* Every joining of the RFC 2231 pieces of one parameter. */
enum status message_loose_segments(const struct message_pieces *pieces,
    struct arena *arena, struct message_loose *loose);

/* text with its RFC 2047 words decoded, their charsets aside. */
struct slice message_loose_words(struct slice text, struct arena *arena);

#endif
