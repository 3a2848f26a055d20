/*
 * rule.h - what a rule is, and a set of them, compiled once and immutable.
 *
 * Packs (YAML files) become rules; the rules of all packs become one rule set:
 * a PCRE2 code for each pattern and one libhs database, in prefilter mode, of
 * them all, which says first which patterns are worth asking.  A set loads
 * whole or not at all.  It is shared by reference among threads; matching
 * borrows a scratch from the set's pool.
 */
#ifndef RULE_RULE_H
#define RULE_RULE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/diag.h"
#include "base/slice.h"
#include "base/status.h"

enum rule_action {
	RULE_ACTION_MONITOR, /* recorded, not acted on */
	RULE_ACTION_FLAG,
	RULE_ACTION_QUARANTINE,
	RULE_ACTION_BLOCK
};

enum rule_kind {
	RULE_KIND_REGEX,
	RULE_KIND_WORDS,
	RULE_KIND_HEADER,
	RULE_KIND_EXACT, /* values of a data set: rule/exact.h */
	RULE_KIND_OTHERS /* names of the account book: rule/names.h */
};

/* What a match must be besides: the rows of the table in validate.c. */
enum rule_validator {
	RULE_VALIDATE_NONE,
	RULE_VALIDATE_LUHN,  /* a payment card */
	RULE_VALIDATE_MOD10, /* any number with such a check digit */
	RULE_VALIDATE_IBAN,
	RULE_VALIDATE_ABA,
	RULE_VALIDATE_US_SSN,
	RULE_VALIDATE_UK_NINO,
	RULE_VALIDATE_ES_NIF,
	RULE_VALIDATE_FR_NIR,
	RULE_VALIDATE_NL_BSN,
	RULE_VALIDATE_DE_STEUER_ID,
	RULE_VALIDATE_IT_CODICE_FISCALE,
	RULE_VALIDATE_PL_PESEL,
	RULE_VALIDATE_CA_SIN,
	RULE_VALIDATE_AU_TFN,
	RULE_VALIDATE_BR_CPF,
	RULE_VALIDATE_IN_AADHAAR,
	RULE_VALIDATE_CH_AHV,
	RULE_VALIDATE_SE_PERSONNUMMER,
	RULE_VALIDATE_JWT,
	RULE_VALIDATE_CRC32_BASE62, /* GitHub's and npm's tokens */
	RULE_VALIDATE_BECH32,       /* age's keys */
	RULE_VALIDATE_ENTROPY,      /* rule.entropy */
	RULE_VALIDATE_EMAIL_DOMAIN  /* rule.domains */
};

/* The one of that name; "none" is none. */
bool rule_validator_find(struct slice name, enum rule_validator *validator_r);
const char *rule_validator_name(enum rule_validator validator);

/* Where a rule looks: a set of these bits; 0 in a file means every view. */
enum rule_where {
	RULE_WHERE_SUBJECT = 1u << 0,
	RULE_WHERE_HEADERS = 1u << 1,
	RULE_WHERE_BODY = 1u << 2,   /* visible text, and hidden text too,
	                                    since some programs show it */
	RULE_WHERE_HIDDEN = 1u << 3, /* hidden text, attributes, comments */
	RULE_WHERE_LINK = 1u << 4,
	RULE_WHERE_FILENAME = 1u << 5,
	RULE_WHERE_ATTACHMENT = 1u << 6, /* text and names of attachments */
	RULE_WHERE_ALL = (1u << 7) - 1
};

struct rule_pattern; /* a compiled pattern; pattern.h */

struct rule_list {
	const char *const *items;
	size_t len;
};

/* unless: any of these takes the finding back. */
struct rule_unless {
	struct rule_pattern *pattern; /* or NULL; it must overlap the hit */
	struct rule_list tiers, agents,
	    rcpts; /* recipients: address or "@domain" */
};

/*
 * What the scores of a pack's rules come to together.  Each rule with a hit
 * counts once.
 */
struct rule_threshold {
	const char *pack; /* its name: it is said in reasons and replies */
	int score;        /* from here on it acts */
	bool has_action;  /* else the strictest of the rules that counted */
	enum rule_action action;
	const char *tell; /* "" if none */
};

/* A key of a rule as it is written, lists and maps in YAML's flow style. */
struct rule_written {
	struct slice key, text;
};

struct rule {
	const char *id;
	const char *title;
	const char *pack;
	enum rule_kind kind;
	enum rule_action action; /* as written */
	bool monitor;            /* mode: monitor */
	unsigned where;
	struct rule_pattern *pattern; /* regex, words (as one pattern) */
	struct rule_pattern *near;    /* or NULL */
	unsigned near_within;         /* characters */
	enum rule_validator validate;
	double entropy; /* bits a character, at least; 0: the default */
	struct rule_list domains; /* of an address, one of which must fit */
	struct rule_unless unless;
	struct rule_list for_tiers, for_agents, for_workflows; /* empty: all */
	unsigned least; /* hits needed, at least 1 */
	int score;      /* 0: acts by itself; else by its pack's threshold */
	const struct rule_threshold *threshold; /* its pack's, or NULL */
	/* header kind */
	const char *header; /* field name */
	bool header_must;   /* must be there (and match); else must not */
	/* exact kind */
	const char *dataset;
	bool to_others;             /* the row's own account may see it */
	unsigned cells;             /* of one row, needed */
	unsigned within;            /* characters that hold them */
	const char *tell;           /* what the agent is told; "" if none */
	struct rule_list phrases;   /* words kind: those of a file too */
	struct rule_list hit, miss; /* its own examples */
	const struct rule_written *written;
	size_t nwritten;
	const char *file;
	unsigned line, column;
};

struct ruleset;

/*
 * Loads every pack of the paths (a folder's *.yaml in name order, or files).
 * All errors go to diags.  On STATUS_OK the caller owns one reference.
 * STATUS_CONFIG on any error in the files.
 */
enum status ruleset_load(const char *const *paths, size_t npaths,
    struct diag_list *diags, struct ruleset **set_r, struct err *err_r);

/*
 * Where compiled libhs databases are kept from one run to the next: a file for
 * each set of patterns, libhs version and processor.  The folder is made at
 * need (0700; its parent must be there).  A file is believed that is this
 * user's or root's, that nobody else could have written, and that is
 * authenticated under key; any other is passed over, and a file that can't be
 * written is not written: the log says so at debug level and nothing else does.
 */
struct ruleset_cache {
	const char *folder;
	const unsigned char *key; /* CRYPT_KEY_LEN bytes: one of the relay's
	                             secrets */
};

/*
 * The libhs database takes seconds to compile and saves time only over many
 * messages.  It is made when a text is first scanned; a daemon makes it
 * beforehand (NOW), a program that judges a message or two takes it from the
 * cache or does without (CACHED; NEVER: does without): then every rule is
 * asked.  cache may be NULL.
 */
enum ruleset_prefilter {
	RULESET_PREFILTER_NOW,
	RULESET_PREFILTER_CACHED,
	RULESET_PREFILTER_NEVER
};
void ruleset_prefilter(struct ruleset *set, enum ruleset_prefilter when,
    const struct ruleset_cache *cache);

/*
 * Must the rule's pattern be asked about every text, because libhs can't say
 * where it may match?  Then why (in a few words) is filled in.
 */
bool ruleset_always_asked(
    struct ruleset *set, size_t index, char *why, size_t size);

struct ruleset *ruleset_ref(struct ruleset *set);
void ruleset_unref(struct ruleset *set); /* NULL is fine */

size_t ruleset_count(const struct ruleset *set);
const struct rule *ruleset_rule(const struct ruleset *set, size_t index);

/* Hex SHA-256 over the packs' and word lists' text in load order. */
const char *ruleset_digest(const struct ruleset *set);

/* Does text, a match of the rule's pattern, pass the rule's validator? */
bool rule_valid(const struct rule *rule, struct slice text);

const char *rule_action_name(enum rule_action action);
const char *rule_kind_name(enum rule_kind kind);

/*
 * What a hit does by itself: MONITOR where the rule is in mode monitor, FLAG
 * where it has a score, else its action.
 */
enum rule_action rule_effect(const struct rule *rule);

/* "pricing.discount-floor: Discount floor (block; subject, body)" for a person. */
void rule_to_text(const struct rule *rule, char *out, size_t size);

#endif
