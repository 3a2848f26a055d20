/*
 * journal_verify.c - recomputing the chain and the tree.
 *
 * One pass, a page of rows at a time.  A row's number, id and subject must be
 * those at the front of its public half, its erasable halves must fit the
 * commitments at the end of it (or be erased, value and salt), its chain value
 * must follow, the nodes of the tree that it completes must stand beside it; and
 * the head must be that of the last row.  Records appended
 * while it runs are beyond the head that was read first and are left to the
 * next run.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/hex.h"
#include "base/id.h"
#include "store/chain.h"
#include "store/handle.h"
#include "store/journal_marks.h"
#include "store/record.h"
#include "store/tree.h"

#define VERIFY_PAGE 500

struct verify {
	struct store *store;
	const struct journal_audit *audit;
	struct journal_report *report;
	struct journal_counts counts;
	struct buf scratch;
	struct marks marks;
	struct merkle_range tree;
	unsigned char chain[CHAIN_LEN];
	int64_t seq; /* the last one seen */
	size_t rows; /* of this page */
};

static void
verify_say(struct verify *verify, int64_t seq, const char *text)
{
	if (verify->report->problem[0] != '\0')
		return;
	verify->report->bad_seq = seq;
	(void)snprintf(verify->report->problem, sizeof(verify->report->problem),
	    "record %" PRId64 ": %s", seq, text);
}

/*
 * Does what is erasable fit its commitment?  hex "": none was ever there.
 * there: the place where it is kept exists.
 */
static bool
half_fits(struct verify *verify, struct slice value, struct slice salt,
    struct slice hex)
{
	unsigned char hash[CHAIN_LEN];
	char text[CRYPT_SHA256_HEX];

	if (value.ptr == NULL && salt.ptr == NULL)
		return true; /* erased, or none */
	if (value.ptr == NULL || salt.ptr == NULL || hex.len == 0 ||
	    salt.len != CHAIN_SALT_LEN)
		return false;
	if (!chain_commit(verify->store->hash, salt, value, hash))
		return false;
	hex_encode(hash, sizeof(hash), text);
	return slice_equal(slice_cstr(text), hex);
}

/* What is wrong with the row by itself, or NULL. */
static const char *
row_problem(struct verify *verify, const struct journal_row *row)
{
	struct record_tail tail;

	if (!record_head_fits(row, &verify->scratch) ||
	    !record_tail_read(row->public, &tail))
		return "changed: its public half does not fit its row";
	if (!half_fits(verify, row->private, row->salt, tail.private))
		return "its personal half was changed";
	if (row->has_content != (tail.kind != JOURNAL_CONTENT_NONE))
		return row->has_content ? "content was added to it" :
					  "its content was removed";
	if (!half_fits(verify, row->content, row->content_salt, tail.content))
		return "its content was changed";
	return NULL;
}

/* Puts the record to the chain and the tree; what does not fit, or NULL. */
static enum status
row_follow(struct verify *verify, const struct journal_row *row,
    const char **problem_r, struct err *err_r)
{
	struct crypt_hash *hash = verify->store->hash;
	struct merkle_node leaf, done[MERKLE_LEVELS];
	struct slice nodes;
	unsigned ndone = 0;

	*problem_r = NULL;
	if (!merkle_leaf(hash, row->public, &leaf) ||
	    !chain_next(hash, verify->chain, &leaf, verify->chain) ||
	    !merkle_append(hash, &verify->tree, &leaf, done, &ndone))
		return err_set(err_r, STATUS_INTERNAL, "libcrypto failed");
	nodes = slice_make((const char *)done->bytes, ndone * MERKLE_LEN);
	if (!slice_equal(
		row->chain, slice_make((const char *)verify->chain, CHAIN_LEN)))
		*problem_r = "changed, or out of its order: "
			     "the chain does not fit";
	else if (row->nodes.ptr == NULL &&
	    (ndone == 0 || !verify->counts.head.has_root))
		*problem_r = NULL; /* none, or not yet */
	else if (ndone == 0 || !slice_equal(row->nodes, nodes))
		*problem_r = "the tree over it was changed";
	return STATUS_OK;
}

static enum status
verify_row(const struct journal_row *row, void *arg, struct err *err_r)
{
	struct verify *verify = arg;
	const char *problem, *apart;
	enum status status;

	verify->rows++;
	if (verify->report->problem[0] != '\0')
		return STATUS_OK;
	if (row->seq != verify->seq + 1) {
		verify_say(verify, verify->seq + 1, "missing");
		return STATUS_OK;
	}
	verify->seq = row->seq;
	problem = row_problem(verify, row);
	status = row_follow(verify, row, &apart, err_r);
	if (status != STATUS_OK)
		return status;
	if (problem != NULL || apart != NULL) {
		verify_say(verify, row->seq, problem != NULL ? problem : apart);
		return STATUS_OK;
	}
	verify->report->records++;
	return marks_reach(
	    &verify->marks, verify->store->hash, &verify->tree, err_r);
}

static enum status
verify_rows(struct verify *verify, struct err *err_r)
{
	const struct journal_audit *audit = verify->audit;
	int64_t count = verify->counts.head.count;
	struct journal_query query = { .upto = count, .limit = VERIFY_PAGE };
	struct store *store = verify->store;
	enum status status;

	/* a mark may be of the empty journal, or of where this begins */
	status = marks_reach(&verify->marks, store->hash, &verify->tree, err_r);
	while (status == STATUS_OK && verify->seq < count &&
	    verify->report->problem[0] == '\0') {
		query.after = verify->seq;
		verify->rows = 0;
		status = store->engine->journal->audit(
		    store->db, &query, verify_row, verify, err_r);
		if (status == STATUS_OK && verify->rows == 0)
			verify_say(verify, verify->seq + 1, "missing");
		if (status == STATUS_OK && audit->progress != NULL)
			audit->progress(verify->report->records,
			    count - verify->report->first + 1, audit->arg);
	}
	return status;
}

/* Rows of other tables that no record stands over. */
static void
verify_strays(struct verify *verify)
{
	const struct journal_counts *counts = &verify->counts;
	int64_t count = counts->head.count;

	if (counts->last != count || counts->rows != count)
		verify_say(verify, count + 1,
		    "there are more or fewer records than the head says");
	if (counts->content_first < 1 || counts->content_last > count)
		verify_say(verify, count + 1, "there is content of no record");
	if (counts->tree_first < 1 || counts->tree_last > count)
		verify_say(
		    verify, count + 1, "there are nodes of the tree over none");
}

static enum status
verify_head(struct verify *verify, struct err *err_r)
{
	const struct journal_head *head = &verify->counts.head;
	struct journal_report *report = verify->report;
	unsigned char mac[CHAIN_LEN];

	if (!merkle_root(verify->store->hash, &verify->tree, &report->root))
		return err_set(err_r, STATUS_INTERNAL, "libcrypto failed");
	if (report->problem[0] == '\0' &&
	    memcmp(verify->chain, head->chain, CHAIN_LEN) != 0)
		verify_say(
		    verify, head->count, "the head does not fit the chain");
	if (report->problem[0] == '\0' && head->has_root &&
	    memcmp(report->root.bytes, head->root.bytes, MERKLE_LEN) != 0)
		verify_say(
		    verify, head->count, "the head does not fit the tree");
	if (!verify->store->has_key)
		return STATUS_OK;
	if (!chain_head_mac(verify->store->journal_key, head, mac))
		return err_set(err_r, STATUS_INTERNAL, "HMAC failed");
	report->authenticated = crypt_equal(mac, head->mac, CHAIN_LEN);
	if (!report->authenticated)
		verify_say(verify, head->count,
		    "the head was not made with this relay's journal key");
	return STATUS_OK;
}

static enum status
begin_each(const struct journal_row *row, void *arg, struct err *err_r)
{
	struct verify *verify = arg;

	(void)err_r;
	verify->rows++;
	if (row->chain.len == CHAIN_LEN)
		memcpy(verify->chain, row->chain.ptr, CHAIN_LEN);
	return STATUS_OK;
}

/*
 * Where to begin: one before the first whose id is of the time or later, for
 * an id that was changed to be older would hide its record.  The chain and
 * tree up to there are taken as they stand; they are proven by what follows.
 */
static enum status
verify_begin(struct verify *verify, struct err *err_r)
{
	struct store *store = verify->store;
	struct journal_query query = { .limit = 1 };
	int64_t count = verify->counts.head.count, from = 0;
	enum status status = STATUS_OK;
	struct id id;

	if (verify->audit->since_us > 0) {
		id_floor(verify->audit->since_us, &id);
		status = store->engine->journal->from(
		    store->db, slice_cstr(id.text), &from, err_r);
		if (from == 0 || from > count)
			from = count + 1;
	}
	verify->seq = from > 2 ? from - 2 : 0;
	verify->report->first = verify->seq + 1;
	if (status != STATUS_OK || verify->seq == 0)
		return status;
	query.after = verify->seq - 1;
	query.upto = verify->seq;
	status = store->engine->journal->rows(
	    store->db, &query, begin_each, verify, err_r);
	if (status == STATUS_OK && verify->rows == 0) {
		verify_say(verify, verify->seq, "missing");
		return STATUS_OK;
	}
	if (status == STATUS_OK)
		status = tree_range(store, verify->seq, &verify->tree, err_r);
	if (status == STATUS_DATABASE) {
		verify_say(verify, verify->seq, "the tree over it was changed");
		return STATUS_OK;
	}
	return status;
}

static enum status
verify_run(struct verify *verify, struct err *err_r)
{
	struct journal_report *report = verify->report;
	enum status status = verify_begin(verify, err_r);

	if (status == STATUS_OK)
		status = verify_rows(verify, err_r);
	if (status == STATUS_OK)
		status = verify_head(verify, err_r);
	if (status != STATUS_OK)
		return status;
	verify_strays(verify);
	if (report->problem[0] != '\0')
		return STATUS_OK;
	marks_end(&verify->marks);
	return marks_prove(verify->audit, verify->store, report, err_r);
}

/* No head: an empty journal, in which nothing may be. */
static enum status
verify_empty(struct verify *verify, struct err *err_r)
{
	struct journal_counts *counts = &verify->counts;

	counts->head.count = 0;
	if (counts->rows > 0)
		verify_say(verify, 1, "the head is missing");
	verify_strays(verify);
	verify->report->has_root = true;
	if (verify->report->problem[0] != '\0')
		return STATUS_OK;
	if (marks_reach(&verify->marks, verify->store->hash, &verify->tree,
		err_r) != STATUS_OK ||
	    !merkle_root(
		verify->store->hash, &verify->tree, &verify->report->root))
		return err_set(err_r, STATUS_INTERNAL, "libcrypto failed");
	marks_end(&verify->marks);
	return STATUS_OK;
}

enum status
journal_audit(struct store *store, const struct journal_audit *audit,
    struct journal_report *report_r, struct err *err_r)
{
	struct verify verify = {
		.store = store, .audit = audit, .report = report_r
	};
	enum status status;

	memset(report_r, 0, sizeof(*report_r));
	report_r->first = 1;
	marks_begin(audit, &verify.marks);
	status =
	    store->engine->journal->counts(store->db, &verify.counts, err_r);
	if (status != STATUS_OK)
		return status;
	if (verify.counts.head.count < 0)
		return verify_empty(&verify, err_r);
	report_r->size = verify.counts.head.count;
	report_r->has_root = verify.counts.head.has_root;
	buf_init(&verify.scratch, RECORD_MAX);
	status = verify_run(&verify, err_r);
	buf_free_wiped(&verify.scratch);
	return status;
}

enum status
journal_verify(
    struct store *store, struct journal_report *report_r, struct err *err_r)
{
	const struct journal_audit audit = { .since_us = 0 };

	return journal_audit(store, &audit, report_r, err_r);
}
