/*
 * other.c - header lines that are no fields by the rules, but a MIME field to
 * some reader.
 *
 * Readers that look a field up in the raw text, strip white space before they
 * look, or pass over bytes that may not stand in a name see fields where
 * others see none.  A line that continues a field is one of its own only if
 * what follows the colon is what such a field has, since lists of field names
 * (DKIM's "h=") are folded everywhere.
 */
#include "message/decode.h"
#include "message/header.h"

#define NAME_MAX_RAW 64 /* before the colon, odd bytes included */

static const struct slice mime_names[] = {
	{ "Content-Type", 12 },
	{ "Content-Transfer-Encoding", 25 },
	{ "Content-Disposition", 19 },
};

enum {
	NAME_TYPE,
	NAME_ENCODING,
	NAME_DISPOSITION,
	NAMES
};

static size_t
other_index(struct slice name)
{
	for (size_t i = 0; i < NAMES; i++)
		if (slice_equal_nocase(name, mime_names[i]))
			return i;
	return NAMES;
}

bool
message_header_is_mime(struct slice name)
{
	return other_index(name) < NAMES;
}

/* Which of mime_names name is, odd bytes aside, or what follows a NUL. */
static size_t
other_name(struct slice name)
{
	char text[NAME_MAX_RAW];
	size_t len = 0, index;

	if (name.len > NAME_MAX_RAW)
		return NAMES;
	for (size_t i = 0; i < name.len; i++)
		if (name.ptr[i] > ' ' && name.ptr[i] <= '~')
			text[len++] = name.ptr[i];
	index = other_index(slice_make(text, len));
	if (index == NAMES)
		index =
		    other_index(slice_sub(name, 0, slice_index(name, '\0')));
	return index;
}

/* Is value what a field of this name has? */
static bool
other_value(size_t index, struct slice value)
{
	struct slice word = slice_trim(value), head;

	(void)slice_cut(&word, ';', &head);
	head = slice_trim(head);
	switch (index) {
	case NAME_TYPE:
		return slice_index(head, '/') != SLICE_NONE &&
		    slice_index(head, ':') == SLICE_NONE;
	case NAME_ENCODING:
		return message_encoding_parse(head) != MESSAGE_ENCODING_UNKNOWN;
	default:
		return slice_equal_nocase(head, SLICE("attachment")) ||
		    slice_equal_nocase(head, SLICE("inline"));
	}
}

bool
message_header_other(struct slice line, struct message_field *field_r)
{
	size_t colon = slice_index(slice_sub(line, 0, NAME_MAX_RAW + 1), ':');
	struct slice value;
	size_t index;

	if (colon == SLICE_NONE)
		return false;
	index = other_name(slice_sub(line, 0, colon));
	value = slice_from(line, colon + 1);
	if (index == NAMES ||
	    (message_header_folds(line) && !other_value(index, value)))
		return false;
	*field_r = (struct message_field){
		.name = mime_names[index],
		.value = value,
	};
	return true;
}
