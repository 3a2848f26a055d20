/*
 * journal.h - the audit trail: append-only, chained.
 *
 * A record is a JSON object.  Its public half is what the chain covers
 * directly; its personal half (sender, recipients, subject, excerpts) and the
 * kept content are covered by salted SHA-256 commitments that stand in the
 * public half, so that value and salt can be erased and the chain still
 * verifies.  Record n's leaf is SHA-256(0x00 || public half), as in RFC 6962;
 * the chain value is SHA-256(chain of n-1 || leaf of n).  The head (count,
 * chain value) is authenticated with the relay's journal key.
 *
 * Every append happens inside the caller's write transaction.
 */
#ifndef STORE_JOURNAL_H
#define STORE_JOURNAL_H

#include <stdio.h>

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
	const char *agent, *workflow, *verdict, *event, *tier;
	const char *rule, *account, *rcpt;
	int64_t since_us, until_us;
	long limit; /* the latest so many; 0: all */
};

/*
 * Calls each(json, arg) for the records that match, oldest first; json is one
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

/* The kept content of a verdict.  STATUS_NOTFOUND if none is kept. */
enum status journal_content_load(struct store *store, struct slice id,
    struct arena *arena, enum journal_content *kind_r, struct slice *content_r,
    struct err *err_r);

struct journal_report {
	int64_t records;    /* verified */
	int64_t bad_seq;    /* of the first record that is wrong, 0 if none */
	char problem[256];  /* in words; "" if all is well */
	bool authenticated; /* the head's MAC was checked */
};

/*
 * Recomputes the whole chain: changed, removed, added, reordered records, a
 * changed personal half or content, and a head that does not fit are found.
 * STATUS_OK even where it does not verify: see report_r.
 */
enum status journal_verify(
    struct store *store, struct journal_report *report_r, struct err *err_r);

#endif
