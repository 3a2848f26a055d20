/*
 * settings_list.c - keys whose value is a list of texts or a map.
 *
 * A list of one entry may be written as the entry alone.
 */
#include <assert.h>

#include "config/settings_parse.h"

#define ROWS_MAX 40 /* of one table */

bool
settings_items(struct settings_parse *parse, const struct yaml_node *node,
    const struct settings_row *row, const struct yaml_node **first_r,
    size_t *len_r)
{
	size_t max = row->max != 0 ? row->max : SETTINGS_LIST_MAX;
	size_t len = 1;

	*first_r = node;
	if (node->kind == YAML_MAP ||
	    (node->kind == YAML_SCALAR && node->text.len == 0)) {
		diag_error(parse->diags, yaml_place(node),
		    "%s: expected a list", row->name);
		return false;
	}
	if (node->kind == YAML_LIST) {
		*first_r = node->child;
		len = 0;
		for (const struct yaml_node *n = node->child; n != NULL;
		     n = n->next)
			len++;
	}
	*len_r = len;
	if (len <= max)
		return true;
	diag_error(parse->diags, yaml_place(node), "%s: more than %zu entries",
	    row->name, max);
	return false;
}

/* The text of one item, checked against the row's choices if it has some. */
static const char *
item_text(struct settings_parse *parse, const struct yaml_node *node,
    const struct settings_row *row)
{
	size_t index;

	if (row->choices != NULL &&
	    !yaml_choice(node, row->name, row->choices, parse->diags, &index))
		return NULL;
	return settings_scalar(parse, node, row->name);
}

void
settings_take_list(struct settings_parse *parse, const struct yaml_node *node,
    const struct settings_row *row, void *object)
{
	struct settings_list *list = (void *)((char *)object + row->offset);
	const struct yaml_node *item;
	const char **texts;
	size_t len;

	if (!settings_items(parse, node, row, &item, &len))
		return;
	texts = settings_alloc(parse, len, sizeof(*texts));
	if (texts == NULL)
		return;
	list->items = texts;
	for (; len > 0; len--, item = item->next) {
		const char *text = item_text(parse, item, row);

		if (text != NULL)
			texts[list->len++] = text;
	}
}

void
settings_take_paths(struct settings_parse *parse, const struct yaml_node *node,
    const struct settings_row *row, void *object)
{
	struct settings_list *list = (void *)((char *)object + row->offset);
	const char **paths;

	settings_take_list(parse, node, row, object);
	paths = settings_alloc(parse, list->len, sizeof(*paths));
	if (paths == NULL)
		return;
	for (size_t i = 0; i < list->len; i++) {
		paths[i] = settings_path(parse, list->items[i]);
		if (paths[i] == NULL)
			return;
	}
	list->items = paths;
}

static void
check_unknown(struct settings_parse *parse, const struct yaml_node *map,
    const struct settings_table *table, const char *what)
{
	const char *names[ROWS_MAX + 1];

	assert(table->nrows <= ROWS_MAX);
	for (size_t i = 0; i < table->nrows; i++)
		names[i] = table->rows[i].name;
	names[table->nrows] = NULL;
	yaml_check_keys(map, what, names, parse->diags);
}

/* A key that is not there: its default, read as if it had been written. */
static void
take_absent(
    struct settings_parse *parse, const struct settings_row *row, void *object)
{
	struct yaml_node node = { .kind = YAML_SCALAR,
		.plain = true,
		.file = "default",
		.key = SLICE_EMPTY };

	if (row->value != NULL) {
		node.text = slice_cstr(row->value);
		row->take(parse, &node, row, object);
	} else if (row->take == settings_take_map) {
		settings_take_rows(parse, NULL, row->table, row->name, object);
	}
}

void
settings_take_rows(struct settings_parse *parse, const struct yaml_node *map,
    const struct settings_table *table, const char *what, void *object)
{
	const struct settings_row *row;
	const struct yaml_node *node;

	if (map != NULL)
		check_unknown(parse, map, table, what);
	for (size_t i = 0; i < table->nrows && !parse->nomem; i++) {
		row = &table->rows[i];
		node = yaml_get(map, row->name);
		if (node != NULL)
			row->take(parse, node, row, object);
		else if (row->required && map != NULL)
			diag_error(parse->diags, yaml_place(map),
			    "\"%s\" is missing%s%s", row->name,
			    *what != '\0' ? " in " : "", what);
		else
			take_absent(parse, row, object);
	}
}

void
settings_take_map(struct settings_parse *parse, const struct yaml_node *node,
    const struct settings_row *row, void *object)
{
	if (node->kind == YAML_MAP)
		settings_take_rows(parse, node, row->table, row->name, object);
	else
		diag_error(parse->diags, yaml_place(node), "%s: expected a map",
		    row->name);
}
