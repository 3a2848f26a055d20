/*
 * journal_verify.c - recomputing the chain.
 *
 * One pass, a page of rows at a time.  A row's number, id and subject must be
 * those at the front of its public half, its erasable halves must fit the
 * commitments at the end of it (or be erased, value and salt), its chain value
 * must follow; and the head must be that of the last row.  Records appended
 * while it runs are beyond the head that was read first and are left to the
 * next run.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/hex.h"
#include "store/chain.h"
#include "store/handle.h"
#include "store/record.h"

#define VERIFY_PAGE 500

struct verify {
	struct store *store;
	struct journal_report *report;
	struct buf scratch;
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

static enum status
verify_row(const struct journal_row *row, void *arg, struct err *err_r)
{
	struct verify *verify = arg;
	const char *problem;

	verify->rows++;
	if (verify->report->problem[0] != '\0')
		return STATUS_OK;
	if (row->seq != verify->seq + 1) {
		verify_say(verify, verify->seq + 1, "missing");
		return STATUS_OK;
	}
	verify->seq = row->seq;
	problem = row_problem(verify, row);
	if (!chain_next(
		verify->store->hash, verify->chain, row->public, verify->chain))
		return err_set(err_r, STATUS_INTERNAL, "libcrypto failed");
	if (problem == NULL &&
	    (row->chain.len != CHAIN_LEN ||
		memcmp(row->chain.ptr, verify->chain, CHAIN_LEN) != 0))
		problem = "changed, or out of its order: "
			  "the chain does not fit";
	if (problem != NULL)
		verify_say(verify, row->seq, problem);
	else
		verify->report->records++;
	return STATUS_OK;
}

static enum status
verify_rows(struct verify *verify, int64_t count, struct err *err_r)
{
	struct journal_query query = { .upto = count, .limit = VERIFY_PAGE };
	struct store *store = verify->store;
	enum status status = STATUS_OK;

	while (verify->seq < count && verify->report->problem[0] == '\0') {
		query.after = verify->seq;
		verify->rows = 0;
		status = store->engine->journal->audit(
		    store->db, &query, verify_row, verify, err_r);
		if (status != STATUS_OK)
			return status;
		if (verify->rows == 0)
			verify_say(verify, verify->seq + 1, "missing");
	}
	return STATUS_OK;
}

static enum status
verify_head(
    struct verify *verify, const struct journal_head *head, struct err *err_r)
{
	unsigned char mac[CHAIN_LEN];

	if (verify->report->problem[0] == '\0' &&
	    memcmp(verify->chain, head->chain, CHAIN_LEN) != 0)
		verify_say(
		    verify, head->count, "the head does not fit the chain");
	if (!verify->store->has_key)
		return STATUS_OK;
	if (!chain_head_mac(verify->store->journal_key, head, mac))
		return err_set(err_r, STATUS_INTERNAL, "HMAC failed");
	verify->report->authenticated = crypt_equal(mac, head->mac, CHAIN_LEN);
	if (!verify->report->authenticated)
		verify_say(verify, head->count,
		    "the head was not made with this relay's journal key");
	return STATUS_OK;
}

enum status
journal_verify(
    struct store *store, struct journal_report *report_r, struct err *err_r)
{
	struct verify verify = { .store = store, .report = report_r };
	struct journal_head head;
	int64_t last = 0, rows = 0;
	enum status status;

	memset(report_r, 0, sizeof(*report_r));
	status = store->engine->journal->extent(
	    store->db, &head, &last, &rows, err_r);
	if (status != STATUS_OK)
		return status;
	if (head.count < 0) {
		if (rows > 0)
			verify_say(&verify, 1, "the head is missing");
		return STATUS_OK;
	}
	buf_init(&verify.scratch, RECORD_MAX);
	status = verify_rows(&verify, head.count, err_r);
	if (status == STATUS_OK)
		status = verify_head(&verify, &head, err_r);
	if (last != head.count || rows != head.count)
		verify_say(&verify, head.count + 1,
		    "there are more or fewer records than the head says");
	buf_free_wiped(&verify.scratch);
	return status;
}
