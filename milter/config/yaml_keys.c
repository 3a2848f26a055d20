/*
 * yaml_keys.c - keys of a map: looking one up, and saying which are unknown.
 *
 * A mistyped key is an error, never ignored; where a known one is close by,
 * the message names it.
 */
#include <string.h>

#include "config/yaml.h"

#define KEY_LEN_MAX 32 /* of keys that are compared for nearness */
#define KEY_NEAR 2     /* edits that still count as near */

const struct yaml_node *
yaml_get(const struct yaml_node *map, const char *key)
{
	struct slice wanted = slice_cstr(key);

	if (map == NULL || map->kind != YAML_MAP)
		return NULL;
	for (const struct yaml_node *n = map->child; n != NULL; n = n->next)
		if (slice_equal(n->key, wanted))
			return n;
	return NULL;
}

struct diag_place
yaml_place(const struct yaml_node *node)
{
	return (struct diag_place){ node->file, node->line, node->column };
}

struct diag_place
yaml_key_place(const struct yaml_node *node)
{
	if (node->key_line == 0)
		return yaml_place(node);
	return (
	    struct diag_place){ node->file, node->key_line, node->key_column };
}

static size_t
least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* Levenshtein's distance, one row at a time. */
static size_t
edit_distance(struct slice a, struct slice b)
{
	size_t row[KEY_LEN_MAX + 1];
	size_t diagonal, above;

	if (a.len > KEY_LEN_MAX || b.len > KEY_LEN_MAX)
		return SLICE_NONE;
	for (size_t j = 0; j <= b.len; j++)
		row[j] = j;
	for (size_t i = 1; i <= a.len; i++) {
		diagonal = row[0];
		row[0] = i;
		for (size_t j = 1; j <= b.len; j++) {
			above = row[j];
			row[j] = least(least(row[j] + 1, row[j - 1] + 1),
			    diagonal + (a.ptr[i - 1] != b.ptr[j - 1]));
			diagonal = above;
		}
	}
	return row[b.len];
}

static const char *
nearest(struct slice key, const char *const *names)
{
	size_t best = KEY_NEAR + 1, distance;
	const char *name = NULL;

	for (; *names != NULL; names++) {
		distance = edit_distance(key, slice_cstr(*names));
		if (distance < best && distance < strlen(*names)) {
			best = distance;
			name = *names;
		}
	}
	return name;
}

static bool
known(struct slice key, const char *const *names)
{
	for (; *names != NULL; names++)
		if (slice_equal(key, slice_cstr(*names)))
			return true;
	return false;
}

void
yaml_check_keys(const struct yaml_node *map, const char *what,
    const char *const *names, struct diag_list *diags)
{
	const char *near;

	for (const struct yaml_node *n = map->child; n != NULL; n = n->next) {
		if (known(n->key, names))
			continue;
		near = nearest(n->key, names);
		diag_error(diags, yaml_key_place(n),
		    "unknown key \"%.*s\"%s%s%s%s%s",
		    SLICE_ARG(slice_sub(n->key, 0, 64)),
		    *what != '\0' ? " in " : "", what,
		    near != NULL ? "; did you mean \"" : "",
		    near != NULL ? near : "", near != NULL ? "\"?" : "");
	}
}
