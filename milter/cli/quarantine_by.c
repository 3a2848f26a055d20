/*
 * quarantine_by.c - what is held, a line a template, so that a reviewer sees
 * what is one text and how far it has spread.
 */
#include "cli/quarantine_by.h"

#include <stdlib.h>

#include "base/clock.h"
#include "cli/out.h"
#include "store/switches.h"
#include "store/templates.h"

/* A held message and one of its accounts. */
struct held_row {
	struct slice template, account, workflow, subject;
	int64_t time_us;
	bool again; /* a further account of the message before */
};

struct group {
	struct slice template, workflow, subject; /* of the first message */
	size_t messages, accounts;
	int64_t first_us, last_us;
	int64_t released;
	bool stopped;
};

struct course {
	struct cli *cli;
	struct store *store;
	struct VEC(struct held_row) rows;
	struct VEC(struct group) groups;
	struct store_switch *switches;
	size_t nswitches;
};

static bool
row_add(struct course *c, const struct held_row *row, struct slice account)
{
	struct arena *arena = c->cli->arena;
	struct held_row *place = VEC_PUSH(arena, &c->rows);

	if (place == NULL)
		return false;
	*place = *row;
	place->account = arena_copy(arena, account);
	return !arena_failed(arena);
}

static bool
held_each(const struct quarantine_entry *entry, void *arg)
{
	struct course *c = arg;
	struct arena *arena = c->cli->arena;
	struct held_row row = {
		.template = arena_copy(arena, entry->template),
		.workflow = arena_copy(arena, entry->workflow),
		.subject = arena_copy(arena, entry->subject),
		.time_us = entry->time_us,
	};

	if (entry->naccounts == 0)
		return row_add(c, &row, SLICE_EMPTY);
	for (size_t i = 0; i < entry->naccounts; i++) {
		row.again = i > 0;
		if (!row_add(c, &row, entry->accounts[i]))
			return false;
	}
	return true;
}

static int
by_template(const void *a, const void *b)
{
	const struct held_row *x = a, *y = b;
	int order = slice_compare(x->template, y->template);

	return order != 0 ? order : slice_compare(x->account, y->account);
}

/* The rows of one template, in the order of accounts, as its line. */
static void
group_make(const struct held_row *rows, size_t n, struct group *group)
{
	const struct held_row *first = rows;

	*group = (struct group){ .template = rows->template,
		.last_us = rows->time_us };
	for (size_t i = 0; i < n; i++) {
		const struct held_row *row = &rows[i];

		if (row->time_us < first->time_us)
			first = row;
		if (row->time_us > group->last_us)
			group->last_us = row->time_us;
		group->messages += !row->again;
		group->accounts += row->account.len > 0 &&
		    (i == 0 || !slice_equal(rows[i - 1].account, row->account));
	}
	group->first_us = first->time_us;
	group->workflow = first->workflow;
	group->subject = first->subject;
}

static enum status
group_look_up(struct course *c, struct group *group, struct err *err_r)
{
	struct template_known known;
	enum status status =
	    templates_load(c->store, group->template, &known, err_r);

	group->released = known.released;
	for (size_t i = 0; i < c->nswitches; i++)
		if (slice_starts(c->switches[i].scope, SLICE("template=")) &&
		    slice_equal(
			slice_from(c->switches[i].scope, 9), group->template))
			group->stopped = true;
	return status;
}

static enum status
groups_make(struct course *c, struct err *err_r)
{
	enum status status = STATUS_OK;
	size_t n;

	if (c->rows.len > 0)
		qsort(c->rows.items, c->rows.len, sizeof(*c->rows.items),
		    by_template);
	for (size_t i = 0; status == STATUS_OK && i < c->rows.len; i += n) {
		const struct held_row *rows = &c->rows.items[i];
		struct group *group = VEC_PUSH(c->cli->arena, &c->groups);

		if (group == NULL)
			return err_nomem(err_r);
		for (n = 1; i + n < c->rows.len &&
		     slice_equal(rows[n].template, rows->template);
		     n++)
			continue;
		group_make(rows, n, group);
		status = group_look_up(c, group, err_r);
	}
	return status;
}

/* Most messages first, then the oldest. */
static int
by_messages(const void *a, const void *b)
{
	const struct group *x = a, *y = b;

	if (x->messages != y->messages)
		return x->messages < y->messages ? 1 : -1;
	if (x->first_us != y->first_us)
		return x->first_us < y->first_us ? -1 : 1;
	return slice_compare(x->template, y->template);
}

static int
group_json(const struct group *group, struct arena *arena)
{
	char first[CLOCK_TEXT_MAX], last[CLOCK_TEXT_MAX];

	return out_json(json_pack(
	    "{s:o?, s:I, s:I, s:s, s:s, s:o?, s:o, s:I, s:b}", "template",
	    group->template.len > 0 ? out_json_text(group->template, arena) :
				      NULL,
	    "messages", (json_int_t)group->messages, "accounts",
	    (json_int_t)group->accounts, "first",
	    clock_format(group->first_us, first), "last",
	    clock_format(group->last_us, last), "workflow",
	    group->workflow.len > 0 ? out_json_text(group->workflow, arena) :
				      NULL,
	    "subject", out_json_text(group->subject, arena), "released",
	    (json_int_t)group->released, "stopped", group->stopped));
}

static void
group_print(const struct cli *cli, const struct group *group)
{
	char when[CLOCK_TEXT_MAX];

	out_column(group->template.len > 0 ? group->template : SLICE("-"),
	    TEMPLATES_ID_LEN);
	(void)printf("%5zu messages %5zu accounts  %s to ", group->messages,
	    group->accounts, clock_format(group->first_us, when));
	(void)printf("%s  ", clock_format(group->last_us, when));
	out_column(group->workflow, 14);
	out_text(stdout, group->subject);
	if (group->released > 0)
		(void)printf(" (%lld released)", (long long)group->released);
	if (group->stopped) {
		out_style(cli, OUT_RED);
		(void)fputs(" stopped", stdout);
		out_style(cli, OUT_PLAIN);
	}
	(void)fputc('\n', stdout);
}

int
quarantine_by_template(struct cli *cli, struct store *store,
    const struct quarantine_filter *filter)
{
	struct course c = { .cli = cli, .store = store };
	struct quarantine_filter all = *filter;
	struct err err = ERR_INIT;
	size_t lines;
	enum status status;
	int exit = EX_OK;

	all.limit = 0; /* it is one of lines */
	status = store_switch_list(
	    store, cli->arena, &c.switches, &c.nswitches, &err);
	if (status == STATUS_OK)
		status = quarantine_list(store, &all, held_each, &c, &err);
	if (status == STATUS_OK && arena_failed(cli->arena))
		status = err_nomem(&err);
	if (status == STATUS_OK)
		status = groups_make(&c, &err);
	if (status != STATUS_OK)
		return cli_fail(&err);
	if (c.groups.len > 0)
		qsort(c.groups.items, c.groups.len, sizeof(*c.groups.items),
		    by_messages);
	lines = filter->limit > 0 && (size_t)filter->limit < c.groups.len ?
	    (size_t)filter->limit :
	    c.groups.len;
	for (size_t i = 0; exit == EX_OK && i < lines; i++) {
		if (cli->json)
			exit = group_json(&c.groups.items[i], cli->arena);
		else
			group_print(cli, &c.groups.items[i]);
	}
	return exit;
}
