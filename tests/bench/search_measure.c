/*
 * search_measure.c - what a verdict's record costs, and how fast records are
 * found.
 *
 *	search_measure [RECORDS [FOLDER]]
 *
 * First what the reference milter writes, then what sendgate does with 4 kB of
 * text kept, at batches of 1, 8 and 32 to a transaction: CPU a message and
 * bytes of database a message.  Then every filter over RECORDS (20,000) of
 * them, with the limit that `journal list` has.  It asserts nothing.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <sqlite3.h>

#include "base/id.h"
#include "rule/rule.h"
#include "store/journal.h"

#define TEXT_BYTES 4096
#define COUNT(array) (sizeof(array) / sizeof(*(array)))

static const char *const syllables[] = { "ra", "ti", "on", "ve", "ca", "re",
	"mo", "de", "li", "st", "en", "pro", "al", "ing", "com", "ser", "tor",
	"ma", "ly", "is" };
static const int batches[] = { 1, 8, 32 };
static unsigned seed = 7;
static char path[512];

static unsigned
next(unsigned n)
{
	seed = seed * 1103515245 + 12345;
	return (seed >> 16) % n;
}

static double
now(clockid_t clock)
{
	struct timespec t;

	(void)clock_gettime(clock, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static double
cpu(void)
{
	return now(CLOCK_PROCESS_CPUTIME_ID);
}

static void
stop(const char *what)
{
	(void)fprintf(stderr, "search_measure: %s\n", what);
	exit(1);
}

static void
must(enum status status, const struct err *err)
{
	if (status != STATUS_OK)
		stop(err->text);
}

static void
file_drop(void)
{
	static const char *const parts[] = { "", "-wal", "-shm" };
	char name[600];

	for (size_t i = 0; i < COUNT(parts); i++) {
		(void)snprintf(name, sizeof(name), "%s%s", path, parts[i]);
		(void)unlink(name);
	}
}

static double
file_bytes(void)
{
	struct stat info;

	return stat(path, &info) == 0 ? (double)info.st_size : 0;
}

/* Words of one to four syllables, short ones often, as a mail has them. */
static void
text_make(char text[TEXT_BYTES])
{
	size_t len = 0;

	while (len < TEXT_BYTES - 16) {
		unsigned word = next(next(3) == 0 ? 4000 : 90), n;

		for (n = 0; n <= word % 3; n++) {
			const char *s =
			    syllables[(word * 7 + n * 5) % COUNT(syllables)];
			memcpy(text + len, s, strlen(s));
			len += strlen(s);
		}
		text[len++] = word % 11 == 0 ? '\n' : ' ';
	}
	memset(text + len, '.', TEXT_BYTES - len);
}

static void
reference_run(int batch, int total)
{
	sqlite3_stmt *insert;
	sqlite3 *db;
	double before;

	file_drop();
	if (sqlite3_open(path, &db) != SQLITE_OK ||
	    sqlite3_exec(db,
		"PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;"
		"CREATE TABLE journal(seq INTEGER PRIMARY KEY, headers, body)",
		NULL, NULL, NULL) != SQLITE_OK ||
	    sqlite3_prepare_v2(db,
		"INSERT INTO journal(headers, body) VALUES(?1, ?2)", -1,
		&insert, NULL) != SQLITE_OK)
		stop(sqlite3_errmsg(db));
	before = cpu();
	for (int i = 0; i < total; i++) {
		if (i % batch == 0)
			(void)sqlite3_exec(
			    db, "BEGIN IMMEDIATE", NULL, NULL, NULL);
		sqlite3_bind_int64(insert, 1, 10);
		sqlite3_bind_int64(insert, 2, 4096);
		if (sqlite3_step(insert) != SQLITE_DONE)
			stop(sqlite3_errmsg(db));
		sqlite3_reset(insert);
		if ((i + 1) % batch == 0 &&
		    sqlite3_exec(db, "COMMIT", NULL, NULL, NULL) != SQLITE_OK)
			stop(sqlite3_errmsg(db));
	}
	(void)printf("reference batch=%d us=%.1f\n", batch,
	    (cpu() - before) / total * 1e6);
	sqlite3_finalize(insert);
	sqlite3_close(db);
}

static void
record_add(struct store *store, int i, struct slice content)
{
	static const struct slice sources[] = { { "crm.accounts", 12 } };
	static const struct slice reasons[] = { { "review sample: drawn",
	    20 } };
	static const char *const verdicts[] = { "accept", "accept", "accept",
		"accept", "accept", "accept", "reject", "quarantine" };
	struct rule rule = { .id = i % 3 == 0 ? "tone.push" : "pricing.floor" };
	struct finding finding = { .rule = &rule, .part = "1" };
	char account[32], rcpt[64], workflow[32], template[32];
	struct err err = ERR_INIT;
	struct id id;
	struct slice accounts, rcpts;
	struct journal_verdict verdict = { .agent = SLICE("cowork") };

	(void)snprintf(account, sizeof(account), "ACCT-%06u", next(20000));
	(void)snprintf(rcpt, sizeof(rcpt),
	    "firstname.last%u@company-%u.example", next(9), next(20000));
	(void)snprintf(workflow, sizeof(workflow), "workflow-%u", next(12));
	(void)snprintf(template, sizeof(template), "%016x", next(300) * 77777);
	if (!id_new(INT64_C(1790000000000000) + i * 1000, &id))
		stop("no id");
	accounts = slice_cstr(account);
	rcpts = slice_cstr(rcpt);
	verdict.id = slice_cstr(id.text);
	verdict.time_us = INT64_C(1790000000000000) + i * 1000;
	verdict.queue_id = SLICE("4XyZab12cd");
	verdict.workflow = slice_cstr(workflow);
	verdict.template = slice_cstr(template);
	verdict.tier = next(4) == 0 ? SLICE("standard") : SLICE("cold");
	verdict.verdict = verdicts[next(8)];
	verdict.sources = sources;
	verdict.nsources = 1;
	verdict.accounts = &accounts;
	verdict.naccounts = 1;
	verdict.rcpts = &rcpts;
	verdict.nrcpts = 1;
	verdict.sender = SLICE("cowork@corp.example");
	verdict.subject = SLICE("A short talk on Tuesday");
	verdict.digest = verdict.rules_digest = verdict.settings_digest =
	    SLICE("0123456789abcdef0123456789abcdef"
		  "0123456789abcdef0123456789abcdef");
	verdict.reasons = reasons;
	verdict.nreasons = 1;
	verdict.findings = &finding;
	verdict.nfindings = next(6) == 0;
	verdict.content_kind = JOURNAL_CONTENT_TEXT;
	verdict.content = content;
	must(journal_append_verdict(store, &verdict, &err), &err);
}

static struct store *
database(void)
{
	struct store_params params = {
		.path = path, .relay = "relay.corp.example", .has_key = true
	};
	struct err err = ERR_INIT;
	struct store *store;

	must(store_open(&params, &store, &err), &err);
	return store;
}

static double
fill(struct store *store, int batch, int total)
{
	char text[TEXT_BYTES];
	struct err err = ERR_INIT;
	double spent = 0, before;

	for (int i = 0; i < total; i++) {
		text_make(text);
		before = cpu();
		if (i % batch == 0)
			must(store_begin(store, &err), &err);
		record_add(store, i, slice_make(text, sizeof(text)));
		if ((i + 1) % batch == 0 || i + 1 == total)
			must(store_commit(store, &err), &err);
		spent += cpu() - before;
	}
	return spent;
}

static void
journal_run(int batch, int total)
{
	struct store *store;
	double spent;

	file_drop();
	store = database();
	spent = fill(store, batch, total);
	store_close(store);
	(void)printf("journal   batch=%d us=%.1f bytes=%.0f\n", batch,
	    spent / total * 1e6, file_bytes() / total);
}

static bool
count(struct slice json, void *arg)
{
	(void)json;
	++*(int *)arg;
	return true;
}

static void
filters_run(struct store *store)
{
	static const struct {
		const char *name;
		struct journal_filter filter;
	} cases[] = {
		{ "latest", { .limit = 200 } },
		{ "agent", { .agent = "cowork", .limit = 200 } },
		{ "no agent", { .agent = "nobody", .limit = 200 } },
		{ "workflow", { .workflow = "workflow-3", .limit = 200 } },
		{ "verdict", { .verdict = "reject", .limit = 200 } },
		{ "event", { .event = "kill", .limit = 200 } },
		{ "tier", { .tier = "standard", .limit = 200 } },
		{ "template",
		    { .template = "0000000000012fd1", .limit = 200 } },
		{ "rule", { .rule = "tone.push", .limit = 200 } },
		{ "account", { .account = "ACCT-000007", .limit = 200 } },
		{ "rcpt",
		    { .rcpt = "firstname.last3@company-7.example",
			.limit = 200 } },
		{ "since",
		    { .since_us = INT64_C(1790000000001000), .limit = 200 } },
		{ "until",
		    { .until_us = INT64_C(1790000002001000), .limit = 200 } },
		{ "verdict and workflow",
		    { .verdict = "reject",
			.workflow = "workflow-3",
			.limit = 200 } },
		{ "verdict, rule, tier and until",
		    { .verdict = "quarantine",
			.rule = "tone.push",
			.tier = "standard",
			.until_us = INT64_C(1790000009001000),
			.limit = 200 } },
	};
	struct err err = ERR_INIT;

	for (size_t i = 0; i < COUNT(cases); i++) {
		double before = cpu();
		int n = 0;

		must(journal_list(store, &cases[i].filter, count, &n, &err),
		    &err);
		(void)printf("found %s: %d records in %.1f ms of CPU\n",
		    cases[i].name, n, (cpu() - before) * 1e3);
	}
}

int
main(int argc, char **argv)
{
	int total = argc > 1 ? (int)strtol(argv[1], NULL, 10) : 20000;
	int sample = total < 5000 ? total : 5000;
	struct store *store;

	(void)snprintf(path, sizeof(path), "%s/sendgate-journal-%ld.db",
	    argc > 2 ? argv[2] : "/tmp", (long)getpid());
	for (size_t i = 0; i < COUNT(batches); i++)
		reference_run(batches[i], sample);
	for (size_t i = 0; i < COUNT(batches); i++)
		journal_run(batches[i], sample);
	file_drop();
	store = database();
	(void)printf("journal   of %d: us=%.1f\n", total,
	    fill(store, 500, total) / total * 1e6);
	store_close(store);
	(void)printf("bytes=%.0f a message\n", file_bytes() / total);
	store = database();
	filters_run(store);
	store_close(store);
	file_drop();
	return 0;
}
