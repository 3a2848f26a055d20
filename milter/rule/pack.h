/*
 * pack.h - from YAML to rules.  Private to rule/.
 */
#ifndef RULE_PACK_H
#define RULE_PACK_H

#include "config/yaml.h"
#include "rule/set.h"

#define RULE_LIST_MAX 1000 /* entries of for, unless */
#define RULE_TEST_MAX 200  /* examples of one rule, of each sort */
#define RULE_LEAST_MAX 100
#define RULE_NEAR_MAX 1000 /* characters */
#define RULE_NEAR_DEFAULT 80
#define RULE_ID_MAX 80    /* bytes */
#define RULE_TELL_MAX 400 /* bytes: it must fit an SMTP reply */
#define RULE_TITLE_MAX 120
#define RULE_CELLS_MAX 16
#define RULE_SCORE_MAX 1000
#define RULE_THRESHOLD_MAX 1000000
#define RULE_WITHIN_MAX 10000 /* characters */
#define RULE_WITHIN_DEFAULT 200

struct crypt_hash;

struct pack_parse {
	struct ruleset *set;
	struct diag_list *diags;
	const char *folder; /* of the file: a word list's path starts here */
	const char *pack;   /* its name */
	const struct rule_threshold *threshold; /* its, or NULL */
	struct crypt_hash *hash; /* of all files, for the set's digest */
	bool nomem;
};

/* Adds the rules of one file to the set; what is wrong goes to diags. */
void rule_pack_read(struct pack_parse *parse, const struct yaml_node *root);

/* Reads one rule. */
void rule_pack_rule(
    struct pack_parse *parse, const struct yaml_node *node, struct rule *rule);

/* A scalar's text, trimmed, in one line and of at most max bytes, or NULL. */
const char *rule_pack_text(struct pack_parse *parse,
    const struct yaml_node *node, const char *what, size_t max);

/* A list of texts, or one; as they are written.  False when something is
   wrong. */
bool rule_pack_list(struct pack_parse *parse, const struct yaml_node *node,
    const char *what, size_t max, struct rule_list *list_r);

/* A compiled pattern, or NULL after saying why not. */
struct rule_pattern *rule_pack_regex(
    struct pack_parse *parse, const struct yaml_node *node, const char *what);

/* Keeps the keys of a rule as they are written. */
void rule_pack_written(
    struct pack_parse *parse, const struct yaml_node *node, struct rule *rule);

/* A list of phrases, or { file: PATH } with one a line; false when wrong. */
bool rule_pack_phrases(struct pack_parse *parse, const struct yaml_node *node,
    const char *what, struct rule_list *list_r);

/* words: a list of phrases, or { file: PATH } with one a line. */
void rule_pack_words(
    struct pack_parse *parse, const struct yaml_node *node, struct rule *rule);

#endif
