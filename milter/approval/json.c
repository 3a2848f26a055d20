/*
 * json.c - JSON to the letter, by Jansson.
 *
 * Jansson bounds its own recursion (2,048 levels) and seeds its hashes, so
 * hostile input costs time linear in its size.
 */
#include "approval/json.h"

#include <string.h>

json_t *
approval_json_read(struct slice text, json_error_t *error_r)
{
	json_t *json = json_loadb(text.len == 0 ? "" : text.ptr, text.len,
	    JSON_REJECT_DUPLICATES, error_r);
	char *near;

	if (json == NULL) {
		near = strstr(error_r->text, " near '");
		if (near != NULL)
			*near = '\0';
	}
	return json;
}

bool
approval_json_text(const json_t *object, const char *name, struct slice *text_r)
{
	const json_t *member = json_object_get(object, name);

	*text_r = SLICE_EMPTY;
	if (!json_is_string(member))
		return false;
	*text_r =
	    slice_make(json_string_value(member), json_string_length(member));
	return true;
}

static int
json_to_buf(const char *bytes, size_t len, void *arg)
{
	return buf_add(arg, slice_make(bytes, len)) ? 0 : -1;
}

bool
approval_json_write(const json_t *object, unsigned indent, struct buf *buf)
{
	size_t layout = indent == 0 ? JSON_COMPACT : JSON_INDENT(indent);

	return json_dump_callback(
		   object, json_to_buf, buf, layout | JSON_PRESERVE_ORDER) == 0;
}

bool
approval_has_control(struct slice text)
{
	size_t i;

	for (i = 0; i < text.len; i++)
		if ((unsigned char)text.ptr[i] < 0x20 || text.ptr[i] == 0x7f)
			return true;
	return false;
}
