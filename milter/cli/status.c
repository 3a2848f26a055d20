/*
 * status.c - `sendgate status`: what is stopped, what waits, how things stand.
 *
 * Like kill and resume it needs the settings alone, and no daemon.
 */
#include <stdlib.h>
#include <unistd.h>

#include "base/clock.h"
#include "cli/commands.h"
#include "cli/notary.h"
#include "cli/out.h"
#include "cli/reach.h"
#include "cli/record.h"
#include "cli/report.h"
#include "store/book.h"
#include "store/limits.h"
#include "store/quarantine.h"
#include "store/runaway.h"
#include "store/switches.h"
#include "store/templates.h"

#define STATUS_RUNAWAYS (7 * 86400 * CLOCK_SECOND) /* said for so long */

struct standing {
	struct store_switch *switches;
	size_t nswitches;
	size_t held, unknown;
	struct VEC(struct slice) templates; /* of what is held */
	size_t waiting, stopped;            /* templates */
	struct arena *arena;
	int64_t oldest_us;
	struct book_info book;
	bool stale;
	json_int_t records;
	struct notary_last last; /* checkpoint */
	int64_t signed_us;
	bool overdue; /* the owner's review */
	bool checkpoint, database, daemon;
};

static bool
held_each(const struct quarantine_entry *entry, void *arg)
{
	struct standing *standing = arg;

	if (slice_equal(entry->state, SLICE("unknown")))
		standing->unknown++;
	else
		standing->held++;
	if (standing->oldest_us == 0 || entry->time_us < standing->oldest_us)
		standing->oldest_us = entry->time_us;
	if (entry->template.len > 0) {
		struct slice *place =
		    VEC_PUSH(standing->arena, &standing->templates);

		if (place == NULL)
			return false;
		*place = arena_copy(standing->arena, entry->template);
	}
	return !arena_failed(standing->arena);
}

static int
slice_order(const void *a, const void *b)
{
	return slice_compare(
	    *(const struct slice *)a, *(const struct slice *)b);
}

/* The templates that are held and still new, and those that are stopped. */
static enum status
templates_count(const struct settings *settings, struct store *store,
    struct standing *s, struct err *err_r)
{
	const struct slice *held = s->templates.items;
	struct template_known known;
	enum status status = STATUS_OK;

	if (arena_failed(s->arena))
		return err_nomem(err_r);
	for (size_t i = 0; i < s->nswitches; i++)
		s->stopped +=
		    slice_starts(s->switches[i].scope, SLICE("template="));
	if (s->templates.len > 0)
		qsort(s->templates.items, s->templates.len, sizeof(*held),
		    slice_order);
	for (size_t i = 0; status == STATUS_OK && i < s->templates.len; i++) {
		if (i > 0 && slice_equal(held[i], held[i - 1]))
			continue;
		status = templates_load(store, held[i], &known, err_r);
		s->waiting += known.released < settings->templates_first;
	}
	return status;
}

/* The number of the last record is how many there are. */
static bool
last_each(struct slice json, void *arg)
{
	struct standing *standing = arg;
	json_t *record = record_parse(json);

	standing->records = json_integer_value(json_object_get(record, "seq"));
	json_decref(record);
	return true;
}

/* The last one that was handed out, if its key is there to check it by. */
static enum status
checkpoint_load(struct cli *cli, const struct settings *settings,
    struct standing *s, struct err *err_r)
{
	struct notary notary;
	enum status status;

	if (cli_notary(cli, settings, &notary, NULL) != STATUS_OK)
		return STATUS_OK;
	status =
	    notary_last_read(settings->database, &notary.key, &s->last, err_r);
	notary_close(&notary);
	s->checkpoint =
	    status == STATUS_OK && s->last.result == CHECKPOINT_GOOD;
	return status == STATUS_NOTFOUND ? STATUS_OK : status;
}

static enum status
standing_load(struct cli *cli, const struct settings *settings,
    struct store *store, struct standing *s, struct err *err_r)
{
	const struct quarantine_filter held = { .state = NULL };
	const struct journal_filter last = { .limit = 1 };
	int64_t max_us = settings->accounts_max_age * CLOCK_SECOND;
	enum status status;

	s->arena = cli->arena;
	status = store_switch_list(
	    store, cli->arena, &s->switches, &s->nswitches, err_r);
	if (status == STATUS_OK)
		status = quarantine_list(store, &held, held_each, s, err_r);
	if (status == STATUS_OK)
		status = templates_count(settings, store, s, err_r);
	if (status == STATUS_OK)
		status = book_info(store, &s->book, err_r);
	if (status == STATUS_OK)
		status = journal_list(store, &last, last_each, s, err_r);
	if (status == STATUS_OK)
		status = checkpoint_load(cli, settings, s, err_r);
	if (status == STATUS_OK)
		status = report_signed(store, &s->signed_us, err_r);
	s->overdue = settings->owner_review > 0 &&
	    clock_wall_us() - s->signed_us >
		settings->owner_review * CLOCK_SECOND;
	s->stale = s->book.imported_us > 0 && max_us > 0 &&
	    clock_wall_us() - s->book.imported_us > max_us;
	return status;
}

static json_t *
switches_json(const struct standing *s, struct arena *arena)
{
	json_t *list = json_array();
	char when[CLOCK_TEXT_MAX];

	for (size_t i = 0; i < s->nswitches; i++) {
		const struct store_switch *sw = &s->switches[i];

		(void)json_array_append_new(list,
		    json_pack("{s:o, s:o, s:s, s:o, s:o}", "scope",
			out_json_text(sw->scope, arena), "mode",
			out_json_text(sw->mode, arena), "since",
			clock_format(sw->time_us, when), "actor",
			out_json_text(sw->actor, arena), "reason",
			out_json_text(sw->reason, arena)));
	}
	return list;
}

static const char *
time_or_null(int64_t time_us, char out[CLOCK_TEXT_MAX])
{
	return time_us > 0 ? clock_format(time_us, out) : NULL;
}

static json_t *
checkpoint_json(const struct standing *s)
{
	char when[CLOCK_TEXT_MAX];

	return json_pack("{s:I, s:s?}", "size",
	    (json_int_t)(s->checkpoint ? s->last.checkpoint.size : 0), "time",
	    time_or_null(s->checkpoint ? s->last.time_us : 0, when));
}

static int
standing_json(const struct cli *cli, const struct settings *settings,
    const struct standing *s, json_t *limits, json_t *runaways)
{
	char oldest[CLOCK_TEXT_MAX], imported[CLOCK_TEXT_MAX];
	char signed_off[CLOCK_TEXT_MAX];

	return out_json(
	    json_pack("{s:o, s:o, s:o, s:{s:I, s:I}, s:{s:I, s:I, s:s?}, "
		      "s:{s:I, s:s?, s:b}, s:I, s:o, "
		      "s:{s:s, s:b}, s:{s:s?, s:b}}",
		"limits", limits, "runaways", runaways, "kills",
		switches_json(s, cli->arena), "templates", "waiting",
		(json_int_t)s->waiting, "stopped", (json_int_t)s->stopped,
		"quarantine", "held", (json_int_t)s->held, "unknown",
		(json_int_t)s->unknown, "oldest",
		time_or_null(s->oldest_us, oldest), "accounts", "accounts",
		(json_int_t)s->book.accounts, "imported",
		time_or_null(s->book.imported_us, imported), "stale", s->stale,
		"records", s->records, "checkpoint", checkpoint_json(s),
		"daemon", "listen", settings->listen, "reachable", s->daemon,
		"review", "signed", time_or_null(s->signed_us, signed_off),
		"overdue", s->overdue));
}

/* One limit's fullest keys on their way to the page or into JSON. */
struct limit_course {
	const struct settings_limit *limit;
	struct arena *arena;
	json_t *list; /* NULL: to be printed */
	bool any;
};

static void
limit_each(struct slice key, int64_t used, void *arg)
{
	struct limit_course *c = arg;
	const struct settings_limit *limit = c->limit;

	if (c->list != NULL) {
		(void)json_array_append_new(c->list,
		    json_pack("{s:s, s:o, s:I, s:I, s:I}", "limit", limit->name,
			"key", out_json_text(key, c->arena), "used",
			(json_int_t)used, "max", (json_int_t)limit->max, "in",
			(json_int_t)limit->in));
		return;
	}
	(void)printf("limit       %s ", limit->name);
	out_text(stdout, key);
	(void)printf(": %lld of %lld in %lld s\n", (long long)used,
	    (long long)limit->max, (long long)limit->in);
	c->any = true;
}

/* Rules that ran into their limit, on their way. */
struct runaway_course {
	struct arena *arena;
	json_t *list; /* NULL: to be printed */
};

static void
runaway_each(const struct runaway *runaway, void *arg)
{
	const struct runaway_course *c = arg;
	char when[CLOCK_TEXT_MAX];

	if (c->list != NULL) {
		(void)json_array_append_new(c->list,
		    json_pack("{s:o, s:I, s:s, s:o}", "rule",
			out_json_text(runaway->rule, c->arena), "count",
			(json_int_t)runaway->count, "last",
			clock_format(runaway->time_us, when), "id",
			out_json_text(runaway->id, c->arena)));
		return;
	}
	(void)fputs("rule        ", stdout);
	out_text(stdout, runaway->rule);
	(void)printf(" ran into its limit in %lld message%s, last %s, ",
	    (long long)runaway->count, runaway->count == 1 ? "" : "s",
	    clock_format(runaway->time_us, when));
	out_text(stdout, runaway->id);
	(void)fputc('\n', stdout);
}

/* The rules that ran away of late; into list, or printed where that is NULL. */
static enum status
runaways_say(
    struct cli *cli, struct store *store, json_t *list, struct err *err_r)
{
	struct runaway_course c = { cli->arena, list };

	return runaway_list(
	    store, clock_wall_us() - STATUS_RUNAWAYS, runaway_each, &c, err_r);
}

/* What is used of each limit; into list, or printed where that is NULL. */
static enum status
limits_say(struct cli *cli, const struct settings *settings,
    struct store *store, json_t *list, struct err *err_r)
{
	struct limit_course c = { .arena = cli->arena, .list = list };
	enum status status = STATUS_OK;

	for (size_t i = 0; status == STATUS_OK && i < settings->nlimits; i++) {
		c.limit = &settings->limits[i];
		c.any = list != NULL;
		status = limits_top(store, slice_cstr(c.limit->name),
		    c.limit->count == SETTINGS_COUNT_ACCOUNTS,
		    clock_wall_us() - c.limit->in * CLOCK_SECOND, limit_each,
		    &c, err_r);
		if (status == STATUS_OK && !c.any)
			(void)printf("limit       %s: nothing used of %lld "
				     "in %lld s\n",
			    c.limit->name, (long long)c.limit->max,
			    (long long)c.limit->in);
	}
	return status;
}

static void
switches_print(const struct cli *cli, const struct standing *s)
{
	char when[CLOCK_TEXT_MAX];

	if (s->nswitches == 0)
		(void)puts("stopped     nothing");
	for (size_t i = 0; i < s->nswitches; i++) {
		const struct store_switch *sw = &s->switches[i];

		(void)fputs("stopped     ", stdout);
		out_style(cli, OUT_RED);
		out_text(stdout, sw->scope);
		out_style(cli, OUT_PLAIN);
		(void)fputs(" (", stdout);
		out_text(stdout, sw->mode);
		(void)printf(") since %s by ", clock_format(sw->time_us, when));
		out_text(stdout, sw->actor);
		(void)fputs(": ", stdout);
		out_text(stdout, sw->reason);
		(void)fputc('\n', stdout);
	}
}

static void
checkpoint_print(const struct cli *cli, const struct standing *s)
{
	char when[CLOCK_TEXT_MAX];

	if (!s->checkpoint)
		return;
	(void)printf("checkpoint  of %lld records, %s, %lld s ago",
	    (long long)s->last.checkpoint.size,
	    clock_format(s->last.time_us, when),
	    (long long)((clock_wall_us() - s->last.time_us) / CLOCK_SECOND));
	if (s->last.checkpoint.size > s->records) {
		out_style(cli, OUT_RED);
		(void)fputs(": more than the journal has", stdout);
		out_style(cli, OUT_PLAIN);
	}
	(void)fputc('\n', stdout);
}

static void
standing_print(const struct cli *cli, const struct settings *settings,
    const struct standing *s)
{
	char when[CLOCK_TEXT_MAX];

	(void)printf("daemon      %s at %s\n",
	    s->daemon ? "answers" : "does not answer", settings->listen);
	if (!s->database) {
		(void)printf(
		    "database    none yet at %s\n", settings->database);
		return;
	}
	switches_print(cli, s);
	(void)printf("quarantine  %zu held, %zu of unknown outcome", s->held,
	    s->unknown);
	if (s->oldest_us > 0)
		(void)printf(
		    ", oldest of %s", clock_format(s->oldest_us, when));
	(void)printf("\ntemplates   %zu new ones wait for review, %zu stopped",
	    s->waiting, s->stopped);
	if (s->book.imported_us > 0)
		(void)printf("\naccounts    %lld, imported %s%s\n",
		    (long long)s->book.accounts,
		    clock_format(s->book.imported_us, when),
		    s->stale ? ", stale" : "");
	else
		(void)puts("\naccounts    no account book yet");
	(void)printf("journal     %lld records\n", (long long)s->records);
	checkpoint_print(cli, s);
	if (s->signed_us > 0 || s->overdue)
		(void)printf("review      %s%s%s\n",
		    s->signed_us > 0 ? "signed off " : "never signed off",
		    s->signed_us > 0 ? clock_format(s->signed_us, when) : "",
		    s->overdue ? ", overdue" : "");
}

static int
standing_say(struct cli *cli, const struct settings *settings,
    struct store *store, const struct standing *s)
{
	json_t *limits = cli->json ? json_array() : NULL;
	json_t *runaways = cli->json ? json_array() : NULL;
	struct err err = ERR_INIT;

	if (!cli->json)
		standing_print(cli, settings, s);
	if (store != NULL &&
	    (limits_say(cli, settings, store, limits, &err) != STATUS_OK ||
		runaways_say(cli, store, runaways, &err) != STATUS_OK)) {
		json_decref(limits);
		json_decref(runaways);
		return cli_fail(&err);
	}
	return cli->json ? standing_json(cli, settings, s, limits, runaways) :
			   EX_OK;
}

int
status_run(struct cli *cli)
{
	struct settings *settings = NULL;
	struct store *store = NULL;
	struct standing standing = { .records = 0 };
	struct err err = ERR_INIT;
	int exit = cli_settings(cli, &settings);

	if (exit != EX_OK)
		return exit;
	standing.daemon = daemon_reachable(settings->listen);
	standing.database = access(settings->database, F_OK) == 0;
	if (standing.database)
		exit = cli_store_open(cli, settings, true, &store);
	if (exit == EX_OK && standing.database &&
	    standing_load(cli, settings, store, &standing, &err) != STATUS_OK)
		exit = cli_fail(&err);
	if (exit == EX_OK)
		exit = standing_say(cli, settings, store, &standing);
	store_close(store);
	settings_unref(settings);
	return out_end(exit);
}
