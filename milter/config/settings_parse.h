/*
 * settings_parse.h - the table that the configuration is read by.
 *
 * A row is one key: how it is read, where its value goes, its default as a
 * person would write it (and it is read from there, so that what is printed is
 * what holds), and a sentence.  Private to config/.
 */
#ifndef CONFIG_SETTINGS_PARSE_H
#define CONFIG_SETTINGS_PARSE_H

#include "config/settings.h"
#include "config/yaml.h"

struct settings_parse {
	struct arena *arena;
	struct diag_list *diags;
	const char *folder; /* where relative paths start */
	const struct yaml_node *unknown_tier;
	bool nomem;
};

struct settings_row;

/* Reads node into the object that the row's table describes. */
typedef void settings_take(struct settings_parse *parse,
    const struct yaml_node *node, const struct settings_row *row, void *object);

struct settings_row {
	const char *name;
	settings_take *take;
	size_t offset;      /* of the value in the object */
	const char *value;  /* the default, or NULL */
	const char *absent; /* what no value means, where there is no default */
	const char *about;
	bool required;
	const char *const *choices;         /* of a choice or a list of them */
	const struct settings_table *table; /* of a map, or of a list's maps */
	size_t max;                         /* items of a list */
};

struct settings_table {
	const struct settings_row *rows;
	size_t nrows;
};

extern const struct settings_table settings_table;
extern const struct settings_table settings_agent_table;
extern const struct settings_table settings_tier_table;
extern const struct settings_table settings_limit_table;
extern const struct settings_table settings_trip_table;
extern const struct settings_table settings_step_table;

/*
 * Reads every row of table from map (NULL: all keys are absent) into object;
 * unknown keys and missing required ones are said.
 */
void settings_take_rows(struct settings_parse *parse,
    const struct yaml_node *map, const struct settings_table *table,
    const char *what, void *object);

/* The kinds; each but the last few stores at the row's offset. */
settings_take settings_take_text;     /* const char * */
settings_take settings_take_name;     /* const char *, letters, digits, -._@+ */
settings_take settings_take_path;     /* const char * */
settings_take settings_take_origin;   /* const char *: a log's name */
settings_take settings_take_mode;     /* socket_mode and has_socket_mode */
settings_take settings_take_span;     /* int64_t, more than 0 */
settings_take settings_take_age;      /* int64_t, "never" is 0 */
settings_take settings_take_size;     /* int64_t */
settings_take settings_take_count;    /* int64_t */
settings_take settings_take_amount;   /* int64_t, more than 0 */
settings_take settings_take_share;    /* double */
settings_take settings_take_choice;   /* an enum: the choice's index */
settings_take settings_take_flag;     /* bool: the second of two choices */
settings_take settings_take_list;     /* struct settings_list */
settings_take settings_take_paths;    /* struct settings_list */
settings_take settings_take_map;      /* the same object */
settings_take settings_take_listen;   /* const char * */
settings_take settings_take_control;  /* const char * */
settings_take settings_take_inject;   /* inject_host and inject_port */
settings_take settings_take_networks; /* an agent's client and nclient */
settings_take settings_take_agents;
settings_take settings_take_tiers;
settings_take settings_take_limits;
settings_take settings_take_trips;
settings_take settings_take_ladder;
settings_take settings_take_trip_max;
settings_take settings_take_trip_mode;
settings_take settings_take_unknown_tier;

/*
 * The scalars of node: a list's items, or node itself where it is one scalar.
 * Says what is wrong and gives false where it is neither, or is too long.
 */
bool settings_items(struct settings_parse *parse, const struct yaml_node *node,
    const struct settings_row *row, const struct yaml_node **first_r,
    size_t *len_r);

/* Text of a scalar that is not empty, or NULL after saying what is wrong. */
const char *settings_scalar(struct settings_parse *parse,
    const struct yaml_node *node, const char *what);

/* path, from the configuration's folder if it is relative; NULL: no memory. */
const char *settings_path(struct settings_parse *parse, const char *path);

/* Zeroed memory of the settings, or NULL with parse->nomem set. */
void *settings_alloc(struct settings_parse *parse, size_t count, size_t size);

/* "10.0.0.0/8"; *clean_r is false if bits beyond the prefix were set. */
bool settings_network_parse(
    struct slice text, struct settings_network *network_r, bool *clean_r);

/* The ladder where the file has none. */
void settings_default_ladder(struct settings *settings);

/* What no single key can say: names that refer to others, sums, doubles. */
void settings_check(struct settings_parse *parse, const struct yaml_node *root,
    struct settings *settings);

#endif
