/*
 * The Merkle tree over the journal: that it grows with it from several
 * connections and through rollbacks, that an older journal gets one, proofs
 * from it, checkpoints held against it, and that one bit changed in any column
 * is found.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "store/chain.h"
#include "store/tree.h"
#include "store_case.h"

static struct merkle_node
root_of(struct store *store)
{
	struct checkpoint now;

	assert_ok(tree_now(store, &now, &case_err));
	return now.root;
}

static void
assert_same(const struct merkle_node *a, const struct merkle_node *b)
{
	assert_memory_equal(a->bytes, b->bytes, MERKLE_LEN);
}

static void
verifies(struct store *store, int64_t records)
{
	struct journal_report report;
	struct merkle_node root = root_of(store);

	assert_ok(journal_verify(store, &report, &case_err));
	assert_string_equal(report.problem, "");
	assert_int_equal(report.records, records);
	assert_true(report.authenticated && report.has_root);
	assert_same(&report.root, &root);
}

static void
empty_journal_has_the_empty_root(void **state)
{
	struct store_case *c = *state;
	struct merkle_node nothing, root = root_of(c->store);

	assert_int_equal(crypt_sha256(SLICE_EMPTY, nothing.bytes), STATUS_OK);
	assert_same(&root, &nothing);
}

/* Whoever adds, and whatever was rolled back, it is one tree. */
static void
writers_take_turns(void **state)
{
	struct store_case *c = *state;
	struct store *other = store_case_open(c, false);
	struct journal_verdict verdict;
	struct id id;
	size_t i;

	for (i = 0; i < 40; i++) {
		store_case_append(i % 3 == 0 ? other : c->store, i % 4 + 1);
		assert_ok(store_begin(c->store, &case_err));
		store_case_verdict(&verdict, &id, "reject");
		assert_ok(
		    journal_append_verdict(c->store, &verdict, &case_err));
		store_rollback(c->store);
		verifies(c->store,
		    (int64_t)(i / 4 * 10 + (i % 4 + 1) * (i % 4 + 2) / 2));
	}
	store_close(other);
}

struct grown {
	struct crypt_hash *hash;
	struct merkle_node roots[201];
};

/* 200 records one by one, and the root after each. */
static void
grow(struct store_case *c, struct grown *grown)
{
	size_t i;

	grown->hash = crypt_hash_new();
	assert_non_null(grown->hash);
	grown->roots[0] = root_of(c->store);
	for (i = 1; i <= 200; i++) {
		store_case_append(c->store, 1);
		grown->roots[i] = root_of(c->store);
	}
}

static void
consistency_is_proven(void **state)
{
	struct store_case *c = *state;
	struct store *reader;
	struct checkpoint now, then;
	struct merkle_node roots[2];
	struct merkle_proof proof;
	struct grown grown;
	int64_t old, new;

	grow(c, &grown);
	reader = store_case_open(c, true);
	assert_ok(tree_now(reader, &now, &case_err));
	assert_int_equal(now.size, 200);
	for (new = 1; new <= 200; new += 3) {
		assert_ok(tree_then(reader, &now, new, &then, &case_err));
		assert_same(&then.root, &grown.roots[new]);
		for (old = 1; old <= new; old++) {
			assert_ok(tree_consistency(
			    reader, old, new, &proof, &case_err));
			roots[0] = grown.roots[old];
			roots[1] = grown.roots[new];
			assert_true(merkle_consistency_holds(grown.hash,
			    (uint64_t)old, (uint64_t) new, roots, &proof));
		}
	}
	store_case_sql(c,
	    "UPDATE tree SET nodes = zeroblob(length(nodes))"
	    " WHERE seq = 64");
	assert_int_equal(
	    tree_then(reader, &now, 64, &then, &case_err), STATUS_DATABASE);
	store_close(reader);
	crypt_hash_free(grown.hash);
}

static void
inclusion_is_proven(void **state)
{
	struct store_case *c = *state;
	struct merkle_claim claim = { .size = 101 };
	struct tree_record record;
	struct checkpoint now;
	struct id ids[101];
	struct crypt_hash *hash = crypt_hash_new();
	size_t i;

	for (i = 0; i < 101; i++)
		ids[i] = store_case_hold(c->store, 0);
	assert_ok(tree_now(c->store, &now, &case_err));
	claim.root = now.root;
	for (i = 0; i < 101; i++) {
		assert_ok(tree_prove(c->store, &now, slice_cstr(ids[i].text),
		    c->arena, &record, &case_err));
		assert_int_equal(record.seq, i + 1);
		claim.index = i;
		assert_true(merkle_leaf(hash, record.public, &claim.leaf));
		assert_true(
		    merkle_inclusion_holds(hash, &claim, &record.proof));
	}
	assert_int_equal(tree_prove(c->store, &now, SLICE("none"), c->arena,
			     &record, &case_err),
	    STATUS_NOTFOUND);
	store_case_sql(c,
	    "UPDATE journal SET public = replace(public,"
	    " 'cowork', 'Cowork') WHERE seq = 50");
	assert_int_equal(tree_prove(c->store, &now, slice_cstr(ids[49].text),
			     c->arena, &record, &case_err),
	    STATUS_DATABASE);
	crypt_hash_free(hash);
}

/* What was signed once can't be taken back. */
static void
nothing_is_signed_or_added_over_a_changed_tree(void **state)
{
	struct store_case *c = *state;
	struct journal_verdict verdict;
	struct checkpoint now;
	struct store *other;
	struct id id;

	store_case_append(c->store, 12);
	store_case_sql(c, "UPDATE tree SET nodes = zeroblob(96) WHERE seq = 8");
	other = store_case_open(c, false);
	store_case_verdict(&verdict, &id, "reject");
	assert_ok(store_begin(other, &case_err));
	assert_int_equal(journal_append_verdict(other, &verdict, &case_err),
	    STATUS_DATABASE);
	assert_non_null(strstr(case_err.text, "tree does not fit"));
	store_rollback(other);
	store_case_sql(c, "UPDATE head SET root = zeroblob(32)");
	assert_int_equal(tree_now(other, &now, &case_err), STATUS_DATABASE);
	store_close(other);
}

/*
 * As the migration leaves an older journal, or as it is once catching up got
 * so far: a head over the chain alone.
 */
static void
make_old(struct store_case *c, int64_t built)
{
	struct journal_head head = { .has_root = false };
	unsigned char key[CRYPT_KEY_LEN];
	sqlite3_stmt *statement;
	sqlite3 *db;

	store_close(c->store);
	c->store = NULL;
	memset(key, 7, sizeof(key));
	assert_int_equal(sqlite3_open(c->path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_prepare_v2(db, "SELECT count, chain FROM head",
			     -1, &statement, NULL),
	    SQLITE_OK);
	assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
	head.count = sqlite3_column_int64(statement, 0);
	memcpy(head.chain, sqlite3_column_blob(statement, 1), CHAIN_LEN);
	(void)sqlite3_finalize(statement);
	assert_true(chain_head_mac(key, &head, head.mac));
	assert_int_equal(
	    sqlite3_prepare_v2(db, "UPDATE head SET root = NULL, mac = ?1", -1,
		&statement, NULL),
	    SQLITE_OK);
	assert_int_equal(
	    sqlite3_bind_blob(statement, 1, head.mac, CHAIN_LEN, SQLITE_STATIC),
	    SQLITE_OK);
	assert_int_equal(sqlite3_step(statement), SQLITE_DONE);
	(void)sqlite3_finalize(statement);
	assert_int_equal(
	    sqlite3_prepare_v2(
		db, "DELETE FROM tree WHERE seq > ?1", -1, &statement, NULL),
	    SQLITE_OK);
	assert_int_equal(sqlite3_bind_int64(statement, 1, built), SQLITE_OK);
	assert_int_equal(sqlite3_step(statement), SQLITE_DONE);
	(void)sqlite3_finalize(statement);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

/* A reader finds nothing wrong in it meanwhile, and signs nothing. */
static void
reads_meanwhile(const struct store_case *c)
{
	struct store *reader = store_case_open(c, true);
	struct journal_report report;
	struct checkpoint now;

	assert_ok(journal_verify(reader, &report, &case_err));
	assert_string_equal(report.problem, "");
	assert_false(report.has_root);
	assert_int_equal(tree_now(reader, &now, &case_err), STATUS_BUSY);
	store_close(reader);
}

static void
older_journal_gets_a_tree(void **state)
{
	static const struct {
		size_t more;
		int64_t built;
	} rows[] = { { 1, 0 }, { 2, 0 }, { 7, 4 }, { 41003, 0 }, { 1, 20000 } };
	struct store_case *c = *state;
	struct merkle_node before, after;
	int64_t records = 0;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		store_case_append(c->store, rows[i].more);
		records += (int64_t)rows[i].more;
		before = root_of(c->store);
		make_old(c, rows[i].built);
		reads_meanwhile(c);
		c->store = store_case_open(c, false);
		verifies(c->store, records);
		after = root_of(c->store);
		assert_same(&before, &after);
	}
	store_case_append(c->store, 3);
	verifies(c->store, records + 3);
}

/* An older journal that was tampered with opens, and is said to be wrong. */
static void
older_journal_that_is_wrong(void **state)
{
	struct store_case *c = *state;
	struct journal_report report;

	store_case_append(c->store, 10);
	make_old(c, 0);
	store_case_sql(c, "DELETE FROM journal WHERE seq = 5");
	c->store = store_case_open(c, false);
	assert_ok(journal_verify(c->store, &report, &case_err));
	assert_int_equal(report.bad_seq, 5);
}

/* Checkpoints ---------------------------------------------------------------*/

static void
audit(struct store *store, int64_t since_us, struct journal_mark *marks,
    size_t nmarks, struct journal_report *report_r)
{
	const struct journal_audit params = {
		.since_us = since_us, .marks = marks, .nmarks = nmarks
	};

	assert_ok(journal_audit(store, &params, report_r, &case_err));
}

static void
marks_are_held_against_it(void **state)
{
	static const int64_t sizes[] = { 200, 64, 1, 0, 63, 199, 128, 64 };
	struct store_case *c = *state;
	struct journal_mark marks[10];
	struct journal_report report;
	struct grown grown;
	size_t i, round;

	grow(c, &grown);
	for (round = 0; round < 2; round++) {
		memset(marks, 0, sizeof(marks));
		for (i = 0; i < 8; i++) {
			marks[i].size = sizes[i];
			marks[i].root = grown.roots[sizes[i]];
		}
		marks[8].size = 201;
		marks[9].size = 100;
		marks[9].root = grown.roots[101];
		/* all ids are of one time: later, nothing is read again */
		audit(c->store, round == 0 ? 0 : CASE_TIME + 60000000, marks,
		    10, &report);
		assert_string_equal(report.problem, "");
		assert_int_equal(report.records, round == 0 ? 200 : 1);
		for (i = 0; i < 10; i++)
			assert_int_equal(marks[i].state,
			    marks[i].size == 201     ? JOURNAL_MARK_SHORT :
				marks[i].size == 100 ? JOURNAL_MARK_OTHER :
						       JOURNAL_MARK_COVERED);
	}
	store_case_sql(c,
	    "UPDATE journal SET public = public || ' '"
	    " WHERE seq = 90");
	audit(c->store, 0, marks, 10, &report);
	assert_int_equal(report.bad_seq, 90);
	for (i = 0; i < 10; i++)
		assert_int_equal(marks[i].state,
		    marks[i].size < 90 ? JOURNAL_MARK_COVERED :
					 JOURNAL_MARK_UNSEEN);
	crypt_hash_free(grown.hash);
}

/* A whole older file put back is as it was, but for what was signed since. */
static void
rolled_back_file_is_found(void **state)
{
	struct store_case *c = *state;
	struct store_case old = *c;
	struct journal_report report;
	struct journal_mark mark = { .size = 12 };
	char copy[256];

	store_case_append(c->store, 10);
	(void)snprintf(old.path, sizeof(old.path), "%s/old.db", c->folder);
	(void)snprintf(copy, sizeof(copy), "VACUUM INTO '%s'", old.path);
	store_case_sql(c, copy);
	store_case_append(c->store, 2);
	mark.root = root_of(c->store);
	old.store = store_case_open(&old, false);
	audit(old.store, 0, &mark, 1, &report);
	assert_string_equal(report.problem, "");
	assert_int_equal(mark.state, JOURNAL_MARK_SHORT);
	store_case_append(old.store, 5);
	audit(old.store, 0, &mark, 1, &report);
	assert_string_equal(report.problem, "");
	assert_int_equal(mark.state, JOURNAL_MARK_OTHER);
	store_close(old.store);
}

static void
append_at(struct store *store, int64_t time_us, size_t n)
{
	struct journal_event event = { .event = "note",
		.actor = SLICE("a"),
		.about = SLICE_EMPTY,
		.reason = SLICE_EMPTY,
		.time_us = time_us };

	assert_ok(store_begin(store, &case_err));
	for (; n > 0; n--)
		assert_ok(journal_append_event(store, &event, NULL, &case_err));
	assert_ok(store_commit(store, &case_err));
}

static void
since_looks_at_the_end(void **state)
{
	static const struct {
		const char *sql;
		int64_t bad;
	} rows[] = {
		{ "UPDATE journal SET public = public || ' ' WHERE seq = 21",
		    21 },
		/* made to look older */
		{ "UPDATE journal SET id = '00' || seq WHERE seq = 21", 21 },
		{ "UPDATE journal SET id = '00' || seq WHERE seq > 20", 30 },
		{ "DELETE FROM journal WHERE seq = 21", -1 },
		{ "UPDATE journal SET chain = zeroblob(32) WHERE seq = 19",
		    -1 },
		{ "UPDATE tree SET nodes = zeroblob(128) WHERE seq = 16", -1 },
		{ "DELETE FROM tree WHERE seq = 16", -1 },
		/* before: known by what is over it alone */
		{ "UPDATE journal SET public = public || ' ' WHERE seq = 5",
		    0 },
	};
	struct store_case *c = *state;
	const int64_t later = CASE_TIME + INT64_C(3000000000);
	struct journal_report report;
	char copy[256];
	size_t i;

	append_at(c->store, CASE_TIME, 20);
	append_at(c->store, later, 10);
	audit(c->store, later, NULL, 0, &report);
	assert_string_equal(report.problem, "");
	assert_int_equal(report.first, 20);
	assert_int_equal(report.records, 11);
	for (i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct store_case other = *c;

		(void)snprintf(
		    other.path, sizeof(other.path), "%s/%zu.db", c->folder, i);
		(void)snprintf(
		    copy, sizeof(copy), "VACUUM INTO '%s'", other.path);
		store_case_sql(c, copy);
		store_case_sql(&other, rows[i].sql);
		other.store = store_case_open(&other, false);
		audit(other.store, later, NULL, 0, &report);
		print_message("# %s: %s\n", rows[i].sql, report.problem);
		assert_int_equal(report.problem[0] == '\0', rows[i].bad == 0);
		if (rows[i].bad > 0)
			assert_int_equal(report.bad_seq, rows[i].bad);
		store_close(other.store);
	}
}

/* One bit -------------------------------------------------------------------*/

static const struct column {
	const char *table, *key, *name;
} columns[] = {
	{ "journal", "seq", "seq" },
	{ "journal", "seq", "id" },
	{ "journal", "seq", "about" },
	{ "journal", "seq", "public" },
	{ "journal", "seq", "private" },
	{ "journal", "seq", "salt" },
	{ "journal", "seq", "chain" },
	{ "content", "seq", "seq" },
	{ "content", "seq", "salt" },
	{ "content", "seq", "data" },
	{ "tree", "seq", "seq" },
	{ "tree", "seq", "nodes" },
	{ "head", "one", "one" },
	{ "head", "one", "count" },
	{ "head", "one", "chain" },
	{ "head", "one", "mac" },
	{ "head", "one", "root" },
};

struct flip {
	sqlite3 *db; /* behind the store's back */
	struct store *reader;
	const struct column *column;
	sqlite3_stmt *set;
	int64_t key;
	size_t flips;
};

static sqlite3_stmt *
prepared(sqlite3 *db, const struct column *column, bool set)
{
	char text[256];
	sqlite3_stmt *statement;

	if (set)
		(void)snprintf(text, sizeof(text),
		    "UPDATE %s SET %s = ?1 WHERE %s = ?2", column->table,
		    column->name, column->key);
	else
		(void)snprintf(text, sizeof(text), "SELECT %s, %s FROM %s",
		    column->name, column->key, column->table);
	if (sqlite3_prepare_v2(db, text, -1, &statement, NULL) != SQLITE_OK)
		fail_msg("%s: %s", text, sqlite3_errmsg(db));
	return statement;
}

/* Puts the value that is bound; false where another row must not have it. */
static bool
flip_put(struct flip *flip, int64_t key)
{
	int rc;

	assert_int_equal(sqlite3_bind_int64(flip->set, 2, key), SQLITE_OK);
	rc = sqlite3_step(flip->set);
	(void)sqlite3_reset(flip->set);
	return rc == SQLITE_DONE;
}

static void
flip_is_found(struct flip *flip, size_t bit)
{
	struct journal_report report;

	assert_ok(journal_verify(flip->reader, &report, &case_err));
	if (report.problem[0] == '\0')
		fail_msg("%s.%s of %lld: bit %zu flipped is not found",
		    flip->column->table, flip->column->name,
		    (long long)flip->key, bit);
	flip->flips++;
}

static void
flip_number(struct flip *flip, int64_t value)
{
	bool is_key = strcmp(flip->column->name, flip->column->key) == 0;
	unsigned bit;
	int64_t other;

	for (bit = 0; bit < 64; bit++) {
		other = (int64_t)((uint64_t)value ^ (uint64_t)1 << bit);
		(void)sqlite3_bind_int64(flip->set, 1, other);
		if (!flip_put(flip, flip->key))
			continue; /* another row has that key */
		flip_is_found(flip, bit);
		(void)sqlite3_bind_int64(flip->set, 1, value);
		assert_true(flip_put(flip, is_key ? other : flip->key));
	}
}

/* One bit of each byte, another one each time. */
static void
flip_bytes(struct flip *flip, const char *value, size_t len, bool text)
{
	char bytes[8192];
	size_t i;

	assert_true(len <= sizeof(bytes));
	memcpy(bytes, value, len);
	for (i = 0; i < 2 * len; i++) {
		if (i % 2 == 0)
			bytes[i / 2] = (char)(bytes[i / 2] ^ 1 << i / 2 % 8);
		else
			bytes[i / 2] = value[i / 2];
		if (text)
			(void)sqlite3_bind_text(
			    flip->set, 1, bytes, (int)len, SQLITE_TRANSIENT);
		else
			(void)sqlite3_bind_blob(
			    flip->set, 1, bytes, (int)len, SQLITE_TRANSIENT);
		if (flip_put(flip, flip->key) && i % 2 == 0)
			flip_is_found(flip, i / 2 * 8 + i / 2 % 8);
	}
}

/* What was never there, is. */
static void
flip_nothing(struct flip *flip)
{
	(void)sqlite3_bind_text(flip->set, 1, "x", 1, SQLITE_STATIC);
	if (!flip_put(flip, flip->key)) {
		(void)sqlite3_bind_blob(flip->set, 1, "x", 1, SQLITE_STATIC);
		assert_true(flip_put(flip, flip->key));
	}
	flip_is_found(flip, 0);
	(void)sqlite3_bind_null(flip->set, 1);
	assert_true(flip_put(flip, flip->key));
}

static void
flip_column(struct flip *flip)
{
	sqlite3_stmt *get = prepared(flip->db, flip->column, false);
	sqlite3_value *values[16];
	int64_t keys[16];
	size_t i, n = 0;
	int len;

	for (; sqlite3_step(get) == SQLITE_ROW && n < 16; n++) {
		values[n] = sqlite3_value_dup(sqlite3_column_value(get, 0));
		keys[n] = sqlite3_column_int64(get, 1);
	}
	(void)sqlite3_finalize(get);
	flip->set = prepared(flip->db, flip->column, true);
	for (i = 0; i < n; i++) {
		flip->key = keys[i];
		len = sqlite3_value_bytes(values[i]);
		if (sqlite3_value_type(values[i]) == SQLITE_INTEGER)
			flip_number(flip, sqlite3_value_int64(values[i]));
		else if (sqlite3_value_type(values[i]) == SQLITE_NULL)
			flip_nothing(flip);
		else
			flip_bytes(flip, sqlite3_value_blob(values[i]),
			    (size_t)len,
			    sqlite3_value_type(values[i]) == SQLITE_TEXT);
		sqlite3_value_free(values[i]);
	}
	(void)sqlite3_finalize(flip->set);
}

static void
every_column_counts(void **state)
{
	struct store_case *c = *state;
	struct flip flip = { .flips = 0 };
	size_t i;

	store_case_append(c->store, 4);
	append_at(c->store, CASE_TIME, 1);
	flip.reader = store_case_open(c, true);
	assert_int_equal(sqlite3_open(c->path, &flip.db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(flip.db,
			     "PRAGMA synchronous = OFF;"
			     "PRAGMA ignore_check_constraints = ON",
			     NULL, NULL, NULL),
	    SQLITE_OK);
	for (i = 0; i < sizeof(columns) / sizeof(*columns); i++) {
		flip.column = &columns[i];
		flip_column(&flip);
		verifies(flip.reader, 5);
	}
	print_message("# %zu flips\n", flip.flips);
	assert_true(flip.flips > 4000);
	assert_int_equal(sqlite3_close(flip.db), SQLITE_OK);
	store_close(flip.reader);
	/* no column is left out */
	assert_int_equal(store_case_number(c,
			     "SELECT count(*) FROM sqlite_schema AS t,"
			     " pragma_table_info(t.name) WHERE t.name IN"
			     " ('journal', 'content', 'tree', 'head')"),
	    sizeof(columns) / sizeof(*columns));
}

#define CASE(f)                          \
	cmocka_unit_test_setup_teardown( \
	    f, store_case_setup, store_case_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(empty_journal_has_the_empty_root),
		CASE(writers_take_turns),
		CASE(consistency_is_proven),
		CASE(inclusion_is_proven),
		CASE(nothing_is_signed_or_added_over_a_changed_tree),
		CASE(older_journal_gets_a_tree),
		CASE(older_journal_that_is_wrong),
		CASE(marks_are_held_against_it),
		CASE(rolled_back_file_is_found),
		CASE(since_looks_at_the_end),
		CASE(every_column_counts),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
