/*
 * record.c - a journal record's members, for lines and columns.
 */
#include "cli/record.h"

#include "base/buf.h"

#define RECORD_JOIN_MAX ((size_t)1 << 20)
#define RECORD_KEY_WIDTH 15

json_t *
record_parse(struct slice json)
{
	json_t *record = json_loadb(
	    json.ptr, json.len, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, NULL);

	if (json_is_object(record))
		return record;
	json_decref(record);
	return NULL;
}

static struct slice
string_slice(const json_t *value)
{
	if (!json_is_string(value))
		return SLICE_EMPTY;
	return slice_make(json_string_value(value), json_string_length(value));
}

struct slice
record_text(const json_t *record, const char *key)
{
	return string_slice(json_object_get(record, key));
}

struct slice
record_join(
    const json_t *record, const char *key, const char *sep, struct arena *arena)
{
	const json_t *list = json_object_get(record, key);
	struct slice text;
	struct buf buf;

	buf_init(&buf, RECORD_JOIN_MAX);
	for (size_t i = 0; i < json_array_size(list); i++) {
		if (i > 0)
			(void)buf_add_cstr(&buf, sep);
		(void)buf_add(&buf, string_slice(json_array_get(list, i)));
	}
	text = arena_copy(arena, buf_slice(&buf));
	buf_free(&buf);
	return text.ptr != NULL ? text : SLICE_EMPTY;
}

static bool
all_strings(const json_t *list)
{
	for (size_t i = 0; i < json_array_size(list); i++) {
		if (!json_is_string(json_array_get(list, i)))
			return false;
	}
	return true;
}

static void
value_print(const char *key, const json_t *value, const json_t *record,
    struct arena *arena)
{
	char *text;

	out_column(slice_cstr(key), RECORD_KEY_WIDTH);
	if (json_is_string(value)) {
		out_text(stdout, string_slice(value));
	} else if (json_is_array(value) && all_strings(value)) {
		out_text(stdout, record_join(record, key, "; ", arena));
	} else {
		text = json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY);
		out_text(stdout, slice_cstr(text));
		free(text);
	}
	(void)fputc('\n', stdout);
}

void
record_print(json_t *record, struct arena *arena)
{
	const char *key;
	json_t *value;

	json_object_foreach(record, key, value)
	{
		if (json_is_null(value) ||
		    (json_is_array(value) && json_array_size(value) == 0))
			continue;
		value_print(key, value, record, arena);
	}
}
