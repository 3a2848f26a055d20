/*
 * journal_verify.c - `sendgate journal verify`: do the chain and the tree
 * still say that nothing was changed, removed, added or reordered, and does
 * the journal still contain what checkpoints covered?
 *
 * The last checkpoint that the daemon handed out lies beside the database and
 * is always held against it.
 */
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "cli/against.h"
#include "cli/commands.h"
#include "cli/notary.h"
#include "cli/out.h"

#define BAR_WIDTH 40
#define BAR_US 100000 /* between two of its states */

/* What the command was asked, and found. */
struct inquiry {
	struct cli *cli;
	struct settings *settings;
	struct store *store;
	struct note_key key;
	bool has_key;
	struct against against;
	struct journal_report report;
	int64_t bar_us;
	size_t bad; /* checkpoints */
};

static int
report_json(const struct inquiry *q, bool good)
{
	const struct journal_report *report = &q->report;

	return out_json(json_pack(
	    "{s:b, s:I, s:b, s:I, s:o, s:I, s:I, s:o, s:I, s:o}", "verified",
	    good, "records", (json_int_t)report->records, "authenticated",
	    report->authenticated, "bad_seq", (json_int_t)report->bad_seq,
	    "problem",
	    out_json_text(slice_cstr(report->problem), q->cli->arena), "first",
	    (json_int_t)report->first, "size", (json_int_t)report->size, "root",
	    report->problem[0] == '\0' ? cli_node_json(&report->root) :
					 json_null(),
	    "checkpoints", (json_int_t)q->against.nnotes, "uncovered",
	    against_json(&q->against)));
}

static void
report_print(const struct inquiry *q, bool good)
{
	const struct journal_report *report = &q->report;
	const struct cli *cli = q->cli;

	out_style(cli, good ? OUT_GREEN : OUT_RED);
	(void)fputs(good ? "verified" : "does not verify", stdout);
	out_style(cli, OUT_PLAIN);
	(void)printf(": %lld records", (long long)report->records);
	if (report->first > 1)
		(void)printf(", from number %lld on", (long long)report->first);
	if (report->bad_seq > 0)
		(void)printf(", the first that is wrong is number %lld",
		    (long long)report->bad_seq);
	if (report->problem[0] != '\0') {
		(void)fputs(": ", stdout);
		out_text(stdout, slice_cstr(report->problem));
	}
	if (good && !report->authenticated)
		(void)fputs(" (without the journal key: the head was not "
			    "authenticated)",
		    stdout);
	if (good && !report->has_root)
		(void)fputs(" (its tree is still being made)", stdout);
	(void)fputc('\n', stdout);
	against_print(cli, &q->against);
}

/* On a terminal alone, and on standard error. */
static void
bar(int64_t done, int64_t total, void *arg)
{
	struct inquiry *q = arg;
	int64_t now = clock_monotonic_us();
	int filled;

	if (total <= 0 || (now - q->bar_us < BAR_US && done < total))
		return;
	q->bar_us = now;
	filled = (int)(done * BAR_WIDTH / total);
	(void)fprintf(stderr, "\r[%.*s%*s] %3d %% of %lld records", filled,
	    "########################################", BAR_WIDTH - filled, "",
	    (int)(done * 100 / total), (long long)total);
	if (done >= total)
		(void)fputs("\r\033[K", stderr);
	(void)fflush(stderr);
}

/* The key that is given, or the relay's own where it may be read. */
static enum status
key_find(struct inquiry *q, struct err *err_r)
{
	const char *text = cli_text(q->cli, "key");
	struct notary notary;
	enum status status;

	if (text != NULL) {
		q->has_key = note_key_parse(slice_cstr(text), &q->key);
		return q->has_key ?
		    STATUS_OK :
		    err_set(err_r, STATUS_DATA,
			"--key: expected NAME+HASH+BASE64, as journal "
			"checkpoint --key prints it");
	}
	status = cli_notary(q->cli, q->settings, &notary, err_r);
	if (status != STATUS_OK)
		return status;
	q->has_key = true;
	q->key = notary.key;
	notary_close(&notary);
	return STATUS_OK;
}

/* What lies beside the database; one of another origin or key is said. */
static enum status
last_take(struct inquiry *q, struct err *err_r)
{
	const char *database = q->settings->database;
	struct notary_last last;
	const char *path;
	enum status status;

	status = notary_last_read(database, &q->key, &last, err_r);
	if (status != STATUS_OK)
		return status == STATUS_NOTFOUND ? STATUS_OK : status;
	path = arena_printf(q->cli->arena, "%s-checkpoint", database);
	if (path == NULL)
		return err_nomem(err_r);
	if (last.result == CHECKPOINT_GOOD)
		return against_add(&q->against, path, &last.checkpoint, err_r);
	cli_say("warning: %s %s", path, checkpoint_result_text(last.result));
	return STATUS_OK;
}

static enum status
against_take(struct inquiry *q, struct err *err_r)
{
	size_t n, i;
	struct slice *files = cli_values(q->cli, "against", &n);
	enum status status = key_find(q, err_r);

	if (status != STATUS_OK) /* without one there is nothing to hold */
		return n > 0 || cli_text(q->cli, "key") != NULL ? status :
								  STATUS_OK;
	q->against.cli = q->cli;
	q->against.key = &q->key;
	status = last_take(q, err_r);
	for (i = 0; i < n && status == STATUS_OK; i++)
		status = against_read(&q->against, files[i].ptr, err_r);
	return status;
}

static enum status
inquire(struct inquiry *q, struct err *err_r)
{
	struct journal_audit audit = { .since_us = cli_time(q->cli, "since"),
		.arg = q };
	enum status status = against_take(q, err_r);

	audit.marks = q->against.marks;
	audit.nmarks = q->against.nmarks;
	if (isatty(STDERR_FILENO))
		audit.progress = bar;
	if (status == STATUS_OK)
		status = journal_audit(q->store, &audit, &q->report, err_r);
	if (status == STATUS_OK)
		q->bad = against_settle(&q->against, q->report.size);
	return status;
}

int
journal_verify_run(struct cli *cli)
{
	struct inquiry q = { .cli = cli };
	struct err err = ERR_INIT;
	bool good;
	int exit = cli_open(cli, true, &q.settings, &q.store);

	if (exit != EX_OK)
		return exit;
	if (inquire(&q, &err) != STATUS_OK) {
		exit = cli_fail(&err);
	} else {
		good = q.report.bad_seq == 0 && q.report.problem[0] == '\0' &&
		    q.bad == 0;
		if (cli->json)
			exit = report_json(&q, good);
		else
			report_print(&q, good);
		if (exit == EX_OK && !good)
			exit = CLI_NEGATIVE;
	}
	against_free(&q.against);
	store_close(q.store);
	settings_unref(q.settings);
	return out_end(exit);
}
