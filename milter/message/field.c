/*
 * field.c - looking up header fields, and undoing their folding.
 */
#include "message/field.h"

static const struct message_field *
field_from(const struct message_fields *fields, size_t index, struct slice name)
{
	for (size_t i = index; i < fields->len; i++)
		if (slice_equal_nocase(fields->items[i].name, name))
			return &fields->items[i];
	return NULL;
}

const struct message_field *
message_field_find(const struct message_fields *fields, struct slice name)
{
	return field_from(fields, 0, name);
}

const struct message_field *
message_field_next(const struct message_fields *fields,
    const struct message_field *prev, struct slice name)
{
	return field_from(fields, (size_t)(prev - fields->items) + 1, name);
}

size_t
message_field_count(const struct message_fields *fields, struct slice name)
{
	size_t count = 0;

	for (size_t i = 0; i < fields->len; i++)
		if (slice_equal_nocase(fields->items[i].name, name))
			count++;
	return count;
}

struct slice
message_field_unfold(struct slice value, struct arena *arena)
{
	struct slice text = slice_trim(value);
	size_t len = 0;
	char *out;

	if (slice_index(text, '\n') == SLICE_NONE &&
	    slice_index(text, '\r') == SLICE_NONE)
		return text;
	out = arena_alloc(arena, text.len);
	if (out == NULL)
		return SLICE_EMPTY;
	for (size_t i = 0; i < text.len; i++)
		if (text.ptr[i] != '\r' && text.ptr[i] != '\n')
			out[len++] = text.ptr[i];
	return slice_make(out, len);
}
