/*
 * settings_kind.c - the kinds of value that a key of the configuration takes.
 */
#include <assert.h>
#include <limits.h>
#include <string.h>

#include "config/settings_parse.h"

#define NAME_LEN_MAX 64
#define ORIGIN_LEN_MAX 255
#define COUNT_MAX 1000000000000

static void *
target(void *object, const struct settings_row *row)
{
	return (char *)object + row->offset;
}

void *
settings_alloc(struct settings_parse *parse, size_t count, size_t size)
{
	void *ptr = arena_calloc(parse->arena, count, size);

	if (ptr == NULL)
		parse->nomem = true;
	return ptr;
}

const char *
settings_scalar(struct settings_parse *parse, const struct yaml_node *node,
    const char *what)
{
	const char *text;

	if (node->kind != YAML_SCALAR || node->text.len == 0) {
		diag_error(parse->diags, yaml_place(node),
		    "%s: expected a text, got %s", what,
		    node->kind == YAML_SCALAR  ? "nothing" :
			node->kind == YAML_MAP ? "a map" :
						 "a list");
		return NULL;
	}
	text = arena_cstr(parse->arena, node->text);
	if (text == NULL)
		parse->nomem = true;
	return text;
}

const char *
settings_path(struct settings_parse *parse, const char *path)
{
	const char *whole = path;

	if (path[0] != '/' && parse->folder[0] != '\0') {
		whole = arena_printf(parse->arena, "%s%s%s", parse->folder,
		    strcmp(parse->folder, "/") == 0 ? "" : "/", path);
		if (whole == NULL)
			parse->nomem = true;
	}
	return whole;
}

void
settings_take_text(struct settings_parse *parse, const struct yaml_node *node,
    const struct settings_row *row, void *object)
{
	const char **text = target(object, row);

	*text = settings_scalar(parse, node, row->name);
}

void
settings_take_name(struct settings_parse *parse, const struct yaml_node *node,
    const struct settings_row *row, void *object)
{
	const char **name = target(object, row);
	const char *text = settings_scalar(parse, node, row->name);

	if (text == NULL)
		return;
	*name = text;
	if (node->text.len > NAME_LEN_MAX) {
		diag_error(parse->diags, yaml_place(node),
		    "%s: longer than %d characters", row->name, NAME_LEN_MAX);
		return;
	}
	for (; *text != '\0'; text++)
		if (!ascii_alnum(*text) && strchr("-._@+", *text) == NULL) {
			diag_error(parse->diags, yaml_place(node),
			    "%s: letters, digits and - . _ @ + only",
			    row->name);
			return;
		}
}

void
settings_take_path(struct settings_parse *parse, const struct yaml_node *node,
    const struct settings_row *row, void *object)
{
	const char **path = target(object, row);
	const char *text = settings_scalar(parse, node, row->name);

	if (text == NULL)
		return;
	*path = settings_path(parse, text);
	if (*path != NULL && strlen(*path) >= PATH_MAX)
		diag_error(parse->diags, yaml_place(node),
		    "%s: the path is too long", row->name);
}

/* As crypt/note.h takes a key's name. */
void
settings_take_origin(struct settings_parse *parse, const struct yaml_node *node,
    const struct settings_row *row, void *object)
{
	const char **origin = target(object, row);
	const char *text = settings_scalar(parse, node, row->name);

	if (text == NULL)
		return;
	*origin = text;
	if (node->text.len > ORIGIN_LEN_MAX)
		diag_error(parse->diags, yaml_place(node),
		    "%s: longer than %d characters", row->name, ORIGIN_LEN_MAX);
	for (size_t i = 0; i < node->text.len; i++) {
		if (text[i] > ' ' && text[i] <= '~' && text[i] != '+')
			continue;
		diag_error(parse->diags, yaml_place(node),
		    "%s: printable ASCII without blank and + only", row->name);
		return;
	}
}

/* Octal, as chmod(1) has it. */
void
settings_take_mode(struct settings_parse *parse, const struct yaml_node *node,
    const struct settings_row *row, void *object)
{
	struct settings *settings = object;
	struct slice text = node->text;
	unsigned mode = 0;
	bool good = node->kind == YAML_SCALAR;

	if (good && slice_starts(text, SLICE("0o")))
		text = slice_from(text, 2);
	good = good && text.len > 0 && text.len <= 5;
	for (size_t i = 0; good && i < text.len; i++) {
		good = text.ptr[i] >= '0' && text.ptr[i] <= '7';
		mode = mode * 8 + (unsigned)(text.ptr[i] - '0');
	}
	if (!good || mode > 0777) {
		diag_error(parse->diags, yaml_place(node),
		    "%s: expected an octal mode such as 0660", row->name);
		return;
	}
	settings->has_socket_mode = true;
	settings->socket_mode = (mode_t)mode;
}

void
settings_take_span(struct settings_parse *parse, const struct yaml_node *node,
    const struct settings_row *row, void *object)
{
	int64_t *seconds = target(object, row);

	if (yaml_span(node, row->name, parse->diags, seconds) && *seconds == 0)
		diag_error(parse->diags, yaml_place(node),
		    "%s: must be longer than nothing", row->name);
}

void
settings_take_age(struct settings_parse *parse, const struct yaml_node *node,
    const struct settings_row *row, void *object)
{
	int64_t *seconds = target(object, row);

	if (node->kind == YAML_SCALAR &&
	    slice_equal(node->text, SLICE("never")))
		*seconds = 0;
	else
		settings_take_span(parse, node, row, object);
}

void
settings_take_size(struct settings_parse *parse, const struct yaml_node *node,
    const struct settings_row *row, void *object)
{
	int64_t *bytes = target(object, row);

	if (yaml_size(node, row->name, parse->diags, bytes) && *bytes == 0)
		diag_error(parse->diags, yaml_place(node),
		    "%s: must be more than 0", row->name);
}

void
settings_take_count(struct settings_parse *parse, const struct yaml_node *node,
    const struct settings_row *row, void *object)
{
	(void)yaml_count(
	    node, row->name, COUNT_MAX, parse->diags, target(object, row));
}

void
settings_take_amount(struct settings_parse *parse, const struct yaml_node *node,
    const struct settings_row *row, void *object)
{
	int64_t *amount = target(object, row);

	if (yaml_count(node, row->name, COUNT_MAX, parse->diags, amount) &&
	    *amount == 0)
		diag_error(parse->diags, yaml_place(node),
		    "%s: must be more than 0", row->name);
}

void
settings_take_share(struct settings_parse *parse, const struct yaml_node *node,
    const struct settings_row *row, void *object)
{
	(void)yaml_share(node, row->name, parse->diags, target(object, row));
}

void
settings_take_choice(struct settings_parse *parse, const struct yaml_node *node,
    const struct settings_row *row, void *object)
{
	size_t index;
	unsigned value;

	static_assert(sizeof(enum settings_act) == sizeof(unsigned),
	    "an enum is stored as unsigned");
	if (!yaml_choice(node, row->name, row->choices, parse->diags, &index))
		return;
	value = (unsigned)index;
	memcpy(target(object, row), &value, sizeof(value));
}

void
settings_take_flag(struct settings_parse *parse, const struct yaml_node *node,
    const struct settings_row *row, void *object)
{
	bool *flag = target(object, row);
	size_t index;

	if (yaml_choice(node, row->name, row->choices, parse->diags, &index))
		*flag = index == 1;
}
