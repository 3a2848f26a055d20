/*
 * kind.h - how a leaf is read, by its type and its first bytes.
 */
#ifndef TEXT_KIND_H
#define TEXT_KIND_H

#include "message/message.h"

enum kind {
	KIND_TEXT,
	KIND_HTML,
	KIND_IMAGE,     /* nothing in it is text */
	KIND_SIGNATURE, /* the same, if it is a small DER structure */
	KIND_OTHER      /* by its bytes */
};

/* By type and subtype alone. */
enum kind kind_of_type(const struct message_type *type);

/* Do bytes begin as a picture that programs show? */
bool kind_is_image(struct slice bytes);

/* A detached signature in DER, and no more than that? */
bool kind_is_signature(struct slice bytes);

/* UTF-8 without control characters? */
bool kind_is_plain_text(struct slice bytes);

/*
 * Is there more inside bytes than stands there as text: an archive, a document,
 * a format with escapes of its own?  By the bytes, the part's types and its
 * file names.
 */
bool kind_has_inside(const struct message_part *part, struct slice bytes);

/* Would some program take the text for HTML? */
bool kind_looks_like_html(struct slice text);

#endif
