/*
 * journal_make.c - a journal of known contents, through the store itself.
 *
 *	journal_make DATABASE KEYS <LINES
 *
 * A line is fields between TABs, empty ones allowed:
 *
 *	verdict SECONDS-AGO VERDICT AGENT WORKFLOW TIER TEMPLATE RULES BYTES NAME
 *	event SECONDS-AGO EVENT ACTOR NAME REASON
 *
 * RULES are ids between commas.  NAME is what later events call the message by;
 * one that begins with "w" is put into quarantine and waits there.  BYTES of
 * text are kept.  Prints NAME and id, a line each.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/id.h"
#include "rule/rule.h"
#include "store/journal.h"
#include "store/quarantine.h"

#define FIELDS 10
#define RULES 16
#define NAMES 4096

struct made {
	struct store *store;
	int64_t now_us;
	struct {
		char name[64];
		char id[27];
	} names[NAMES];
	size_t nnames;
};

static void
stop(const char *what)
{
	(void)fprintf(stderr, "journal_make: %s\n", what);
	exit(1);
}

static void
must(enum status status, const struct err *err)
{
	if (status != STATUS_OK)
		stop(err->text);
}

static int64_t
time_of(const struct made *made, const char *ago)
{
	return made->now_us -
	    (int64_t)(strtod(ago, NULL) * (double)CLOCK_SECOND);
}

static const char *
id_of(const struct made *made, const char *name)
{
	for (size_t i = 0; i < made->nnames; i++)
		if (name[0] != '\0' && strcmp(made->names[i].name, name) == 0)
			return made->names[i].id;
	return "";
}

static void
hold(struct made *made, const struct journal_verdict *verdict)
{
	const struct quarantine_entry entry = {
		.id = verdict->id,
		.where = SLICE("spool"),
		.time_us = verdict->time_us,
		.agent = verdict->agent,
		.workflow = verdict->workflow,
		.tier = verdict->tier,
		.sender = verdict->sender,
		.subject = verdict->subject,
		.digest = SLICE("00"),
		.rules = SLICE_EMPTY,
		.reasons = SLICE_EMPTY,
		.answer = SLICE_EMPTY,
	};
	struct err err = ERR_INIT;

	must(quarantine_add(made->store, &entry, SLICE("raw"), &err), &err);
}

static void
verdict_make(struct made *made, char *const fields[FIELDS])
{
	static char text[65536];
	static const struct slice rcpt = { "pat@fernhill.example", 20 };
	static const struct slice account = { "A1", 2 };
	struct slice reason = slice_cstr(fields[7][0] ? fields[7] : "review");
	struct rule rules[RULES] = { { .id = NULL } };
	struct finding findings[RULES] = { { .rule = NULL } };
	struct journal_verdict verdict = {
		.time_us = time_of(made, fields[1]),
		.verdict = fields[2],
		.agent = slice_cstr(fields[3]),
		.workflow = slice_cstr(fields[4]),
		.tier = slice_cstr(fields[5]),
		.template = slice_cstr(fields[6]),
		.sender = SLICE("cowork@corp.example"),
		.subject = SLICE("A note"),
		.rcpts = &rcpt,
		.nrcpts = 1,
		.accounts = &account,
		.naccounts = 1,
		.reasons = &reason,
		.nreasons = 1,
		.findings = findings,
		.content_kind = JOURNAL_CONTENT_FULL,
	};
	struct err err = ERR_INIT;
	struct id id;
	char *rest = fields[7], *rule;

	while ((rule = strsep(&rest, ",")) != NULL)
		if (rule[0] != '\0' && verdict.nfindings < RULES) {
			rules[verdict.nfindings].id = rule;
			findings[verdict.nfindings].part = "1";
			findings[verdict.nfindings].how = "";
			findings[verdict.nfindings].rule =
			    &rules[verdict.nfindings];
			verdict.nfindings++;
		}
	memset(text, 'x', sizeof(text));
	verdict.content =
	    slice_make(text, strtoul(fields[8], NULL, 10) % sizeof(text));
	if (!id_new(verdict.time_us, &id))
		stop("no id");
	verdict.id = slice_cstr(id.text);
	must(journal_append_verdict(made->store, &verdict, &err), &err);
	if (fields[9][0] == 'w')
		hold(made, &verdict);
	if (fields[9][0] == '\0' || made->nnames == NAMES)
		return;
	(void)snprintf(made->names[made->nnames].name, 64, "%s", fields[9]);
	memcpy(made->names[made->nnames++].id, id.text, sizeof(id.text));
	(void)printf("%s %s\n", fields[9], id.text);
}

static void
event_make(struct made *made, char *const fields[FIELDS])
{
	const struct journal_event event = {
		.event = fields[2],
		.actor = slice_cstr(fields[3]),
		.about = slice_cstr(id_of(made, fields[4])),
		.reason = slice_cstr(fields[5]),
		.time_us = time_of(made, fields[1]),
	};
	struct err err = ERR_INIT;

	must(journal_append_event(made->store, &event, NULL, &err), &err);
}

static void
line_make(struct made *made, char *line)
{
	static char none[] = "";
	char *fields[FIELDS];
	size_t n = 0;

	line[strcspn(line, "\n")] = '\0';
	for (; n < FIELDS && line != NULL; n++)
		fields[n] = strsep(&line, "\t");
	while (n < FIELDS)
		fields[n++] = none;
	if (strcmp(fields[0], "verdict") == 0)
		verdict_make(made, fields);
	else
		event_make(made, fields);
}

int
main(int argc, char **argv)
{
	struct store_params params = {
		.relay = "relay.corp.example", .has_key = true, .busy_ms = 5000
	};
	static struct made made;
	struct err err = ERR_INIT;
	static char line[65536];

	if (argc != 3)
		stop("usage: journal_make DATABASE KEYS");
	params.path = argv[1];
	must(crypt_secret_load(
		 argv[2], CRYPT_SECRET_JOURNAL, params.journal_key, &err),
	    &err);
	must(store_open(&params, &made.store, &err), &err);
	made.now_us = clock_wall_us();
	must(store_begin(made.store, &err), &err);
	while (fgets(line, sizeof(line), stdin) != NULL)
		line_make(&made, line);
	must(store_commit(made.store, &err), &err);
	store_close(made.store);
	return 0;
}
