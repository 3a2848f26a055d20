/*
 * feedback.h - what came of mail that was sent: complaints and bounces, the
 * message that each is about, and how many there were.
 *
 * What leaves is indexed by 63 bits of a hash of its Message-ID and of each
 * recipient, under the relay's journal key: without that key the index tells
 * nobody's address.  A hit is held against the record.
 */
#ifndef STORE_FEEDBACK_H
#define STORE_FEEDBACK_H

#include "store/journal.h"

/* The message whose record was appended last. */
struct feedback_sent {
	struct slice message_id; /* without its brackets; "" if none */
	const struct slice *rcpts;
	size_t nrcpts;
	int64_t time_us;
	int64_t retain_us; /* for how long it is kept; 0: for ever */
};

/*
 * Indexes it inside the caller's transaction, and drops some of those that are a
 * day past their time.
 */
enum status feedback_sent_add(struct store *store,
    const struct feedback_sent *sent, struct arena *arena, struct err *err_r);

/* A message that was sent, from its record. */
struct feedback_original {
	struct slice id, agent, workflow, template, tier;
	struct slice sender;       /* "" where it was erased */
	const struct slice *rcpts; /* none where they were erased */
	size_t nrcpts;
	const struct slice *accounts;
	size_t naccounts;
};

/*
 * By its verdict's id; by its Message-ID; the latest to a recipient (case
 * aside).  Held mail counts once it was released.  STATUS_NOTFOUND.
 */
enum status feedback_by_id(struct store *store, struct slice id,
    struct arena *arena, struct feedback_original *original_r,
    struct err *err_r);
enum status feedback_by_message(struct store *store, struct slice message_id,
    struct arena *arena, struct feedback_original *original_r,
    struct err *err_r);
enum status feedback_by_rcpt(struct store *store, struct slice rcpt,
    struct arena *arena, struct feedback_original *original_r,
    struct err *err_r);

enum feedback_kind {
	FEEDBACK_COMPLAINT,
	FEEDBACK_BOUNCE, /* it could not be delivered, for good */
	FEEDBACK_OTHER   /* on record, but it counts for nothing */
};

struct feedback {
	enum feedback_kind kind;
	const struct feedback_original *original; /* NULL: not known */
	const struct slice *rcpts;                /* who it is from, or for */
	size_t nrcpts;
	const struct slice *suppress; /* whom not to write to any more */
	size_t nsuppress;
	struct slice reason;               /* of the suppression */
	const struct journal_pair *fields; /* more of its record */
	size_t nfields;
	struct slice report_id; /* the report's own Message-ID */
	struct slice actor;
	int64_t time_us;
};

struct feedback_done {
	size_t suppressed; /* how many were not so for ever before */
	bool counted;      /* it is the first of this message and recipient */
};

/*
 * Puts it on record, counts it (once for a message and recipient), and
 * suppresses, inside the caller's transaction.
 */
enum status feedback_record(struct store *store,
    const struct feedback *feedback, struct arena *arena,
    struct feedback_done *done_r, struct err *err_r);

enum feedback_scope {
	FEEDBACK_PER_ALL,
	FEEDBACK_PER_AGENT,
	FEEDBACK_PER_WORKFLOW,
	FEEDBACK_PER_TEMPLATE,
	FEEDBACK_PER_TIER,
	FEEDBACK_PER_ACCOUNT /* as limits have it: an id, "domain:x.example" */
};

struct feedback_query {
	enum feedback_kind kind; /* COMPLAINT or BOUNCE */
	enum feedback_scope per;
	struct slice value; /* of the scope; "" for PER_ALL */
	int64_t since_us;
};

/* How many there were since then, that moment included. */
enum status feedback_count(struct store *store,
    const struct feedback_query *query, int64_t *count_r, struct err *err_r);

#endif
