/*
 * settings.h - the configuration file as typed, checked, immutable settings.
 *
 * Every key is a row of a table (settings_table.c): name, kind, default, and
 * one sentence; `check --defaults` and the manual page come from it.  All
 * errors are collected with file, line and column.  A settings object is
 * immutable and may be read on any thread.
 */
#ifndef CONFIG_SETTINGS_H
#define CONFIG_SETTINGS_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/types.h>

#include "base/diag.h"
#include "base/slice.h"
#include "base/status.h"

#define SETTINGS_PATH_DEFAULT "/etc/sendgate/sendgate.yaml"
#define SETTINGS_AGENT_MAX 1000
#define SETTINGS_TIER_MAX 32
#define SETTINGS_LIMIT_MAX 64
#define SETTINGS_TRIP_MAX 64
#define SETTINGS_STEP_MAX 16
#define SETTINGS_LIST_MAX 1000 /* entries of any other list */

struct settings_list {
	const char *const *items;
	size_t len;
};

/* A network: "127.0.0.0/8", "::1". */
struct settings_network {
	unsigned char bytes[16]; /* IPv4 in its first four */
	unsigned prefix;
	bool ipv6;
};

struct settings_agent {
	const char *id;
	struct settings_list auth; /* logins; compared without case */
	const struct settings_network *client;
	size_t nclient;
	struct settings_list sender; /* address, "@domain" or glob "*@domain" */
	struct settings_list declare; /* "workflow", "prompt", "sources",
	                                 "account", "template" */
	bool has_reach_tiers;         /* else: all */
	struct settings_list reach_tiers;
	bool has_reach_sources; /* else: all */
	struct settings_list reach_sources;
};

enum settings_review {
	SETTINGS_REVIEW_ALWAYS,
	SETTINGS_REVIEW_SAMPLE,
	SETTINGS_REVIEW_NONE
};

enum settings_act { /* what happens to unapproved or over-limit mail */
	SETTINGS_ACT_QUARANTINE,
	SETTINGS_ACT_REJECT,
	SETTINGS_ACT_TEMPFAIL
};

struct settings_tier {
	const char *name;
	enum settings_review review;
	enum settings_act unapproved; /* quarantine or reject */
	double sample_start;          /* 1.0 */
	double sample_floor;          /* 0.02 */
};

enum settings_scope {
	SETTINGS_PER_AGENT,
	SETTINGS_PER_WORKFLOW,
	SETTINGS_PER_ACCOUNT,
	SETTINGS_PER_TEMPLATE,
	SETTINGS_PER_TIER,
	SETTINGS_PER_RECIPIENT,
	SETTINGS_PER_DOMAIN,
	SETTINGS_PER_ALL
};

enum settings_count {
	SETTINGS_COUNT_MESSAGES,
	SETTINGS_COUNT_RECIPIENTS,
	SETTINGS_COUNT_ACCOUNTS
};

struct settings_limit {
	const char *name;
	enum settings_scope per;
	enum settings_count count;
	int64_t max;
	int64_t in; /* seconds */
	enum settings_act over;
};

enum settings_watch {
	SETTINGS_WATCH_VOLUME,
	SETTINGS_WATCH_REJECT_RATE,
	SETTINGS_WATCH_QUARANTINE_RATE,
	SETTINGS_WATCH_COMPLAINTS,
	SETTINGS_WATCH_BOUNCES,
	SETTINGS_WATCH_TONE
};

struct settings_trip {
	const char *name;
	enum settings_watch watch;
	enum settings_scope per;
	double max;
	bool max_is_factor; /* "3x": times the baseline */
	int64_t in;         /* seconds */
	int64_t least;
	int64_t baseline; /* seconds */
	enum settings_act
	    mode;     /* how what tripped is paused: QUARANTINE is hold */
	bool monitor; /* recorded, nothing is paused */
};

/* A step of the ladder that makes review lighter. */
struct settings_step {
	int64_t reviews; /* since the last that did not pass */
	double passed;   /* the lower bound of the share that passed */
	double share;    /* of messages that is held then */
};

enum settings_store {
	SETTINGS_STORE_SPOOL,
	SETTINGS_STORE_MTA
};

enum settings_keep {
	SETTINGS_KEEP_NONE,
	SETTINGS_KEEP_TEXT,
	SETTINGS_KEEP_FULL
};

struct settings_ceilings {
	int64_t message;  /* bytes of a message that are received: 64 MiB */
	int64_t parts;    /* 1,000 */
	int64_t depth;    /* 100 */
	int64_t fields;   /* 2,000 */
	int64_t decoded;  /* bytes, 64 MiB */
	int64_t archives; /* levels, 4 */
	int64_t unpacked; /* bytes, 256 MiB */
	int64_t time;     /* seconds, 10 */
	int64_t helpers;  /* processes that open attachments, in all: 8 */
	int64_t memory;   /* bytes, of each: 512 MiB */
};

struct settings {
	const char *path;
	struct slice text; /* the file's bytes, owned */
	char digest[65];   /* hex SHA-256 of text; "" until the caller fills it,
	                      since config/ knows no cryptography */

	const char *owner; /* or NULL */
	const char
	    *listen; /* as libmilter takes it: "unix:/path", "inet:port@host" */
	const char *control; /* "unix:/path", or NULL */
	const char *user;    /* or NULL */
	bool has_socket_mode;
	mode_t socket_mode;
	const char *socket_group; /* or NULL */
	const char *database;
	struct settings_list rules;
	const char *approvers; /* or NULL */
	const char *keys;      /* folder; beside the database by default */
	const char *compiled;  /* folder beside the database: no key */

	const struct settings_agent *agents;
	size_t nagents;
	bool unmatched_reject;             /* unmatched: reject; else pass */
	const struct settings_tier *tiers; /* strictest first */
	size_t ntiers;
	size_t unknown_tier; /* index into tiers */

	enum settings_store store;
	int64_t expire;             /* seconds; 0: never */
	struct settings_list codes; /* for rejecting; one must be given */
	double edited; /* share of words past which a release is no pass */
	const char *inject_host;
	unsigned inject_port;

	const struct settings_limit *limits;
	size_t nlimits;
	const struct settings_trip *trips;
	size_t ntrips;
	const struct settings_step *ladder;
	size_t nladder;
	int64_t templates_first;
	int64_t accounts_max_age; /* seconds; 0: never stale */
	bool accounts_strict;
	int64_t owner_review; /* seconds; 0: not asked for */

	enum settings_keep keep_accepted, keep_rejected, keep_quarantined;
	int64_t retain;                          /* seconds; 0: for ever */
	int64_t checkpoint_every;                /* records, 1,000 */
	int64_t checkpoint_within;               /* seconds, 10 minutes */
	const char *checkpoint_file;             /* or NULL */
	struct settings_list checkpoint_command; /* may be empty */
	const char *checkpoint_origin; /* or NULL: by the machine's name */
	int64_t approval_max_ttl;      /* seconds, 7 days */
	const char *role_review, *role_kill, *role_admin; /* groups, or NULL */
	struct settings_ceilings ceilings;
};

/*
 * Reads and checks the file at path.  Every error and warning goes to diags;
 * on STATUS_OK there was no error and *settings_r is the caller's to unref.
 * STATUS_CONFIG when the file says something wrong, STATUS_NOINPUT when it
 * can't be read.
 */
enum status settings_load(const char *path, struct diag_list *diags,
    struct settings **settings_r, struct err *err_r);

/* The same for text; path is for messages and for relative paths in it. */
enum status settings_load_text(const char *path, struct slice text,
    struct diag_list *diags, struct settings **settings_r, struct err *err_r);

/* One more owner, one fewer; the last one frees.  NULL is fine. */
struct settings *settings_ref(struct settings *settings);
void settings_unref(struct settings *settings);

/* The index of the tier called name, or SLICE_NONE. */
size_t settings_tier_find(const struct settings *settings, struct slice name);

/* Prints every key with its default and what it is for, a line each. */
void settings_print_defaults(FILE *out, bool json);

/* Is the address (text form) in one of the networks? */
bool settings_network_match(
    const struct settings_network *networks, size_t n, struct slice address);

#endif
