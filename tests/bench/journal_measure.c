/*
 * journal_measure.c - what a record of the journal costs: the commit's own
 * share, the Merkle tree's, and verifying it all.
 *
 *	journal_measure [RECORDS]
 *
 * Appends records as a settle batch does, with and without a tree over them
 * (the same hashing and rows, apart), and prints microseconds of CPU a record,
 * bytes a record, and how fast the whole verifies; it asserts nothing.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <sqlite3.h>

#include "base/clock.h"
#include "base/id.h"
#include "crypt/merkle.h"
#include "store/journal.h"

#define BATCH 64 /* records of one transaction */

static char folder[] = "/tmp/sendgate-measure.XXXXXX";

static double
cpu(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void
need(bool ok, const char *what)
{
	if (ok)
		return;
	(void)fprintf(stderr, "journal_measure: %s\n", what);
	exit(1);
}

static void
append(struct store *store)
{
	static const struct slice rcpt = SLICE_INIT("pat@fernhill.example");
	static const struct slice reason = SLICE_INIT("review always");
	struct journal_verdict verdict = {
		.time_us = clock_wall_us(),
		.queue_id = SLICE("4XyZ"),
		.agent = SLICE("cowork"),
		.workflow = SLICE("cold-intro"),
		.prompt = SLICE("p-7"),
		.tier = SLICE("strategic"),
		.sender = SLICE("cowork@corp.example"),
		.rcpts = &rcpt,
		.nrcpts = 1,
		.subject = SLICE("A short note"),
		.digest = SLICE("00ff"),
		.verdict = "accept",
		.reasons = &reason,
		.nreasons = 1,
		.took_us = 1234,
		.content_kind = JOURNAL_CONTENT_TEXT,
		.content = SLICE("Hello, a short note about your warehouse."),
	};
	struct id id;

	need(id_new(verdict.time_us, &id), "id");
	verdict.id = slice_cstr(id.text);
	need(journal_append_verdict(store, &verdict, NULL) == STATUS_OK,
	    "append");
}

static double
append_all(struct store *store, size_t records)
{
	double start = cpu();
	size_t i;

	for (i = 0; i < records; i++) {
		if (i % BATCH == 0)
			need(store_begin(store, NULL) == STATUS_OK, "begin");
		append(store);
		if (i % BATCH == BATCH - 1 || i == records - 1)
			need(store_commit(store, NULL) == STATUS_OK, "commit");
	}
	return cpu() - start;
}

static void
sql(sqlite3 *db, const char *text)
{
	need(sqlite3_exec(db, text, NULL, NULL, NULL) == SQLITE_OK, text);
}

/* The tree alone, in a file of its own: its hashes and its rows. */
static double
tree_alone(size_t records, long *bytes_r)
{
	struct merkle_node leaf = { { 1 } }, done[MERKLE_LEVELS], root;
	struct merkle_range range = { .size = 0 };
	struct crypt_hash *hash = crypt_hash_new();
	sqlite3_stmt *put;
	struct stat st;
	char path[256];
	sqlite3 *db;
	unsigned ndone;
	double took;
	size_t i;

	(void)snprintf(path, sizeof(path), "%s/tree.db", folder);
	need(sqlite3_open(path, &db) == SQLITE_OK, "open");
	sql(db,
	    "PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF;"
	    "CREATE TABLE tree (seq INTEGER PRIMARY KEY, nodes BLOB)");
	need(sqlite3_prepare_v2(db, "INSERT INTO tree VALUES (?1, ?2)", -1,
		 &put, NULL) == SQLITE_OK,
	    "prepare");
	took = cpu();
	for (i = 1; i <= records; i++) {
		if (i % BATCH == 1)
			sql(db, "BEGIN");
		need(merkle_append(hash, &range, &leaf, done, &ndone), "hash");
		(void)sqlite3_bind_int64(put, 1, (sqlite3_int64)i);
		(void)sqlite3_bind_blob(put, 2, done[0].bytes,
		    (int)ndone * MERKLE_LEN, SQLITE_STATIC);
		if (ndone > 0)
			need(sqlite3_step(put) == SQLITE_DONE, "put");
		(void)sqlite3_reset(put);
		if (i % BATCH != 0 && i != records)
			continue;
		need(merkle_root(hash, &range, &root), "root");
		sql(db, "COMMIT");
	}
	took = cpu() - took;
	(void)sqlite3_finalize(put);
	(void)sqlite3_close(db);
	need(stat(path, &st) == 0, "stat");
	*bytes_r = (long)st.st_size;
	(void)unlink(path);
	crypt_hash_free(hash);
	return took;
}

static void
verify(struct store *store, size_t records)
{
	struct journal_report report;
	int64_t wall = clock_monotonic_us();
	double took = cpu();

	need(journal_verify(store, &report, NULL) == STATUS_OK, "verify");
	need(report.problem[0] == '\0', report.problem);
	need((size_t)report.records == records, "number of records");
	took = cpu() - took;
	wall = clock_monotonic_us() - wall;
	(void)printf("verify  %.2f us of CPU a record; a million in %.1f s of "
		     "CPU, %.1f s by the clock\n",
	    took * 1e6 / (double)records, took * 1e6 / (double)records,
	    (double)wall / (double)records);
}

int
main(int argc, char **argv)
{
	size_t records = argc > 1 ? strtoul(argv[1], NULL, 10) : 100000;
	struct store_params params = { .relay = "relay", .has_key = true };
	struct store *store = NULL;
	char path[256], wal[300];
	double whole, tree;
	struct stat st;
	long bytes;

	need(records > 0 && mkdtemp(folder) != NULL, "usage: [RECORDS]");
	(void)snprintf(path, sizeof(path), "%s/gate.db", folder);
	params.path = path;
	need(store_open(&params, &store, NULL) == STATUS_OK, "open");
	tree = tree_alone(records, &bytes);
	whole = append_all(store, records);
	(void)printf("append  %.2f us of CPU a record, of it the tree %.2f: "
		     "without it %.2f\n",
	    whole * 1e6 / (double)records, tree * 1e6 / (double)records,
	    (whole - tree) * 1e6 / (double)records);
	verify(store, records);
	store_close(store);
	need(stat(path, &st) == 0, "stat");
	(void)printf("size    %.0f bytes a record, of it the tree %.1f\n",
	    (double)st.st_size / (double)records,
	    (double)bytes / (double)records);
	(void)unlink(path);
	(void)snprintf(wal, sizeof(wal), "%s-wal", path);
	(void)unlink(wal);
	(void)rmdir(folder);
	return 0;
}
