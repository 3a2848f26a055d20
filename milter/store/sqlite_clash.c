/*
 * sqlite_clash.c - two rows of a book that claim one id, address or domain.
 *
 * Both indexes are read in order, where such rows are neighbours.  The row
 * that stands first in the file keeps what it claims.
 */
#include <string.h>

#include "store/sqlite_book.h"

#define CLASH_TEXT_MAX 512 /* bytes remembered to compare neighbours */

/* The row before: what it claimed, and whose it is. */
struct claim {
	char text[CLASH_TEXT_MAX];
	size_t len;
	int64_t account; /* 0: none as yet */
};

static bool
claim_same(const struct claim *claim, struct slice text)
{
	return claim->account != 0 && claim->len == text.len &&
	    memcmp(claim->text, text.ptr, text.len) == 0;
}

/* Ids, addresses and domains are shorter than this, or were refused. */
static void
claim_set(struct claim *claim, struct slice text, int64_t account)
{
	claim->len = text.len < CLASH_TEXT_MAX ? text.len : CLASH_TEXT_MAX;
	memcpy(claim->text, text.ptr, claim->len);
	claim->account = account;
}

/* Says so; marks the later account where bad rows are skipped. */
static enum status
clash_found(struct sqlite_book *book, struct book_seal *seal,
    const struct book_clash *clash, int64_t account, struct err *err_r)
{
	struct sqlite_cursor cursor;

	seal->clashes++;
	seal->clash(clash, seal->arg);
	if (!seal->skip_bad)
		return STATUS_OK;
	cursor = sqlite_book_use(book, BOOK_SQL_BAD);
	sqlite_int(&cursor, 1, account);
	return sqlite_run(&cursor, NULL, err_r);
}

/*
 * Where the later one stood, by its row's number, and the line of the account
 * that had it first.  Only clashes ask: it costs a look into the table.
 */
static enum status
clash_place(struct sqlite_book *book, enum book_sql which,
    const int64_t numbers[2], struct book_clash *clash, struct err *err_r)
{
	struct sqlite_cursor cursor = sqlite_book_use(book, which);
	enum status status;
	bool row;

	sqlite_int(&cursor, 1, numbers[0]);
	sqlite_int(&cursor, 2, numbers[1]);
	status = sqlite_next(&cursor, &row, err_r);
	if (status != STATUS_OK || !row)
		return status;
	clash->line = (unsigned)sqlite_column_int(&cursor, 0);
	clash->column = (unsigned)sqlite_column_int(&cursor, 1);
	clash->other_line = (unsigned)sqlite_column_int(&cursor, 2);
	sqlite_done(&cursor);
	return STATUS_OK;
}

static enum status
clash_ids(struct sqlite_book *book, struct book_seal *seal, struct err *err_r)
{
	struct sqlite_cursor cursor = sqlite_book_use(book, BOOK_SQL_IDS);
	struct book_clash clash = { .what = "account_id" };
	struct claim before = { .account = 0 };
	int64_t account;
	enum status status;
	bool row;

	for (;;) {
		status = sqlite_next(&cursor, &row, err_r);
		if (status != STATUS_OK || !row)
			return status;
		clash.text = sqlite_column(&cursor, 0);
		account = sqlite_column_int(&cursor, 1);
		if (!claim_same(&before, clash.text)) {
			claim_set(&before, clash.text, account);
			continue;
		}
		status = clash_place(book, BOOK_SQL_ID_PLACE,
		    (const int64_t[]){ account, before.account }, &clash,
		    err_r);
		if (status == STATUS_OK)
			status =
			    clash_found(book, seal, &clash, account, err_r);
		if (status != STATUS_OK) {
			sqlite_done(&cursor);
			return status;
		}
	}
}

static enum status
clash_keys(struct sqlite_book *book, struct book_seal *seal, struct err *err_r)
{
	struct sqlite_cursor cursor = sqlite_book_use(book, BOOK_SQL_KEYS);
	struct book_clash clash;
	struct claim before = { .account = 0 };
	enum status status;
	int64_t account;
	bool row;

	for (;;) {
		status = sqlite_next(&cursor, &row, err_r);
		if (status != STATUS_OK || !row)
			return status;
		clash.text = sqlite_column(&cursor, 0);
		account = sqlite_column_int(&cursor, 1);
		if (!claim_same(&before, clash.text)) {
			claim_set(&before, clash.text, account);
			continue;
		}
		if (account == before.account)
			continue;
		clash.what = slice_index(clash.text, '@') == SLICE_NONE ?
		    "domain" :
		    "email";
		status = clash_place(book, BOOK_SQL_KEY_PLACE,
		    (const int64_t[]){
			sqlite_column_int(&cursor, 2), before.account },
		    &clash, err_r);
		if (status == STATUS_OK)
			status =
			    clash_found(book, seal, &clash, account, err_r);
		if (status != STATUS_OK) {
			sqlite_done(&cursor);
			return status;
		}
	}
}

static const char clash_drop[] =
    "DELETE FROM key WHERE account IN (SELECT account FROM bad);"
    "DELETE FROM account WHERE number IN (SELECT account FROM bad);"
    "DELETE FROM bad;";

/* Takes out what was marked. */
static enum status
clash_clear(
    struct sqlite_book *book, const struct book_seal *seal, struct err *err_r)
{
	if (!seal->skip_bad || seal->clashes == 0)
		return STATUS_OK;
	return sqlite_script(book->db, clash_drop, err_r);
}

static enum status
accounts_left(
    struct sqlite_book *book, struct book_seal *seal, struct err *err_r)
{
	struct sqlite_cursor cursor =
	    sqlite_book_use(book, BOOK_SQL_COUNT_LEFT);
	enum status status;
	bool row;

	status = sqlite_next(&cursor, &row, err_r);
	if (status == STATUS_OK && row)
		seal->accounts = sqlite_column_int(&cursor, 0);
	sqlite_done(&cursor);
	return status;
}

enum status
book_clashes(
    struct sqlite_book *book, struct book_seal *seal, struct err *err_r)
{
	enum status status;

	seal->clashes = 0;
	status = clash_ids(book, seal, err_r);
	if (status == STATUS_OK)
		status = clash_clear(book, seal, err_r);
	if (status == STATUS_OK)
		status = clash_keys(book, seal, err_r);
	if (status == STATUS_OK)
		status = clash_clear(book, seal, err_r);
	if (status == STATUS_OK)
		status = accounts_left(book, seal, err_r);
	return status;
}
