/*
 * message_print.h - a message's parts as indented text, for comparison.
 *
 *	0 multipart/mixed
 *	 1 text/plain "hello"
 *	 2 image/png base64:"\x89PNG" !base64-short
 *
 * A line is number, type, every decoding (with its encoding, unless that is
 * an identity), every defect.  A split that is not the first has a line "~"
 * and its name above its parts.
 */
#ifndef MESSAGE_PRINT_H
#define MESSAGE_PRINT_H

#include <inttypes.h>

#include "base/buf.h"
#include "message/message.h"

#define MESSAGE_PRINT_MAX (1u << 20)
#define MESSAGE_PRINT_DEPTH 8 /* the deepest part that is printed */

static inline void
print_bytes(struct buf *out, struct slice bytes)
{
	buf_add_byte(out, '"');
	for (size_t i = 0; i < bytes.len; i++) {
		unsigned char c = (unsigned char)bytes.ptr[i];

		if (c == '\n')
			buf_add_cstr(out, "\\n");
		else if (c == '\r')
			buf_add_cstr(out, "\\r");
		else if (c < 32 || c > 126)
			buf_printf(out, "\\x%02x", c);
		else
			buf_add_byte(out, (char)c);
	}
	buf_add_byte(out, '"');
}

static inline void
print_defects(struct buf *out, uint64_t defects)
{
	for (uint64_t bit = 1; bit != 0; bit <<= 1)
		if ((defects & bit) != 0)
			buf_printf(out, " !%s", message_defect_name(bit));
}

/* A part's line, without its end. */
static inline void
print_line(struct buf *out, const struct message_part *part, unsigned depth)
{
	buf_printf(out, "%*s%s %.*s/%.*s", (int)depth, "", part->number,
	    SLICE_ARG(part->type), SLICE_ARG(part->subtype));
	for (size_t i = 0; i < part->decodings.len; i++) {
		const struct message_decoding *decoding =
		    &part->decodings.items[i];

		buf_add_byte(out, ' ');
		if (decoding->how >= MESSAGE_ENCODING_QP &&
		    decoding->how != MESSAGE_ENCODING_UNKNOWN)
			buf_printf(
			    out, "%s:", message_encoding_name(decoding->how));
		print_bytes(out, decoding->bytes);
	}
	print_defects(out, part->defects);
}

static inline void
print_params(
    struct buf *out, const char *name, const struct message_param_list *list)
{
	for (size_t i = 0; i < list->len; i++) {
		buf_printf(out, " %s=", name);
		print_bytes(out, list->items[i].bytes);
	}
}

/* " as type/subtype name=... charset=...": what else the header may say. */
static inline void
print_readings(struct buf *out, const struct message_part *part)
{
	for (size_t i = 0; i < part->types.len; i++) {
		const struct message_type *type = &part->types.items[i];

		if (!slice_equal(type->type, part->type) ||
		    !slice_equal(type->subtype, part->subtype))
			buf_printf(out, " as %.*s/%.*s", SLICE_ARG(type->type),
			    SLICE_ARG(type->subtype));
	}
	print_params(out, "name", &part->names);
	print_params(out, "charset", &part->charsets);
}

/* The part and all below it; readings: with what print_readings() says. */
static inline void
print_tree(struct buf *out, const struct message_part *part, unsigned depth,
    bool readings)
{
	print_line(out, part, depth);
	if (readings)
		print_readings(out, part);
	buf_add_byte(out, '\n');
	for (size_t i = 0; i < part->splits.len; i++) {
		const struct message_split *split = &part->splits.items[i];

		if (i > 0 || (readings && split->parts.len > 0))
			buf_printf(
			    out, "%*s ~%s\n", (int)depth, "", split->how);
		for (size_t j = 0;
		     j < split->parts.len && depth < MESSAGE_PRINT_DEPTH; j++)
			print_tree(
			    out, split->parts.items[j], depth + 1, readings);
	}
}

static inline void
print_part(struct buf *out, const struct message_part *part, unsigned depth)
{
	print_tree(out, part, depth, false);
}

#endif
