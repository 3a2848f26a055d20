/*
 * sqlite.c - the SQLite engine: one connection, opened so that a commit that
 * returned is on disk, and what its result codes mean.
 *
 * The file is made 0600 whatever the umask, before SQLite sees it; SQLite
 * gives its log and index files the same mode and owner.  A file that is there
 * is never opened here beside SQLite: closing it would drop SQLite's locks.
 */
#include "store/sqlite.h"
#include "store/sqlite_file.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/mem.h"

#define SQLITE_WAL_PAUSE_MS 10

/* Said of a connection before anything is read. */
static const char settings_text[] = "PRAGMA synchronous = FULL;"
				    "PRAGMA foreign_keys = ON;"
				    "PRAGMA trusted_schema = OFF;"
				    "PRAGMA cell_size_check = ON;"
				    "PRAGMA secure_delete = FAST;"
				    "PRAGMA temp_store = MEMORY;"
				    "PRAGMA journal_size_limit = 67108864;";

static enum status
sqlite_status(sqlite3 *db, int rc)
{
	int error = db == NULL ? 0 : sqlite3_system_errno(db);

	switch (rc & 0xFF) {
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return STATUS_BUSY;
	case SQLITE_FULL:
		return STATUS_FULL;
	case SQLITE_NOMEM:
		return STATUS_NOMEM;
	case SQLITE_IOERR:
		if (rc == SQLITE_IOERR_NOMEM)
			return STATUS_NOMEM;
		if (error == ENOSPC || error == EDQUOT || error == EFBIG)
			return STATUS_FULL;
		return STATUS_IO;
	case SQLITE_PERM:
	case SQLITE_AUTH:
	case SQLITE_READONLY:
		return STATUS_DENIED;
	case SQLITE_CANTOPEN:
		return error == EACCES ? STATUS_DENIED : STATUS_CANTCREATE;
	case SQLITE_MISUSE:
		return STATUS_INTERNAL;
	default:
		return STATUS_DATABASE;
	}
}

enum status
sqlite_failed(sqlite3 *db, int rc, const char *what, struct err *err_r)
{
	return err_set(err_r, sqlite_status(db, rc), "database: %s: %s", what,
	    db != NULL && sqlite3_errcode(db) == (rc & 0xFF) ?
		sqlite3_errmsg(db) :
		sqlite3_errstr(rc));
}

enum status
sqlite_script(sqlite3 *db, const char *text, struct err *err_r)
{
	int rc = sqlite3_exec(db, text, NULL, NULL, NULL);

	if (rc == SQLITE_OK)
		return STATUS_OK;
	return sqlite_failed(db, sqlite3_extended_errcode(db), "set-up", err_r);
}

/* Root, before the service's user ran: the file is to be that user's. */
static void
file_give(int fd, const char *folder)
{
	struct stat info;

	if (geteuid() == 0 && stat(folder, &info) == 0 && info.st_uid != 0)
		(void)!fchown(fd, info.st_uid, info.st_gid);
}

static enum status
file_create(const char *path, struct err *err_r)
{
	enum status status = STATUS_OK;
	char *copy = mem_strdup(path);
	int fd;

	if (copy == NULL)
		return err_nomem(err_r);
	fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd >= 0) {
		file_give(fd, dirname(copy));
		if (fchmod(fd, 0600) != 0)
			status = err_set(err_r, STATUS_CANTCREATE, "%s: %s",
			    path, strerror(errno));
		(void)close(fd);
	} else if (errno != EEXIST) {
		status = err_set(err_r,
		    errno == EACCES     ? STATUS_DENIED :
			errno == ENOSPC ? STATUS_FULL :
					  STATUS_CANTCREATE,
		    "%s: %s", path, strerror(errno));
	}
	mem_free(copy);
	return status;
}

/* Switching wants the file alone, and does not always wait by itself. */
enum status
sqlite_wal_set(struct sqlite_db *db, struct err *err_r)
{
	const struct timespec pause = { 0, SQLITE_WAL_PAUSE_MS * 1000000L };
	int rc, waited = 0;

	for (;;) {
		rc = sqlite3_exec(
		    db->db, "PRAGMA journal_mode = WAL", NULL, NULL, NULL);
		if (rc != SQLITE_BUSY || waited >= db->busy_ms)
			break;
		(void)nanosleep(&pause, NULL);
		waited += SQLITE_WAL_PAUSE_MS;
	}
	if (rc != SQLITE_OK)
		return sqlite_failed(
		    db->db, sqlite3_extended_errcode(db->db), db->path, err_r);
	return STATUS_OK;
}

static void
connection_close(void *opaque)
{
	struct sqlite_db *db = opaque;
	size_t i;

	if (db == NULL)
		return;
	sqlite_book_close(&db->book);
	for (i = 0; i < SQL_COUNT; i++)
		(void)sqlite3_finalize(db->statements[i]);
	(void)sqlite3_close(db->db);
	mem_free(db->path);
	mem_free(db);
}

static enum status
connection_set_up(
    struct sqlite_db *db, const struct store_params *params, struct err *err_r)
{
	int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE;
	enum status status;
	int rc;

	flags |=
	    params->read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
	rc = sqlite3_open_v2(db->path, &db->db, flags, NULL);
	if (rc != SQLITE_OK)
		return sqlite_failed(db->db, rc, db->path, err_r);
	(void)sqlite3_extended_result_codes(db->db, 1);
	(void)sqlite3_busy_timeout(db->db, db->busy_ms);
	(void)sqlite3_db_config(db->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	(void)sqlite3_db_config(db->db, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
	(void)sqlite3_db_config(db->db, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
	status = sqlite_script(db->db, settings_text, err_r);
	if (status == STATUS_OK)
		status = sqlite_migrate(db, params->read_only, err_r);
	return status;
}

static enum status
connection_open(
    const struct store_params *params, void **db_r, struct err *err_r)
{
	struct sqlite_db *db;
	enum status status;

	if (params->read_only && access(params->path, F_OK) != 0)
		return err_set(err_r,
		    errno == EACCES ? STATUS_DENIED : STATUS_NOINPUT, "%s: %s",
		    params->path, strerror(errno));
	if (!params->read_only) {
		status = file_create(params->path, err_r);
		if (status != STATUS_OK)
			return status;
	}
	db = mem_calloc(1, sizeof(*db));
	if (db == NULL)
		return err_nomem(err_r);
	db->busy_ms = params->busy_ms;
	db->path = mem_strdup(params->path);
	status =
	    db->path == NULL ? err_nomem(err_r) : sqlite_file_trust(db, err_r);
	if (status == STATUS_OK)
		status = connection_set_up(db, params, err_r);
	if (status != STATUS_OK) {
		connection_close(db);
		return status;
	}
	*db_r = db;
	return STATUS_OK;
}

static enum status
connection_begin(void *opaque, struct err *err_r)
{
	struct sqlite_db *db = opaque;
	struct sqlite_cursor cursor = sqlite_use(db, SQL_BEGIN);
	enum status status = sqlite_run(&cursor, NULL, err_r);

	db->in_transaction = status == STATUS_OK;
	db->book_current = false;
	return status;
}

static enum status
connection_commit(void *opaque, struct err *err_r)
{
	struct sqlite_db *db = opaque;
	struct sqlite_cursor cursor = sqlite_use(db, SQL_COMMIT);
	enum status status = sqlite_run(&cursor, NULL, err_r);

	if (status == STATUS_OK)
		db->in_transaction = false;
	return status;
}

/* Some failures make SQLite roll back by itself. */
static void
connection_rollback(void *opaque)
{
	struct sqlite_db *db = opaque;
	struct sqlite_cursor cursor;

	db->in_transaction = false;
	db->book_current = false;
	if (sqlite3_get_autocommit(db->db))
		return;
	cursor = sqlite_use(db, SQL_ROLLBACK);
	(void)sqlite_run(&cursor, NULL, NULL);
}

static enum status
connection_check(void *opaque, struct err *err_r)
{
	struct sqlite_db *db = opaque;
	sqlite3_stmt *statement = NULL;
	const char *text = NULL;
	enum status status = STATUS_OK;
	int rc;

	rc = sqlite3_prepare_v2(
	    db->db, "PRAGMA quick_check(1)", -1, &statement, NULL);
	if (rc == SQLITE_OK)
		rc = sqlite3_step(statement);
	if (rc == SQLITE_ROW)
		text = (const char *)sqlite3_column_text(statement, 0);
	if (text == NULL)
		status = sqlite_failed(db->db, rc, "checking", err_r);
	else if (strcmp(text, "ok") != 0)
		status = err_set(err_r, STATUS_DATABASE,
		    "the database is damaged: %s", text);
	(void)sqlite3_finalize(statement);
	return status;
}

static void
connection_fault_set(void *opaque, unsigned long nth)
{
	struct sqlite_db *db = opaque;

	db->fault = nth;
}

const struct connection_ops sqlite_connection_ops = {
	.open = connection_open,
	.close = connection_close,
	.begin = connection_begin,
	.commit = connection_commit,
	.rollback = connection_rollback,
	.check = connection_check,
	.fault_set = connection_fault_set,
};

const struct store_engine sqlite_engine = {
	.name = "sqlite",
	.connection = &sqlite_connection_ops,
	.journal = &sqlite_journal_ops,
	.tree = &sqlite_tree_ops,
	.search = &sqlite_search_ops,
	.quarantine = &sqlite_quarantine_ops,
	.switches = &sqlite_switch_ops,
	.approvals = &sqlite_approval_ops,
	.book = &sqlite_book_ops,
	.datasets = &sqlite_dataset_ops,
	.limits = &sqlite_limit_ops,
	.runaways = &sqlite_runaway_ops,
	.suppress = &sqlite_suppress_ops,
	.tally = &sqlite_tally_ops,
	.ladder = &sqlite_ladder_ops,
	.templates = &sqlite_template_ops,
	.feedback = &sqlite_feedback_ops,
};
