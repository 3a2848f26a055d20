/*
 * journal.h - the audit trail: append-only, chained.
 *
 * A record is a JSON object.  Its public half is what the chain covers
 * directly; its personal half (sender, recipients, subject, excerpts) and the
 * kept content are covered by salted SHA-256 commitments that stand in the
 * public half, so that value and salt can be erased and the chain still
 * verifies.  Record n's leaf is SHA-256(0x00 || public half), as in RFC 6962,
 * and the Merkle tree over the leaves is stored (tree.h);
 * the chain value is SHA-256(chain of n-1 || leaf of n).  The head (count,
 * chain value, root of the tree) is authenticated with the relay's journal key.
 *
 * Every append happens inside the caller's write transaction.
 */
#ifndef STORE_JOURNAL_H
#define STORE_JOURNAL_H

#include <stdio.h>

#include "crypt/merkle.h"
#include "find/find.h"
#include "store/store.h"
#include "text/view.h"

/* Content kept with a verdict. */
enum journal_content {
	JOURNAL_CONTENT_NONE,
	JOURNAL_CONTENT_TEXT, /* the views' text */
	JOURNAL_CONTENT_FULL  /* the message */
};

/* A verdict, with the contract's keys; an empty slice becomes null. */
struct journal_verdict {
	struct slice id;
	int64_t time_us;
	struct slice queue_id, agent, workflow, prompt;
	const struct slice *sources;
	size_t nsources;
	const struct slice *accounts; /* distinct */
	size_t naccounts;
	struct slice tier, template;
	struct slice sender;
	const struct slice *rcpts;
	size_t nrcpts;
	struct slice subject, digest, client, login;
	struct slice message_id; /* without its brackets; "" if none */
	const char *verdict;
	const struct slice *reasons;
	size_t nreasons;
	const struct finding *findings;
	size_t nfindings;
	const struct text_coverage *coverage; /* may be NULL */
	struct slice approval_jti, approval_approver,
	    approval_kid;        /* "" if none */
	struct slice release_of; /* the held message's id, or "" */
	struct slice rules_digest, settings_digest;
	int64_t took_us;
	enum journal_content content_kind;
	struct slice content;
};

enum status journal_append_verdict(struct store *store,
    const struct journal_verdict *verdict, struct err *err_r);

/*
 * Anything else: kill, resume, import, reload, key-add, key-revoke, start,
 * stop, release, reject, expire, release-failed ...  fields is a list of names
 * and values that become keys of the record ("scope", "mode", "reason",
 * "target"); id of a message it is about goes in `about`.
 */
struct journal_pair {
	const char *name;
	struct slice value;
};

struct journal_event {
	const char *event;
	struct slice actor;  /* "uid 0 (root)"; "daemon" for its own */
	struct slice about;  /* a verdict's id, or "" */
	struct slice reason; /* "" if none */
	const struct journal_pair *fields;
	size_t nfields;
	const struct slice *rcpts; /* personal: goes into the erasable half */
	size_t nrcpts;
	int64_t time_us;
};

/* *id_r (may be NULL) is the event's own id. */
enum status journal_append_event(struct store *store,
    const struct journal_event *event, char id_r[27], struct err *err_r);

/* What to list.  NULL and 0 mean "any". */
struct journal_filter {
	const char *agent, *workflow, *verdict, *event, *tier, *template;
	const char *rule, *account, *rcpt;
	int64_t since_us, until_us;
	int64_t after; /* records with a larger seq */
	long limit;    /* the latest so many; 0: all */
	bool newest;   /* first */
	bool bare;     /* the public halves as they are, nothing merged in */
};

/*
 * Takes the recipients of a record out of what it is found by; in the caller's
 * transaction, before its personal half is erased.  STATUS_NOTFOUND.
 */
enum status journal_search_forget(
    struct store *store, struct slice id, struct err *err_r);

/*
 * Calls each(json, arg) for the records that match, oldest first unless newest
 * is asked for; json is one
 * object in one line, with the personal half merged in where it still exists
 * and `decision` where one was taken.  Stops early where each gives false.
 */
enum status journal_list(struct store *store,
    const struct journal_filter *filter,
    bool (*each)(struct slice json, void *arg), void *arg, struct err *err_r);

/*
 * One record by its id, as one line of JSON, and the events about it; in the
 * arena.  STATUS_NOTFOUND.
 */
enum status journal_show(struct store *store, struct slice id,
    struct arena *arena, struct slice *json_r, struct slice *events_r,
    struct err *err_r);

/*
 * Erases the content kept with records from before that time, but for held
 * mail that nobody has decided yet, and says so in the journal ("retain"); the
 * records stay, and the chain verifies.  In a transaction of its own; *n_r is
 * how many it were, at most JOURNAL_AGE_MAX: there may be more then.
 */
#define JOURNAL_AGE_MAX 200
enum status journal_age(
    struct store *store, int64_t before_us, size_t *n_r, struct err *err_r);

/* The kept content of a verdict.  STATUS_NOTFOUND if none is kept. */
enum status journal_content_load(struct store *store, struct slice id,
    struct arena *arena, enum journal_content *kind_r, struct slice *content_r,
    struct err *err_r);

struct journal_report {
	int64_t records;    /* that are as they were written */
	int64_t bad_seq;    /* the first that is wrong; 0: none */
	char problem[256];  /* in words; "" if all is well */
	bool authenticated; /* the head's MAC was checked */
	int64_t first;      /* the record that it began with */
	int64_t size;       /* of the journal; with the tree's root */
	bool has_root;      /* false: the tree is still being made */
	struct merkle_node root;
};

/*
 * Recomputes the whole chain and tree: changed, removed, added, reordered
 * records, a changed personal half or content, a changed node of the tree, and
 * a head that does not fit are found.  STATUS_OK even where it does not
 * verify: see report_r.
 */
enum status journal_verify(
    struct store *store, struct journal_report *report_r, struct err *err_r);

/* What a checkpoint says, and whether the journal still has all of it. */
struct journal_mark {
	int64_t size;
	struct merkle_node root;
	unsigned number; /* the caller's own */
	enum journal_mark_state {
		JOURNAL_MARK_UNSEEN,  /* the journal itself is wrong before */
		JOURNAL_MARK_COVERED, /* proven */
		JOURNAL_MARK_SHORT,   /* the journal has fewer records */
		JOURNAL_MARK_OTHER    /* it had other records */
	} state;
};

struct journal_audit {
	/* Records from then on; 0: all.  Those before are then known by the
	 * chain value and the tree nodes that stand at their end alone. */
	int64_t since_us;
	struct journal_mark *marks; /* sorted by size in the course */
	size_t nmarks;
	/* May be NULL; called after every page of records. */
	void (*progress)(int64_t done, int64_t total, void *arg);
	void *arg;
};

/* The same, of a part of the journal, and against checkpoints. */
enum status journal_audit(struct store *store,
    const struct journal_audit *audit, struct journal_report *report_r,
    struct err *err_r);

#endif
