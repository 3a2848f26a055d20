/*
 * quarantine.h - held messages and what becomes of them.
 *
 * States: held -> releasing -> released | held (the MTA refused) | unknown
 * (the connection was lost after the final dot); held -> rejected | expired.
 * A message under decision is claimed in a transaction, so that two reviewers
 * can't both decide it.  Nothing held is ever sent by expiry.
 */
#ifndef STORE_QUARANTINE_H
#define STORE_QUARANTINE_H

#include "store/journal.h"
#include "store/store.h"

struct quarantine_entry {
	struct slice id;       /* the verdict's */
	struct slice state;    /* "held", "releasing", "released", "rejected",
	                         "expired", "unknown" */
	struct slice where;    /* "spool" or "mta" */
	struct slice queue_id; /* the MTA's, for mta */
	int64_t time_us;
	int64_t expires_us; /* 0: never */
	struct slice agent, workflow, tier, template, sender, subject, digest;
	struct slice prompt;
	struct slice *rcpts;
	size_t nrcpts;
	struct slice *accounts;
	size_t naccounts;
	struct slice rules;   /* ids of rules with findings, joined by "," */
	struct slice reasons; /* joined by "; " */
	bool eight_bit, smtputf8;
	struct slice answer; /* the MTA's last answer, or "" */
	struct slice json;   /* its verdict's record */
	bool edited; /* by quarantine_load(): raw is a reviewer's version */
};

/*
 * Inside the settle transaction: holds raw (compressed) under entry->id.  Call
 * it after the verdict was appended: where that kept the message whole, it is
 * not stored again.  The state is "held", whatever entry says.
 */
enum status quarantine_add(struct store *store,
    const struct quarantine_entry *entry, struct slice raw, struct err *err_r);

struct quarantine_filter {
	const char *tier, *agent, *workflow, *account, *rule, *template;
	const char *state;     /* NULL: "held" (and releasing, unknown) */
	int64_t older_seconds; /* 0: any */
	long limit;            /* 0: all */
};

enum status quarantine_list(struct store *store,
    const struct quarantine_filter *filter,
    bool (*each)(const struct quarantine_entry *entry, void *arg), void *arg,
    struct err *err_r);

/*
 * One entry and, where raw_r is not NULL, its message, the latest version of
 * it; STATUS_NOTFOUND.
 */
enum status quarantine_load(struct store *store, struct slice id,
    struct arena *arena, struct quarantine_entry *entry_r, struct slice *raw_r,
    struct err *err_r);

/*
 * A reviewer's version of a held message, in the caller's transaction: kept
 * beside the original and any before it, with its difference, and what is
 * released from now on.  STATUS_CONFLICT where the message is not held.
 */
struct quarantine_edit {
	struct slice id, actor, reason;
	struct slice raw, digest, subject;
	struct slice difference; /* text_difference()'s lines */
	int64_t words, changed;
	int64_t time_us;
};
enum status quarantine_edit(
    struct store *store, const struct quarantine_edit *edit, struct err *err_r);

/*
 * The release record: good once, until expires_us, for exactly this digest,
 * sender and recipients.  What travels is a random token; what is stored is
 * its SHA-256.
 */
#define RELEASE_TOKEN_LEN 43 /* base64url of 32 bytes */

/*
 * Claims a held message for release, in the caller's transaction: held (or
 * unknown, where again is true) becomes releasing.  STATUS_CONFLICT (with the
 * state in words) where it is in another state.  A claim older than ten
 * minutes counts as given up (outcome unknown).  token_r may be NULL (mta).
 */
enum status quarantine_claim(struct store *store,
    const struct quarantine_entry *entry, int64_t now_us, bool again,
    char token_r[RELEASE_TOKEN_LEN + 1], struct err *err_r);

enum quarantine_outcome {
	QUARANTINE_RELEASED,
	QUARANTINE_REFUSED, /* held again, with the MTA's answer */
	QUARANTINE_UNKNOWN
};

/*
 * Ends a claim, in the caller's transaction, with its decision journaled.  A
 * release or rejection is a review: the ladder moves by it, and what is
 * released counts for its template.
 */
struct quarantine_decision {
	const struct settings *settings; /* with the ladder; NULL: none */
	bool failed; /* released, but so much was edited that it is no pass */
	struct slice id, actor, reason;
	struct slice code; /* of a rejection; "": none */
	enum quarantine_outcome outcome;
	struct slice answer; /* the MTA's */
	int64_t time_us;
};
enum status quarantine_finish(struct store *store,
    const struct quarantine_decision *decision, struct err *err_r);

/* held -> rejected, journaled; in the caller's transaction. STATUS_CONFLICT. */
enum status quarantine_reject(struct store *store,
    const struct quarantine_decision *decision, struct err *err_r);

/* held and past expires_us -> expired, each journaled; own transaction. */
enum status quarantine_expire(
    struct store *store, int64_t now_us, size_t *nexpired_r, struct err *err_r);

/*
 * Looks a release token up and uses it up, in the settle transaction: *id_r
 * (and *entry_r) is the held message where token, digest, sender and
 * recipients (any order) fit, it is unused and in time; else STATUS_NOTFOUND.
 * release_use() marks it used; release_find() only looks.
 */
struct release_match {
	struct slice token, digest, sender;
	const struct slice *rcpts;
	size_t nrcpts;
	int64_t now_us;
};
enum status release_find(struct store *store, const struct release_match *match,
    struct arena *arena, struct quarantine_entry *entry_r, struct err *err_r);
enum status release_use(
    struct store *store, struct slice token, struct err *err_r);

#endif
