/*
 * sqlite.h - the inside of the SQLite engine: a connection, its prepared
 * statements, and a cursor over one of them.
 *
 * A statement is prepared at its first use and kept.  A cursor collects what
 * goes wrong while values are bound and says so when it is stepped.
 */
#ifndef STORE_SQLITE_H
#define STORE_SQLITE_H

#include <sqlite3.h>

#include "store/engine.h"
#include "store/sqlite_sql.h"

/* The open file of the account book. */
struct sqlite_book {
	sqlite3 *db; /* NULL: none */
	sqlite3_stmt *statements[BOOK_SQL_COUNT];
	char generation[27];
};

struct sqlite_db {
	sqlite3 *db;
	char *path;
	int busy_ms;
	bool in_transaction;
	bool book_current;   /* the book was looked at in this transaction */
	unsigned long fault; /* the nth write from now fails; 0: none */
	sqlite3_stmt *statements[SQL_COUNT];
	struct sqlite_book book;
};

/* What SQLite's result code rc means, with what was being done. */
enum status sqlite_failed(
    sqlite3 *db, int rc, const char *what, struct err *err_r);

struct sqlite_cursor {
	struct sqlite_db *db; /* NULL: a statement of the book's */
	sqlite3 *handle;
	sqlite3_stmt *statement;
	bool writes;
	int rc; /* the first failure so far, or SQLITE_OK */
};

struct sqlite_cursor sqlite_use(struct sqlite_db *db, enum sql which);
struct sqlite_cursor sqlite_book_use(
    struct sqlite_book *book, enum book_sql which);

/* Binding: values must stay as they are until the cursor is done. */
void sqlite_text(struct sqlite_cursor *cursor, int at, struct slice text);
void sqlite_text_or_null(struct sqlite_cursor *cursor, int at,
    struct slice text); /* NULL where it is empty */
void sqlite_cstr(struct sqlite_cursor *cursor, int at, const char *text);
void sqlite_blob(struct sqlite_cursor *cursor, int at, struct slice bytes);
void sqlite_int(struct sqlite_cursor *cursor, int at, int64_t value);

/* The next row: *row_r is false at the end.  Ends by itself then. */
enum status sqlite_next(
    struct sqlite_cursor *cursor, bool *row_r, struct err *err_r);
void sqlite_done(struct sqlite_cursor *cursor);

/* Steps a statement without rows to its end; how many rows it changed. */
enum status sqlite_run(
    struct sqlite_cursor *cursor, int *changed_r, struct err *err_r);

/* Does the statement, with its values bound, give a row?  Ends it. */
enum status sqlite_there(
    struct sqlite_cursor *cursor, bool *there_r, struct err *err_r);

/* The statement's one number; fallback where it gives none.  Ends it. */
enum status sqlite_number(struct sqlite_cursor cursor, int64_t fallback,
    int64_t *value_r, struct err *err_r);

/* A column of the row; NULL gives ptr NULL, len 0. */
struct slice sqlite_column(const struct sqlite_cursor *cursor, int at);
int64_t sqlite_column_int(const struct sqlite_cursor *cursor, int at);

/* Creates or migrates; refuses what is not ours or newer. */
enum status sqlite_migrate(
    struct sqlite_db *db, bool read_only, struct err *err_r);

/* Write-ahead logging, which stays with the file. */
enum status sqlite_wal_set(struct sqlite_db *db, struct err *err_r);

void sqlite_book_close(struct sqlite_book *book);

/* Runs text, which takes no values and gives no rows. */
enum status sqlite_script(sqlite3 *db, const char *text, struct err *err_r);

extern const struct connection_ops sqlite_connection_ops;
extern const struct journal_ops sqlite_journal_ops;
extern const struct tree_ops sqlite_tree_ops;
extern const struct search_ops sqlite_search_ops;
extern const struct quarantine_ops sqlite_quarantine_ops;
extern const struct switch_ops sqlite_switch_ops;
extern const struct approval_ops sqlite_approval_ops;
extern const struct book_ops sqlite_book_ops;
extern const struct dataset_ops sqlite_dataset_ops;
extern const struct limit_ops sqlite_limit_ops;
extern const struct runaway_ops sqlite_runaway_ops;
extern const struct suppress_ops sqlite_suppress_ops;
extern const struct tally_ops sqlite_tally_ops;
extern const struct ladder_ops sqlite_ladder_ops;
extern const struct template_ops sqlite_template_ops;
extern const struct feedback_ops sqlite_feedback_ops;

#endif
