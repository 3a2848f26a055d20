/*
 * pack_value.c - the kinds of value that a rule's keys take: texts, lists of
 * them, patterns and word lists.
 */
#include <string.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "crypt/crypt.h"
#include "rule/pack.h"

#define SHOWN 40 /* bytes of a pattern shown before where it is wrong */

const char *
rule_pack_text(struct pack_parse *parse, const struct yaml_node *node,
    const char *what, size_t max)
{
	struct slice text = slice_trim(node->text);
	char *copy;

	if (node->kind != YAML_SCALAR || text.len == 0) {
		diag_error(parse->diags, yaml_place(node),
		    "%s: expected a text", what);
		return NULL;
	}
	if (text.len > max) {
		diag_error(parse->diags, yaml_place(node),
		    "%s: longer than %zu bytes", what, max);
		return NULL;
	}
	copy = arena_cstr(parse->set->arena, text);
	if (copy == NULL)
		parse->nomem = true;
	for (char *c = copy; c != NULL && *c != '\0'; c++)
		if ((unsigned char)*c < 0x20 || *c == 0x7f)
			*c = ' ';
	return copy;
}

/* The scalars of node, which is a list or one scalar; NULL if it is neither. */
static const struct yaml_node *
items_of(struct pack_parse *parse, const struct yaml_node *node,
    const char *what, size_t max, size_t *len_r)
{
	const struct yaml_node *first = node;

	*len_r = 1;
	if (node->kind == YAML_LIST) {
		first = node->child;
		*len_r = 0;
		for (node = first; node != NULL; node = node->next)
			if (++*len_r > max || node->kind != YAML_SCALAR ||
			    node->text.len == 0)
				break;
	} else if (node->kind == YAML_SCALAR && node->text.len > 0) {
		return first;
	}
	if (node != NULL) {
		diag_error(parse->diags, yaml_place(node),
		    *len_r > max ? "%s: more than %zu entries" :
				   "%s: expected a list of at most %zu texts",
		    what, max);
		return NULL;
	}
	return first;
}

bool
rule_pack_list(struct pack_parse *parse, const struct yaml_node *node,
    const char *what, size_t max, struct rule_list *list_r)
{
	const struct yaml_node *item;
	const char **items;
	size_t len;

	item = items_of(parse, node, what, max, &len);
	if (item == NULL)
		return node->kind == YAML_LIST && node->child == NULL;
	items = arena_calloc(parse->set->arena, len, sizeof(*items));
	if (items == NULL) {
		parse->nomem = true;
		return false;
	}
	for (size_t i = 0; i < len; i++, item = item->next) {
		items[i] = arena_cstr(parse->set->arena, item->text);
		if (items[i] == NULL) {
			parse->nomem = true;
			return false;
		}
	}
	list_r->items = items;
	list_r->len = len;
	return true;
}

/* What of source stands before offset, cut to a few characters. */
static struct slice
shown_before(struct slice source, size_t offset)
{
	size_t from = offset > SHOWN ? offset - SHOWN : 0;

	while (
	    from < offset && ((unsigned char)source.ptr[from] & 0xc0) == 0x80)
		from++;
	return slice_sub(source, from, offset - from);
}

static struct rule_pattern *
compile(struct pack_parse *parse, const struct yaml_node *node,
    const char *what, struct slice source)
{
	struct rule_pattern_error error;
	struct rule_pattern *pattern;
	struct slice shown;

	switch (rule_pattern_compile(
	    &parse->set->engine, parse->set->arena, source, &pattern, &error)) {
	case STATUS_OK:
		return pattern;
	case STATUS_CONFIG:
		shown = shown_before(source,
		    error.offset < source.len ? error.offset : source.len);
		diag_error(parse->diags, yaml_place(node),
		    "%s: %s (at offset %zu, after \"%.*s\")", what, error.text,
		    error.offset, SLICE_ARG(shown));
		/* copies by arena_copy end in a NUL */
		diag_show(parse->diags, source.ptr, error.offset);
		return NULL;
	default:
		parse->nomem = true;
		return NULL;
	}
}

struct rule_pattern *
rule_pack_regex(
    struct pack_parse *parse, const struct yaml_node *node, const char *what)
{
	struct slice source;

	if (node->kind != YAML_SCALAR || node->text.len == 0) {
		diag_error(parse->diags, yaml_place(node),
		    "%s: expected a regular expression", what);
		return NULL;
	}
	source = arena_copy(parse->set->arena, node->text);
	if (source.ptr == NULL) {
		parse->nomem = true;
		return NULL;
	}
	return compile(parse, node, what, source);
}

/* Phrases of a file, one a line; empty lines and those with # are passed. */
static bool
words_of_text(struct pack_parse *parse, const char *path, struct slice text,
    struct rule_list *list_r)
{
	const char **items =
	    arena_calloc(parse->set->arena, RULE_WORDS_MAX, sizeof(*items));
	struct slice line;

	if (items == NULL) {
		parse->nomem = true;
		return false;
	}
	list_r->items = items;
	for (unsigned n = 1; slice_cut(&text, '\n', &line); n++) {
		struct diag_place place = { path, n, 1 };

		line = slice_trim(line);
		if (line.len == 0 || *line.ptr == '#')
			continue;
		if (list_r->len == RULE_WORDS_MAX) {
			diag_error(parse->diags, place, "more than %d phrases",
			    RULE_WORDS_MAX);
			return false;
		}
		if (!utf8_valid(line) ||
		    slice_index(line, '\0') != SLICE_NONE) {
			diag_error(parse->diags, place, "not UTF-8 text");
			return false;
		}
		items[list_r->len] = arena_cstr(parse->set->arena, line);
		if (items[list_r->len++] == NULL) {
			parse->nomem = true;
			return false;
		}
	}
	return true;
}

static bool
words_of_file(struct pack_parse *parse, const struct yaml_node *node,
    const char *what, struct rule_list *list_r)
{
	static const char *const keys[] = { "file", NULL };
	const struct yaml_node *file = yaml_get(node, "file");
	const char *path;
	struct slice text;

	yaml_check_keys(node, what, keys, parse->diags);
	path = file == NULL ? NULL : rule_pack_text(parse, file, "file", 4000);
	if (file == NULL)
		diag_error(parse->diags, yaml_place(node),
		    "%s: expected a list of phrases, or file", what);
	if (path != NULL && *path != '/') {
		path = arena_printf(
		    parse->set->arena, "%s/%s", parse->folder, path);
		parse->nomem |= path == NULL;
	}
	if (path == NULL)
		return false;
	switch (yaml_file_text(path, parse->set->arena, parse->diags, &text)) {
	case STATUS_OK:
		if (!crypt_hash_add(parse->hash, text))
			parse->nomem = true;
		return words_of_text(parse, path, text, list_r);
	case STATUS_NOMEM:
		parse->nomem = true;
		return false;
	default:
		diag_error(parse->diags, yaml_place(file),
		    "file: the word list can't be read");
		return false;
	}
}

bool
rule_pack_phrases(struct pack_parse *parse, const struct yaml_node *node,
    const char *what, struct rule_list *list_r)
{
	return node->kind == YAML_MAP ?
	    words_of_file(parse, node, what, list_r) :
	    rule_pack_list(parse, node, what, RULE_WORDS_MAX, list_r);
}

void
rule_pack_words(
    struct pack_parse *parse, const struct yaml_node *node, struct rule *rule)
{
	struct rule_list phrases = { NULL, 0 };
	struct slice source, rough;

	if (!rule_pack_phrases(parse, node, "words", &phrases))
		return;
	rule->phrases = phrases;
	for (size_t i = 0; i < phrases.len; i++)
		if (strlen(phrases.items[i]) > RULE_PHRASE_MAX) {
			diag_error(parse->diags, yaml_place(node),
			    "words: phrase %zu is longer than %d bytes", i + 1,
			    RULE_PHRASE_MAX);
			return;
		}
	if (rule_words_source(&phrases, parse->set->arena, &source, &rough) !=
	    STATUS_OK) {
		parse->nomem = true;
		return;
	}
	if (slice_ends_nocase(source, SLICE("(?:)"))) {
		diag_error(parse->diags, yaml_place(node),
		    "words: there is no phrase");
		return;
	}
	rule->pattern = compile(parse, node, "words", source);
	if (rule->pattern != NULL)
		rule->pattern->rough = rough;
}

/* The node in YAML's flow style; no deeper than the reader goes. */
static void
write_node(struct buf *out, const struct yaml_node *node)
{
	const struct yaml_node *child;
	bool map = node->kind == YAML_MAP;

	if (node->kind == YAML_SCALAR) {
		(void)buf_add(out, node->text);
		return;
	}
	(void)buf_add_cstr(out, map ? "{ " : "[");
	for (child = node->child; child != NULL; child = child->next) {
		if (child != node->child)
			(void)buf_add_cstr(out, ", ");
		if (map)
			(void)buf_printf(out, "%.*s: ", SLICE_ARG(child->key));
		write_node(out, child);
	}
	(void)buf_add_cstr(out, map ? " }" : "]");
}

void
rule_pack_written(
    struct pack_parse *parse, const struct yaml_node *node, struct rule *rule)
{
	struct rule_written *written;
	struct buf text;
	size_t n = 0;

	for (const struct yaml_node *c = node->child; c != NULL; c = c->next)
		n++;
	written = arena_calloc(parse->set->arena, n + 1, sizeof(*written));
	if (written == NULL) {
		parse->nomem = true;
		return;
	}
	rule->written = written;
	buf_init(&text, YAML_FILE_MAX);
	for (const struct yaml_node *c = node->child; c != NULL; c = c->next) {
		buf_clear(&text);
		write_node(&text, c);
		written->key = arena_copy(parse->set->arena, c->key);
		written->text = arena_copy(parse->set->arena, buf_slice(&text));
		parse->nomem |= buf_failed(&text) || written->key.ptr == NULL ||
		    written->text.ptr == NULL;
		written++;
	}
	rule->nwritten = n;
	buf_free(&text);
}
