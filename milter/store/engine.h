/*
 * engine.h - what a database must be able to do to stand behind store.h.
 *
 * An engine is a table of functions over rows, grouped by what they keep.  It
 * stores and finds; it knows nothing of JSON, the chain, commitments or
 * compression, which are the same above every engine.  Rows are borrowed: what
 * a row points into is good until the callback that got it returns.
 */
#ifndef STORE_ENGINE_H
#define STORE_ENGINE_H

#include "crypt/merkle.h"
#include "store/book.h"
#include "store/dataset.h"
#include "store/feedback.h"
#include "store/journal.h"
#include "store/ladder.h"
#include "store/limits.h"
#include "store/quarantine.h"
#include "store/runaway.h"
#include "store/store.h"
#include "store/suppress.h"
#include "store/switches.h"
#include "store/tally.h"
#include "store/templates.h"

/* What a record is found by; an empty slice is none. */
struct journal_search {
	int64_t seq;
	int64_t time_us;
	struct slice verdict, event, agent, workflow, tier, template;
	const struct slice *accounts;
	size_t naccounts;
	const struct slice *rcpts;
	size_t nrcpts;
	const struct slice *rules;
	size_t nrules;
};

/* One record.  An empty salt and a NULL ptr of private mean: erased or none. */
struct journal_row {
	int64_t seq; /* from 1 */
	struct slice id, about;
	struct slice public;
	struct slice private, salt;
	struct slice chain;
	bool has_content; /* a row of content is there, erased or not */
	struct slice content, content_salt; /* as stored: compressed */
	struct slice nodes; /* of the tree; audit alone; ptr NULL: none */
};

struct journal_head {
	int64_t count;
	unsigned char chain[CRYPT_SHA256_LEN];
	unsigned char mac[CRYPT_SHA256_LEN];
	bool has_root; /* false: the tree is not yet made */
	struct merkle_node root;
};

/* What is there, at one moment; of an empty table first is 1 and last 0. */
struct journal_counts {
	struct journal_head head; /* count -1: there is none */
	int64_t last, rows;
	int64_t content_first, content_last;
	int64_t tree_first, tree_last;
};

/* Records after `after` up to `upto`, at most limit of them. */
struct journal_query {
	const struct journal_filter *filter; /* NULL: any */
	int64_t after, upto, limit;
	int64_t indexed; /* the last seq that the indexes have */
	bool down;       /* newest first */
	bool planned;    /* the engine's own, from page to page */
	int plan;
};

typedef enum status journal_each(
    const struct journal_row *row, void *arg, struct err *err_r);

typedef enum status search_each(int64_t seq, void *arg, struct err *err_r);

struct connection_ops {
	enum status (*open)(
	    const struct store_params *params, void **db_r, struct err *err_r);
	void (*close)(void *db);
	enum status (*begin)(void *db, struct err *err_r);
	enum status (*commit)(void *db, struct err *err_r);
	void (*rollback)(void *db);
	enum status (*check)(void *db, struct err *err_r);
	void (*fault_set)(void *db, unsigned long nth);
};

struct journal_ops {
	/* STATUS_NOTFOUND: there is none. */
	enum status (*head_load)(
	    void *db, struct journal_head *head_r, struct err *err_r);
	enum status (*head_save)(
	    void *db, const struct journal_head *head, struct err *err_r);
	/* Head, largest seq and number of records at one moment; count -1
	 * where there is no head. */
	enum status (*extent)(void *db, struct journal_head *head_r,
	    int64_t *last_r, int64_t *rows_r, struct err *err_r);
	enum status (*counts)(
	    void *db, struct journal_counts *counts_r, struct err *err_r);
	/* The least seq of an id that is not below id; 0 if none. */
	enum status (*from)(
	    void *db, struct slice id, int64_t *seq_r, struct err *err_r);
	enum status (*insert)(
	    void *db, const struct journal_row *row, struct err *err_r);
	/* The largest seq; 0: there is no record. */
	enum status (*last)(void *db, int64_t *seq_r, struct err *err_r);
	/* Without content and without a filter. */
	/* Is any content kept of records before that id, but undecided ones? */
	enum status (*aged)(
	    void *db, struct slice before, bool *any_r, struct err *err_r);
	/* Erases that of the `limit` oldest, overwritten on disk. */
	enum status (*age)(void *db, struct slice before, int64_t limit,
	    int64_t *n_r, struct err *err_r);
	enum status (*rows)(void *db, const struct journal_query *query,
	    journal_each *each, void *arg, struct err *err_r);
	/* As rows, with content and nodes. */
	enum status (*audit)(void *db, const struct journal_query *query,
	    journal_each *each, void *arg, struct err *err_r);
	/* The record of an id, with its content if asked; STATUS_NOTFOUND. */
	enum status (*find)(void *db, struct slice id, bool content,
	    journal_each *each, void *arg, struct err *err_r);
	enum status (*about)(void *db, struct slice id, journal_each *each,
	    void *arg, struct err *err_r);
};

/*
 * The nodes of the Merkle tree: a row for each record that completes subtrees
 * (every second one), with their roots, the smallest subtree's first.
 */
struct tree_ops {
	/* The largest seq; 0: none. */
	enum status (*last)(void *db, int64_t *seq_r, struct err *err_r);
	/* The root at level (from 1) that record seq completes. */
	enum status (*node)(void *db, int64_t seq, unsigned level,
	    struct merkle_node *node_r, struct err *err_r);
	enum status (*put)(void *db, int64_t seq,
	    const struct merkle_node *nodes, size_t nnodes, struct err *err_r);
};

/* What the records up to a seq are found by. */
struct search_ops {
	enum status (*upto)(void *db, int64_t *seq_r, struct err *err_r);
	enum status (*upto_set)(void *db, int64_t seq, struct err *err_r);
	enum status (*add)(
	    void *db, const struct journal_search *search, struct err *err_r);
	/*
	 * The seqs that match, in the query's order.  The first call of a
	 * query narrows it to its times and chooses by what to search.
	 */
	enum status (*find)(void *db, struct journal_query *query,
	    search_each *each, void *arg, struct err *err_r);
	/* Takes a person's address out of what seq is found by. */
	enum status (*forget)(
	    void *db, int64_t seq, struct slice rcpt, struct err *err_r);
};

/* A held message's row; lists as pack.h makes them, raw compressed. */
struct quarantine_row {
	struct quarantine_entry entry;
	struct slice rcpts, accounts;
	int64_t claimed_us;
};

typedef enum status quarantine_each(
    const struct quarantine_row *row, void *arg, struct err *err_r);

struct quarantine_state {
	struct slice id;
	const char *state;
	struct slice answer; /* "": as it was */
	int64_t claimed_us;
};

struct release_row {
	unsigned char token[CRYPT_SHA256_LEN]; /* its hash */
	unsigned char fits[CRYPT_SHA256_LEN];  /* hash of what it is good for */
	struct slice id;
	int64_t expires_us;
	bool used;
};

/* A reviewer's version; raw compressed. */
struct quarantine_edit_row {
	struct slice id, raw, digest, subject;
	int64_t time_us;
};

struct quarantine_ops {
	enum status (*insert)(
	    void *db, const struct quarantine_row *row, struct err *err_r);
	enum status (*raw_insert)(
	    void *db, struct slice id, struct slice raw, struct err *err_r);
	enum status (*raw_load)(void *db, struct slice id, struct arena *arena,
	    struct slice *raw_r, struct err *err_r);
	/* One more version, and what the entry says of its content. */
	enum status (*edit_add)(
	    void *db, const struct quarantine_edit_row *row, struct err *err_r);
	/* The latest version; STATUS_NOTFOUND. */
	enum status (*edit_load)(void *db, struct slice id, struct arena *arena,
	    struct slice *raw_r, struct err *err_r);
	enum status (*find)(void *db, struct slice id, quarantine_each *each,
	    void *arg, struct err *err_r);
	/* In the order of ids, after `after`; open_only: undecided ones. */
	enum status (*rows)(void *db, struct slice after, bool open_only,
	    int64_t limit, quarantine_each *each, void *arg, struct err *err_r);
	/* Held ones that expire at or before now_us. */
	enum status (*due)(void *db, int64_t now_us, int64_t limit,
	    quarantine_each *each, void *arg, struct err *err_r);
	enum status (*state_set)(
	    void *db, const struct quarantine_state *state, struct err *err_r);
	enum status (*release_add)(
	    void *db, const struct release_row *row, struct err *err_r);
	enum status (*release_load)(void *db,
	    const unsigned char token[CRYPT_SHA256_LEN], struct arena *arena,
	    struct release_row *row_r, struct err *err_r);
	enum status (*release_use)(void *db,
	    const unsigned char token[CRYPT_SHA256_LEN], struct err *err_r);
	enum status (*release_drop)(
	    void *db, struct slice id, struct err *err_r);
};

typedef enum status switch_each(
    const struct store_switch *sw, void *arg, struct err *err_r);

struct switch_ops {
	enum status (*on)(
	    void *db, const struct store_switch *sw, struct err *err_r);
	/* From then on it is on no more; STATUS_NOTFOUND where it was not. */
	enum status (*off)(
	    void *db, struct slice scope, int64_t time_us, struct err *err_r);
	/* When it was last taken off; 0: never. */
	enum status (*resumed)(void *db, struct slice scope, int64_t *time_us_r,
	    struct err *err_r);
	enum status (*there)(
	    void *db, struct slice scope, bool *there_r, struct err *err_r);
	/* In the order of their scopes. */
	enum status (*each)(
	    void *db, switch_each *each, void *arg, struct err *err_r);
	/* The same, but of templates' switches that of this scope alone. */
	enum status (*of)(void *db, struct slice scope, switch_each *each,
	    void *arg, struct err *err_r);
};

struct approval_ops {
	enum status (*jti_used)(void *db, struct slice kid, struct slice jti,
	    bool *used_r, struct err *err_r);
	enum status (*jti_use)(void *db, struct slice kid, struct slice jti,
	    int64_t expires_us, struct err *err_r);
	enum status (*key_revoked)(
	    void *db, struct slice key, bool *revoked_r, struct err *err_r);
	enum status (*key_revoke)(
	    void *db, struct slice key, int64_t time_us, struct err *err_r);
};

/* One address or domain of an account and where it stood. */
struct book_key {
	struct slice text; /* lower case */
	unsigned line, column;
};

struct book_row {
	struct book_account account;
	unsigned line, column; /* of the account's id */
	const struct book_key *keys;
	size_t nkeys;
};

/* Two rows that claim the same id, address or domain. */
struct book_clash {
	const char *what; /* "account_id", "domain", "email" */
	struct slice text;
	unsigned line, column; /* of the later one */
	unsigned other_line;
};

struct book_seal {
	bool skip_bad; /* the later row goes */
	void (*clash)(const struct book_clash *clash, void *arg);
	void *arg;
	int64_t clashes;  /* result */
	int64_t accounts; /* result: rows left */
};

struct book_stage; /* a book being built, off to the side */

struct book_ops {
	/* The book in force; generation "" and imported_us 0: none. */
	enum status (*current)(
	    void *db, struct book_info *info_r, struct err *err_r);
	enum status (*swap)(
	    void *db, const struct book_info *info, struct err *err_r);
	/* Only one stage at a time: STATUS_BUSY. Removes what crashes left. */
	enum status (*stage_open)(void *db, const char *generation,
	    struct book_stage **stage_r, struct err *err_r);
	enum status (*stage_add)(struct book_stage *stage,
	    const struct book_row *row, struct err *err_r);
	/* Indexes, finds clashes, and puts it on disk. */
	enum status (*stage_seal)(struct book_stage *stage,
	    struct book_seal *seal, struct err *err_r);
	/* Frees; the file stays only if keep. */
	void (*stage_close)(struct book_stage *stage, bool keep);
	void (*drop)(void *db, const char *generation);
	/* The account that has the key (address, domain); STATUS_NOTFOUND. */
	enum status (*by_key)(void *db, struct slice key, struct arena *arena,
	    struct book_account *account_r, struct err *err_r);
	enum status (*by_id)(void *db, struct slice id, struct arena *arena,
	    struct book_account *account_r, struct err *err_r);
	enum status (*list)(void *db, const struct book_filter *filter,
	    bool (*each)(const struct book_account *account, void *arg),
	    void *arg, struct err *err_r);
};

struct dataset_ops {
	/* In the order of their names. */
	enum status (*each)(void *db,
	    enum status (*each)(
		const struct dataset *set, void *arg, struct err *err_r),
	    void *arg, struct err *err_r);
	/* "" where there is none of that name. */
	enum status (*generation)(void *db, struct slice name,
	    char generation[27], struct err *err_r);
	/* In the place of one of that name. */
	enum status (*put)(
	    void *db, const struct dataset *set, struct err *err_r);
	enum status (*remove)(void *db, struct slice name, struct err *err_r);
	/*
	 * Puts an image on disk.  Until image_unlock nobody else may, who
	 * would take it for what a crash left: STATUS_BUSY.
	 */
	enum status (*image_write)(void *db, const char *generation,
	    struct slice bytes, int *lock_r, struct err *err_r);
	void (*image_unlock)(int lock);
	/* STATUS_NOTFOUND where it is gone. */
	enum status (*image_read)(void *db, const char *generation,
	    struct buf *image, struct err *err_r);
	void (*image_drop)(void *db, const char *generation);
};

struct limit_ops {
	/* The running total and the time of the last use; 0, 0: none. */
	enum status (*latest)(void *db, const struct limit_window *window,
	    int64_t *total_r, int64_t *time_us_r, struct err *err_r);
	/* The total before the first use since then; -1: there is none. */
	enum status (*before)(void *db, const struct limit_window *window,
	    int64_t since_us, int64_t *before_r, struct err *err_r);
	/* When the total was first that large; as it was where it never was. */
	enum status (*reached)(void *db, const struct limit_window *window,
	    int64_t total, int64_t *time_us_r, struct err *err_r);
	enum status (*add)(void *db, const struct limit_window *window,
	    int64_t total, int64_t amount, int64_t time_us, struct err *err_r);
	enum status (*purge)(void *db, const struct limit_window *window,
	    int64_t before_us, struct err *err_r);
	/* Distinct things, by the last time that each was used. */
	enum status (*items)(void *db, const struct limit_window *window,
	    int64_t since_us, int64_t *count_r, struct err *err_r);
	enum status (*item_there)(void *db, const struct limit_window *window,
	    struct slice item, int64_t since_us, bool *there_r,
	    struct err *err_r);
	enum status (*item_nth)(void *db, const struct limit_window *window,
	    int64_t since_us, int64_t nth, int64_t *time_us_r,
	    struct err *err_r);
	enum status (*item_put)(void *db, const struct limit_window *window,
	    struct slice item, int64_t time_us, struct err *err_r);
	enum status (*item_purge)(void *db, const struct limit_window *window,
	    int64_t before_us, struct err *err_r);
	enum status (*top)(void *db, struct slice name, bool distinct,
	    int64_t since_us,
	    void (*each)(struct slice key, int64_t used, void *arg), void *arg,
	    struct err *err_r);
};

struct runaway_ops {
	enum status (*add)(
	    void *db, const struct runaway *runaway, struct err *err_r);
	enum status (*purge)(void *db, int64_t before_us, struct err *err_r);
	/* The latest first. */
	enum status (*each)(void *db, int64_t since_us,
	    void (*each)(const struct runaway *runaway, void *arg), void *arg,
	    struct err *err_r);
};

struct suppress_ops {
	/* In the place of what is there. */
	enum status (*put)(
	    void *db, const struct suppression *suppression, struct err *err_r);
	enum status (*remove)(void *db, struct slice target, struct err *err_r);
	enum status (*there)(void *db, struct slice target, int64_t now_us,
	    bool *there_r, struct err *err_r);
	/* In the order of their targets. */
	enum status (*each)(void *db,
	    bool (*each)(const struct suppression *suppression, void *arg),
	    void *arg, struct err *err_r);
};

/* A scope's running sums up to a time; time_us 0: nothing happened. */
struct tally_row {
	int64_t time_us;
	struct policy_tally sum;
};

struct tally_ops {
	/* The latest row older than time_us. */
	enum status (*before)(void *db, struct slice scope, int64_t time_us,
	    struct tally_row *row_r, struct err *err_r);
	enum status (*first)(void *db, struct slice scope, int64_t *time_us_r,
	    struct err *err_r);
	enum status (*add)(void *db, struct slice scope,
	    const struct tally_row *row, struct err *err_r);
	/* All before the latest row that is older than before_us. */
	enum status (*purge)(
	    void *db, struct slice scope, int64_t before_us, struct err *err_r);
	enum status (*tripped)(void *db, struct slice trip, struct slice scope,
	    int64_t *time_us_r, struct err *err_r);
	enum status (*trip)(
	    void *db, const struct tally_trip *trip, struct err *err_r);
};

/* A record's running sums after its nth review; n 0: there was none. */
struct ladder_row {
	int64_t n, passed;
	int64_t fallen; /* the n of the last that did not pass */
	int64_t time_us;
};

struct ladder_keys VEC(struct ladder_key);

struct ladder_ops {
	/* The latest up to the nth. */
	enum status (*row)(void *db, const struct ladder_key *key, int64_t upto,
	    struct ladder_row *row_r, struct err *err_r);
	/* Those before the oldest go. */
	enum status (*add)(void *db, const struct ladder_key *key,
	    const struct ladder_row *row, int64_t oldest, struct err *err_r);
	enum status (*keys)(void *db, struct arena *arena,
	    struct ladder_keys *keys, struct err *err_r);
};

struct template_row {
	struct slice id;
	struct slice sketch; /* packed */
	int64_t released;
	int64_t time_us;
};

/* *enough_r: nothing better can come. */
typedef enum status template_each(const struct template_row *row, void *arg,
    bool *enough_r, struct err *err_r);

struct template_ops {
	enum status (*by_id)(void *db, struct slice id, template_each *each,
	    void *arg, struct err *err_r);
	/* Those with two keys in common as they are seen, then those with
	 * most, TEMPLATES_NEAR_MAX at most, the older of two first. */
	enum status (*near)(void *db, const uint64_t bands[TEMPLATE_BANDS],
	    template_each *each, void *arg, struct err *err_r);
	/* Does nothing where there is one of that id. */
	enum status (*add)(void *db, const struct template_row *row,
	    const uint64_t bands[TEMPLATE_BANDS], struct err *err_r);
	enum status (*release)(void *db, struct slice id, struct err *err_r);
};

/* One complaint or bounce, as it is counted. */
struct feedback_row {
	const char *kind; /* "complaint", "bounce" */
	int64_t time_us;
	struct slice agent, workflow, template, tier, account;
	struct slice about; /* "": not known */
	int64_t who;        /* key of the recipient */
};

struct feedback_ops {
	/* The record seq can be found by key, in its bucket. */
	enum status (*sent_add)(void *db, int64_t bucket, int64_t key,
	    int64_t seq, struct err *err_r);
	/* The first bucket; the last one before `before`; -1: there is none. */
	enum status (*sent_first)(
	    void *db, int64_t *bucket_r, struct err *err_r);
	enum status (*sent_last)(
	    void *db, int64_t before, int64_t *bucket_r, struct err *err_r);
	/* Some of a bucket, `most` keys at most. */
	enum status (*sent_purge)(
	    void *db, int64_t bucket, int64_t most, struct err *err_r);
	/* The latest first; at most *n_r of them, and how many there were. */
	enum status (*sent_find)(void *db, int64_t bucket, int64_t key,
	    int64_t *seqs, size_t *n_r, struct err *err_r);
	/* One of the same kind, about and who is not counted twice. */
	enum status (*add)(void *db, const struct feedback_row *row,
	    bool *new_r, struct err *err_r);
	enum status (*count)(void *db, const struct feedback_query *query,
	    int64_t *count_r, struct err *err_r);
};

struct store_engine {
	const char *name;
	const struct connection_ops *connection;
	const struct journal_ops *journal;
	const struct tree_ops *tree;
	const struct search_ops *search;
	const struct quarantine_ops *quarantine;
	const struct switch_ops *switches;
	const struct approval_ops *approvals;
	const struct book_ops *book;
	const struct dataset_ops *datasets;
	const struct limit_ops *limits;
	const struct runaway_ops *runaways;
	const struct suppress_ops *suppress;
	const struct tally_ops *tally;
	const struct ladder_ops *ladder;
	const struct template_ops *templates;
	const struct feedback_ops *feedback;
};

extern const struct store_engine sqlite_engine;

#endif
