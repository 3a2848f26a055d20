/*
 * sqlite_stage.c - making a book's file: rows are appended without indexes and
 * without a journal, then indexed by sorting, then put on disk.
 */
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "store/sqlite_book.h"
#include "store/sqlite_file.h"

struct book_stage {
	struct sqlite_book book;
	char *path;
	int lock;
	int64_t accounts;
};

static const char stage_schema[] =
    "PRAGMA journal_mode = OFF;"
    "PRAGMA synchronous = OFF;"
    "PRAGMA locking_mode = EXCLUSIVE;"
    "PRAGMA cache_size = -65536;"
    "PRAGMA temp_store = FILE;"
    "BEGIN;"
    "CREATE TABLE account (number INTEGER PRIMARY KEY, id TEXT, name TEXT,"
    " tier TEXT, owner TEXT, aliases TEXT, domains TEXT, emails TEXT,"
    " line INTEGER, col INTEGER) STRICT;"
    "CREATE TABLE key (text TEXT, account INTEGER, line INTEGER,"
    " col INTEGER) STRICT;"
    "CREATE TEMP TABLE bad (account INTEGER PRIMARY KEY);";

static const char stage_indexes[] =
    "CREATE INDEX account_id ON account (id);"
    "CREATE INDEX key_text ON key (text, account);";

static bool
stage_keep(const char *generation, void *arg)
{
	const struct book_info *in_force = arg;

	return strcmp(generation, in_force->generation) == 0;
}

static enum status
stage_create(struct sqlite_db *db, struct book_stage *stage, struct err *err_r)
{
	enum status status;
	int fd, rc;

	status = sqlite_file_open(db, stage->path, O_EXCL, &fd, err_r);
	if (status != STATUS_OK)
		return status;
	(void)close(fd);
	rc = sqlite3_open_v2(stage->path, &stage->book.db,
	    SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
	if (rc != SQLITE_OK)
		return sqlite_failed(stage->book.db, rc, stage->path, err_r);
	(void)sqlite3_extended_result_codes(stage->book.db, 1);
	return sqlite_script(stage->book.db, stage_schema, err_r);
}

enum status
book_stage_open(void *opaque, const char *generation,
    struct book_stage **stage_r, struct err *err_r)
{
	struct book_stage *stage = mem_calloc(1, sizeof(*stage));
	struct sqlite_db *db = opaque;
	struct book_info info;
	enum status status;
	struct err err = ERR_INIT;

	*stage_r = NULL;
	if (stage == NULL)
		return err_nomem(err_r);
	stage->lock = -1;
	stage->path = sqlite_file_path(db, BOOK_FILE_PART, generation);
	if (stage->path == NULL)
		status = err_nomem(&err);
	else
		status = sqlite_file_lock(db, &stage->lock, &err);
	if (status == STATUS_OK)
		status = sqlite_book_ops.current(db, &info, &err);
	if (status == STATUS_OK) {
		sqlite_file_sweep(db, BOOK_FILE_PART, stage_keep, &info);
		status = stage_create(db, stage, &err);
	}
	if (status != STATUS_OK) {
		book_stage_close(stage, false);
		return err_set(err_r, status, "%s", err.text);
	}
	*stage_r = stage;
	return STATUS_OK;
}

enum status
book_stage_add(
    struct book_stage *stage, const struct book_row *row, struct err *err_r)
{
	const struct book_account *account = &row->account;
	struct sqlite_cursor cursor =
	    sqlite_book_use(&stage->book, BOOK_SQL_ADD_ACCOUNT);
	enum status status;
	size_t i;

	sqlite_int(&cursor, 1, ++stage->accounts);
	sqlite_text(&cursor, 2, account->id);
	sqlite_text(&cursor, 3, account->name);
	sqlite_text(&cursor, 4, account->tier);
	sqlite_text(&cursor, 5, account->owner);
	sqlite_text(&cursor, 6, account->aliases);
	sqlite_text(&cursor, 7, account->domains);
	sqlite_text(&cursor, 8, account->emails);
	sqlite_int(&cursor, 9, row->line);
	sqlite_int(&cursor, 10, row->column);
	status = sqlite_run(&cursor, NULL, err_r);
	for (i = 0; status == STATUS_OK && i < row->nkeys; i++) {
		cursor = sqlite_book_use(&stage->book, BOOK_SQL_ADD_KEY);
		sqlite_text(&cursor, 1, row->keys[i].text);
		sqlite_int(&cursor, 2, stage->accounts);
		sqlite_int(&cursor, 3, row->keys[i].line);
		sqlite_int(&cursor, 4, row->keys[i].column);
		status = sqlite_run(&cursor, NULL, err_r);
	}
	return status;
}

enum status
book_stage_seal(
    struct book_stage *stage, struct book_seal *seal, struct err *err_r)
{
	enum status status;

	status = sqlite_script(stage->book.db, stage_indexes, err_r);
	if (status == STATUS_OK)
		status = book_clashes(&stage->book, seal, err_r);
	if (status != STATUS_OK || (seal->clashes > 0 && !seal->skip_bad))
		return status;
	status = sqlite_script(stage->book.db, "COMMIT", err_r);
	sqlite_book_close(&stage->book);
	if (status == STATUS_OK)
		status = sqlite_file_sync(stage->path, err_r);
	return status;
}

void
book_stage_close(struct book_stage *stage, bool keep)
{
	if (stage == NULL)
		return;
	sqlite_book_close(&stage->book);
	if (!keep && stage->path != NULL)
		(void)unlink(stage->path);
	if (stage->lock >= 0)
		(void)close(stage->lock);
	mem_free(stage->path);
	mem_free(stage);
}

void
book_file_drop(void *db, const char *generation)
{
	sqlite_file_drop(db, BOOK_FILE_PART, generation);
}
