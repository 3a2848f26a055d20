/*
 * recall.c - accepted mail of a stopped scope, fetched back as far as it goes.
 *
 * A message is known by its queue id and the time of its verdict, since an MTA
 * may use a queue id again.
 */
#include "cli/recall.h"

#include <stdlib.h>

#include "base/clock.h"
#include "cli/out.h"
#include "cli/postsuper.h"
#include "cli/record.h"
#include "store/journal.h"

/* A verdict comes after its message's arrival, and not long after. */
#define ARRIVED_BEFORE (60 * CLOCK_SECOND) /* two clocks */
#define ARRIVED_AFTER (3600 * CLOCK_SECOND)

enum fate {
	FATE_HELD,
	FATE_ON_HOLD,
	FATE_FAILED,
	FATE_LEFT
};

/* What it is called in JSON and for a person. */
static const struct {
	const char *outcome, *text;
} fates[] = {
	[FATE_HELD] = { "held", "put on hold" },
	[FATE_ON_HOLD] = { "on-hold", "on hold already" },
	[FATE_FAILED] = { "failed", "NOT HELD" },
	[FATE_LEFT] = { "left", "has left" },
};

#define FATES (sizeof(fates) / sizeof(fates[0]))

struct accepted {
	const struct mta_queued *queued; /* NULL: it has left */
	struct slice id, queue_id, time;
	struct slice *rcpts;
	size_t nrcpts;
};

struct course {
	const struct recall *recall;
	struct mta_queue queue; /* in the order of ids */
	struct slice template;  /* where that is the scope */
	struct VEC(struct accepted) messages;
	size_t counts[FATES];
	struct err *err_r;
};

static int
by_id(const void *a, const void *b)
{
	const struct mta_queued *x = a, *y = b;

	return slice_compare(x->id, y->id);
}

/* The message in the queue that the verdict was about, or NULL. */
static const struct mta_queued *
queued_find(const struct course *c, struct slice id, int64_t verdict_us)
{
	const struct mta_queued key = { .id = id };
	const struct mta_queued *found;

	if (id.len == 0 || c->queue.len == 0)
		return NULL;
	found = bsearch(
	    &key, c->queue.items, c->queue.len, sizeof(*c->queue.items), by_id);
	if (found == NULL || verdict_us < found->arrival_us - ARRIVED_BEFORE ||
	    verdict_us > found->arrival_us + ARRIVED_AFTER)
		return NULL;
	return found;
}

static enum fate
fetch(const struct accepted *message)
{
	char answer[POSTSUPER_ANSWER_MAX];
	struct err err = ERR_INIT;

	if (message->queued == NULL)
		return FATE_LEFT;
	if (message->queued->on_hold)
		return FATE_ON_HOLD;
	if (postsuper_hold(message->queued->id, answer, &err) == STATUS_OK)
		return FATE_HELD;
	cli_say("%.*s: %s", SLICE_ARG(message->id), err.text);
	return FATE_FAILED;
}

static void
say(struct course *c, const struct accepted *message, enum fate fate)
{
	const struct cli *cli = c->recall->cli;

	c->counts[fate]++;
	if (cli->json) {
		(void)out_json(json_pack("{s:o, s:o, s:o, s:o, s:s}", "id",
		    out_json_text(message->id, cli->arena), "queue_id",
		    out_json_text(message->queue_id, cli->arena), "time",
		    out_json_text(message->time, cli->arena), "recipients",
		    out_json_list(message->rcpts, message->nrcpts, cli->arena),
		    "outcome", fates[fate].outcome));
		return;
	}
	if (fate == FATE_FAILED)
		out_style(cli, OUT_RED);
	out_column(slice_cstr(fates[fate].text), 16);
	out_style(cli, OUT_PLAIN);
	out_column(message->time, 24);
	out_column(message->id, 26);
	for (size_t i = 0; i < message->nrcpts; i++) {
		if (i > 0)
			(void)fputc(',', stdout);
		out_text(stdout, message->rcpts[i]);
	}
	(void)fputc('\n', stdout);
}

static enum status
put_on_record(
    const struct course *c, const struct accepted *message, enum fate fate)
{
	const struct recall *recall = c->recall;
	const struct journal_pair fields[] = {
		{ "scope", slice_cstr(recall->scope) },
		{ "queue_id", message->queue_id },
		{ "outcome", slice_cstr(fates[fate].outcome) },
	};
	const struct journal_event event = {
		.event = "recall",
		.actor = slice_cstr(recall->cli->actor),
		.about = message->id,
		.reason = slice_cstr(recall->reason),
		.fields = fields,
		.nfields = sizeof(fields) / sizeof(fields[0]),
		.time_us = clock_wall_us(),
	};
	struct err *err_r = c->err_r;
	enum status status = store_begin(recall->store, err_r);

	if (status != STATUS_OK)
		return status;
	status = journal_append_event(recall->store, &event, NULL, err_r);
	if (status == STATUS_OK)
		return store_commit(recall->store, err_r);
	store_rollback(recall->store);
	return status;
}

/* The list as it is read from JSON, in the arena. */
static void
rcpts_copy(const json_t *list, struct arena *arena, struct accepted *message)
{
	size_t n = json_array_size(list);

	message->rcpts = arena_calloc(arena, n + 1, sizeof(*message->rcpts));
	message->nrcpts = message->rcpts == NULL ? 0 : n;
	for (size_t i = 0; i < message->nrcpts; i++)
		message->rcpts[i] = arena_copy(arena,
		    slice_cstr(json_string_value(json_array_get(list, i))));
}

static void
message_add(struct course *c, const json_t *record)
{
	struct arena *arena = c->recall->cli->arena;
	struct slice verdict = record_text(record, "verdict");
	struct slice time = record_text(record, "time");
	const struct mta_queued *queued;
	struct accepted *message;
	int64_t time_us = 0;

	(void)clock_parse(time, &time_us);
	queued = queued_find(c, record_text(record, "queue_id"), time_us);
	if (verdict.len == 0 ||
	    (c->template.len > 0 &&
		!slice_equal(c->template, record_text(record, "template"))))
		return;
	/* what the MTA held, and somebody released, may lie there as well */
	if (queued == NULL &&
	    (!slice_equal(verdict, SLICE("accept")) ||
		time_us < c->recall->since_us))
		return;
	message = VEC_PUSH(arena, &c->messages);
	if (message == NULL)
		return;
	message->queued = queued;
	message->id = arena_copy(arena, record_text(record, "id"));
	message->queue_id = arena_copy(arena, record_text(record, "queue_id"));
	message->time = arena_copy(arena, time);
	rcpts_copy(json_object_get(record, "recipients"), arena, message);
}

static bool
record_each(struct slice json, void *arg)
{
	struct course *c = arg;
	json_t *record = record_parse(json);

	if (record != NULL)
		message_add(c, record);
	json_decref(record);
	return !arena_failed(c->recall->cli->arena);
}

/* The journal's filter for a scope; template is ours to compare. */
static struct journal_filter
scope_filter(struct course *c)
{
	struct journal_filter filter = { .since_us = c->recall->since_us };
	const char *scope = c->recall->scope;
	const struct {
		struct slice kind;
		const char **name;
	} kinds[] = {
		{ SLICE("agent="), &filter.agent },
		{ SLICE("workflow="), &filter.workflow },
		{ SLICE("account="), &filter.account },
		{ SLICE("tier="), &filter.tier },
	};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (slice_starts(slice_cstr(scope), kinds[i].kind))
			*kinds[i].name = scope + kinds[i].kind.len;
	if (slice_starts(slice_cstr(scope), SLICE("template=")))
		c->template = slice_from(slice_cstr(scope), 9);
	for (size_t i = 0; i < c->queue.len; i++)
		if (c->queue.items[i].arrival_us - ARRIVED_BEFORE <
		    filter.since_us)
			filter.since_us =
			    c->queue.items[i].arrival_us - ARRIVED_BEFORE;
	return filter;
}

static enum status
messages_load(struct course *c)
{
	const struct recall *recall = c->recall;
	struct arena *arena = recall->cli->arena;
	struct journal_filter filter;
	enum status status = postqueue_list(arena, &c->queue, c->err_r);

	if (status != STATUS_OK)
		return status;
	if (c->queue.len > 0)
		qsort(c->queue.items, c->queue.len, sizeof(*c->queue.items),
		    by_id);
	filter = scope_filter(c);
	status = journal_list(recall->store, &filter, record_each, c, c->err_r);
	return status == STATUS_OK && arena_failed(arena) ?
	    err_nomem(c->err_r) :
	    status;
}

int
recall_run(const struct recall *recall)
{
	struct err err = ERR_INIT;
	struct course c = { .recall = recall, .err_r = &err };
	enum status status = messages_load(&c);

	for (size_t i = 0; status == STATUS_OK && i < c.messages.len; i++) {
		const struct accepted *message = &c.messages.items[i];
		enum fate fate = fetch(message);

		say(&c, message, fate);
		if (fate == FATE_HELD || fate == FATE_FAILED)
			status = put_on_record(&c, message, fate);
	}
	if (status != STATUS_OK)
		return cli_fail(&err);
	if (!recall->cli->json)
		(void)printf("recalled: %zu put on hold, %zu on hold already, "
			     "%zu not held, %zu have left\n",
		    c.counts[FATE_HELD], c.counts[FATE_ON_HOLD],
		    c.counts[FATE_FAILED], c.counts[FATE_LEFT]);
	return c.counts[FATE_FAILED] > 0 ? CLI_NEGATIVE : EX_OK;
}
