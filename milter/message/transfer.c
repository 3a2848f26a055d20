/*
 * transfer.c - which transfer encodings some reader may undo.
 *
 * The first Content-Transfer-Encoding field counts, by the token of RFC 2045.
 * Others take the last field, look for a known name anywhere in the value,
 * spell names in their own way ("base-64"), see fields in lines that are none,
 * or undo nothing where the value is not as it should be.
 */
#include "message/part.h"
#include "message/readings.h"

#define VALUE_MAX 1000 /* bytes of one value that are searched */

/* Letters and digits of a value that mean an encoding. */
static const struct {
	struct slice letters;
	enum message_encoding encoding;
} loose_names[] = {
	{ { "base64", 6 }, MESSAGE_ENCODING_BASE64 },
	{ { "b64", 3 }, MESSAGE_ENCODING_BASE64 },
	{ { "quotedprintable", 15 }, MESSAGE_ENCODING_QP },
	{ { "printable", 9 }, MESSAGE_ENCODING_QP },
	{ { "uue", 3 }, MESSAGE_ENCODING_UUENCODE },
};

/* All identities are one reading. */
static void
encodings_add(struct message_part *part, struct message_encodings *list,
    enum message_encoding how)
{
	for (size_t i = 0; i < list->len; i++)
		if (list->items[i] == how ||
		    (!message_encoding_transforms(how) &&
			!message_encoding_transforms(list->items[i])))
			return;
	if (list->len < MESSAGE_WAY_MAX)
		list->items[list->len++] = how;
	else
		part->defects |= MESSAGE_DEFECT_CEILING_READINGS;
}

/* Every encoding whose name can be found in value, other bytes aside. */
static void
encodings_add_loose(struct message_part *part, struct message_encodings *list,
    struct slice value)
{
	char letters[VALUE_MAX];
	struct slice text;
	size_t len = 0;

	for (size_t i = 0; i < value.len && len < sizeof(letters); i++)
		if (ascii_alnum(value.ptr[i]))
			letters[len++] = ascii_lower(value.ptr[i]);
	if (len == sizeof(letters))
		part->defects |= MESSAGE_DEFECT_CEILING_READINGS;
	text = slice_make(letters, len);
	for (size_t i = 0; i < sizeof(loose_names) / sizeof(*loose_names); i++)
		if (slice_find(text, loose_names[i].letters) != SLICE_NONE)
			encodings_add(part, list, loose_names[i].encoding);
	if (slice_equal(text, SLICE("qp")))
		encodings_add(part, list, MESSAGE_ENCODING_QP);
}

/* A field that is not the first of those whose names are right. */
static void
encodings_add_field(struct message_part *part, struct message_encodings *list,
    const struct message_field *field)
{
	enum message_encoding how = message_encoding_parse(field->value);

	encodings_add(part, list, how);
	if (how == MESSAGE_ENCODING_UNKNOWN)
		encodings_add_loose(part, list, field->value);
}

void
message_encodings_find(
    struct message_part *part, struct message_encodings *list_r)
{
	const struct slice name = SLICE("content-transfer-encoding");
	const struct message_fields *others = &part->others;
	const struct message_field *field;

	list_r->len = 0;
	encodings_add(part, list_r, part->encoding);
	field = message_field_find(&part->fields, name);
	if (field != NULL &&
	    (part->defects & MESSAGE_DEFECT_ENCODING_UNKNOWN) != 0)
		encodings_add_loose(part, list_r, field->value);
	if (field != NULL && message_field_spaced(field))
		encodings_add(part, list_r, MESSAGE_ENCODING_NONE);
	while (field != NULL &&
	    (field = message_field_next(&part->fields, field, name)) != NULL)
		encodings_add_field(part, list_r, field);
	field = message_field_find(others, name);
	for (; field != NULL; field = message_field_next(others, field, name))
		encodings_add_field(part, list_r, field);
	if ((part->defects &
		(MESSAGE_DEFECT_ENCODING_UNKNOWN |
		    MESSAGE_DEFECT_ENCODING_COMPOSITE)) != 0)
		encodings_add(part, list_r, MESSAGE_ENCODING_NONE);
}
