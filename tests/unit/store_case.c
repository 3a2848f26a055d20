#include "store_case.h"

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/mem.h"

struct err case_err;

static struct store_params
params_of(const struct store_case *c, bool read_only)
{
	struct store_params params = { .path = c->path,
		.relay = "relay.corp.example",
		.has_key = true,
		.read_only = read_only,
		.busy_ms = 5000 };

	memset(params.journal_key, 7, sizeof(params.journal_key));
	return params;
}

struct store *
store_case_open(const struct store_case *c, bool read_only)
{
	struct store_params params = params_of(c, read_only);
	struct store *store = NULL;

	assert_ok(store_open(&params, &store, &case_err));
	return store;
}

int
store_case_setup(void **state)
{
	struct store_case *c = calloc(1, sizeof(*c));

	assert_non_null(c);
	(void)snprintf(c->folder, sizeof(c->folder), "/tmp/sendgate.XXXXXX");
	assert_non_null(mkdtemp(c->folder));
	(void)snprintf(c->path, sizeof(c->path), "%s/gate.db", c->folder);
	c->store = store_case_open(c, false);
	c->arena = arena_new((size_t)256 << 20);
	assert_non_null(c->arena);
	*state = c;
	return 0;
}

int
store_case_teardown(void **state)
{
	struct store_case *c = *state;
	struct dirent *entry;
	char path[512];
	DIR *folder;

	mem_fault_set(0);
	store_close(c->store);
	arena_free(c->arena);
	folder = opendir(c->folder);
	while (folder != NULL && (entry = readdir(folder)) != NULL) {
		(void)snprintf(
		    path, sizeof(path), "%s/%s", c->folder, entry->d_name);
		(void)unlink(path);
	}
	if (folder != NULL)
		(void)closedir(folder);
	(void)rmdir(c->folder);
	free(c);
	return 0;
}

void
store_case_sql(const struct store_case *c, const char *text)
{
	char *problem = NULL;
	sqlite3 *db;

	assert_int_equal(sqlite3_open(c->path, &db), SQLITE_OK);
	(void)sqlite3_busy_timeout(db, 5000);
	if (sqlite3_exec(db, text, NULL, NULL, &problem) != SQLITE_OK)
		fail_msg("%s: %s", text, problem);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

int64_t
store_case_number(const struct store_case *c, const char *text)
{
	sqlite3_stmt *statement;
	sqlite3 *db;
	int64_t value;

	assert_int_equal(sqlite3_open(c->path, &db), SQLITE_OK);
	(void)sqlite3_busy_timeout(db, 5000);
	assert_int_equal(
	    sqlite3_prepare_v2(db, text, -1, &statement, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
	value = sqlite3_column_int64(statement, 0);
	(void)sqlite3_finalize(statement);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
	return value;
}

const char *
store_case_file(const struct store_case *c, const char *name, const char *text)
{
	static char path[256];
	FILE *file;

	(void)snprintf(path, sizeof(path), "%s/%s", c->folder, name);
	file = fopen(path, "w");
	assert_non_null(file);
	assert_true(fputs(text, file) >= 0);
	assert_int_equal(fclose(file), 0);
	return path;
}

static const struct slice case_sources[] = { { "crm.accounts", 12 },
	{ "mail.history", 12 } };
static struct slice case_accounts[] = { { "A1", 2 },
	{ "domain:x.example", 16 } };
static struct slice case_rcpts[] = { { "pat@FernHill.example", 20 },
	{ "kim@fernhill.example", 20 } };
static const struct slice case_reasons[] = { { "review always", 13 } };

void
store_case_verdict(
    struct journal_verdict *verdict, struct id *id_r, const char *decided)
{
	assert_true(id_new(CASE_TIME, id_r));
	*verdict = (struct journal_verdict){
		.id = slice_cstr(id_r->text),
		.time_us = CASE_TIME,
		.queue_id = SLICE("4XyZ"),
		.agent = SLICE("cowork"),
		.workflow = SLICE("cold-intro"),
		.prompt = SLICE("p-7"),
		.sources = case_sources,
		.nsources = 2,
		.accounts = case_accounts,
		.naccounts = 2,
		.tier = SLICE("strategic"),
		.template = SLICE_EMPTY,
		.sender = SLICE("cowork@corp.example"),
		.rcpts = case_rcpts,
		.nrcpts = 2,
		.subject = SLICE("A short note"),
		.digest = SLICE("00ff"),
		.client = SLICE("127.0.0.1"),
		.login = SLICE("cowork@corp.example"),
		.verdict = decided,
		.reasons = case_reasons,
		.nreasons = 1,
		.rules_digest = SLICE("aa"),
		.settings_digest = SLICE("bb"),
		.took_us = 1234,
		.content_kind = JOURNAL_CONTENT_FULL,
		.content = SLICE("Subject: A short note\r\n\r\nHello.\r\n"),
	};
}

void
store_case_entry(
    struct quarantine_entry *entry, const struct journal_verdict *verdict)
{
	*entry = (struct quarantine_entry){
		.id = verdict->id,
		.where = SLICE("spool"),
		.time_us = verdict->time_us,
		.agent = verdict->agent,
		.workflow = verdict->workflow,
		.tier = verdict->tier,
		.sender = verdict->sender,
		.subject = verdict->subject,
		.digest = verdict->digest,
		.rcpts = case_rcpts,
		.nrcpts = 2,
		.accounts = case_accounts,
		.naccounts = 2,
		.rules = SLICE("pricing.floor,tone.push"),
		.reasons = SLICE("review always"),
		.eight_bit = true,
	};
}

void
store_case_append(struct store *store, size_t n)
{
	struct journal_verdict verdict;
	struct id id;
	size_t i;

	assert_ok(store_begin(store, &case_err));
	for (i = 0; i < n; i++) {
		store_case_verdict(&verdict, &id, "accept");
		assert_ok(journal_append_verdict(store, &verdict, &case_err));
	}
	assert_ok(store_commit(store, &case_err));
}

struct id
store_case_hold(struct store *store, int64_t expires_us)
{
	struct journal_verdict verdict;
	struct quarantine_entry entry;
	struct id id;

	store_case_verdict(&verdict, &id, "quarantine");
	store_case_entry(&entry, &verdict);
	entry.expires_us = expires_us;
	assert_ok(store_begin(store, &case_err));
	assert_ok(journal_append_verdict(store, &verdict, &case_err));
	assert_ok(quarantine_add(store, &entry, verdict.content, &case_err));
	assert_ok(store_commit(store, &case_err));
	return id;
}

bool
store_case_line(struct slice json, void *arg)
{
	return buf_add(arg, json) && buf_add_byte(arg, '\n');
}

size_t
store_case_lines(const struct buf *lines)
{
	struct slice rest = buf_slice(lines), line;
	size_t n = 0;

	while (slice_cut(&rest, '\n', &line))
		n++;
	return n - 1;
}
