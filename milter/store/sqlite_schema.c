/*
 * sqlite_schema.c - the shape of the database, as numbered migrations.
 *
 * A migration is applied in one transaction, once, and is never changed after
 * it was shipped: a later shape is a row more.  PRAGMA user_version says how
 * far a file is; application_id says that it is ours.  A file that is newer
 * than this program, or somebody else's, is left alone.
 */
#include <stdio.h>

#include "base/clock.h"
#include "store/sqlite.h"

#define APPLICATION_ID 1936154996 /* "sgat" */

static const char migration_1[] =
    "CREATE TABLE migration ("
    " version INTEGER PRIMARY KEY,"
    " time_us INTEGER NOT NULL) STRICT;"
    "CREATE TABLE journal ("
    " seq INTEGER PRIMARY KEY,"
    " id TEXT NOT NULL UNIQUE,"
    " about TEXT,"
    " public TEXT NOT NULL,"
    " private TEXT,"
    " salt BLOB,"
    " chain BLOB NOT NULL) STRICT;"
    "CREATE INDEX journal_about ON journal (about)"
    " WHERE about IS NOT NULL;"
    "CREATE TABLE head ("
    " one INTEGER PRIMARY KEY CHECK (one = 1),"
    " count INTEGER NOT NULL,"
    " chain BLOB NOT NULL,"
    " mac BLOB NOT NULL) STRICT;"
    "CREATE TABLE content ("
    " seq INTEGER PRIMARY KEY,"
    " salt BLOB,"
    " data BLOB) STRICT;"
    "CREATE TABLE quarantine ("
    " id TEXT PRIMARY KEY"
    "  REFERENCES journal (id) DEFERRABLE INITIALLY DEFERRED,"
    " state TEXT NOT NULL CHECK (state IN ('held', 'releasing',"
    "  'released', 'rejected', 'expired', 'unknown')),"
    " place TEXT NOT NULL CHECK (place IN ('spool', 'mta')),"
    " queue_id TEXT,"
    " time_us INTEGER NOT NULL,"
    " expires_us INTEGER NOT NULL,"
    " claimed_us INTEGER NOT NULL,"
    " agent TEXT, workflow TEXT, prompt TEXT, tier TEXT, template TEXT,"
    " digest TEXT, rules TEXT, reasons TEXT,"
    " sender BLOB, subject BLOB, rcpts BLOB, accounts BLOB,"
    " eight_bit INTEGER NOT NULL,"
    " smtputf8 INTEGER NOT NULL,"
    " answer TEXT) STRICT;"
    "CREATE INDEX quarantine_undecided ON quarantine (id)"
    " WHERE state IN ('held', 'releasing', 'unknown');"
    "CREATE INDEX quarantine_due ON quarantine (expires_us)"
    " WHERE state = 'held' AND expires_us > 0;"
    "CREATE TABLE quarantine_raw ("
    " id TEXT PRIMARY KEY REFERENCES quarantine (id),"
    " data BLOB NOT NULL) STRICT;"
    "CREATE TABLE release ("
    " token BLOB PRIMARY KEY,"
    " id TEXT NOT NULL,"
    " fits BLOB NOT NULL,"
    " expires_us INTEGER NOT NULL,"
    " used INTEGER NOT NULL) STRICT, WITHOUT ROWID;"
    "CREATE TABLE switch ("
    " scope TEXT PRIMARY KEY,"
    " mode TEXT NOT NULL CHECK (mode IN ('hold', 'tempfail', 'reject')),"
    " reason TEXT NOT NULL,"
    " actor TEXT NOT NULL,"
    " time_us INTEGER NOT NULL) STRICT;"
    "CREATE TABLE jti ("
    " kid TEXT, jti TEXT,"
    " expires_us INTEGER NOT NULL,"
    " PRIMARY KEY (kid, jti)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE revoked ("
    " public BLOB PRIMARY KEY,"
    " time_us INTEGER NOT NULL) STRICT, WITHOUT ROWID;"
    "CREATE TABLE book ("
    " one INTEGER PRIMARY KEY CHECK (one = 1),"
    " generation TEXT NOT NULL,"
    " imported_us INTEGER NOT NULL,"
    " accounts INTEGER NOT NULL) STRICT;"
    "PRAGMA application_id = 1936154996;"
    "PRAGMA user_version = 1;";

static const char migration_2[] =
    "CREATE TABLE dataset ("
    " name TEXT PRIMARY KEY,"
    " generation TEXT NOT NULL,"
    " account TEXT NOT NULL,"
    " columns TEXT NOT NULL,"
    " imported_us INTEGER NOT NULL,"
    " rows INTEGER NOT NULL,"
    " vals INTEGER NOT NULL) STRICT, WITHOUT ROWID;"
    "PRAGMA user_version = 2;";

static const char migration_3[] =
    "CREATE TABLE limit_use ("
    " name TEXT, key TEXT,"
    " total INTEGER NOT NULL,"
    " amount INTEGER NOT NULL,"
    " time_us INTEGER NOT NULL,"
    " PRIMARY KEY (name, key, total)) STRICT, WITHOUT ROWID;"
    "CREATE INDEX limit_use_time ON limit_use (name, key, time_us);"
    "CREATE TABLE limit_item ("
    " name TEXT, key TEXT, item TEXT,"
    " time_us INTEGER NOT NULL,"
    " PRIMARY KEY (name, key, item)) STRICT, WITHOUT ROWID;"
    "CREATE INDEX limit_item_time ON limit_item (name, key, time_us);"
    "PRAGMA user_version = 3;";

static const char migration_4[] =
    "CREATE TABLE suppression ("
    " target TEXT PRIMARY KEY,"
    " reason TEXT NOT NULL,"
    " source TEXT NOT NULL,"
    " actor TEXT NOT NULL,"
    " time_us INTEGER NOT NULL,"
    " until_us INTEGER NOT NULL) STRICT, WITHOUT ROWID;"
    "PRAGMA user_version = 4;";

static const char migration_5[] =
    "CREATE TABLE tally ("
    " scope TEXT,"
    " time_us INTEGER,"
    " messages INTEGER NOT NULL,"
    " rejected INTEGER NOT NULL,"
    " held INTEGER NOT NULL,"
    " tone INTEGER NOT NULL,"
    " complaints INTEGER NOT NULL,"
    " bounces INTEGER NOT NULL,"
    " PRIMARY KEY (scope, time_us)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE trip ("
    " name TEXT, scope TEXT,"
    " time_us INTEGER NOT NULL,"
    " PRIMARY KEY (name, scope)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE resumed ("
    " scope TEXT PRIMARY KEY,"
    " time_us INTEGER NOT NULL) STRICT, WITHOUT ROWID;"
    "PRAGMA user_version = 5;";

static const char migration_6[] =
    "CREATE TABLE ladder ("
    " agent TEXT, workflow TEXT, tier TEXT,"
    " n INTEGER,"
    " passed INTEGER NOT NULL,"
    " fallen INTEGER NOT NULL,"
    " time_us INTEGER NOT NULL,"
    " PRIMARY KEY (agent, workflow, tier, n)) STRICT, WITHOUT ROWID;"
    "PRAGMA user_version = 6;";

static const char migration_7[] = "CREATE TABLE runaway ("
				  " rule TEXT PRIMARY KEY,"
				  " count INTEGER NOT NULL,"
				  " time_us INTEGER NOT NULL,"
				  " id TEXT NOT NULL) STRICT, WITHOUT ROWID;"
				  "PRAGMA user_version = 7;";

static const char migration_8[] =
    "CREATE TABLE template ("
    " number INTEGER PRIMARY KEY,"
    " id TEXT NOT NULL UNIQUE,"
    " sketch BLOB NOT NULL,"
    " time_us INTEGER NOT NULL,"
    " released INTEGER NOT NULL) STRICT;"
    "CREATE TABLE template_band ("
    " band INTEGER, template INTEGER,"
    " PRIMARY KEY (band, template)) STRICT, WITHOUT ROWID;"
    "PRAGMA user_version = 8;";

/*
 * Keys are 63 bits of a keyed hash: of a Message-ID, or of a recipient.  A
 * bucket holds those of a day, or of some thousand records if these are less:
 * so that all that comes goes to a few pages, and what is old goes at once.
 */
static const char migration_9[] =
    "CREATE TABLE sent_key ("
    " bucket INTEGER, key INTEGER, seq INTEGER,"
    " PRIMARY KEY (bucket, key, seq)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE feedback ("
    " number INTEGER PRIMARY KEY,"
    " kind TEXT NOT NULL CHECK (kind IN ('complaint', 'bounce')),"
    " time_us INTEGER NOT NULL,"
    " agent TEXT NOT NULL, workflow TEXT NOT NULL, template TEXT NOT NULL,"
    " tier TEXT NOT NULL, account TEXT NOT NULL,"
    " about TEXT NOT NULL,"
    " who INTEGER NOT NULL) STRICT;"
    "CREATE UNIQUE INDEX feedback_once ON feedback (kind, about, who)"
    " WHERE about <> '';"
    "CREATE INDEX feedback_time ON feedback (kind, time_us);"
    "CREATE INDEX feedback_agent ON feedback (kind, agent, time_us);"
    "CREATE INDEX feedback_workflow ON feedback (kind, workflow, time_us);"
    "CREATE INDEX feedback_template ON feedback (kind, template, time_us);"
    "CREATE INDEX feedback_tier ON feedback (kind, tier, time_us);"
    "CREATE INDEX feedback_account ON feedback (kind, account, time_us);"
    "PRAGMA user_version = 9;";

/* The tree over records that are there is made by tree_catch_up(). */
static const char migration_10[] = "CREATE TABLE tree ("
				   " seq INTEGER PRIMARY KEY,"
				   " nodes BLOB NOT NULL) STRICT;"
				   "ALTER TABLE head ADD COLUMN root BLOB;"
				   "PRAGMA user_version = 10;";

/*
 * What records are found by.  lag_us is how far a record's time lies behind the
 * latest one before it, so that time_us + lag_us never falls: a time is found
 * among the seqs by halving, and needs no index of its own.
 */
static const char migration_11[] =
    "CREATE TABLE search ("
    " seq INTEGER PRIMARY KEY,"
    " time_us INTEGER NOT NULL,"
    " lag_us INTEGER NOT NULL,"
    " verdict TEXT, event TEXT, agent TEXT, workflow TEXT, tier TEXT,"
    " template TEXT) STRICT;"
    "CREATE TABLE search_account ("
    " account TEXT, seq INTEGER,"
    " PRIMARY KEY (account, seq)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE search_rcpt ("
    " rcpt TEXT, seq INTEGER,"
    " PRIMARY KEY (rcpt, seq)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE search_rule ("
    " rule TEXT, seq INTEGER,"
    " PRIMARY KEY (rule, seq)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE search_upto ("
    " one INTEGER PRIMARY KEY CHECK (one = 1),"
    " seq INTEGER NOT NULL) STRICT;"
    "INSERT INTO search_upto SELECT 1, ifnull(max(seq), 0) FROM journal;"
    "CREATE TEMP TABLE half AS SELECT seq,"
    " CASE WHEN json_valid(public) THEN public ELSE '{}' END AS public,"
    " CASE WHEN json_valid(CAST(private AS TEXT))"
    "  THEN CAST(private AS TEXT) ELSE '{}' END AS private"
    " FROM main.journal;"
    "INSERT INTO search SELECT seq, time_us,"
    " max(time_us) OVER (ORDER BY seq) - time_us,"
    " verdict, event, agent, workflow, tier, template FROM (SELECT seq,"
    "  ifnull(strftime('%s', json_extract(public, '$.time')) * 1000000"
    "  + substr(json_extract(public, '$.time'), 21, 3) * 1000, 0) AS time_us,"
    "  CAST(json_extract(public, '$.verdict') AS TEXT) AS verdict,"
    "  CAST(json_extract(public, '$.event') AS TEXT) AS event,"
    "  CAST(json_extract(public, '$.agent') AS TEXT) AS agent,"
    "  CAST(json_extract(public, '$.workflow') AS TEXT) AS workflow,"
    "  CAST(json_extract(public, '$.tier') AS TEXT) AS tier,"
    "  CAST(json_extract(public, '$.template') AS TEXT) AS template"
    "  FROM half);"
    "INSERT OR IGNORE INTO search_account SELECT CAST(value AS TEXT), seq"
    " FROM half, json_each(half.public, '$.accounts')"
    " WHERE value IS NOT NULL;"
    "INSERT OR IGNORE INTO search_rcpt SELECT lower(CAST(value AS TEXT)), seq"
    " FROM half, json_each(half.private, '$.recipients')"
    " WHERE value IS NOT NULL;"
    "INSERT OR IGNORE INTO search_rule"
    " SELECT CAST(json_extract(value, '$.rule') AS TEXT), seq"
    " FROM half, json_each(half.public, '$.findings')"
    " WHERE json_extract(value, '$.rule') IS NOT NULL;"
    "DROP TABLE half;"
    "CREATE INDEX search_back ON search (time_us) WHERE lag_us > 0;"
    "CREATE INDEX search_agent ON search (agent) WHERE agent IS NOT NULL;"
    "CREATE INDEX search_workflow ON search (workflow)"
    " WHERE workflow IS NOT NULL;"
    "CREATE INDEX search_verdict ON search (verdict)"
    " WHERE verdict IS NOT NULL;"
    "CREATE INDEX search_event ON search (event) WHERE event IS NOT NULL;"
    "CREATE INDEX search_tier ON search (tier) WHERE tier IS NOT NULL;"
    "CREATE INDEX search_template ON search (template)"
    " WHERE template IS NOT NULL;"
    "PRAGMA user_version = 11;";

/*
 * What people's own SQL may count on, sendgate-journal(5): the tables beneath
 * may change, these may gain columns at their end.
 */
#define RECORDS                                                 \
	" (SELECT seq, id, about, CASE WHEN json_valid(public)" \
	"  THEN public ELSE '{}' END AS public,"                \
	"  CASE WHEN json_valid(CAST(private AS TEXT))"         \
	"  THEN CAST(private AS TEXT) ELSE '{}' END AS private" \
	"  FROM journal)"
#define MEMBER(half, name) "json_extract(" half ", '$." name "') AS " name
#define IS_VERDICT " json_extract(public, '$.verdict') IS NOT NULL"

static const char migration_12[] = "CREATE VIEW v_verdict AS SELECT seq, id, " MEMBER(
    "public", "time") ", " MEMBER("public", "relay") ", " MEMBER("public",
    "queue_id") ", " MEMBER("public", "agent") ", " MEMBER("public",
    "workflow") ", " MEMBER("public", "prompt") ", " MEMBER("public",
    "tier") ", " MEMBER("public", "template") ", " MEMBER("private",
    "sender") ", " MEMBER("private", "subject") ", " MEMBER("public",
    "digest") ", " MEMBER("public",
    "verdict") ", "
	       "json_extract(public, '$.approval.jti') AS jti, "
	       "json_extract(public, '$.approval.approver') AS approver, " MEMBER(
		   "public", "took_us") ", " MEMBER("private",
		   "client") ", " MEMBER("private",
		   "login") ", " MEMBER("public",
		   "rules_digest") ", " MEMBER("public",
		   "settings_digest") ", " MEMBER("public",
		   "release_of") ", "
				 "json_extract(public, '$.content.kind') AS content_kind, "
				 "json_extract(public, '$.content.size') AS content_size"
				 " FROM" RECORDS " WHERE" IS_VERDICT ";"
				 "CREATE VIEW v_event AS SELECT seq, id, " MEMBER(
				     "public", "time") ", " MEMBER("public",
				     "relay") ", " MEMBER("public",
				     "event") ", about, " MEMBER("public",
				     "actor") ", " MEMBER("public",
				     "reason") ", public"
					       " AS record FROM" RECORDS
					       " WHERE json_extract(public, '$.event') IS NOT NULL;"
					       "CREATE VIEW v_finding AS SELECT r.seq, r.id, f.key AS nth, "
					       "json_extract(f.value, '$.rule') AS rule, "
					       "json_extract(f.value, '$.action') AS action, "
					       "json_extract(f.value, '$.view') AS view, "
					       "json_extract(f.value, '$.part') AS part, "
					       "json_extract(f.value, '$.offset') AS offset, "
					       "json_extract(f.value, '$.length') AS length, "
					       "json_extract(private, '$.excerpts[' || f.key || ']') AS excerpt"
					       " FROM" RECORDS
					       " AS r, json_each(r.public, '$.findings') AS f"
					       " WHERE f.type = 'object';"
					       "CREATE VIEW v_reason AS SELECT r.seq, r.id, x.key AS nth, x.value AS reason"
					       " FROM" RECORDS
					       " AS r, json_each(r.public, '$.reasons') AS x;"
					       "CREATE VIEW v_account AS SELECT r.seq, r.id, x.value AS account"
					       " FROM" RECORDS
					       " AS r, json_each(r.public, '$.accounts') AS x;"
					       "CREATE VIEW v_source AS SELECT r.seq, r.id, x.value AS source"
					       " FROM" RECORDS
					       " AS r, json_each(r.public, '$.sources') AS x;"
					       "CREATE VIEW v_recipient AS SELECT r.seq, r.id, x.value AS recipient"
					       " FROM" RECORDS
					       " AS r, json_each(r.private, '$.recipients') AS x;"
					       "CREATE VIEW v_decision AS SELECT d.seq, d.about AS id, "
					       "json_extract(d.public, '$.event') AS kind, "
					       "json_extract(d.public, '$.actor') AS actor, "
					       "json_extract(d.public, '$.reason') AS reason, "
					       "json_extract(d.public, '$.time') AS time FROM" RECORDS
					       " AS d"
					       " WHERE json_extract(d.public, '$.event') IN"
					       " ('release', 'release-unknown', 'reject', 'expire');"
					       "PRAGMA user_version = 12;";

static const char migration_13[] =
    "CREATE TABLE quarantine_edit ("
    " id TEXT REFERENCES quarantine (id),"
    " n INTEGER,"
    " time_us INTEGER NOT NULL,"
    " data BLOB NOT NULL,"
    " PRIMARY KEY (id, n)) STRICT, WITHOUT ROWID;"
    "PRAGMA user_version = 13;";

static const char migration_14[] =
    "CREATE INDEX content_kept ON content (seq) WHERE data IS NOT NULL;"
    "PRAGMA user_version = 14;";

/* Row n-1 makes version n of version n-1. */
static const char *const migrations[] = {
	migration_1,
	migration_2,
	migration_3,
	migration_4,
	migration_5,
	migration_6,
	migration_7,
	migration_8,
	migration_9,
	migration_10,
	migration_11,
	migration_12,
	migration_13,
	migration_14,
};

#define MIGRATIONS ((int64_t)(sizeof(migrations) / sizeof(migrations[0])))

/* A number that one statement gives; it runs a handful of times at start. */
static enum status
schema_number(
    sqlite3 *db, const char *text, int64_t *value_r, struct err *err_r)
{
	sqlite3_stmt *statement = NULL;
	enum status status = STATUS_OK;
	int rc;

	rc = sqlite3_prepare_v2(db, text, -1, &statement, NULL);
	if (rc == SQLITE_OK)
		rc = sqlite3_step(statement);
	if (rc == SQLITE_ROW)
		*value_r = sqlite3_column_int64(statement, 0);
	else
		status = sqlite_failed(db, rc, "opening", err_r);
	(void)sqlite3_finalize(statement);
	return status;
}

/* How far the file is; refuses what is not ours. */
static enum status
schema_version(struct sqlite_db *db, int64_t *version_r, struct err *err_r)
{
	int64_t application = 0, tables = 0;
	enum status status;

	status = schema_number(db->db, "PRAGMA user_version", version_r, err_r);
	if (status == STATUS_OK)
		status = schema_number(
		    db->db, "PRAGMA application_id", &application, err_r);
	if (status == STATUS_OK)
		status = schema_number(db->db,
		    "SELECT count(*) FROM sqlite_schema", &tables, err_r);
	if (status != STATUS_OK)
		return status;
	if (application != APPLICATION_ID &&
	    (application != 0 || *version_r != 0 || tables != 0))
		return err_set(err_r, STATUS_DATABASE,
		    "%s: not a sendgate database", db->path);
	if (*version_r > MIGRATIONS)
		return err_set(err_r, STATUS_DATABASE,
		    "%s: made by a newer "
		    "sendgate (version %lld; this one knows %lld)",
		    db->path, (long long)*version_r, (long long)MIGRATIONS);
	return STATUS_OK;
}

static enum status
schema_record(sqlite3 *db, int64_t version, struct err *err_r)
{
	sqlite3_stmt *statement = NULL;
	int rc;

	rc = sqlite3_prepare_v2(db,
	    "INSERT INTO migration (version, time_us)"
	    " VALUES (?1, ?2)",
	    -1, &statement, NULL);
	if (rc == SQLITE_OK)
		rc = sqlite3_bind_int64(statement, 1, version);
	if (rc == SQLITE_OK)
		rc = sqlite3_bind_int64(statement, 2, clock_wall_us());
	if (rc == SQLITE_OK)
		rc = sqlite3_step(statement);
	(void)sqlite3_finalize(statement);
	return rc == SQLITE_DONE ? STATUS_OK :
				   sqlite_failed(db, rc, "migrating", err_r);
}

/* Everything that is missing, in one transaction. */
static enum status
schema_apply(struct sqlite_db *db, struct err *err_r)
{
	int64_t version = 0;
	enum status status;

	status = sqlite_script(db->db, "BEGIN IMMEDIATE", err_r);
	if (status != STATUS_OK)
		return status;
	status = schema_version(db, &version, err_r);
	while (status == STATUS_OK && version < MIGRATIONS) {
		status = sqlite_script(db->db, migrations[version], err_r);
		version++;
		if (status == STATUS_OK)
			status = schema_record(db->db, version, err_r);
	}
	if (status == STATUS_OK)
		status = sqlite_script(db->db, "COMMIT", err_r);
	if (status != STATUS_OK)
		(void)sqlite_script(db->db, "ROLLBACK", NULL);
	return status;
}

/* Its three readings must be of one moment: another may be migrating. */
static enum status
schema_look(struct sqlite_db *db, int64_t *version_r, struct err *err_r)
{
	enum status status = sqlite_script(db->db, "BEGIN", err_r);

	if (status != STATUS_OK)
		return status;
	status = schema_version(db, version_r, err_r);
	(void)sqlite_script(db->db, "ROLLBACK", NULL);
	return status;
}

enum status
sqlite_migrate(struct sqlite_db *db, bool read_only, struct err *err_r)
{
	int64_t version = 0;
	enum status status;

	status = schema_look(db, &version, err_r);
	if (status == STATUS_OK && !read_only)
		status = sqlite_wal_set(db, err_r); /* ours: it may be */
	if (status != STATUS_OK || version == MIGRATIONS)
		return status;
	if (read_only)
		return err_set(err_r, STATUS_DATABASE,
		    "%s: of version %lld, "
		    "to be brought to %lld by the daemon's next start",
		    db->path, (long long)version, (long long)MIGRATIONS);
	return schema_apply(db, err_r);
}
