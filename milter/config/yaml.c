/*
 * yaml.c - libyaml's events made into a tree.
 *
 * Built with a stack of fixed depth, no recursion.  What can be gone past
 * (an anchor, a tag, a key twice) is said and the reading goes on, so that a
 * person hears of everything at once; a syntax error or a ceiling ends it.
 * Anchors, aliases, tags, NUL characters, keys that are no scalars, and a
 * second document are refused.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>
#include <yaml.h>

#include "config/yaml.h"

#define YAML_KEYS_MAX 1000 /* keys of one mapping */

struct yaml_frame {
	struct yaml_node *node;
	struct yaml_node *last; /* its last child */
	size_t nkeys;
	bool have_key; /* a map's key was read, its value is next */
	struct slice key;
	unsigned key_line;
	unsigned key_column;
};

struct yaml_builder {
	struct arena *arena;
	struct diag_list *diags;
	const char *file;
	struct yaml_frame frames[YAML_DEPTH_MAX];
	size_t depth;
	size_t nodes;
	size_t documents;
	struct yaml_node *root;
	bool wrong; /* something was said */
	bool stop;  /* there is no point in going on */
	bool nomem;
};

static struct diag_place
mark_place(const struct yaml_builder *b, yaml_mark_t mark)
{
	return (struct diag_place){ b->file, (unsigned)mark.line + 1,
		(unsigned)mark.column + 1 };
}

static void
builder_refuse(struct yaml_builder *b, yaml_mark_t mark, const char *text)
{
	b->wrong = true;
	diag_error(b->diags, mark_place(b, mark), "%s", text);
}

/* As builder_refuse, for what the tree can't be read past. */
static void
builder_stop(struct yaml_builder *b, yaml_mark_t mark, const char *text)
{
	b->stop = true;
	builder_refuse(b, mark, text);
}

static bool
map_has_key(const struct yaml_node *map, struct slice key)
{
	for (const struct yaml_node *n = map->child; n != NULL; n = n->next)
		if (slice_equal(n->key, key))
			return true;
	return false;
}

/* A scalar in the place of a map's key. */
static void
builder_key(struct yaml_builder *b, struct yaml_frame *frame,
    const yaml_event_t *event, struct slice text)
{
	if (frame->nkeys++ >= YAML_KEYS_MAX) {
		builder_stop(b, event->start_mark, "too many keys");
		return;
	}
	frame->key = arena_copy(b->arena, text);
	if (frame->key.ptr == NULL) {
		b->nomem = true;
		return;
	}
	frame->have_key = true;
	frame->key_line = (unsigned)event->start_mark.line + 1;
	frame->key_column = (unsigned)event->start_mark.column + 1;
	if (map_has_key(frame->node, frame->key)) {
		b->wrong = true;
		diag_error(b->diags, mark_place(b, event->start_mark),
		    "key \"%.*s\" stands here a second time",
		    SLICE_ARG(slice_sub(text, 0, 64)));
	}
}

/* Puts node where it belongs: the root, a list's end, the value of a key. */
static void
builder_attach(struct yaml_builder *b, struct yaml_node *node)
{
	struct yaml_frame *frame;

	if (b->depth == 0) {
		b->root = node;
		return;
	}
	frame = &b->frames[b->depth - 1];
	if (frame->node->kind == YAML_MAP) {
		node->key = frame->key;
		node->key_line = frame->key_line;
		node->key_column = frame->key_column;
		frame->have_key = false;
	}
	if (frame->last == NULL)
		frame->node->child = node;
	else
		frame->last->next = node;
	frame->last = node;
}

static struct yaml_node *
builder_node(
    struct yaml_builder *b, const yaml_event_t *event, enum yaml_kind kind)
{
	struct yaml_node *node;

	if (b->nodes++ >= YAML_NODE_MAX) {
		builder_stop(b, event->start_mark, "too many values");
		return NULL;
	}
	node = arena_calloc(b->arena, 1, sizeof(*node));
	if (node == NULL) {
		b->nomem = true;
		return NULL;
	}
	node->kind = kind;
	node->text = SLICE_EMPTY;
	node->key = SLICE_EMPTY;
	node->file = b->file;
	node->line = (unsigned)event->start_mark.line + 1;
	node->column = (unsigned)event->start_mark.column + 1;
	return node;
}

/* Is the next thing a map's key? */
static bool
builder_wants_key(const struct yaml_builder *b)
{
	return b->depth > 0 && b->frames[b->depth - 1].node->kind == YAML_MAP &&
	    !b->frames[b->depth - 1].have_key;
}

static void
builder_scalar(struct yaml_builder *b, const yaml_event_t *event,
    struct slice text, bool plain)
{
	struct yaml_node *node;

	if (slice_index(text, '\0') != SLICE_NONE) {
		builder_refuse(b, event->start_mark, "a NUL character");
		text = SLICE_EMPTY;
	}
	if (builder_wants_key(b)) {
		builder_key(b, &b->frames[b->depth - 1], event, text);
		return;
	}
	node = builder_node(b, event, YAML_SCALAR);
	if (node == NULL)
		return;
	node->plain = plain;
	node->text = arena_copy(b->arena, text);
	if (node->text.ptr == NULL)
		b->nomem = true;
	else
		builder_attach(b, node);
}

static void
builder_open(
    struct yaml_builder *b, const yaml_event_t *event, enum yaml_kind kind)
{
	struct yaml_node *node;

	if (builder_wants_key(b)) {
		builder_stop(b, event->start_mark, "a key must be a word");
		return;
	}
	if (b->depth == YAML_DEPTH_MAX) {
		builder_stop(b, event->start_mark, "nested too deeply");
		return;
	}
	node = builder_node(b, event, kind);
	if (node == NULL)
		return;
	builder_attach(b, node);
	b->frames[b->depth++] = (struct yaml_frame){ .node = node };
}

static void
check_decorations(struct yaml_builder *b, const yaml_event_t *event,
    const yaml_char_t *anchor, const yaml_char_t *tag)
{
	if (anchor != NULL)
		builder_refuse(
		    b, event->start_mark, "anchors (&name) are not taken here");
	if (tag != NULL)
		builder_refuse(
		    b, event->start_mark, "tags (!name) are not taken here");
}

static void
builder_event(struct yaml_builder *b, const yaml_event_t *event)
{
	switch (event->type) {
	case YAML_DOCUMENT_START_EVENT:
		if (b->documents++ > 0)
			builder_stop(b, event->start_mark,
			    "a second document (---) in one file");
		break;
	case YAML_ALIAS_EVENT:
		builder_refuse(
		    b, event->start_mark, "aliases (*name) are not taken here");
		builder_scalar(b, event, SLICE_EMPTY, true);
		break;
	case YAML_SCALAR_EVENT:
		check_decorations(b, event, event->data.scalar.anchor,
		    event->data.scalar.tag);
		builder_scalar(b, event,
		    slice_make((const char *)event->data.scalar.value,
			event->data.scalar.length),
		    event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE);
		break;
	case YAML_SEQUENCE_START_EVENT:
		check_decorations(b, event, event->data.sequence_start.anchor,
		    event->data.sequence_start.tag);
		builder_open(b, event, YAML_LIST);
		break;
	case YAML_MAPPING_START_EVENT:
		check_decorations(b, event, event->data.mapping_start.anchor,
		    event->data.mapping_start.tag);
		builder_open(b, event, YAML_MAP);
		break;
	case YAML_SEQUENCE_END_EVENT:
	case YAML_MAPPING_END_EVENT:
		b->depth--;
		break;
	default:
		break;
	}
}

/* What libyaml has against the text. */
static void
builder_syntax(struct yaml_builder *b, const yaml_parser_t *parser)
{
	yaml_mark_t mark = parser->problem_mark;

	if (parser->error == YAML_MEMORY_ERROR) {
		b->nomem = true;
		return;
	}
	b->wrong = b->stop = true;
	if (parser->error == YAML_READER_ERROR)
		mark = parser->mark;
	diag_error(b->diags, mark_place(b, mark), "not valid YAML: %s%s%s",
	    parser->problem != NULL ? parser->problem : "unreadable",
	    parser->context != NULL ? " " : "",
	    parser->context != NULL ? parser->context : "");
}

static void
builder_run(struct yaml_builder *b, yaml_parser_t *parser)
{
	yaml_event_t event;
	bool end = false;

	while (!end && !b->stop && !b->nomem) {
		if (!yaml_parser_parse(parser, &event)) {
			builder_syntax(b, parser);
			break;
		}
		end = event.type == YAML_STREAM_END_EVENT;
		builder_event(b, &event);
		yaml_event_delete(&event);
	}
}

enum status
yaml_read_text(const char *name, struct slice text, struct arena *arena,
    struct diag_list *diags, struct yaml_node **root_r)
{
	struct yaml_builder b = { .arena = arena, .diags = diags };
	yaml_parser_t parser;

	*root_r = NULL;
	b.file = arena_cstr(arena, slice_cstr(name));
	if (b.file == NULL)
		return STATUS_NOMEM;
	if (text.len > YAML_FILE_MAX) {
		diag_error(diags, (struct diag_place){ name, 0, 0 },
		    "the file is too long");
		return STATUS_CONFIG;
	}
	if (!yaml_parser_initialize(&parser))
		return STATUS_NOMEM;
	yaml_parser_set_input_string(
	    &parser, (const unsigned char *)text.ptr, text.len);
	yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
	builder_run(&b, &parser);
	yaml_parser_delete(&parser);
	if (b.nomem)
		return STATUS_NOMEM;
	if (!b.stop)
		*root_r = b.root;
	return b.wrong ? STATUS_CONFIG : STATUS_OK;
}

/* Reads fd to its end or to one byte past the ceiling. */
static enum status
read_all(int fd, struct arena *arena, struct slice *text_r)
{
	size_t cap = 65536, len = 0;
	char *bytes = arena_alloc(arena, cap), *more;
	ssize_t n;

	while (bytes != NULL) {
		n = read(fd, bytes + len, cap - len);
		if (n == -1 && errno == EINTR)
			continue;
		if (n == -1)
			return STATUS_NOINPUT;
		len += (size_t)n;
		if (n == 0 || len > YAML_FILE_MAX)
			break;
		if (len < cap)
			continue;
		more = arena_realloc(arena, bytes, cap, cap * 2);
		cap *= 2;
		bytes = more;
	}
	if (bytes == NULL)
		return STATUS_NOMEM;
	*text_r = slice_make(bytes, len);
	return STATUS_OK;
}

enum status
yaml_file_text(const char *path, struct arena *arena, struct diag_list *diags,
    struct slice *text_r)
{
	struct diag_place place = { path, 0, 0 };
	enum status status;
	int fd;

	*text_r = SLICE_EMPTY;
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (fd == -1) {
		diag_error(diags, place, "%s", strerror(errno));
		return STATUS_NOINPUT;
	}
	status = read_all(fd, arena, text_r);
	if (status == STATUS_NOINPUT)
		diag_error(diags, place, "%s", strerror(errno));
	(void)close(fd);
	return status;
}

enum status
yaml_read_file(const char *path, struct arena *arena, struct diag_list *diags,
    struct yaml_node **root_r)
{
	struct slice text;
	enum status status;

	*root_r = NULL;
	status = yaml_file_text(path, arena, diags, &text);
	if (status != STATUS_OK)
		return status;
	return yaml_read_text(path, text, arena, diags, root_r);
}
