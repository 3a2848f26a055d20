/*
 * sqlite_book.c - reading the account book.
 *
 * Which generation is in force stands in the database itself, so that a swap
 * is a commit like any other.  A reader that comes late to a swap finds the
 * old file gone, and asks again.
 */
#include "store/sqlite_book.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"
#include "store/sqlite_file.h"

#define BOOK_TRIES 5
#define BOOK_URI_MAX ((size_t)16384)

void
sqlite_book_close(struct sqlite_book *book)
{
	size_t i;

	for (i = 0; i < BOOK_SQL_COUNT; i++)
		(void)sqlite3_finalize(book->statements[i]);
	(void)sqlite3_close(book->db);
	memset(book, 0, sizeof(*book));
}

static void
uri_make(const char *path, struct buf *out)
{
	(void)buf_add_cstr(out, "file:");
	for (; *path != '\0'; path++)
		if (ascii_alnum(*path) || strchr("/._-", *path) != NULL)
			(void)buf_add_byte(out, *path);
		else
			(void)buf_printf(
			    out, "%%%02X", (unsigned)(unsigned char)*path);
	(void)buf_add_cstr(out, "?mode=ro&immutable=1");
}

/* STATUS_NOTFOUND where the file is gone. */
static enum status
book_open(const struct sqlite_db *db, const char *generation,
    struct sqlite_book *book, struct err *err_r)
{
	char *path = sqlite_file_path(db, BOOK_FILE_PART, generation);
	enum status status = STATUS_OK;
	struct buf uri;
	int rc = SQLITE_NOMEM;

	if (path == NULL)
		return err_nomem(err_r);
	buf_init(&uri, BOOK_URI_MAX);
	uri_make(path, &uri);
	if (access(path, F_OK) != 0)
		status = err_set(err_r, STATUS_NOTFOUND,
		    "%s: the account book is gone", path);
	else if (!buf_failed(&uri))
		rc = sqlite3_open_v2(buf_cstr(&uri), &book->db,
		    SQLITE_OPEN_READONLY | SQLITE_OPEN_URI |
			SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE,
		    NULL);
	if (status == STATUS_OK && rc != SQLITE_OK)
		status = sqlite_failed(book->db, rc, path, err_r);
	if (status == STATUS_OK)
		status = sqlite_script(book->db,
		    "PRAGMA trusted_schema = OFF;"
		    "PRAGMA cache_size = -8192;"
		    "PRAGMA temp_store = MEMORY;",
		    err_r);
	if (status != STATUS_OK)
		sqlite_book_close(book);
	else
		(void)snprintf(book->generation, sizeof(book->generation), "%s",
		    generation);
	buf_free(&uri);
	mem_free(path);
	return status;
}

static enum status
book_current(void *opaque, struct book_info *info_r, struct err *err_r)
{
	struct sqlite_cursor cursor = sqlite_use(opaque, SQL_BOOK_CURRENT);
	enum status status;
	bool row;

	memset(info_r, 0, sizeof(*info_r));
	status = sqlite_next(&cursor, &row, err_r);
	if (status != STATUS_OK || !row)
		return status;
	(void)snprintf(info_r->generation, sizeof(info_r->generation), "%.*s",
	    SLICE_ARG(sqlite_column(&cursor, 0)));
	info_r->imported_us = sqlite_column_int(&cursor, 1);
	info_r->accounts = sqlite_column_int(&cursor, 2);
	sqlite_done(&cursor);
	return STATUS_OK;
}

static enum status
book_swap(void *opaque, const struct book_info *info, struct err *err_r)
{
	struct sqlite_cursor cursor = sqlite_use(opaque, SQL_BOOK_SWAP);

	sqlite_cstr(&cursor, 1, info->generation);
	sqlite_int(&cursor, 2, info->imported_us);
	sqlite_int(&cursor, 3, info->accounts);
	return sqlite_run(&cursor, NULL, err_r);
}

static enum status
book_none(struct err *err_r)
{
	return err_set(err_r, STATUS_NOTFOUND, "there is no account book");
}

/* Opens the book in force into *book, which is closed or another one. */
static enum status
book_follow(struct sqlite_db *db, struct sqlite_book *book, struct err *err_r)
{
	struct book_info info;
	enum status status = STATUS_OK;
	int tries;

	for (tries = 0; tries < BOOK_TRIES; tries++) {
		status = book_current(db, &info, err_r);
		if (status != STATUS_OK)
			return status;
		if (book->db != NULL &&
		    strcmp(book->generation, info.generation) == 0)
			return STATUS_OK;
		sqlite_book_close(book);
		if (info.generation[0] == '\0')
			return book_none(err_r);
		status = book_open(db, info.generation, book, err_r);
		if (status != STATUS_NOTFOUND)
			return status;
	}
	/* it is in force and not there */
	return err_set(err_r, STATUS_DATABASE,
	    "the file of account book %s is missing", info.generation);
}

/* Inside a transaction nobody can swap, so one look is enough. */
static enum status
book_ready(struct sqlite_db *db, struct err *err_r)
{
	enum status status;

	if (db->book_current)
		return db->book.db == NULL ? book_none(err_r) : STATUS_OK;
	status = book_follow(db, &db->book, err_r);
	if (status == STATUS_OK || status == STATUS_NOTFOUND)
		db->book_current = db->in_transaction;
	return status;
}

static void
account_read(const struct sqlite_cursor *cursor, struct book_account *account)
{
	account->id = sqlite_column(cursor, 0);
	account->name = sqlite_column(cursor, 1);
	account->tier = sqlite_column(cursor, 2);
	account->owner = sqlite_column(cursor, 3);
	account->aliases = sqlite_column(cursor, 4);
	account->domains = sqlite_column(cursor, 5);
	account->emails = sqlite_column(cursor, 6);
}

static enum status
account_find(struct sqlite_db *db, enum book_sql which, struct slice value,
    struct arena *arena, struct book_account *account_r, struct err *err_r)
{
	struct slice *const texts[] = {
		&account_r->id,
		&account_r->name,
		&account_r->tier,
		&account_r->owner,
		&account_r->aliases,
		&account_r->domains,
		&account_r->emails,
	};
	struct sqlite_cursor cursor = sqlite_book_use(&db->book, which);
	enum status status;
	bool row;
	size_t i;

	sqlite_text(&cursor, 1, value);
	status = sqlite_next(&cursor, &row, err_r);
	if (status != STATUS_OK)
		return status;
	if (!row)
		return err_set(err_r, STATUS_NOTFOUND, "no such account");
	account_read(&cursor, account_r);
	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		*texts[i] = arena_copy(arena, *texts[i]);
	sqlite_done(&cursor);
	return arena_failed(arena) ? err_nomem(err_r) : STATUS_OK;
}

static enum status
book_by_key(void *opaque, struct slice key, struct arena *arena,
    struct book_account *account_r, struct err *err_r)
{
	enum status status = book_ready(opaque, err_r);

	if (status != STATUS_OK)
		return status;
	return account_find(
	    opaque, BOOK_SQL_BY_KEY, key, arena, account_r, err_r);
}

static enum status
book_by_id(void *opaque, struct slice id, struct arena *arena,
    struct book_account *account_r, struct err *err_r)
{
	enum status status = book_ready(opaque, err_r);

	if (status != STATUS_OK)
		return status;
	return account_find(
	    opaque, BOOK_SQL_BY_ID, id, arena, account_r, err_r);
}

/* Reads through a connection of its own, whatever each() does meanwhile. */
static enum status
book_each(void *opaque, const struct book_filter *filter,
    bool (*each)(const struct book_account *account, void *arg), void *arg,
    struct err *err_r)
{
	struct sqlite_book book = { .db = NULL };
	struct book_account account;
	struct sqlite_cursor cursor;
	enum status status;
	bool row;

	status = book_follow(opaque, &book, err_r);
	if (status != STATUS_OK)
		return status == STATUS_NOTFOUND ? STATUS_OK : status;
	cursor = sqlite_book_use(&book, BOOK_SQL_LIST);
	sqlite_cstr(&cursor, 1, filter->tier);
	sqlite_cstr(&cursor, 2, filter->owner);
	sqlite_cstr(&cursor, 3, filter->name);
	sqlite_int(&cursor, 4, filter->limit > 0 ? filter->limit : -1);
	for (;;) {
		status = sqlite_next(&cursor, &row, err_r);
		if (status != STATUS_OK || !row)
			break;
		account_read(&cursor, &account);
		if (!each(&account, arg))
			break;
	}
	sqlite_done(&cursor);
	sqlite_book_close(&book);
	return status;
}

const struct book_ops sqlite_book_ops = {
	.current = book_current,
	.swap = book_swap,
	.stage_open = book_stage_open,
	.stage_add = book_stage_add,
	.stage_seal = book_stage_seal,
	.stage_close = book_stage_close,
	.drop = book_file_drop,
	.by_key = book_by_key,
	.by_id = book_by_id,
	.list = book_each,
};
