/*
 * yaml.h - a YAML file as a tree of nodes that know where they stood.
 *
 * The only place that speaks to libyaml.  Anchors, aliases, tags and several
 * documents in a file are refused: a rules file is for people, and aliases are
 * how a small file grows without end.  A key twice in one mapping is an error.
 */
#ifndef CONFIG_YAML_H
#define CONFIG_YAML_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/diag.h"
#include "base/status.h"

#define YAML_FILE_MAX ((size_t)16 << 20) /* bytes of one file */
#define YAML_DEPTH_MAX 32
#define YAML_NODE_MAX 1000000

enum yaml_kind {
	YAML_SCALAR,
	YAML_LIST,
	YAML_MAP
};

struct yaml_node {
	enum yaml_kind kind;
	bool plain;        /* a scalar without quotes */
	struct slice text; /* scalar: its value, NUL-terminated */
	const char *file;
	unsigned line;   /* from 1 */
	unsigned column; /* from 1 */
	/* list and map: the first child, the next sibling; a map's child has
	   its key and where that stood */
	struct yaml_node *child;
	struct yaml_node *next;
	struct slice key;
	unsigned key_line;
	unsigned key_column;
};

/*
 * Reads a file (or text called name) into a tree in the arena; what is wrong
 * goes to diags.  *root_r is NULL for an empty file.  STATUS_CONFIG when diags
 * got an error, STATUS_NOINPUT when the file can't be read (said in diags too).
 * After an error that the reading could go past, such as a key twice, *root_r
 * is the tree all the same, so that what else is wrong can be said; it is NULL
 * after a syntax error.
 */
enum status yaml_read_file(const char *path, struct arena *arena,
    struct diag_list *diags, struct yaml_node **root_r);
enum status yaml_read_text(const char *name, struct slice text,
    struct arena *arena, struct diag_list *diags, struct yaml_node **root_r);

/*
 * The bytes of a file of at most YAML_FILE_MAX (one byte more means it is
 * longer).  STATUS_NOINPUT, said in diags too, or STATUS_NOMEM.
 */
enum status yaml_file_text(const char *path, struct arena *arena,
    struct diag_list *diags, struct slice *text_r);

/* The value of key in a map, or NULL. */
const struct yaml_node *yaml_get(const struct yaml_node *map, const char *key);

struct diag_place yaml_place(const struct yaml_node *node);
struct diag_place yaml_key_place(const struct yaml_node *node);

/*
 * Typed readings of a scalar; each says what is wrong in diags and returns
 * false.  what names the key in the message.
 */
bool yaml_bool(const struct yaml_node *node, const char *what,
    struct diag_list *diags, bool *value_r);
bool yaml_count(const struct yaml_node *node, const char *what, int64_t max,
    struct diag_list *diags, int64_t *value_r);
bool yaml_share(const struct yaml_node *node, const char *what,
    struct diag_list *diags, double *value_r); /* 0.0 to 1.0 */
bool yaml_number(const struct yaml_node *node, const char *what,
    struct diag_list *diags, double *value_r);
bool yaml_span(const struct yaml_node *node, const char *what,
    struct diag_list *diags, int64_t *seconds_r);
bool yaml_size(const struct yaml_node *node, const char *what,
    struct diag_list *diags, int64_t *bytes_r); /* 64MiB, 512k, 1000 */

/* One of names (NULL-terminated); *index_r is its place. */
bool yaml_choice(const struct yaml_node *node, const char *what,
    const char *const *names, struct diag_list *diags, size_t *index_r);

/*
 * Says "unknown key" for each key of map that is not in names, with the
 * nearest known one where it is close.
 */
void yaml_check_keys(const struct yaml_node *map, const char *what,
    const char *const *names, struct diag_list *diags);

#endif
