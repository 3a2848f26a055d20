/*
 * sqlite_cursor.c - prepared statements: values in, rows out.
 *
 * Every write goes through sqlite_next(), which is where a test makes the nth
 * of them fail.
 */
#include "store/sqlite.h"

#include <string.h>

static struct sqlite_cursor
cursor_prepare(sqlite3 *handle, const char *text, sqlite3_stmt **kept)
{
	struct sqlite_cursor cursor = { .handle = handle, .rc = SQLITE_OK };

	if (*kept == NULL)
		cursor.rc = sqlite3_prepare_v3(
		    handle, text, -1, SQLITE_PREPARE_PERSISTENT, kept, NULL);
	cursor.statement = *kept;
	return cursor;
}

struct sqlite_cursor
sqlite_use(struct sqlite_db *db, enum sql which)
{
	struct sqlite_cursor cursor = cursor_prepare(
	    db->db, sql_texts[which].text, &db->statements[which]);

	cursor.db = db;
	cursor.writes = sql_texts[which].writes;
	return cursor;
}

struct sqlite_cursor
sqlite_book_use(struct sqlite_book *book, enum book_sql which)
{
	return cursor_prepare(
	    book->db, book_sql_texts[which], &book->statements[which]);
}

static void
cursor_note(struct sqlite_cursor *cursor, int rc)
{
	if (cursor->rc == SQLITE_OK)
		cursor->rc = rc;
}

void
sqlite_text(struct sqlite_cursor *cursor, int at, struct slice text)
{
	if (cursor->rc == SQLITE_OK)
		cursor_note(cursor,
		    sqlite3_bind_text64(cursor->statement, at,
			text.len == 0 ? "" : text.ptr, text.len, SQLITE_STATIC,
			SQLITE_UTF8));
}

void
sqlite_text_or_null(struct sqlite_cursor *cursor, int at, struct slice text)
{
	if (text.len > 0)
		sqlite_text(cursor, at, text);
	else if (cursor->rc == SQLITE_OK)
		cursor_note(cursor, sqlite3_bind_null(cursor->statement, at));
}

void
sqlite_cstr(struct sqlite_cursor *cursor, int at, const char *text)
{
	if (text != NULL)
		sqlite_text(cursor, at, slice_cstr(text));
	else
		sqlite_text_or_null(cursor, at, SLICE_EMPTY);
}

void
sqlite_blob(struct sqlite_cursor *cursor, int at, struct slice bytes)
{
	if (cursor->rc == SQLITE_OK)
		cursor_note(cursor,
		    sqlite3_bind_blob64(cursor->statement, at,
			bytes.len == 0 ? "" : bytes.ptr, bytes.len,
			SQLITE_STATIC));
}

void
sqlite_int(struct sqlite_cursor *cursor, int at, int64_t value)
{
	if (cursor->rc == SQLITE_OK)
		cursor_note(
		    cursor, sqlite3_bind_int64(cursor->statement, at, value));
}

void
sqlite_done(struct sqlite_cursor *cursor)
{
	if (cursor->statement == NULL)
		return;
	(void)sqlite3_reset(cursor->statement);
	(void)sqlite3_clear_bindings(cursor->statement);
}

static bool
cursor_fault(struct sqlite_cursor *cursor)
{
	if (!cursor->writes || cursor->db->fault == 0)
		return false;
	return --cursor->db->fault == 0;
}

enum status
sqlite_next(struct sqlite_cursor *cursor, bool *row_r, struct err *err_r)
{
	enum status status = STATUS_OK;

	*row_r = false;
	if (cursor->rc == SQLITE_OK && cursor_fault(cursor)) {
		sqlite_done(cursor);
		return err_set(err_r, STATUS_IO, "database: injected fault");
	}
	if (cursor->rc == SQLITE_OK)
		cursor->rc = sqlite3_step(cursor->statement);
	if (cursor->rc == SQLITE_ROW) {
		cursor->rc = SQLITE_OK;
		*row_r = true;
		return STATUS_OK;
	}
	if (cursor->rc != SQLITE_DONE)
		status = sqlite_failed(cursor->handle, cursor->rc,
		    cursor->writes ? "writing" : "reading", err_r);
	sqlite_done(cursor);
	return status;
}

enum status
sqlite_run(struct sqlite_cursor *cursor, int *changed_r, struct err *err_r)
{
	enum status status;
	bool row;

	status = sqlite_next(cursor, &row, err_r);
	if (status == STATUS_OK && changed_r != NULL)
		*changed_r = sqlite3_changes(cursor->handle);
	return status;
}

struct slice
sqlite_column(const struct sqlite_cursor *cursor, int at)
{
	const char *ptr = sqlite3_column_blob(cursor->statement, at);
	int len = sqlite3_column_bytes(cursor->statement, at);

	if (sqlite3_column_type(cursor->statement, at) == SQLITE_NULL)
		return slice_make(NULL, 0);
	return slice_make(ptr == NULL ? "" : ptr, len < 0 ? 0 : (size_t)len);
}

int64_t
sqlite_column_int(const struct sqlite_cursor *cursor, int at)
{
	return sqlite3_column_int64(cursor->statement, at);
}

enum status
sqlite_there(struct sqlite_cursor *cursor, bool *there_r, struct err *err_r)
{
	enum status status = sqlite_next(cursor, there_r, err_r);

	sqlite_done(cursor);
	return status;
}

enum status
sqlite_number(struct sqlite_cursor cursor, int64_t fallback, int64_t *value_r,
    struct err *err_r)
{
	enum status status;
	bool row;

	*value_r = fallback;
	status = sqlite_next(&cursor, &row, err_r);
	if (status == STATUS_OK && row && sqlite_column(&cursor, 0).ptr != NULL)
		*value_r = sqlite_column_int(&cursor, 0);
	sqlite_done(&cursor);
	return status;
}
